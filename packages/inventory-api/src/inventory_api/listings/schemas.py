"""Listings and their history on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from inventory_api.inventory.schemas import Money


class ListingSummary(Struct, frozen=True, kw_only=True):
    """A listing as lists show it. Null: not observed."""

    id: int
    item_id: int
    key: str
    source: str
    listing_id: str | None
    """The site's own name of it."""
    url: str | None
    title: str | None
    price: Money | None
    availability: str | None
    condition_grade: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime


class ListingDetail(ListingSummary, frozen=True, kw_only=True):
    """A listing with all that was seen of it; `listing` has the fields of the listing model, those that were observed."""

    listing: dict[str, Any]


class ListingPage(Struct, frozen=True):
    """Some listings, and the addresses of the pages after and before."""

    items: list[ListingSummary]
    next: str | None
    previous: str | None


class Seen(Struct, frozen=True):
    """The price and availability that a listing had from this moment on, until the next one."""

    listing_id: int
    at: datetime
    price: Money | None
    availability: str | None


class HistoryPage(Struct, frozen=True):
    """Some of a history, the newest first, and the addresses of the pages after and before."""

    items: list[Seen]
    next: str | None
    previous: str | None


class Join(Struct, frozen=True, forbid_unknown_fields=True):
    """The item to put a listing under."""

    item_id: Annotated[int, Meta(ge=1, le=2**53 - 1)]


def money_of(row: Mapping[str, Any]) -> Money | None:
    """The price of a row."""
    amount = row["price_amount"]
    return None if amount is None else Money(format(amount, "f"), row["price_currency"])


def summary_of(row: Mapping[str, Any]) -> ListingSummary:
    """The listing of a row."""
    return ListingSummary(**_fields(row))


def detail_of(row: Mapping[str, Any], listing: dict[str, Any]) -> ListingDetail:
    """The listing of a row, with all it shows."""
    return ListingDetail(**_fields(row), listing=listing)


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = (name for name in ListingSummary.__struct_fields__ if name != "price")
    return {"price": money_of(row), **{name: row[name] for name in plain}}


def seen_of(row: Mapping[str, Any]) -> Seen:
    """The observation of a row."""
    return Seen(row["listing_id"], row["at"], money_of(row), row["availability"])
