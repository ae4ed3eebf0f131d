"""Between an item on the wire and its row: the same values, money and condition in columns of their own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET

from inventory_api.inventory.schemas import Image, Item, ItemPatch, ItemRecord, Money, OpenCondition

PLAIN = (
    "title",
    "notes",
    "description",
    "tags",
    "availability",
    "brand",
    "category",
    "quantity",
    "sku",
    "gtin",
    "mpn",
    "url",
)
"""Fields whose column has their name and their value."""
FIELDS = (*PLAIN, "price", "condition", "images", "custom")
"""The fields that a user may set."""


def columns_of(patch: ItemPatch | ItemRecord) -> dict[str, Any]:
    """The columns that a patch sets."""
    columns = {name: value for name in PLAIN if (value := getattr(patch, name)) is not UNSET}
    if patch.price is not UNSET:
        columns["price_amount"] = Decimal(patch.price.amount) if patch.price else None
        columns["price_currency"] = patch.price.currency if patch.price else None
    if patch.condition is not UNSET:
        columns["condition_grade"] = patch.condition.grade if patch.condition else None
        columns["condition_raw"] = patch.condition.raw if patch.condition else None
    if patch.images is not UNSET:
        columns["images"] = [_image(image) for image in patch.images]
    if patch.custom is not UNSET:
        columns["custom"] = {name: _settled(value) for name, value in patch.custom.items()}
    return columns


def _image(image: Image) -> dict[str, Any]:
    return {"url": image.url, "width": image.width, "height": image.height}


def _settled(value: Any) -> Any:
    """A whole number as an integer: databases do not agree on how they write 2.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def fields_of(patch: ItemPatch | ItemRecord) -> list[str]:
    """The names of the fields that a patch sets."""
    return [name for name in FIELDS if getattr(patch, name) is not UNSET]


def item_of(row: Mapping[str, Any]) -> Item:
    """The item of a row of the table. JSON that the row has as text is passed on: such an item can only be encoded."""
    amount, grade = row["price_amount"], row["condition_grade"]
    return Item(
        id=row["id"],
        ref=row["ref"],
        title=row["title"],
        notes=row["notes"],
        description=row["description"],
        tags=_json(row["tags"]),
        price=None if amount is None else Money(format(amount, "f"), row["price_currency"]),
        availability=row["availability"],
        condition=None if grade is None else OpenCondition(grade, row["condition_raw"]),
        brand=row["brand"],
        category=_json(row["category"]),
        quantity=row["quantity"],
        sku=row["sku"],
        gtin=row["gtin"],
        mpn=row["mpn"],
        url=row["url"],
        images=_images(row["images"]),
        source=row["source"],
        custom=_json(row["custom"]),
        edited=_json(row["edited"]),
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _json(value: Any) -> Any:
    return msgspec.Raw(value) if isinstance(value, str) else value


def _images(value: Any) -> Any:
    if isinstance(value, str):
        return msgspec.Raw(value)
    return [Image(one["url"], one.get("width"), one.get("height")) for one in value]
