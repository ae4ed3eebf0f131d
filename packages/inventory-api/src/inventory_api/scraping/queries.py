"""All SQL of the jobs as people see them. What workers ask is in `holding.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from inventory_api.schedules.models import Run
from inventory_api.scraping.models import Job

WAITING = ("queued", "running")
_SHOWN = (
    Job.id,
    Job.state,
    Job.priority,
    Job.attempts,
    Job.cancel_requested,
    Job.target,
    Job.scraper,
    Job.limits,
    Job.progress,
    Job.outcome,
    Job.error_code,
    Job.error_message,
    Job.created_at,
    Job.started_at,
    Job.finished_at,
)
_OWN = (Job.workspace_id == bindparam("workspace"), Job.id == bindparam("job_id"))
READ = select(*_SHOWN, Job.report).where(*_OWN)
_READ_SHOWN = select(*_SHOWN).where(*_OWN)
_COUNT_WAITING = select(func.count()).where(
    Job.workspace_id == bindparam("workspace"), Job.account_id == bindparam("account"), Job.state.in_(WAITING)
)
_SAME = (
    select(*_SHOWN)
    .where(
        Job.workspace_id == bindparam("workspace"),
        Job.dedupe_key == bindparam("key"),
        Job.state.in_(WAITING),
        Job.cancel_requested.is_(False),
    )
    .order_by(Job.id)
    .limit(1)
)
_SCHEDULES = select(Run.schedule_id).where(Run.job_id == bindparam("job_id")).distinct().order_by(Run.schedule_id)
_CANCEL_RUNNING = update(Job).where(*_OWN, Job.state == "running").values(cancel_requested=True)


def insert_job(connection: Connection, values: dict[str, Any]) -> int:
    """A new job; answers its id."""
    return connection.execute(insert(Job).values(values).returning(Job.id)).scalar_one()


def find_same(connection: Connection, workspace_id: int, key: str) -> Row[Any] | None:
    """The job for the same thing that waits or runs, and is not to be cancelled."""
    return connection.execute(_SAME, {"workspace": workspace_id, "key": key}).first()


def count_waiting(connection: Connection, workspace_id: int, account_id: int) -> int:
    """The account's jobs that wait or run."""
    return connection.execute(_COUNT_WAITING, {"workspace": workspace_id, "account": account_id}).scalar_one()


def read_job(connection: Connection, workspace_id: int, job_id: int) -> Row[Any] | None:
    """One job of the workspace, with its report."""
    return connection.execute(READ, {"workspace": workspace_id, "job_id": job_id}).first()


def schedules_of(connection: Connection, job_id: int) -> list[int]:
    """The schedules that have a job as a run: those that began it, or joined it."""
    return list(connection.execute(_SCHEDULES, {"job_id": job_id}).scalars())


def read_shown(connection: Connection, workspace_id: int, job_id: int) -> Row[Any] | None:
    """The same without its report, as lists have it."""
    return connection.execute(_READ_SHOWN, {"workspace": workspace_id, "job_id": job_id}).first()


def list_jobs(
    connection: Connection, workspace_id: int, *, state: str | None, before: int | None, after: int | None, limit: int
) -> Sequence[Row[Any]]:
    """Jobs older than `before` or newer than `after`, the latest first; one more than the limit where there are more."""
    query = select(*_SHOWN).where(Job.workspace_id == workspace_id).limit(limit + 1)
    if state is not None:
        query = query.where(Job.state == state)
    if after is not None:
        return connection.execute(query.where(Job.id > after).order_by(Job.id)).all()[::-1]
    if before is not None:
        query = query.where(Job.id < before)
    return connection.execute(query.order_by(Job.id.desc())).all()


def ask_to_cancel(connection: Connection, workspace_id: int, job_id: int) -> None:
    """Ask a job that runs to end; nothing where it does not run."""
    connection.execute(_CANCEL_RUNNING, {"workspace": workspace_id, "job_id": job_id})
