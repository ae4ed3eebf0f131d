"""The rows that both services read: items made of listings through inventory-api's own ingest, copied into the peer's table."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import fill
import psycopg
from sqlalchemy import text

from inventory_api.auth import queries
from inventory_api.auth.passwords import hash_password
from inventory_api.database import Database
from inventory_api.inventory.counters import recount
from inventory_api.inventory.store import ITEMS

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
import service as peer

OWNER, WRITER, PASSWORD = "owner@example.org", "writer@example.org", "correct horse battery"
"""The items are the owner's; what the benchmark creates belongs to the writer, so that the owner's lists stay the same."""
INGESTED = 100_000
"""So many are taken in as listings; where more are wanted their items are copied, which is quicker."""
_COPY = """
INSERT INTO peer_items (user_id, title, notes, description, tags, price, currency, availability, condition, brand, category,
    quantity, sku, url, images, source, created_at, updated_at)
SELECT :user_id, title, notes, description, tags, CAST(price_amount AS {number}), price_currency, availability, condition_grade,
    brand, category_top, quantity, sku, url, images, source, created_at, updated_at
FROM items WHERE workspace_id = :workspace_id ORDER BY id
"""


@contextmanager
def database(kind: str, count: int, folder: Path, server: str, *, keep: bool) -> Iterator[str]:
    """The address of a database with so many items in both tables; an earlier one of the same size where it was kept."""
    name = f"inventory_bench_{count}"
    url = f"sqlite:///{folder / name}.sqlite3" if kind == "sqlite" else f"{server.rpartition('/')[0]}/{name}"
    if not _is_there(url, server, name):
        if kind == "postgresql":
            _tell(server, f'CREATE DATABASE "{name}"')
        _fill(url, count)
    else:
        fill.new_database(url.replace("postgresql://", "postgresql+psycopg://")).close()
    yield url
    if kind == "postgresql" and not keep:
        _tell(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _is_there(url: str, server: str, name: str) -> bool:
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).exists()
    with psycopg.connect(server, autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def _tell(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _fill(url: str, count: int) -> None:
    made = fill.new_database(url.replace("postgresql://", "postgresql+psycopg://"))
    with made.writing() as connection:
        accounts = [
            queries.add_account(connection, email, hash_password(PASSWORD), datetime.now(UTC)) for email in (OWNER, WRITER)
        ]
        workspace_id = queries.workspace_of(connection, accounts[0])
    fill.fill(made, min(count, INGESTED), workspace_id=workspace_id)
    if count > INGESTED:
        grow(made, workspace_id, count // INGESTED)
    _fill_peer(made, url, workspace_id)
    made.close()


def grow(made: Database, workspace_id: int, times: int) -> None:
    """Copy all items with their words until there are so many times as many; the counters say so."""
    names = ", ".join(column.name for column in ITEMS.columns if column.name not in {"id", "ref"})
    words = "rowid" if made.is_sqlite else "item_id"
    for number in range(1, times):
        with made.writing() as connection:
            last = connection.execute(text("SELECT max(id) FROM items")).scalar_one()
            values = {"last": last, "count": INGESTED, "ref": f"-{number}"}
            here = "WHERE id <= :last AND id > :last - :count"
            new = f"SELECT id + :count, ref || :ref, {names} FROM items {here} ORDER BY id"
            connection.execute(text(f"INSERT INTO items (id, ref, {names}) {new}"), values)
            new = f"SELECT {words} + :count, words FROM item_search {here.replace('id ', words + ' ')} ORDER BY {words}"
            connection.execute(text(f"INSERT INTO item_search ({words}, words) {new}"), values)
    with made.writing() as connection:
        if not made.is_sqlite:
            connection.execute(text("SELECT setval('items_id_seq', (SELECT max(id) FROM items))"))
        recount(connection, workspace_id)
    with made.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA optimize" if made.is_sqlite else "VACUUM ANALYZE"))


def _fill_peer(made: Database, url: str, workspace_id: int) -> None:
    os.environ["DATABASE_URL"] = url
    with peer.create_app().app_context():
        peer.db.create_all()
        user_id, _ = (peer.add_user(email, PASSWORD) for email in (OWNER, WRITER))
        peer.db.session.remove()
        peer.db.engine.dispose()
    copy = text(_COPY.format(number="REAL" if made.is_sqlite else "NUMERIC"))
    with made.writing() as connection:
        connection.execute(copy, {"user_id": user_id, "workspace_id": workspace_id})
    with made.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE peer_items" if made.is_sqlite else "VACUUM ANALYZE peer_items"))
