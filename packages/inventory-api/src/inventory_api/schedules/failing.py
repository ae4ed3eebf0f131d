"""Runs that fail one after the other: after so many the schedule is paused, and says why, until its owner lets it go on.

A site that blocks, or a page that changed, is not asked again and again for nothing. What ended for want of room, or was
cancelled, is no failure; a run that was done starts the count anew.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from inventory_api.schedules.queries import SCHEDULES, update_schedule
from inventory_api.scraping.schemas import Trouble

_FAILED = (
    update(SCHEDULES)
    .where(SCHEDULES.c.id == bindparam("its_id"))
    .values(failures=SCHEDULES.c.failures + 1)
    .returning(SCHEDULES.c.failures)
)


def failed_again(connection: Connection, schedule_id: int, error: Trouble, *, most: int, now: datetime) -> bool:
    """Count a failure, and pause the schedule where there were `most` in a row; answers whether it did."""
    failures = connection.execute(_FAILED, {"its_id": schedule_id}).scalar_one()
    pauses = failures >= most
    if pauses:
        reason = f"Its last {failures} runs failed, this one with {error.code}: {error.message}"
        update_schedule(connection, schedule_id, {"next_run_at": None, "paused_reason": reason, "updated_at": now})
    return bool(pauses)


def worked(connection: Connection, schedule_id: int) -> None:
    """Count from nothing again."""
    update_schedule(connection, schedule_id, {"failures": 0})
