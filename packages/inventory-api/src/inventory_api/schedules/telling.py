"""What is told of runs: that one ended, and which listings it found gone or back. Ingest tells of new, changed and sold ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from inventory_api.events.service import NewEvent, record
from inventory_api.listings.queries import LISTINGS
from inventory_api.listings.telling import about
from inventory_api.schedules.queries import CHANGES, RUNS

_KINDS = {"gone": "listing.gone", "back": "listing.back"}
_ENDED = select(RUNS).where(RUNS.c.id == bindparam("run_id"))
_FOUND = (
    select(CHANGES.c.change, *[column for column in LISTINGS.c if column.name != "data"])
    .join(LISTINGS, LISTINGS.c.id == CHANGES.c.listing_id)
    .where(CHANGES.c.run_id == bindparam("run_id"), CHANGES.c.change.in_(list(_KINDS)))
    .order_by(CHANGES.c.listing_id)
)
_TOLD = ("state", "outcome", "complete", "counts")


def tell(connection: Connection, workspace_id: int, run_id: int, now: datetime, *, paused: bool) -> None:
    """Record that a run ended, after what it found; `paused` says that this one made the schedule pause."""
    run = connection.execute(_ENDED, {"run_id": run_id}).mappings().one()
    found = connection.execute(_FOUND, {"run_id": run_id}).mappings().all()
    events = [_found(row, run["schedule_id"], run["job_id"]) for row in found]
    record(connection, workspace_id, [*events, _ran(run, paused)], now)


def _found(row: Mapping[Any, Any], schedule_id: int, job_id: int | None) -> NewEvent:
    ids = {"listing_id": row["id"], "item_id": row["item_id"], "job_id": job_id, "schedule_id": schedule_id}
    return NewEvent(_KINDS[row["change"]], about(row), **ids)


def _ran(run: Mapping[Any, Any], paused: bool) -> NewEvent:
    error = None if run["error_code"] is None else {"code": run["error_code"], "message": run["error_message"]}
    data = {"run_id": run["id"], **{name: run[name] for name in _TOLD}, "error": error, "paused": paused}
    return NewEvent("schedule.ran", data, job_id=run["job_id"], schedule_id=run["schedule_id"])
