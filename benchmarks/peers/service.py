"""The usual shape of an inventory service, to compare with: Flask, Flask-SQLAlchemy, flask-jwt-extended, one ORM object a row.

    DATABASE_URL=sqlite:///peer.sqlite3 gunicorn --workers 2 --bind 127.0.0.1:8001 "service:create_app()"

Pages by offset with a total count, search by ILIKE, statistics by aggregates. Its tables lie beside those of inventory-api, so
that both read the same rows of the same file or server, with the same durability.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from flask_jwt_extended import JWTManager, create_access_token, get_jwt_identity, jwt_required
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import case, func, or_
from werkzeug.security import check_password_hash, generate_password_hash

db = SQLAlchemy()
api = Blueprint("api", __name__, url_prefix="/api")


def now() -> datetime:
    return datetime.now(UTC)


class User(db.Model):
    __tablename__ = "peer_users"

    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(254), unique=True, nullable=False)
    password_hash = db.Column(db.String(256), nullable=False)


class Item(db.Model):
    __tablename__ = "peer_items"

    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("peer_users.id"), nullable=False, index=True)
    title = db.Column(db.String(500), nullable=False)
    notes = db.Column(db.Text)
    description = db.Column(db.Text)
    tags = db.Column(db.JSON)
    price = db.Column(db.Numeric(20, 2))
    currency = db.Column(db.String(3))
    availability = db.Column(db.String(40))
    condition = db.Column(db.String(40))
    brand = db.Column(db.String(200))
    category = db.Column(db.String(200))
    quantity = db.Column(db.Integer)
    sku = db.Column(db.String(200))
    url = db.Column(db.Text)
    images = db.Column(db.JSON)
    source = db.Column(db.String(100))
    created_at = db.Column(db.DateTime(timezone=True), default=now, index=True)
    updated_at = db.Column(db.DateTime(timezone=True), default=now, onupdate=now)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "notes": self.notes,
            "description": self.description,
            "tags": self.tags,
            "price": None if self.price is None else str(self.price),
            "currency": self.currency,
            "availability": self.availability,
            "condition": self.condition,
            "brand": self.brand,
            "category": self.category,
            "quantity": self.quantity,
            "sku": self.sku,
            "url": self.url,
            "images": self.images,
            "source": self.source,
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
        }


FIELDS = ("title", "notes", "description", "tags", "price", "currency", "availability", "condition", "brand", "category")
MORE_FIELDS = ("quantity", "sku", "url", "images")
SORTS = {"created": Item.created_at, "price": Item.price, "title": Item.title}


def mine() -> Any:
    return Item.query.filter_by(user_id=int(get_jwt_identity()))


@api.post("/auth/login")
def login() -> Any:
    given = request.get_json()
    user = User.query.filter_by(email=given["email"]).first()
    if user is None or not check_password_hash(user.password_hash, given["password"]):
        return jsonify(error="wrong e-mail address or password"), 401
    return jsonify(access_token=create_access_token(identity=str(user.id)))


@api.get("/inventory/<int:item_id>")
@jwt_required()
def read_item(item_id: int) -> Response:
    return jsonify(mine().filter_by(id=item_id).first_or_404().to_dict())


@api.post("/inventory")
@jwt_required()
def create_item() -> Any:
    given = request.get_json()
    if not given.get("title"):
        return jsonify(error="title is required"), 400
    item = Item(user_id=int(get_jwt_identity()), **{name: given.get(name) for name in (*FIELDS, *MORE_FIELDS)})
    db.session.add(item)
    db.session.commit()
    return jsonify(item.to_dict()), 201


@api.get("/inventory")
@jwt_required()
def list_items() -> Response:
    asked, query = request.args, mine()
    for name in ("source", "condition", "availability", "category", "currency"):
        if name in asked:
            query = query.filter(getattr(Item, name) == asked[name])
    if "search" in asked:
        words = f"%{asked['search']}%"
        query = query.filter(or_(Item.title.ilike(words), Item.description.ilike(words), Item.brand.ilike(words)))
    column = SORTS[asked.get("sort", "created")]
    query = query.order_by(column.asc() if asked.get("order") == "asc" else column.desc())
    page = query.paginate(page=int(asked.get("page", 1)), per_page=min(int(asked.get("per_page", 50)), 200))
    return jsonify(items=[item.to_dict() for item in page.items], total=page.total, page=page.page, pages=page.pages)


@api.get("/stats")
@jwt_required()
def statistics() -> Response:
    user_id = int(get_jwt_identity())

    def grouped(*columns: Any) -> list[list[Any]]:
        found = db.session.query(*columns, func.count()).filter(Item.user_id == user_id).group_by(*columns).all()
        return [list(row) for row in found]

    sold = Item.availability == "sold"
    worth = func.sum(Item.price * func.coalesce(Item.quantity, 1))
    values = db.session.query(Item.currency, sold, worth).filter(Item.user_id == user_id).group_by(Item.currency, sold).all()
    bucket = case((Item.price < 10, "0-10"), (Item.price < 100, "10-100"), (Item.price < 1000, "100-1000"), else_="1000+")
    recent = mine().order_by(Item.updated_at.desc()).limit(10).all()
    return jsonify(
        items=mine().count(),
        value=[[currency, bool(gone), str(amount)] for currency, gone, amount in values],
        by_source=grouped(Item.source),
        by_condition=grouped(Item.condition),
        by_category=grouped(Item.category),
        by_availability=grouped(Item.availability),
        prices=grouped(Item.currency, bucket),
        recent=[{"id": item.id, "title": item.title, "updated_at": item.updated_at.isoformat()} for item in recent],
    )


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"),
        JWT_SECRET_KEY=os.environ.get("SECRET_KEY", "only for this machine: " + "0" * 32),
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(days=1),
    )
    db.init_app(app)
    JWTManager(app)
    app.register_blueprint(api)
    return app


def add_user(email: str, password: str) -> int:
    """A user, within the context of an application; its id."""
    user = User(email=email, password_hash=generate_password_hash(password))
    db.session.add(user)
    db.session.commit()
    return int(user.id)
