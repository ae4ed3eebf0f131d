"""How an item takes over what its listings show."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from inventory_api.inventory.store import read_items, update_items
from inventory_api.listings.lookups import oldest_of
from inventory_core import Listing

_TOGETHER = {"price_amount": "price", "price_currency": "price", "condition_grade": "condition", "condition_raw": "condition"}


def item_of(listing: Listing) -> dict[str, Any]:
    """The columns of an item that has this listing only."""
    price, condition, ids = listing.price, listing.condition, listing.identifiers
    return {
        "title": listing.title,
        "description": listing.description,
        "price_amount": price.amount if price else None,
        "price_currency": price.currency if price else None,
        "availability": listing.availability,
        "condition_grade": condition.grade if condition else None,
        "condition_raw": condition.raw if condition else None,
        "brand": listing.brand,
        "category": list(listing.category),
        "quantity": listing.quantity,
        "sku": ids.sku,
        "gtin": ids.gtin,
        "mpn": ids.mpn,
        "url": listing.url,
        "images": [{"url": image.url, "width": image.width, "height": image.height} for image in listing.images],
        "source": listing.source[:100],
    }


def is_edited(item: dict[str, Any], column: str) -> bool:
    """True where the user set the column: `edited` names columns, or "price" and "condition" for both of theirs."""
    return column in item["edited"] or _TOGETHER.get(column) in item["edited"]


def refill(connection: Connection, workspace_id: int, item_ids: Collection[int], now: datetime) -> None:
    """Let items take over anew what the oldest of their listings shows. One without a listing stays as it is."""
    if not item_ids:
        return
    filling = oldest_of(connection, workspace_id, item_ids)
    shown = {row.item_id: item_of(Listing.model_validate_json(row.data)) for row in filling}
    items = {item["id"]: item for item in read_items(connection, workspace_id, shown)}
    changes = {
        number: {name: value for name, value in shown[number].items() if not is_edited(item, name)}
        for number, item in items.items()
    }
    update_items(connection, workspace_id, changes, now)
