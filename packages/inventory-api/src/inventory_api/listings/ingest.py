"""What a scrape found goes into the tables: listings by key, their history, and the items that they fill.

    ingest(connection, workspace_id, listings, now)  -> how many are new, changed, unchanged, and the items

A sighting that says what the last one said only moves `last_seen_at`; that is told by a hash, before anything is parsed. Any
other is merged with all that was seen before, so that a search card erases nothing that the page of the thing had shown. An
observation is written where price or availability changed, and an event where anything did. An item takes over what the oldest
of its listings shows, except for what the user edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, update

from inventory_api.auth.workspaces import lock_workspace
from inventory_api.bulk import insert_rows, new_ids, uncollected
from inventory_api.database import table_of
from inventory_api.errors import NotFound
from inventory_api.events.service import NewEvent, record
from inventory_api.inventory.store import insert_items, read_items, sort_words_in
from inventory_api.listings import lookups, telling
from inventory_api.listings.fill import item_of, refill
from inventory_api.listings.models import ListingRow, Observation
from inventory_api.listings.telling import NOT_CONTENT
from inventory_api.money import sort_key
from inventory_api.text import without_nul
from inventory_core import Listing, merge

LISTINGS = table_of(ListingRow)
OBSERVATIONS = table_of(Observation)
_BATCH = 1_000
_OBSERVED = ("price_amount", "price_currency", "price_order", "availability")


class Ingested(Struct):
    """What became of the listings; a key that came twice counts once a batch."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    item_ids: dict[str, int] = {}
    """The item of each listing, by the listing's key."""
    listing_ids: dict[str, int] = {}
    """The number of each listing, by its key."""


class _Sighting(Struct):
    """One listing as it was seen, with what it says as JSON text, and the hash of that."""

    key: str
    listing: Listing
    said: str
    hash: str


def ingest(
    connection: Connection,
    workspace_id: int,
    listings: Iterable[Listing],
    now: datetime,
    *,
    item_id: int | None = None,
    job_id: int | None = None,
    keep_seller_names: bool = False,
) -> Ingested:
    """Write sightings of this moment, in batches; events name the job that saw them.

    New listings get an item each, or join the one that is named; NotFound where there is no such item.
    """
    lock_workspace(connection, workspace_id)
    if item_id is not None and not read_items(connection, workspace_id, [item_id]):
        raise NotFound("item_not_found", "There is no such item.")
    done = Ingested()
    rest = iter(listings)
    while batch := list(islice(rest, _BATCH)):
        with uncollected():
            written = _Batch(connection, workspace_id, now, done, item_id=item_id, job_id=job_id)
            written.write(_sightings(batch, keep_seller_names))
    if done.new + done.changed >= _BATCH:
        sort_words_in(connection)
    return done


def _sightings(listings: Sequence[Listing], keep_seller_names: bool) -> dict[str, _Sighting]:
    """By key, two of one key merged."""
    found: dict[str, _Sighting] = {}
    for listing in listings:
        seen = _sighting(listing if keep_seller_names else _without_seller_name(listing))
        if seen.key in found:
            seen = _sighting(merge(found[seen.key].listing, seen.listing))
        found[seen.key] = seen
    return found


def _sighting(listing: Listing) -> _Sighting:
    said = _said(listing)
    if "\\u0000" in said:
        listing = Listing.model_validate(without_nul(listing.model_dump()))
        said = _said(listing)
    return _Sighting(stored_key(listing.key), listing, said, _hash(said))


def _without_seller_name(listing: Listing) -> Listing:
    if listing.seller is None or listing.seller.name is None:
        return listing
    return listing.model_copy(update={"seller": listing.seller.model_copy(update={"name": None})})


def _said(listing: Listing) -> str:
    """All that a listing says of the thing: not where on the page it stood, nor when that was."""
    return listing.model_dump_json(exclude=NOT_CONTENT, exclude_none=True)


def _hash(said: str) -> str:
    return blake2b(said.encode(), digest_size=16).hexdigest()


def stored_key(key: str) -> str:
    """The key of a listing in the table: of one that is too long for an index, the beginning and a hash."""
    return key if len(key) <= 255 else f"{key[:200]}:{blake2b(key.encode(), digest_size=16).hexdigest()}"


_STORED = select(LISTINGS).where(
    LISTINGS.c.workspace_id == bindparam("workspace_id"), LISTINGS.c.id.in_(bindparam("ids", expanding=True))
)
_CHANGE = (
    update(LISTINGS)
    .where(LISTINGS.c.workspace_id == bindparam("its_workspace"), LISTINGS.c.id == bindparam("its_id"))
    .values({c.name: bindparam(c.name) for c in LISTINGS.c if c.name not in {"id", "workspace_id", "key", "first_seen_at"}})
)


