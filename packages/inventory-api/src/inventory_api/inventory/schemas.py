"""An item on the wire: what a user owns or watches.

Every field may be null: not known. Money is `{"amount": "12.50", "currency": "EUR"}`, never a float.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from inventory_api.web.wire import NO_NUL, OPEN_NAME
from inventory_core.listing import WEB_URL, AvailabilityName, GradeName

Short = Annotated[str, Meta(max_length=200, pattern=NO_NUL)]
Title = Annotated[str, Meta(min_length=1, max_length=1000, pattern=NO_NUL)]
Long = Annotated[str, Meta(max_length=50_000, pattern=NO_NUL)]
Ref = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\s\u0000]+$", description="Your own key of the item")]
Gtin = Annotated[str, Meta(pattern=r"^[0-9]{8}([0-9]{4,6})?$", description="8, 12, 13 or 14 digits")]
WebAddress = Annotated[str, Meta(max_length=8192, pattern=WEB_URL, examples=["https://shop.example/lamp"])]
Quantity = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Amount = Annotated[
    str, Meta(pattern=r"^(0|[1-9][0-9]{0,17})(\.[0-9]{1,8})?$", description="A decimal number as text", examples=["12.50"])
]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$", description="Capital letters (ISO 4217)", examples=["EUR"])]
Name = Annotated[str, Meta(max_length=40, pattern=OPEN_NAME, description="A name that a newer scraper may have added")]
Key = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""The number of a row or a version, as far as every JSON reader counts exactly."""
# So far doubles are written the same way everywhere. One limit for both: to JSON Schema 1.0 is an integer, too.
Number = Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)] | Annotated[float, Meta(ge=-(2**53) + 1, le=2**53 - 1)]
Custom = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=100, pattern=NO_NUL)], Long | bool | Number | None], Meta(max_length=100)
]


class Money(Struct, frozen=True, forbid_unknown_fields=True):
    """An exact amount; the currency is null where it is not known."""

    amount: Amount
    currency: Currency | None = None


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """`raw` is what was said of it, `grade` its nearest name here."""

    grade: GradeName
    raw: Short | None = None


class OpenCondition(Struct, frozen=True, forbid_unknown_fields=True):
    """As Condition, with any grade."""

    grade: Name
    raw: Annotated[str, Meta(max_length=1000, pattern=NO_NUL)] | None = None


class Image(Struct, frozen=True, forbid_unknown_fields=True):
    """An address; width and height in pixels where they are known."""

    url: WebAddress
    width: Quantity | None = None
    height: Quantity | None = None


class ItemFields(Struct, frozen=True, forbid_unknown_fields=True):
    """The fields that a user may set; what is left out is not set."""

    title: Title | UnsetType | None = UNSET
    notes: Long | UnsetType | None = UNSET
    description: Long | UnsetType | None = UNSET
    tags: Annotated[list[Short], Meta(max_length=100)] | UnsetType = UNSET
    price: Money | UnsetType | None = UNSET
    brand: Short | UnsetType | None = UNSET
    category: Annotated[list[Short], Meta(max_length=20)] | UnsetType = UNSET
    quantity: Quantity | UnsetType | None = UNSET
    sku: Short | UnsetType | None = UNSET
    gtin: Gtin | UnsetType | None = UNSET
    mpn: Short | UnsetType | None = UNSET
    url: WebAddress | UnsetType | None = UNSET
    images: Annotated[list[Image], Meta(max_length=100)] | UnsetType = UNSET
    custom: Custom | UnsetType = UNSET


class ItemPatch(ItemFields, frozen=True, forbid_unknown_fields=True):
    """What to change (RFC 7396): null clears a field, what is left out stays. A scrape does not overwrite what is set here."""

    availability: AvailabilityName | UnsetType | None = UNSET
    condition: Condition | UnsetType | None = UNSET


class ItemNew(ItemPatch, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new item. `ref` is your own key for it, unique in the workspace; one is made where none is given."""

    title: Title
    ref: Ref | UnsetType = UNSET


class Item(Struct, frozen=True, kw_only=True):
    """An item as it stands.

    `source` names the scraper that fills it, null where it was made by hand; `edited` the fields that the user set, which a
    scrape leaves alone; `version` counts changes and is the ETag.
    """

    id: int
    ref: str
    title: str | None
    notes: str | None
    description: str | None
    tags: list[str]
    price: Money | None
    availability: str | None
    condition: OpenCondition | None
    brand: str | None
    category: list[str]
    quantity: int | None
    sku: str | None
    gtin: str | None
    mpn: str | None
    url: str | None
    images: list[Image]
    source: str | None
    custom: dict[str, str | bool | int | float | None]
    edited: list[str]
    version: int
    created_at: datetime
    updated_at: datetime


class ItemPage(Struct, frozen=True):
    """A page of items; `next` and `previous` are addresses, null at the ends."""

    items: list[Item]
    next: str | None
    previous: str | None


class BulkChange(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of a bulk patch; with `version`, only where the item still has it."""

    id: Key
    patch: ItemPatch
    version: Key | None = None


class BulkPatch(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to at most 1,000 items."""

    items: Annotated[list[BulkChange], Meta(min_length=1, max_length=1000)]


class BulkDelete(Struct, frozen=True, forbid_unknown_fields=True):
    """At most 1,000 items to delete."""

    ids: Annotated[list[Key], Meta(min_length=1, max_length=1000)]


class BulkResult(Struct, frozen=True):
    """What became of one row: an HTTP status, the code of the problem where it is none of 2xx, the version after a change."""

    id: int
    status: int
    code: str | None = None
    version: int | None = None


class BulkResults(Struct, frozen=True):
    """A result a row, in the order of the request."""

    results: list[BulkResult]


class RowError(Struct, frozen=True):
    """What is wrong with a row of an import; `row` counts from 1, without the header."""

    row: int
    message: str
    field: str | None = None


class ImportReport(Struct, frozen=True):
    """What an import did, or would do; nothing was written where `written` is false."""

    rows: int
    created: int
    updated: int
    unchanged: int
    invalid: int
    errors: list[RowError]
    dry_run: bool
    written: bool


class Sighting(Struct, frozen=True, forbid_unknown_fields=True):
    """A price and an availability at a moment."""

    at: datetime
    price: Money | None = None
    availability: Name | None = None


class ListingRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """A listing of an exported item: as the scraper read it, when it was seen, and how it changed."""

    listing: dict[str, Any]
    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime
    observations: list[Sighting] = []


class ItemRecord(ItemFields, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An item in a file: all that is known of it but the numbers that only one service gives (`id`, `version`)."""

    ref: Ref | UnsetType = UNSET
    availability: Name | UnsetType | None = UNSET
    condition: OpenCondition | UnsetType | None = UNSET
    source: Short | UnsetType | None = UNSET
    edited: list[Short] | UnsetType = UNSET
    created_at: datetime | UnsetType = UNSET
    updated_at: datetime | UnsetType = UNSET
    listings: list[ListingRecord] | UnsetType = UNSET
