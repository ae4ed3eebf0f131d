"""What is told of listings that a scrape found: new ones, and how others changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from inventory_api.events.service import NewEvent

NOT_CONTENT = {"evidence", "warnings", "fetched_at", "scraper_version"}
"""Fields of a listing that say how it was read, and not what it is."""
_Row = Mapping[str, Any]


def found(row: _Row, job_id: int | None) -> NewEvent:
    """That a listing was seen for the first time."""
    return _event("listing.new", row, job_id, {})


def changed(before: _Row, after: _Row, job_id: int | None) -> list[NewEvent]:
    """That a listing says something else than before, and that it is sold by now."""
    more = {"changed": _differing(before["data"], after["data"]), "before": _offer(before)}
    kinds = ["listing.changed"]
    if after["availability"] == "sold" != before["availability"]:
        kinds.append("listing.sold")
    return [_event(kind, after, job_id, more) for kind in kinds]


def _event(kind: str, row: _Row, job_id: int | None, more: dict[str, Any]) -> NewEvent:
    return NewEvent(kind, {**about(row), **more}, row["id"], row["item_id"], job_id)


def about(row: _Row) -> dict[str, Any]:
    """What every event of a listing says of it."""
    return {**{name: row[name] for name in ("key", "source", "url", "title")}, **_offer(row)}


def _offer(row: _Row) -> dict[str, Any]:
    amount, currency = row["price_amount"], row["price_currency"]
    price = None if amount is None else {"amount": f"{amount:f}", "currency": currency}
    return {"price": price, "availability": row["availability"]}


def _differing(before: str, after: str) -> list[str]:
    """The names of the fields in which two listings differ, both as JSON text."""
    one, other = msgspec.json.decode(before), msgspec.json.decode(after)
    return sorted(name for name in (one.keys() | other.keys()) - NOT_CONTENT if one.get(name) != other.get(name))
