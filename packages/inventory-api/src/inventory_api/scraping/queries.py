"""All SQL of the jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from inventory_api.auth.models import Workspace
from inventory_api.scraping.models import Job

WAITING = ("queued", "running")
_SHOWN = (
    Job.id,
    Job.state,
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
_MINE = (Job.id == bindparam("job_id"), Job.runner == bindparam("lease"), Job.state == "running")
READ = select(*_SHOWN, Job.report).where(*_OWN)
_LOCK_WORKSPACE = select(Workspace.id).where(Workspace.id == bindparam("workspace")).with_for_update()
_COUNT_WAITING = select(func.count()).where(
    Job.workspace_id == bindparam("workspace"), Job.account_id == bindparam("account"), Job.state.in_(WAITING)
)
_CLAIM = (
    update(Job)
    .where(Job.id == bindparam("job_id"), Job.runner == bindparam("lease"), Job.state == "queued")
    .values(state="running", started_at=bindparam("now"))
    .returning(Job.workspace_id, Job.target, Job.body, Job.scraper, Job.limits)
)
_PROGRESS = (
    update(Job)
    .where(*_MINE)
    .values(progress=bindparam("counts", type_=Job.progress.type), report=bindparam("figures", type_=Job.report.type))
    .returning(Job.cancel_requested)
)
_CANCEL_QUEUED = (
    update(Job)
    .where(*_OWN, Job.state == "queued")
    .values(state="cancelled", outcome="cancelled", cancel_requested=True, body=None, finished_at=bindparam("now"))
)
_CANCEL_RUNNING = update(Job).where(*_OWN, Job.state == "running").values(cancel_requested=True)
_RUNNERS = select(Job.runner).where(Job.state.in_(WAITING), Job.runner.is_not(None)).distinct()
_TAKE_OVER = (
    update(Job)
    .where(Job.state == "queued", Job.runner == bindparam("dead"))
    .values(runner=bindparam("lease"))
    .returning(Job.id, Job.account_id)
)
_FAIL_ORPHANS = update(Job).where(Job.state == "running", Job.runner == bindparam("dead"))


def insert_job(connection: Connection, values: dict[str, Any]) -> int:
    """A new job; answers its id."""
    return connection.execute(insert(Job).values(values).returning(Job.id)).scalar_one()


def count_waiting(connection: Connection, workspace_id: int, account_id: int) -> int:
    """The account's jobs that wait or run; nobody else counts them until the transaction ends."""
    connection.execute(_LOCK_WORKSPACE, {"workspace": workspace_id})
    return connection.execute(_COUNT_WAITING, {"workspace": workspace_id, "account": account_id}).scalar_one()


def read_job(connection: Connection, workspace_id: int, job_id: int) -> Row[Any] | None:
    """One job of the workspace."""
    return connection.execute(READ, {"workspace": workspace_id, "job_id": job_id}).first()


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


def cancel_job(connection: Connection, workspace_id: int, job_id: int, now: datetime) -> None:
    """End a job that waits, ask one that runs to end; nothing where it has ended."""
    where = {"workspace": workspace_id, "job_id": job_id}
    if not connection.execute(_CANCEL_QUEUED, {**where, "now": now}).rowcount:
        connection.execute(_CANCEL_RUNNING, where)


def claim_job(connection: Connection, job_id: int, lease: str, now: datetime) -> Row[Any] | None:
    """Begin a job that waits for this runner; None where it was cancelled or begun already."""
    return connection.execute(_CLAIM, {"job_id": job_id, "lease": lease, "now": now}).first()


def record_progress(connection: Connection, job_id: int, lease: str, columns: dict[str, Any]) -> bool | None:
    """Keep how far it is; answers whether it is to be cancelled, None where it is no longer this runner's."""
    values = {"job_id": job_id, "lease": lease, "counts": columns["progress"], "figures": columns["report"]}
    return connection.execute(_PROGRESS, values).scalar_one_or_none()


def finish_job(connection: Connection, job_id: int, lease: str, values: dict[str, Any]) -> bool:
    """End a job that this runner runs; false where it is no longer this runner's."""
    ending = update(Job).where(Job.id == job_id, Job.runner == lease, Job.state == "running")
    return connection.execute(ending.values(body=None, **values)).rowcount == 1


def runners(connection: Connection) -> list[str]:
    """Whoever has jobs that have not ended."""
    return [str(name) for name in connection.execute(_RUNNERS).scalars()]


def take_over(connection: Connection, dead: str, lease: str, ended: dict[str, Any]) -> list[tuple[int, int | None]]:
    """End what a dead runner left running; answer what it left waiting, with their accounts, which is this runner's now."""
    connection.execute(_FAIL_ORPHANS.values(body=None, **ended), {"dead": dead})
    return sorted((row.id, row.account_id) for row in connection.execute(_TAKE_OVER, {"dead": dead, "lease": lease}))
