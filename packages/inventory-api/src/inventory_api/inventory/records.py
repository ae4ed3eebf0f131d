"""Items with all that belongs to them, as an export holds them: their listings, and how these changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from inventory_api.database import Database, table_of
from inventory_api.direct import run
from inventory_api.inventory import queries
from inventory_api.inventory.queries import Filters
from inventory_api.inventory.rows import item_of
from inventory_api.inventory.schemas import Item, ItemRecord, ListingRecord, Money, Sighting
from inventory_api.listings.models import ListingRow, Observation

BATCH = 500
_LISTINGS = (
    select(table_of(ListingRow))
    .where(ListingRow.workspace_id == bindparam("workspace_id"), ListingRow.item_id.in_(bindparam("ids", expanding=True)))
    .order_by(ListingRow.id)
)
_OBSERVATIONS = (
    select(table_of(Observation))
    .where(Observation.workspace_id == bindparam("workspace_id"), Observation.listing_id.in_(bindparam("ids", expanding=True)))
    .order_by(Observation.id)
)


def read_all(database: Database, workspace_id: int, filters: Filters) -> Iterator[list[Item]]:
    """Batches of the items that fit, oldest first, all as they were at one moment."""
    with database.reading() as connection:
        yield from _batches(connection, workspace_id, filters)


def read_records(database: Database, workspace_id: int, filters: Filters) -> Iterator[list[ItemRecord]]:
    """The same with their listings and observations."""
    with database.reading() as connection:
        for batch in _batches(connection, workspace_id, filters):
            yield _records(connection, workspace_id, batch)


def _batches(connection: Connection, workspace_id: int, filters: Filters) -> Iterator[list[Item]]:
    dialect, cursor = connection.dialect.name, None
    while True:
        page = run(connection, queries.find_items(dialect, workspace_id, filters, sort="created", cursor=cursor, limit=BATCH))
        if page.rows:
            yield [item_of(row) for row in page.rows]
        cursor = page.next
        if cursor is None:
            return


def _records(connection: Connection, workspace_id: int, items: Sequence[Item]) -> list[ItemRecord]:
    rows = _rows(connection, _LISTINGS, workspace_id, (item.id for item in items))
    seen: dict[int, list[Sighting]] = defaultdict(list)
    for row in _rows(connection, _OBSERVATIONS, workspace_id, (row["id"] for row in rows)):
        seen[row["listing_id"]].append(Sighting(row["at"], _money(row), row["availability"]))
    listings: dict[int, list[ListingRecord]] = defaultdict(list)
    for row in rows:
        moments = {name: row[name] for name in ("first_seen_at", "last_seen_at", "changed_at")}
        record = ListingRecord(listing=msgspec.json.decode(row["data"]), **moments, observations=seen[row["id"]])
        listings[row["item_id"]].append(record)
    return [_record(item, listings[item.id]) for item in items]


def _rows(connection: Connection, statement: Any, workspace_id: int, ids: Iterable[int]) -> list[dict[str, Any]]:
    found = connection.execute(statement, {"workspace_id": workspace_id, "ids": list(ids)}).mappings()
    return [dict(row) for row in found]


def _money(row: dict[str, Any]) -> Money | None:
    amount = row["price_amount"]
    return None if amount is None else Money(format(amount, "f"), row["price_currency"])


def _record(item: Item, listings: list[ListingRecord]) -> ItemRecord:
    names = set(ItemRecord.__struct_fields__) - {"listings"}
    return ItemRecord(**{name: getattr(item, name) for name in names}, listings=listings)
