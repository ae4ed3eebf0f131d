"""Listings are found through an index, whatever the database knows of its tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from inventory_api.database import Database
from inventory_api.listings import lookups

from .test_ingest import lamp, see

ASKED: dict[str, list[Any]] = {"keys": [f"acme:{number}" for number in range(500)], "ids": list(range(500))}


def plan(connection: Connection, workspace: int, statement: Any) -> str:
    """How the database goes about a statement."""
    compiled = statement.compile(dialect=connection.dialect)
    (asked,) = compiled.params.keys() & ASKED.keys()
    given = lookups._given(connection, workspace, **{asked: ASKED[asked]})
    postgresql = connection.dialect.name == "postgresql"
    values = given if postgresql else tuple(given[name] for name in compiled.positiontup)
    told = connection.exec_driver_sql(f"EXPLAIN {'' if postgresql else 'QUERY PLAN '}{compiled}", values)
    return "\n".join(str(row) for row in told)


def test_no_lookup_goes_through_all_listings(database: Database, workspace: int) -> None:
    """Of a table that was just filled the database has no statistics: nevertheless keys are found by the index of keys, and an
    item's oldest listing by the index of items.
    """
    see(database, workspace, *[lamp(number) for number in range(3_000)])
    with database.reading() as connection:
        by_key = plan(connection, workspace, lookups._KNOWN[database.dialect])
        by_item = plan(connection, workspace, lookups._OLDEST[database.dialect])
    wanted = ("key)::text = given.key", "(item_id = given.id)") if database.dialect == "postgresql" else ("key=?)", "(item_id=?)")
    assert wanted[0] in by_key
    assert wanted[1] in by_item
    assert "Seq Scan" not in by_key + by_item
    assert "Filter" not in by_key
