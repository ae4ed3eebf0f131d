"""The tables of items: what a workspace owns or watches. Written through `store.py`, which keeps search and counters."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, ByBytes, Exact, Id, Json, Moment

_Code = String(40)


class Item(Base):
    """One thing that a workspace owns or watches; null means "not observed".

    All indexes begin with the workspace and end with the id: what they serve is a page of rows in order, whatever the size.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("workspace_id", "ref"),
        Index(None, "workspace_id", "id"),
        Index(None, "workspace_id", "updated_at", "id"),
        Index(None, "workspace_id", "title_order", "id"),
        Index(None, "workspace_id", "price_currency", "price_order", "id"),
        Index(None, "workspace_id", "source", "id"),
        Index(None, "workspace_id", "condition_grade", "id"),
        Index(None, "workspace_id", "availability", "id"),
        Index(None, "workspace_id", "category_top", "id"),
        Index(None, "workspace_id", "brand_key", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(200))
    """The name by which other systems know the item; made where none was given."""
    title: Mapped[str | None] = mapped_column(Text)
    title_order: Mapped[str] = mapped_column(ByBytes(100))
    """The title without case and accents, cut: to sort by, alike on both databases. Empty where there is no title."""
    notes: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(Json)
    price_amount: Mapped[Decimal | None] = mapped_column(Exact)
    price_currency: Mapped[str | None] = mapped_column(String(3))
    price_order: Mapped[str | None] = mapped_column(ByBytes(40))
    """`money.sort_key` of the amount: to sort and select by."""
    availability: Mapped[str | None] = mapped_column(_Code)
    condition_grade: Mapped[str | None] = mapped_column(_Code)
    condition_raw: Mapped[str | None] = mapped_column(Text)
    brand: Mapped[str | None] = mapped_column(Text)
    brand_key: Mapped[str | None] = mapped_column(String(100))
    """The brand without case and accents, cut: to select by."""
    category: Mapped[list[str]] = mapped_column(Json)
    """Outermost first."""
    category_top: Mapped[str | None] = mapped_column(String(200))
    """The outermost category, cut: to select and count by."""
    quantity: Mapped[int | None] = mapped_column(BigInteger)
    sku: Mapped[str | None] = mapped_column(Text)
    gtin: Mapped[str | None] = mapped_column(Text)
    mpn: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    image: Mapped[str | None] = mapped_column(Text)
    images: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    source: Mapped[str | None] = mapped_column(String(100))
    """The scraper of the listing that fills the item; null where it was made by hand."""
    custom: Mapped[dict[str, Any]] = mapped_column(Json)
    """Fields of the user's own."""
    edited: Mapped[list[str]] = mapped_column(Json)
    """Names of the fields that the user set: a scrape never overwrites these."""
    version: Mapped[int] = mapped_column(BigInteger)
    """From 1, one more with every change: the ETag."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Counter(Base):
    """How many items there are of a kind, and what they are worth; kept in the transaction that changes the items.

    `key` and `currency` are empty where there is none: they are parts of the key, which cannot be null.
    """

    __tablename__ = "counters"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[Decimal] = mapped_column(Exact)


# The index of words has no form that both databases share. `words` is text on SQLite, where it holds words with blanks between,
# and a tsvector of the same words on PostgreSQL, where a search also reads what is not sorted in yet (`store.py`).
# The trigger takes words away with their item, however that is deleted.
SEARCH_TABLE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE item_search USING fts5(words, tokenize = \"ascii tokenchars '_'\", detail = none, columnsize = 0)",
        "CREATE TRIGGER item_search_forget AFTER DELETE ON items BEGIN DELETE FROM item_search WHERE rowid = old.id; END",
    ),
    "postgresql": (
        "CREATE TABLE item_search (item_id BIGINT CONSTRAINT pk_item_search PRIMARY KEY, words TSVECTOR NOT NULL)",
        "ALTER TABLE item_search ALTER COLUMN words SET STATISTICS 5000",
        "CREATE INDEX ix_item_search_words ON item_search USING gin (words)",
        "CREATE FUNCTION item_search_forget() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN DELETE FROM item_search WHERE item_id = old.id; RETURN NULL; END $$",
        "CREATE TRIGGER item_search_forget AFTER DELETE ON items FOR EACH ROW EXECUTE FUNCTION item_search_forget()",
    ),
}


@event.listens_for(Item.__table__, "after_create")
def _create_search(_table: Any, connection: Connection, **_: Any) -> None:
    for statement in SEARCH_TABLE[connection.dialect.name]:
        connection.exec_driver_sql(statement)
