"""What an operator sees of the jobs, whoever's they are, and does to them at the terminal of the service."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, select

from inventory_api.auth.administration import caller
from inventory_api.auth.models import Account
from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import Database
from inventory_api.errors import Conflict, NotFound
from inventory_api.scraping import queries
from inventory_api.scraping.closing import end_queued
from inventory_api.scraping.ending import CANCELLED_ENDING
from inventory_api.scraping.models import Job
from inventory_api.scraping.schemas import Progress

_ROW = (
    Job.id,
    Account.email,
    Job.state,
    Job.outcome,
    Job.scraper,
    Job.target,
    Job.progress,
    Job.cancel_requested,
    Job.error_code,
    Job.created_at,
    Job.started_at,
    Job.finished_at,
)
_JOBS = select(*_ROW, Job.limits, Job.report, Job.error_message).outerjoin(Account, Account.id == Job.account_id)

_ASKED = ("workspace_id", "account_id", "target", "scraper", "limits", "priority", "dedupe_key")
_WHOLE = select(Job.state, *(getattr(Job, name) for name in _ASKED))


class JobSummary(Struct):
    """A job in a line. `account` is empty where it was deleted, `what` the address or the words of the search."""

    id: int
    account: str | None
    state: str
    outcome: str | None
    error: str | None
    scraper: str
    what: str
    pages: int
    listings: int
    created_at: datetime
    finished_at: datetime | None


class JobInFull(JobSummary):
    """All of a job; `progress`, `limits`, `report` and `schedule_ids` as over HTTP."""

    schedule_ids: list[int]
    message: str | None
    cancel_requested: bool
    started_at: datetime | None
    target: dict[str, Any]
    limits: dict[str, Any]
    progress: dict[str, Any]
    report: dict[str, Any] | None


def jobs(database: Database, *, state: str | None, email: str | None, limit: int) -> list[JobSummary]:
    """The latest jobs, the latest first; NotFound where there is no such account."""
    wanted = _JOBS.order_by(Job.id.desc()).limit(limit)
    if state is not None:
        wanted = wanted.where(Job.state == state)
    if email is not None:
        wanted = wanted.where(Job.account_id == caller(database, email).account_id)
    with database.reading() as connection:
        return [JobSummary(**_line(row)) for row in connection.execute(wanted)]


def job(database: Database, job_id: int) -> JobInFull:
    """One job; NotFound."""
    with database.reading() as connection:
        row = connection.execute(_JOBS.where(Job.id == job_id)).first()
        schedules = queries.schedules_of(connection, job_id)
    if row is None:
        raise NotFound("not_found", f"There is no job {job_id}.")
    more = {name: row._mapping[name] for name in ("started_at", "cancel_requested", "target", "limits", "progress")}
    report = row.report and {name: value for name, value in row.report.items() if name != "failing"}
    return JobInFull(**_line(row), schedule_ids=schedules, message=row.error_message, report=report, **more)


def cancel(database: Database, job_id: int) -> JobInFull:
    """End a job that waits, ask one that runs to end, and answer how it stands; nothing where it has ended. NotFound."""
    with database.writing() as connection:
        workspace_id = _columns(connection, job_id).workspace_id
        if not end_queued(connection, workspace_id, job_id, CANCELLED_ENDING):
            queries.ask_to_cancel(connection, workspace_id, job_id)
    return job(database, job_id)


def retry(database: Database, job_id: int) -> int:
    """A new job for what an ended one was asked for, by its id, or that which waits or runs for the same; quotas do not count.

    NotFound, and Conflict where it has not ended, or its page was posted and is not kept.
    """
    with database.writing() as connection:
        old = _columns(connection, job_id)
        if old.state in queries.WAITING:
            raise Conflict("job_not_ended", f"Job {job_id} has not ended: it is {old.state}.")
        if old.target["kind"] == "html":
            raise Conflict("page_not_kept", f"Job {job_id} read a page that was posted, and is not kept. Post it again.")
        lock_workspace(connection, old.workspace_id)
        if old.dedupe_key and (same := queries.find_same(connection, old.workspace_id, old.dedupe_key)):
            return int(same.id)
        begun = {"state": "queued", "progress": msgspec.to_builtins(Progress()), "created_at": datetime.now(UTC)}
        return queries.insert_job(connection, {**{name: getattr(old, name) for name in _ASKED}, **begun})


def _columns(connection: Connection, job_id: int) -> Row[*tuple[Any, ...]]:
    row = connection.execute(_WHOLE.where(Job.id == job_id)).first()
    if row is None:
        raise NotFound("not_found", f"There is no job {job_id}.")
    return row


def _line(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    target, progress = row.target, row.progress
    search = target.get("search") or {}
    return {
        "id": row.id,
        "account": row.email,
        "state": row.state,
        "outcome": row.outcome,
        "error": row.error_code,
        "scraper": row.scraper,
        "what": target.get("url") or search.get("text") or target["kind"],
        "pages": progress.get("pages", 0),
        "listings": progress.get("listings", 0),
        "created_at": row.created_at,
        "finished_at": row.finished_at,
    }
