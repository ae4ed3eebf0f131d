"""What owners do with their schedules. What workers do is in `due.py`, `settling.py` and `watch.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import UNSET
from sqlalchemy import Connection

from inventory_api.auth.caller import Caller
from inventory_api.clock import Clock, database_now
from inventory_api.database import Database
from inventory_api.errors import BadRequest, Conflict, NotFound
from inventory_api.idempotency import once
from inventory_api.listings.schemas import summary_of
from inventory_api.schedules import queries
from inventory_api.schedules.schemas import Counts, Found, NewSchedule, Run, Schedule, ScheduleChange
from inventory_api.schedules.timing import BadTiming, Timing
from inventory_api.scraping.schemas import JobLimits, NewJob, Target, Trouble
from inventory_api.scraping.service import Jobs, Plan
from inventory_api.settings import Settings
from inventory_api.web.keyset import Page

ROUTE = "POST /api/schedules"
_OF_JOB = ("url", "search", "scraper", "details", "keep_sellers", "priority", "limits")
_RUN = ("id", "job_id", "state", "complete", "outcome", "planned_at", "created_at", "finished_at")


class Schedules:
    """The schedules of all workspaces. `wake` is called where a run waits to be begun."""

    def __init__(
        self, database: Database, jobs: Jobs, settings: Settings, *, wake: Callable[[], None], now: Clock = database_now
    ) -> None:
        self._database, self._jobs, self._settings, self._wake, self._now = database, jobs, settings, wake, now

    def create(self, caller: Caller, new: NewSchedule, key: str | None) -> Schedule:
        """A new schedule.

        BadRequest where it says not one thing to scrape or not when, Conflict where what is installed cannot do it, or the
        workspace has as many as it may.
        """
        request = _request(new)
        plan = self._jobs.plan(request)
        if request.search is None:  # another scraper would know the same listings by other keys
            request.scraper = plan.scraper
        with self._database.writing() as connection:
            make = lambda: self._insert(connection, caller, new, request, plan)  # noqa: E731
            made = once(connection, caller, key=key, route=ROUTE, request=new, result=Schedule, make=make)
        self._wake()
        return made

    def read(self, caller: Caller, schedule_id: int) -> Schedule:
        """One schedule; NotFound."""
        with self._database.reading() as connection:
            return schedule_of(queries.find(connection, caller.workspace_id, schedule_id))

    def list(self, caller: Caller, *, cursor: str | None, limit: int) -> Page:
        """A page of schedules, the latest first."""
        with self._database.reading() as connection:
            return queries.list_schedules(connection, caller.workspace_id, cursor=cursor, limit=limit)

    def change(self, caller: Caller, schedule_id: int, change: ScheduleChange) -> Schedule:
        """Change some of a schedule; NotFound, BadRequest. One that is let go on again has no failures."""
        with self._database.writing() as connection:
            row = _found(queries.find_to_change(connection, caller.workspace_id, schedule_id))
            now = self._now(connection)
            values = {**_changed_request(row, change), **self._changed_timing(row, change, now), "updated_at": now}
            queries.update_schedule(connection, schedule_id, values)
            return schedule_of(queries.find(connection, caller.workspace_id, schedule_id))

    def delete(self, caller: Caller, schedule_id: int) -> None:
        """Delete a schedule with its runs; the listings stay, and a job that runs goes on. NotFound."""
        with self._database.writing() as connection:
            if not queries.delete_schedule(connection, caller.workspace_id, schedule_id):
                raise _not_found()

    def run(self, caller: Caller, schedule_id: int) -> Run:
        """Run it now, paused or not; where a run is under way that one is answered. NotFound."""
        with self._database.writing() as connection:
            _found(queries.find_to_change(connection, caller.workspace_id, schedule_id))
            if queries.run_under_way(connection, schedule_id) is None:
                queries.insert_run(connection, schedule_id, None, self._now(connection))
            run = _found(queries.run_under_way(connection, schedule_id))
        self._wake()
        return run_of(run)

    def runs(self, caller: Caller, schedule_id: int, *, cursor: str | None, limit: int) -> Page:
        """A page of its runs, the latest first; NotFound."""
        with self._database.reading() as connection:
            _found(queries.find(connection, caller.workspace_id, schedule_id))
            return queries.list_runs(connection, schedule_id, cursor=cursor, limit=limit)

    def read_run(self, caller: Caller, schedule_id: int, run_id: int) -> Run:
        """One run; NotFound."""
        with self._database.reading() as connection:
            return run_of(_found(queries.find_run(connection, caller.workspace_id, schedule_id, run_id)))

    def changes(
        self, caller: Caller, schedule_id: int, run_id: int, *, change: str | None, cursor: str | None, limit: int
    ) -> Page:
        """A page of what a run found; NotFound."""
        with self._database.reading() as connection:
            _found(queries.find_run(connection, caller.workspace_id, schedule_id, run_id))
            return queries.list_changes(connection, run_id, caller.workspace_id, change=change, cursor=cursor, limit=limit)

    def _insert(self, connection: Connection, caller: Caller, new: NewSchedule, request: NewJob, plan: Plan) -> Schedule:
        now = self._now(connection)
        timing = self._checked(Timing(_bare(new.every), _bare(new.cron), new.time_zone), now)
        if queries.count(connection, caller.workspace_id) >= self._settings.schedules:
            detail = f"There are {self._settings.schedules} schedules, as many as there may be; delete one."
            raise Conflict("too_many_schedules", detail)
        row = {
            "workspace_id": caller.workspace_id,
            "account_id": caller.account_id,
            "name": new.name,
            "request": msgspec.to_builtins(request),
            "target": msgspec.to_builtins(plan.target),
            "scraper": plan.scraper,
            **msgspec.structs.asdict(timing),
            "next_run_at": timing.first(now) if new.active else None,
            "failures": 0,
            **dict.fromkeys(("created_at", "updated_at"), now),
        }
        return schedule_of(queries.find(connection, caller.workspace_id, queries.insert_schedule(connection, row)))

    def _changed_timing(self, row: dict[str, Any], change: ScheduleChange, now: datetime) -> dict[str, Any]:
        """The columns of when it runs: the next turn stays where neither the timing nor `active` changes."""
        old = timing_of(row)
        timing = self._checked(_changed(old, change), now) if _changed(old, change) != old else old
        active = (row["next_run_at"] is not None) if change.active is UNSET else change.active
        if not active:
            return {**msgspec.structs.asdict(timing), "next_run_at": None, "paused_reason": row["paused_reason"]}
        if timing == old and row["next_run_at"] is not None:
            return {}
        return {**msgspec.structs.asdict(timing), "next_run_at": timing.first(now), "paused_reason": None, "failures": 0}

    def _checked(self, timing: Timing, now: datetime) -> Timing:
        try:
            timing.check(now, timedelta(minutes=self._settings.schedule_minutes))
        except BadTiming as error:
            raise _invalid(error.field, error.message) from None
        return timing


def timing_of(row: dict[str, Any]) -> Timing:
    """When the schedule of a row runs."""
    return Timing(row["every"], row["cron"], row["time_zone"])


def _request(new: NewSchedule) -> NewJob:
    """What each run begins."""
    return NewJob(**{name: getattr(new, name) for name in _OF_JOB})


def _changed_request(row: dict[str, Any], change: ScheduleChange) -> dict[str, Any]:
    given = {name: getattr(change, name) for name in ("keep_sellers", "priority", "limits")}
    given = {name: msgspec.to_builtins(value) for name, value in given.items() if value is not UNSET}
    options = {name: value for name, value in given.items() if name == "keep_sellers"}
    named = {} if change.name is UNSET else {"name": change.name}
    return {**named, "request": {**row["request"], **given}, "target": {**row["target"], **options}}


def _changed(old: Timing, change: ScheduleChange) -> Timing:
    """The timing after a change; BadRequest where both ways are named."""
    zone = old.time_zone if change.time_zone is UNSET else change.time_zone
    if change.every is not UNSET and change.cron is not UNSET:
        raise _invalid("every", "Give either `every` or `cron`.")
    if change.every is not UNSET:
        return Timing(_bare(change.every), None, zone)
    if change.cron is not UNSET:
        return Timing(None, _bare(change.cron), zone)
    return Timing(old.every, old.cron, zone)


def _bare(text: str | None) -> str | None:
    """Without the line feed that a pattern lets pass at the end."""
    return None if text is None else text.strip()


def _found(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        raise _not_found()
    return row


def _not_found() -> NotFound:
    return NotFound("not_found", "There is no such thing.")


def _invalid(field: str, message: str) -> BadRequest:
    return BadRequest(
        "invalid", "Some of what was sent is not valid.", errors=[{"field": field, "in": "body", "message": message}]
    )


def schedule_of(row: dict[str, Any] | None) -> Schedule:
    """The schedule of a row with its last run; NotFound where there is none."""
    row = _found(row)
    last = {name.removeprefix("run_"): value for name, value in row.items() if name.startswith("run_")}
    plain = ("id", "name", "scraper", "every", "cron", "time_zone", "paused_reason", "failures", "next_run_at")
    return Schedule(
        **{name: row[name] for name in (*plain, "created_at", "updated_at")},
        target=msgspec.convert(row["target"], Target, strict=False),
        priority=row["request"].get("priority", "normal"),
        limits=msgspec.convert(row["request"].get("limits", {}), JobLimits),
        state="paused" if row["next_run_at"] is None else "active",
        last_run=None if last["id"] is None else run_of({**last, "schedule_id": row["id"]}),
    )


def run_of(row: dict[str, Any]) -> Run:
    """The run of a row."""
    return Run(
        **{name: row[name] for name in _RUN},
        schedule_id=row["schedule_id"],
        error=None if row["error_code"] is None else Trouble(row["error_code"], row["error_message"] or ""),
        counts=None if row["counts"] is None else msgspec.convert(row["counts"], Counts),
    )


def found_of(row: dict[str, Any]) -> Found:
    """What a run found, of a row."""
    return Found(row["change"], summary_of(row))
