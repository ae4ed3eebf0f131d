"""How long the queries of lists, searches and statistics take at 10,000 items and at more: milliseconds, without HTTP.

    python benchmarks/api/growth.py --to 1000000

The first 10,000 items are ingested, the others are copies of their rows by SQL with names of their own; the rare word is in one
item only. The same queries take turns at both sizes. Medians, and the least of `--times`. Leaves nothing behind.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import fill
import psycopg
from sqlalchemy import Connection, text

from inventory_api import direct
from inventory_api.database import Database
from inventory_api.inventory.queries import Filters, find_items
from inventory_api.inventory.store import ITEMS
from inventory_api.stats.service import Statistics
from inventory_api.web.keyset import Place
from inventory_api.web.pages import write_cursor

FIRST = 10_000
Query = Callable[[Connection, int, int], Any]


def page(sort: str = "-created", *, deep: bool = False, **filters: Any) -> Query:
    """A page of twenty; a deep one begins in the middle of all."""

    def run(connection: Connection, workspace: int, count: int) -> Any:
        cursor = write_cursor(Place(sort, False, [count // 2])) if deep else None
        steps = find_items(connection.dialect.name, workspace, Filters(**filters), sort=sort, cursor=cursor, limit=20)
        return direct.run(connection, steps)

    return run


QUERIES: dict[str, Query] = {
    "first page": page(),
    "deep page": page(deep=True),
    "by title": page("title"),
    "by price": page("price", currency="USD"),
    "by update": page("-updated"),
    "filter, by price": page(
        "price", currency="USD", source="acme", availability="in_stock", price_min=Decimal(50), price_max=Decimal(500)
    ),
    "three filters": page(source="acme", condition="fair", availability="sold"),
    "a filter that nothing passes, by price": page("price", currency="USD", condition="refurbished"),
    "a brand, by price": page("price", currency="USD", brand="Brand7"),
    "a rare word": page(text=fill.RARE),
    "an absent word": page(text="nowhere"),
    "a rare word, by price": page("price", currency="USD", text=fill.RARE),
    "a common word": page(text=fill.COMMON),
    "a common word, by price": page("price", currency="USD", text=fill.COMMON),
    "statistics": lambda connection, workspace, _: direct.run(connection, Statistics().find(workspace)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--to", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--server", default="postgresql://127.0.0.1:5432/postgres")
    arguments = parser.parse_args()
    for kind in arguments.databases:
        print(f"\n{kind:40} {FIRST:>16,} {arguments.to:>16,}      median and least, ms")
        with _database(kind, arguments.server) as small, _database(kind, arguments.server) as large:
            workspaces = [(database, fill.fill(database, FIRST)) for database in (small, large)]
            _grow(large, arguments.to)
            for name, query in QUERIES.items():
                times = [
                    _times(query, database, workspace, count, arguments.times)
                    for (database, workspace), count in zip(workspaces, (FIRST, arguments.to), strict=True)
                ]
                cells = " ".join(f"{median(taken):>9.2f} {min(taken):>6.2f}" for taken in times)
                print(
                    f"{name:40} {cells}   {median(times[1]) / median(times[0]):>6.1f} x {min(times[1]) / min(times[0]):>6.1f} x"
                )


@contextmanager
def _database(kind: str, server: str) -> Iterator[Database]:
    name = f"inventory_bench_{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/{name}.sqlite3"
        if kind == "postgresql":
            _tell(server, f"CREATE DATABASE {name}")
            url = f"{server.rpartition('/')[0]}/{name}".replace("postgresql://", "postgresql+psycopg://")
        database = fill.new_database(url)
        try:
            yield database
        finally:
            database.close()
            if kind == "postgresql":
                _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def _tell(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _grow(database: Database, count: int) -> None:
    """Copy the rows of items and of the index of words. The counters keep to the first ones: there are as many of them."""
    changed = {"id": "id + :after", "ref": "ref || :name", "title_order": "substr(title_order || :name, 1, 100)"}
    names = [column.name for column in ITEMS.columns]
    values = ", ".join(changed.get(name, name) for name in names)
    items = f"INSERT INTO items ({', '.join(names)}) SELECT {values} FROM items WHERE id <= {FIRST}"
    words = "INSERT INTO item_search SELECT item_id + :after, ts_delete(words, :rare) FROM item_search WHERE item_id <= :first"
    if database.is_sqlite:
        words = "INSERT INTO item_search (rowid, words) SELECT rowid + :after, replace(words, :rare, '') FROM item_search"
        words += " WHERE rowid <= :first"
    for after in range(FIRST, count, FIRST):
        with database.writing() as connection:
            connection.execute(text(items), {"after": after, "name": str(after)})
            connection.execute(text(words), {"after": after, "rare": f"1_{fill.RARE}", "first": FIRST})
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA optimize" if database.is_sqlite else "VACUUM ANALYZE"))


def _times(query: Query, database: Database, workspace: int, count: int, times: int) -> list[float]:
    taken = []
    with database.glancing() as connection:
        for _ in range(times):
            began = time.perf_counter()
            query(connection, workspace, count)
            taken.append((time.perf_counter() - began) * 1000)
    return taken


if __name__ == "__main__":
    main()