class _Batch:
    """One batch of sightings on its way into the tables."""

    def __init__(
        self,
        connection: Connection,
        workspace_id: int,
        now: datetime,
        done: Ingested,
        *,
        item_id: int | None,
        job_id: int | None,
    ) -> None:
        self.connection, self.workspace_id, self.now, self.item_id, self.done = connection, workspace_id, now, item_id, done
        self.job_id, self.events = job_id, list[NewEvent]()

    def write(self, sightings: dict[str, _Sighting]) -> None:
        """Sort sightings into new, unchanged and others, and write each kind its way."""
        known = {row.key: row for row in lookups.known(self.connection, self.workspace_id, sightings)}
        self.done.item_ids.update((key, row.item_id) for key, row in known.items())
        self.done.listing_ids.update((key, row.id) for key, row in known.items())
        same = [row.id for key, row in known.items() if row.content_hash == sightings[key].hash]
        other = {row.id: sightings[key] for key, row in known.items() if row.content_hash != sightings[key].hash}
        self._see_again(same)
        self._change(other)
        self._add([seen for key, seen in sightings.items() if key not in known])
        record(self.connection, self.workspace_id, self.events, self.now)

    def _see_again(self, ids: list[int]) -> None:
        if ids:
            lookups.see_again(self.connection, self.workspace_id, ids, self.now)
        self.done.unchanged += len(ids)

    def _add(self, sightings: list[_Sighting]) -> None:
        ids = new_ids(self.connection, LISTINGS, len(sightings)) if sightings else []
        items = self._new_items(sightings)
        moments = {"first_seen_at": self.now, "last_seen_at": self.now, "changed_at": self.now}
        rows = [
            {**_row(seen), **moments, "id": number, "workspace_id": self.workspace_id, "item_id": item}
            for seen, number, item in zip(sightings, ids, items, strict=True)
        ]
        insert_rows(self.connection, LISTINGS, rows)
        self._observe(rows)
        self.events.extend(telling.found(row, self.job_id) for row in rows)
        self.done.new += len(rows)
        self.done.item_ids.update((row["key"], row["item_id"]) for row in rows)
        self.done.listing_ids.update((row["key"], row["id"]) for row in rows)
        if self.item_id is not None and rows:
            refill(self.connection, self.workspace_id, [self.item_id], self.now)

    def _new_items(self, sightings: list[_Sighting]) -> list[int]:
        if self.item_id is not None:
            return [self.item_id] * len(sightings)
        return insert_items(self.connection, self.workspace_id, [item_of(seen.listing) for seen in sightings], self.now)

    def _change(self, sightings: dict[int, _Sighting]) -> None:
        """Merge what was seen with what is stored, listing by listing."""
        if not sightings:
            return
        stored = self.connection.execute(_STORED, {"workspace_id": self.workspace_id, "ids": list(sightings)}).mappings()
        earlier = {row["id"]: dict(row) for row in stored}
        later = {number: self._merged(row, sightings[number]) for number, row in earlier.items()}
        written = [{**row, "its_id": row["id"], "its_workspace": self.workspace_id} for row in later.values()]
        self.connection.execute(_CHANGE, written)
        self._observe([row for number, row in later.items() if any(row[name] != earlier[number][name] for name in _OBSERVED)])
        others = [row for row in later.values() if row["data"] != earlier[row["id"]]["data"]]
        self.events.extend(event for row in others for event in telling.changed(earlier[row["id"]], row, self.job_id))
        self.done.changed += len(others)
        self.done.unchanged += len(later) - len(others)
        refill(self.connection, self.workspace_id, {row["item_id"] for row in others}, self.now)

    def _merged(self, row: dict[str, Any], seen: _Sighting) -> dict[str, Any]:
        """The row as it is after this sighting; its `changed_at` moves only where the sighting had something to say."""
        earlier = Listing.model_validate_json(row["data"])
        both = merge(earlier, seen.listing)
        row = {**row, "content_hash": seen.hash, "last_seen_at": self.now}
        said = _said(both)
        if said == _said(earlier):
            return row
        return {**row, **_row(_Sighting(row["key"], both, said, seen.hash)), "changed_at": self.now}

    def _observe(self, rows: Sequence[dict[str, Any]]) -> None:
        """Append to the history of these listings what they show now."""
        if not rows:
            return
        ids = new_ids(self.connection, OBSERVATIONS, len(rows))
        insert_rows(
            self.connection,
            OBSERVATIONS,
            [
                {
                    "id": number,
                    "workspace_id": self.workspace_id,
                    "listing_id": row["id"],
                    "at": self.now,
                    **{name: row[name] for name in _OBSERVED},
                }
                for number, row in zip(ids, rows, strict=True)
            ],
        )


def first_columns(listing: Listing) -> dict[str, Any]:
    """The columns of a listing that is seen for the first time, but for its number, its owner and its moments."""
    return _row(_sighting(listing))


def _row(seen: _Sighting) -> dict[str, Any]:
    """The columns that a listing says itself."""
    listing = seen.listing
    price = listing.price
    return {
        "key": seen.key,
        "source": listing.source[:100],
        "listing_id": listing.listing_id,
        "url": listing.url,
        "title": listing.title,
        "price_amount": price.amount if price else None,
        "price_currency": price.currency if price else None,
        "price_order": sort_key(price.amount) if price else None,
        "availability": listing.availability,
        "condition_grade": listing.condition.grade if listing.condition else None,
        "data": _data(seen),
        "content_hash": seen.hash,
    }


def _data(seen: _Sighting) -> str:
    """The whole listing as JSON text: what it says, and where that stood."""
    rest = seen.listing.model_dump_json(include=NOT_CONTENT, exclude_none=True)
    return f"{seen.said[:-1]},{rest[1:]}"
