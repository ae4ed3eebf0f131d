"""Several listings under one item, and apart again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select, update

from inventory_api.auth.workspaces import lock_workspace
from inventory_api.errors import Conflict, NotFound
from inventory_api.inventory.store import delete_items, insert_items, read_items
from inventory_api.listings import queries
from inventory_api.listings.fill import item_of, refill
from inventory_api.listings.queries import LISTINGS
from inventory_core import Listing

_MOVE = (
    update(LISTINGS)
    .where(LISTINGS.c.workspace_id == bindparam("its_workspace"), LISTINGS.c.id == bindparam("its_id"))
    .values(item_id=bindparam("to"))
)
_ANY = select(exists().where(LISTINGS.c.workspace_id == bindparam("workspace_id"), LISTINGS.c.item_id == bindparam("item_id")))


def join(connection: Connection, workspace_id: int, listing_id: int, item_id: int, now: datetime) -> None:
    """Put a listing under an item. NotFound where the workspace has not both.

    The item that it leaves goes where no other listing is under it and the user put nothing into it.
    """
    lock_workspace(connection, workspace_id)
    listing = _find(connection, workspace_id, listing_id)
    if not read_items(connection, workspace_id, [item_id]):
        raise not_found()
    if listing["item_id"] != item_id:
        _move(connection, workspace_id, listing, item_id, now)


def part(connection: Connection, workspace_id: int, listing_id: int, now: datetime) -> int:
    """Give a listing an item of its own, whose number is answered. NotFound; Conflict where it is alone already."""
    lock_workspace(connection, workspace_id)
    listing = _find(connection, workspace_id, listing_id)
    (item,) = read_items(connection, workspace_id, [listing["item_id"]])
    if not _others(connection, workspace_id, listing) and not _is_kept(item):
        raise Conflict("alone", "This listing has an item of its own already.")
    (own,) = insert_items(connection, workspace_id, [item_of(Listing.model_validate_json(listing["data"]))], now)
    _move(connection, workspace_id, listing, own, now)
    return own


def _move(connection: Connection, workspace_id: int, listing: dict[str, Any], item_id: int, now: datetime) -> None:
    left = listing["item_id"]
    connection.execute(_MOVE, {"its_workspace": workspace_id, "its_id": listing["id"], "to": item_id})
    refill(connection, workspace_id, [item_id, left], now)
    (item,) = read_items(connection, workspace_id, [left])
    if not _has_listing(connection, workspace_id, left) and not _is_kept(item):
        delete_items(connection, workspace_id, [left])


def _find(connection: Connection, workspace_id: int, listing_id: int) -> dict[str, Any]:
    listing = queries.find(connection, workspace_id, listing_id)
    if listing is None:
        raise not_found()
    return listing


def not_found() -> NotFound:
    """There is no such listing, or no such item."""
    return NotFound("not_found", "There is no such thing.")


def _is_kept(item: dict[str, Any]) -> bool:
    """Whether the user put anything into an item: then it is kept without a listing."""
    return bool(item["edited"] or item["notes"] or item["tags"] or item["custom"])


def _has_listing(connection: Connection, workspace_id: int, item_id: int) -> bool:
    return bool(connection.execute(_ANY, {"workspace_id": workspace_id, "item_id": item_id}).scalar())


def _others(connection: Connection, workspace_id: int, listing: dict[str, Any]) -> bool:
    filters = queries.Filters(item_id=listing["item_id"])
    return len(queries.list_listings(connection, workspace_id, filters, limit=2).rows) > 1
