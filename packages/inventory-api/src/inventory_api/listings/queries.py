"""What the tables of listings know: pages of listings, one with all it shows, and histories."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Select, bindparam, select

from inventory_api.database import table_of
from inventory_api.listings.models import ListingRow, Observation
from inventory_api.web.keyset import Page, RowNumber, When, descends, in_order, page_of, parameters, read_place

LISTINGS = table_of(ListingRow)
OBSERVATIONS = table_of(Observation)
SHOWN = [column for column in LISTINGS.columns if column.name not in {"data", "content_hash", "workspace_id", "price_order"}]
SEEN = [OBSERVATIONS.c[name] for name in ("id", "listing_id", "at", "price_amount", "price_currency", "availability")]
_MINE = LISTINGS.c.workspace_id == bindparam("workspace_id")


class Filters(Struct, frozen=True, kw_only=True):
    """Which listings: null, whatever."""

    source: str | None = None
    item_id: int | None = None
    availability: str | None = None


def list_listings(
    connection: Connection, workspace_id: int, filters: Filters, *, cursor: str | None = None, limit: int = 50
) -> Page:
    """A page of listings, those that changed last first."""
    place = read_place(cursor, "-changed", (When, RowNumber))
    values = {name: value for name, value in msgspec.structs.asdict(filters).items() if value is not None}
    statement = _listings(frozenset(values), descends("-changed", place), place is not None)
    found = connection.execute(statement, {**values, **parameters(place, limit), "workspace_id": workspace_id}).mappings()
    return page_of(found, "-changed", ["changed_at", "id"], limit, place)


@lru_cache(maxsize=64)
def _listings(filters: frozenset[str], down: bool, continues: bool) -> Select[Any]:
    # Those of one item are few: the order must not lead through all others.
    mine = (LISTINGS.c.workspace_id + 0) == bindparam("workspace_id") if "item_id" in filters else _MINE
    statement = select(*SHOWN).where(mine, *[LISTINGS.c[name] == bindparam(name) for name in sorted(filters)])
    return in_order(statement, (LISTINGS.c.changed_at, LISTINGS.c.id), descends=down, continues=continues)


_ONE = select(LISTINGS).where(_MINE, LISTINGS.c.id == bindparam("id"))


def find(connection: Connection, workspace_id: int, number: int) -> dict[str, Any] | None:
    """One listing by column, with its `data`; None where the workspace has none of that number."""
    row = connection.execute(_ONE, {"workspace_id": workspace_id, "id": number}).mappings().first()
    return dict(row) if row else None


_OF_LISTING = select(*SEEN).where(
    OBSERVATIONS.c.workspace_id == bindparam("workspace_id"), OBSERVATIONS.c.listing_id == bindparam("of")
)
_OF_ITEM = select(*SEEN).where(
    OBSERVATIONS.c.workspace_id == bindparam("workspace_id"),
    OBSERVATIONS.c.listing_id == LISTINGS.c.id,
    LISTINGS.c.item_id == bindparam("of"),
)


def listing_history(
    connection: Connection, workspace_id: int, number: int, *, cursor: str | None = None, limit: int = 50
) -> Page:
    """A page of a listing's observations, the newest first; empty where there is no such listing."""
    return _history(connection, _OF_LISTING, {"workspace_id": workspace_id, "of": number}, cursor, limit)


def item_history(connection: Connection, workspace_id: int, number: int, *, cursor: str | None = None, limit: int = 50) -> Page:
    """A page of the observations of all listings that an item has now, the newest first."""
    return _history(connection, _OF_ITEM, {"workspace_id": workspace_id, "of": number}, cursor, limit)


def _history(connection: Connection, which: Select[Any], values: dict[str, Any], cursor: str | None, limit: int) -> Page:
    place = read_place(cursor, "-seen", (RowNumber,))
    statement = in_order(which, (OBSERVATIONS.c.id,), descends=descends("-seen", place), continues=place is not None)
    found = connection.execute(statement, values | parameters(place, limit)).mappings()
    return page_of(found, "-seen", ["id"], limit, place)
