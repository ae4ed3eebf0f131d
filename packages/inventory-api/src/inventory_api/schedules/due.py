"""Schedules whose time has come: each turn becomes one run, whoever looks first, and each run one job.

    claim_due(connection, now)      schedules that are due get a run that waits, and their next turn
    Starter.start(run_id)           a run that waits gets its job, or says why it got none

All workers do both; the schedules of an account that was disabled rest. A turn is claimed by one statement that holds only if the
turn is still the planned one. A worker that dies between the run and its job leaves a run that another takes up after a while,
with the run's own Idempotency-Key: so it gets the job that was made, if one was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, or_, select, update

from inventory_api.auth.caller import Caller
from inventory_api.auth.models import Account
from inventory_api.clock import Clock
from inventory_api.database import Database
from inventory_api.errors import Problem
from inventory_api.schedules import queries
from inventory_api.schedules.failing import failed_again
from inventory_api.schedules.queries import RUNS, SCHEDULES, UNDER_WAY
from inventory_api.schedules.service import timing_of
from inventory_api.schedules.telling import tell
from inventory_api.scraping.schemas import NewJob, Trouble
from inventory_api.scraping.service import Jobs
from inventory_api.settings import Settings

AT_ONCE = 50
CLAIM_LASTS = timedelta(seconds=30)
"""After so long without a job a run is begun by another worker."""
NEVER_AGAIN = "Its cron expression names no time within the next 50 years."
STILL_RUNNING = "The run before had not ended."
_DUE = (
    select(SCHEDULES)
    .join(Account, Account.id == SCHEDULES.c.account_id)
    .where(SCHEDULES.c.next_run_at <= bindparam("now"), Account.disabled_at.is_(None))
    .order_by(SCHEDULES.c.next_run_at, SCHEDULES.c.id)
    .limit(AT_ONCE)
)
_ADVANCE = (
    update(SCHEDULES)
    .where(SCHEDULES.c.id == bindparam("its_id"), SCHEDULES.c.next_run_at == bindparam("planned"))
    .values(next_run_at=bindparam("following"), paused_reason=bindparam("reason"))
)
_WAITING = (
    select(RUNS.c.id)
    .where(RUNS.c.state == "waiting", or_(RUNS.c.claimed_at.is_(None), RUNS.c.claimed_at < bindparam("before")))
    .order_by(RUNS.c.id)
    .limit(AT_ONCE)
)
_CLAIM = (
    update(RUNS)
    .where(
        RUNS.c.id == bindparam("its_id"),
        RUNS.c.state == "waiting",
        or_(RUNS.c.claimed_at.is_(None), RUNS.c.claimed_at < bindparam("before")),
    )
    .values(claimed_at=bindparam("now"))
)
_OTHER = select(RUNS.c.id).where(
    RUNS.c.schedule_id == bindparam("schedule_id"), RUNS.c.state.in_(UNDER_WAY), RUNS.c.id < bindparam("run_id")
)
_SETTLE = update(RUNS).where(RUNS.c.id == bindparam("its_id"), RUNS.c.state == "waiting")


def is_any_due(connection: Connection, now: datetime) -> bool:
    """Whether there is anything to claim."""
    return connection.execute(_DUE.limit(1), {"now": now}).first() is not None


def claim_due(connection: Connection, now: datetime) -> list[int]:
    """Give each schedule that is due a run and its next turn; answers the runs of those that this transaction claimed."""
    due = [dict(row) for row in connection.execute(_DUE, {"now": now}).mappings()]
    return [run_id for row in due if (run_id := _claim(connection, row, now)) is not None]


def _claim(connection: Connection, schedule: dict[str, Any], now: datetime) -> int | None:
    planned = schedule["next_run_at"]
    following = timing_of(schedule).after(planned, now)
    reason = None if following else NEVER_AGAIN
    values = {"its_id": schedule["id"], "planned": planned, "following": following, "reason": reason}
    if connection.execute(_ADVANCE, values).rowcount != 1:
        return None
    return queries.insert_run(connection, schedule["id"], planned, now)


def waiting(connection: Connection, now: datetime) -> list[int]:
    """Runs that wait for a worker, the oldest first."""
    return list(connection.execute(_WAITING, {"before": now - CLAIM_LASTS}).scalars())


class Starter:
    """Begins the jobs of runs."""

    def __init__(self, database: Database, jobs: Jobs, settings: Settings, now: Clock) -> None:
        self._database, self._jobs, self._settings, self._now = database, jobs, settings, now

    def start(self, run_id: int) -> None:
        """Begin the job of a run that waits; nothing where another worker does it."""
        schedule = self._take(run_id)
        if schedule is None:
            return
        caller = Caller(schedule["account_id"], schedule["workspace_id"])
        try:
            job = self._jobs.create(caller, msgspec.convert(schedule["request"], NewJob), f"schedule-run-{run_id}")
        except Problem as problem:
            self._refuse(run_id, schedule, problem)
            return
        with self._database.writing() as connection:
            connection.execute(_SETTLE.values(state="running", job_id=job.id), {"its_id": run_id})

    def _take(self, run_id: int) -> dict[str, Any] | None:
        """The schedule of a run that is this worker's to begin."""
        with self._database.writing() as connection:
            now = self._now(connection)
            schedule = queries.take(connection, run_id)
            claim = {"its_id": run_id, "before": now - CLAIM_LASTS, "now": now}
            if schedule is None or connection.execute(_CLAIM, claim).rowcount != 1:
                return None
            if connection.execute(_OTHER, {"schedule_id": schedule["id"], "run_id": run_id}).first():
                _end(connection, run_id, Trouble("still_running", STILL_RUNNING), now)
                tell(connection, schedule["workspace_id"], run_id, now, paused=False)
                return None
            return schedule

    def _refuse(self, run_id: int, schedule: dict[str, Any], problem: Problem) -> None:
        """The run got no job. That there is no room for now is no failure of the schedule."""
        with self._database.writing() as connection:
            now, error = self._now(connection), Trouble(problem.code, problem.detail)
            if queries.take(connection, run_id) is None or not _end(connection, run_id, error, now):
                return
            counts = problem.status not in (429, 503)
            most = self._settings.schedule_failures
            paused = counts and failed_again(connection, schedule["id"], error, most=most, now=now)
            tell(connection, schedule["workspace_id"], run_id, now, paused=paused)


def _end(connection: Connection, run_id: int, error: Trouble, now: datetime) -> bool:
    ended = {"state": "refused", "error_code": error.code, "error_message": error.message, "finished_at": now}
    return connection.execute(_SETTLE.values(ended), {"its_id": run_id}).rowcount == 1
