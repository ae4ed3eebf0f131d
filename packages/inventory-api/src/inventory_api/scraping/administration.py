"""What an operator sees of the jobs, whoever's they are, and does to them at the terminal of the service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, select

from inventory_api.auth.models import Account
from inventory_api.database import Database
from inventory_api.errors import NotFound
from inventory_api.scraping.models import Job

_ROW = (
    Job.id,
    Account.email,
    Job.state,
    Job.outcome,
    Job.scraper,
    Job.target,
    Job.progress,
    Job.error_code,
    Job.created_at,
    Job.started_at,
    Job.finished_at,
)
_JOBS = select(*_ROW, Job.limits, Job.report, Job.error_message).outerjoin(Account, Account.id == Job.account_id)


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
    """All of a job; `progress`, `limits` and `report` as over HTTP."""

    message: str | None
    started_at: datetime | None
    target: dict[str, Any]
    limits: dict[str, Any]
    progress: dict[str, Any]
    report: dict[str, Any] | None


def jobs(database: Database, *, state: str | None, email: str | None, limit: int) -> list[JobSummary]:
    """The latest jobs, the latest first."""
    wanted = _JOBS.order_by(Job.id.desc()).limit(limit)
    if state is not None:
        wanted = wanted.where(Job.state == state)
    if email is not None:
        wanted = wanted.where(Account.email == email.lower())
    with database.reading() as connection:
        return [JobSummary(**_line(row)) for row in connection.execute(wanted)]


def job(database: Database, job_id: int) -> JobInFull:
    """One job; NotFound."""
    with database.reading() as connection:
        row = connection.execute(_JOBS.where(Job.id == job_id)).first()
    if row is None:
        raise NotFound("not_found", f"There is no job {job_id}.")
    more = {name: row._mapping[name] for name in ("started_at", "target", "limits", "progress", "report")}
    return JobInFull(**_line(row), message=row.error_message, **more)


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
