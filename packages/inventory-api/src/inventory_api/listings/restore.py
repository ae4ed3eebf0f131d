"""Listings out of a file go into the tables with the history that they had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection

from inventory_api.bulk import insert_rows, new_ids
from inventory_api.inventory.schemas import ListingRecord
from inventory_api.listings.ingest import LISTINGS, OBSERVATIONS, first_columns, stored_key
from inventory_api.listings.lookups import known
from inventory_api.money import sort_key
from inventory_core import Listing

_BATCH = 1_000


class Restored(Struct, frozen=True):
    """A listing that was read and checked, with when it was seen."""

    listing: Listing
    record: ListingRecord

    @property
    def key(self) -> str:
        """Its key in the table."""
        return stored_key(self.listing.key)


def owners(connection: Connection, workspace_id: int, keys: Sequence[str]) -> dict[str, int]:
    """The items of the listings that are there already, by key."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), _BATCH):
        rows = known(connection, workspace_id, keys[start : start + _BATCH])
        found.update((row.key, row.item_id) for row in rows)
    return found


def restore(connection: Connection, workspace_id: int, listings: Iterable[tuple[int, Restored]]) -> None:
    """Write listings of items, with their observations; none of them may be there already."""
    wanted = list(listings)
    for start in range(0, len(wanted), _BATCH):
        _restore(connection, workspace_id, wanted[start : start + _BATCH])


def _restore(connection: Connection, workspace_id: int, listings: Sequence[tuple[int, Restored]]) -> None:
    ids = new_ids(connection, LISTINGS, len(listings))
    owner = {"workspace_id": workspace_id}
    rows = [
        {**first_columns(one.listing), **_moments(one.record), **owner, "id": number, "item_id": item_id}
        for number, (item_id, one) in zip(ids, listings, strict=True)
    ]
    insert_rows(connection, LISTINGS, rows)
    seen = [
        {**_observed(sighting), **owner, "listing_id": number, "at": sighting.at}
        for number, (_, one) in zip(ids, listings, strict=True)
        for sighting in one.record.observations
    ]
    if seen:
        numbers = new_ids(connection, OBSERVATIONS, len(seen))
        insert_rows(connection, OBSERVATIONS, [{**row, "id": number} for row, number in zip(seen, numbers, strict=True)])


def _moments(record: ListingRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in ("first_seen_at", "last_seen_at", "changed_at")}


def _observed(sighting: Any) -> dict[str, Any]:
    amount = Decimal(sighting.price.amount) if sighting.price else None
    return {
        "price_amount": amount,
        "price_currency": sighting.price.currency if sighting.price else None,
        "price_order": None if amount is None else sort_key(amount),
        "availability": sighting.availability,
    }
