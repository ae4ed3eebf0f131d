"""Statistics on the wire."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from inventory_api.inventory.schemas import Money
from inventory_api.scraping.schemas import State


class Count(Struct, frozen=True):
    """How many items have this name; null is those without one: made by hand, or not observed."""

    name: str | None
    items: int


class Value(Struct, frozen=True):
    """What items are worth in one currency, each price times its quantity (1 where that is not known)."""

    currency: str | None
    """Null: prices whose currency is not known."""
    amount: str
    items: int


class Bucket(Struct, frozen=True):
    """How many items have a price from `least` on, and below `below`; null: no end."""

    least: str | None
    below: str | None
    items: int


class Prices(Struct, frozen=True):
    """How prices of one currency are spread; buckets without items are left out."""

    currency: str | None
    buckets: list[Bucket]


class Change(Struct, frozen=True, kw_only=True):
    """A listing that changed, or is new; what it showed before is null where price and availability did not change then."""

    listing_id: int
    item_id: int
    title: str | None
    at: datetime
    new: bool
    price: Money | None
    price_before: Money | None
    availability: str | None
    availability_before: str | None


class JobCount(Struct, frozen=True):
    """How many scraping jobs are in a state, and what became of those; `outcome` is null of jobs that have none, or none yet."""

    state: State
    outcome: str | None
    jobs: int


class Stats(Struct, frozen=True, kw_only=True):
    """What a workspace has. Amounts of different currencies are never added; what is sold stands apart."""

    items: int
    value: list[Value]
    value_sold: list[Value]
    by_source: list[Count]
    by_condition: list[Count]
    by_availability: list[Count]
    by_category: list[Count]
    """By the outermost category: the hundred largest."""
    prices: list[Prices]
    recent: list[Change]
    """The twenty listings that changed last."""
    jobs: list[JobCount]
