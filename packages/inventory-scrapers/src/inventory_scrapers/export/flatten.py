"""A listing as one row: the columns of csv, xlsx and parquet.

Nested values get a column each (price -> price, currency), lists become one text ("A > B" for a category, ", " between colours,
a space between image addresses), `attributes` and `variants` are JSON, warnings are their codes. Evidence is in the JSON
formats only. A null is an empty cell.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal

from inventory_core import Listing

Kind = Literal["text", "decimal", "integer", "float", "boolean", "moment"]
Cell = str | Decimal | int | float | bool | dt.datetime | None


@dataclass(frozen=True)
class Column:
    """A column's name, the kind of its cells, and how a cell is read from a listing."""

    name: str
    kind: Kind
    read: Callable[[Listing], Any]


def _at(path: str) -> Callable[[Listing], Any]:
    """Read a dotted path; null where a step of it is null."""
    steps = path.split(".")

    def read(listing: Listing) -> Any:
        value: Any = listing
        for step in steps:
            value = None if value is None else getattr(value, step)
        return value

    return read


def _joined(name: str, separator: str) -> Callable[[Listing], Any]:
    value = attrgetter(name)
    return lambda listing: separator.join(value(listing)) or None


def _json(name: str) -> Callable[[Listing], Any]:
    def read(listing: Listing) -> Any:
        if not getattr(listing, name):
            return None
        dumped = listing.model_dump(mode="json", include={name}, exclude_defaults=True)
        return json.dumps(dumped[name], ensure_ascii=False)

    return read


def _text(name: str, path: str | None = None) -> Column:
    return Column(name, "text", _at(path or name))


def _typed(kind: Kind, **paths: str) -> list[Column]:
    return [Column(name, kind, _at(path)) for name, path in paths.items()]


COLUMNS: tuple[Column, ...] = (
    *(_text(name) for name in ("source", "listing_id", "key", "url", "title")),
    *_typed("decimal", price="price.amount"),
    _text("currency", "price.currency"),
    *_typed("decimal", original_price="original_price.amount", price_max="price_max.amount", buyer_total="buyer_total.amount"),
    _text("buyer_total_currency", "buyer_total.currency"),
    *_typed("decimal", unit_price="unit_price.amount"),
    _text("unit_price_currency", "unit_price.currency"),
    _text("unit_price_unit", "unit_price.unit"),
    *_typed("boolean", tax_included="tax_included"),
    _text("sale_kind"),
    _text("availability"),
    _text("condition", "condition.grade"),
    _text("condition_raw", "condition.raw"),
    *_typed("integer", quantity="quantity"),
    _text("brand"),
    Column("category", "text", _joined("category", " > ")),
    _text("size"),
    Column("color", "text", _joined("color", ", ")),
    Column("material", "text", _joined("material", ", ")),
    *(_text(name, f"identifiers.{name}") for name in ("sku", "gtin", "mpn", "isbn")),
    Column("images", "text", lambda listing: " ".join(image.url for image in listing.images) or None),
    *_typed("float", rating="rating.value", rating_best="rating.best"),
    *_typed("integer", rating_count="rating.count"),
    _text("seller_id", "seller.id"),
    _text("seller_name", "seller.name"),
    *_typed("float", seller_rating="seller.rating.value"),
    *_typed("integer", seller_rating_count="seller.rating.count"),
    _text("shipping_payer", "shipping.payer"),
    *_typed("decimal", shipping_cost="shipping.cost.amount"),
    _text("shipping_currency", "shipping.cost.currency"),
    _text("shipping_from", "shipping.from_region"),
    *_typed("integer", shipping_min_days="shipping.min_days", shipping_max_days="shipping.max_days", likes="likes"),
    *_typed("moment", listed_at="listed_at", updated_at="updated_at", sold_at="sold_at", ends_at="ends_at"),
    _text("language"),
    _text("description"),
    Column("attributes", "text", _json("attributes")),
    Column("variants", "text", _json("variants")),
    Column("warnings", "text", lambda listing: " ".join(warning.code for warning in listing.warnings) or None),
    *_typed("moment", fetched_at="fetched_at"),
    _text("scraper_version"),
)
HEADER = tuple(column.name for column in COLUMNS)


def row(listing: Listing) -> list[Cell]:
    """The cells of a listing, in the order of COLUMNS; moments in UTC."""
    return [_cell(column, listing) for column in COLUMNS]


def _cell(column: Column, listing: Listing) -> Cell:
    value: Cell = column.read(listing)
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value
