"""Statistics of a workspace, out of its counters."""

from __future__ import annotations

import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from inventory_api.direct import Steps
from inventory_api.inventory.schemas import Money
from inventory_api.listings.schemas import money_of
from inventory_api.stats import queries
from inventory_api.stats.schemas import Bucket, Change, Count, JobCount, Prices, Stats, Value

Row = Mapping[Any, Any]
_KEPT_SECONDS = 60.0
_MOST = 500


class Statistics:
    """Statistics of workspaces, and the last ones that were told of each: they hold as long as the workspace has not changed.

    Jobs, which change without it, are counted each time. What retention lets go of the history may be told for a minute more.
    """

    def __init__(self) -> None:
        self._last: OrderedDict[int, _Last] = OrderedDict()

    def find(self, workspace_id: int) -> Steps[Stats]:
        """All that a workspace has."""
        last = self._last.get(workspace_id)
        if last is not None and time.monotonic() < last.until:
            changes, jobs = yield from queries.find_changes(workspace_id)
            if changes == last.changes:
                return msgspec.structs.replace(last.stats, jobs=_jobs(jobs))
        found = yield from queries.find(workspace_id)
        stats = _stats(found)
        self._remember(workspace_id, found.changes, stats)
        return stats

    def _remember(self, workspace_id: int, changes: int | None, stats: Stats) -> None:
        self._last.pop(workspace_id, None)
        if changes is None:
            return
        if len(self._last) >= _MOST:
            self._last.popitem(last=False)
        self._last[workspace_id] = _Last(changes, time.monotonic() + _KEPT_SECONDS, stats)


class _Last(NamedTuple):
    changes: int
    until: float
    stats: Stats


def _stats(found: queries.Found) -> Stats:
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
        jobs=_jobs(found.jobs),
    )


def _jobs(rows: Iterable[Row]) -> list[JobCount]:
    return [msgspec.convert(row, JobCount) for row in rows]


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
