"""Statistics of a workspace, out of its counters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from msgspec import convert

from inventory_api.direct import Steps
from inventory_api.inventory.schemas import Money
from inventory_api.listings.schemas import money_of
from inventory_api.stats import queries
from inventory_api.stats.schemas import Bucket, Change, Count, JobCount, Prices, Stats, Value

Row = Mapping[Any, Any]


def find_stats(workspace_id: int) -> Steps[Stats]:
    """All statistics, of one moment."""
    found = yield from queries.find(workspace_id)
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in found.counters:
        by_name[row["name"]].append(row)
    return Stats(
        items=sum(row["count"] for row in by_name["items"]),
        value=_values(by_name["value"]),
        value_sold=_values(by_name["value_sold"]),
        by_source=_counts(by_name["source"]),
        by_condition=_counts(by_name["condition"]),
        by_availability=_counts(by_name["availability"]),
        by_category=_counts(by_name["category"]),
        prices=_prices(by_name["price"]),
        recent=[_change(row) for row in found.recent],
        jobs=[convert(row, JobCount) for row in found.jobs],
    )


def _counts(rows: Iterable[Row]) -> list[Count]:
    """The largest first."""
    return [Count(row["key"] or None, row["count"]) for row in sorted(rows, key=lambda row: (-row["count"], row["key"]))]


def _values(rows: Iterable[Row]) -> list[Value]:
    ordered = sorted(rows, key=lambda row: row["currency"])
    return [Value(row["currency"] or None, format(row["amount"], "f"), row["count"]) for row in ordered]


def _prices(rows: Iterable[Row]) -> list[Prices]:
    by_currency: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["currency"], _least(row["key"]))):
        by_currency[row["currency"]].append(row)
    return [Prices(currency or None, [_bucket(row) for row in found]) for currency, found in by_currency.items()]


@lru_cache(maxsize=1_000)
def _least(key: str) -> Decimal:
    return Decimal("-Infinity") if key == "-" else Decimal(key)


def _bucket(row: Row) -> Bucket:
    key = row["key"]
    if key == "-":
        return Bucket(None, "0", row["count"])
    return Bucket(key, _next(key), row["count"])


@lru_cache(maxsize=1_000)
def _next(least: str) -> str:
    """The lower end of the bucket above: 1 after 0, 2 after 1, 5 after 2, 10 after 5."""
    return {"0": "1", "1": "2", "2": "5", "5": "10"}[least[0]] + "0" * (len(least) - 1)


def _change(row: Row) -> Change:
    observed = row["before_id"] is not None and row["at"] == row["changed_at"]
    amount = row["before_price_amount"]
    before = Money(format(amount, "f"), row["before_price_currency"]) if observed and amount is not None else None
    return Change(
        listing_id=row["id"],
        item_id=row["item_id"],
        title=row["title"],
        at=row["changed_at"],
        new=row["first_seen_at"] == row["changed_at"],
        price=money_of(row),
        price_before=before,
        availability=row["availability"],
        availability_before=row["before_availability"] if observed else None,
    )
