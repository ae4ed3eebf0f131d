"""What workers ask of the tables: who has which job, and that only he who has it writes.

A job is held under its fence. Whoever takes it from another raises the fence first, so that the other's next write finds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from inventory_api.database import table_of
from inventory_api.scraping.entry import Entry
from inventory_api.scraping.models import Job, PagesRead, WorkerRow
from inventory_api.scraping.queries import WAITING

_JOBS = table_of(Job)
MOST = 100
"""How many rows are looked at in one go."""
_HELD = (Job.id == bindparam("job_id"), Job.fence == bindparam("held"))
_MINE = (*_HELD, Job.state == "running")
_CLAIM = (
    update(Job)
    # The second is for a claim whose answer was lost with the connection.
    .where(*_HELD, or_(Job.state == "queued", and_(Job.state == "running", Job.runner == bindparam("name"))))
    .values(state="running", runner=bindparam("name"), started_at=func.coalesce(Job.started_at, bindparam("now")))
    .returning(
        Job.workspace_id,
        Job.account_id,
        Job.target,
        Job.body,
        Job.scraper,
        Job.limits,
        Job.progress,
        Job.report,
        Job.cursor,
        Job.step,
        Job.cancel_requested,
    )
)
_KEEP_PAGE = (
    update(Job)
    .where(*_MINE, Job.step == bindparam("before"))
    .values(
        step=bindparam("before") + 1,
        attempts=0,
        cursor=bindparam("stands"),
        progress=bindparam("counts", type_=Job.progress.type),
        report=bindparam("figures", type_=Job.report.type),
    )
    .returning(Job.cancel_requested)
)
_HELD_PAGE = select(Job.step, Job.progress, Job.cancel_requested).where(*_MINE)
_REQUEUE = (
    update(Job).where(*_HELD, Job.state.in_(WAITING)).values(state="queued", fence=Job.fence + 1, runner=None, enqueued=False)
)
IS_ANY_NEW = select(Job.id).where(Job.state == "queued", Job.enqueued.is_(False)).limit(1)
_WAITING = select(Job.id, Job.fence, Job.account_id, Job.priority).where(
    Job.state == "queued", Job.enqueued == bindparam("enqueued")
)
_MARK = (
    update(_JOBS)
    .where(_JOBS.c.id == bindparam("number"), _JOBS.c.fence == bindparam("held"), _JOBS.c.state == "queued")
    .values(enqueued=True)
)
_RUNNING_OF = select(Job.id, Job.fence, Job.attempts, Job.cancel_requested).where(
    Job.state == "running", Job.runner == bindparam("name")
)
_BUSY = select(Job.runner).where(Job.state == "running", Job.runner.is_not(None)).distinct()
_BEATS = select(WorkerRow.name, WorkerRow.beat)
_BEAT = update(WorkerRow).where(WorkerRow.name == bindparam("its_name")).values(beat=WorkerRow.beat + 1)
_GONE = delete(WorkerRow).where(WorkerRow.name == bindparam("its_name"))
_TODAY = {"sqlite": "date('now')", "postgresql": "CAST(now() AT TIME ZONE 'UTC' AS date)"}


def claim(connection: Connection, job_id: int, fence: int, name: str) -> Row[Any] | None:
    """Begin a job, or go on with it; None where it was cancelled, or handed out anew."""
    now = datetime.now(UTC)
    return connection.execute(_CLAIM, {"job_id": job_id, "held": fence, "name": name, "now": now}).first()


def keep_page(connection: Connection, job_id: int, fence: int, step: int, columns: dict[str, Any]) -> bool | None:
    """Note that the page after `step` others is kept, and where the job stands: its cursor, progress and report.

    Answers whether it is to be cancelled, None where it is not held under that fence any more, or has that page already.
    """
    stands = {"stands": columns["cursor"], "counts": columns["progress"], "figures": columns["report"]}
    return connection.execute(_KEEP_PAGE, {"job_id": job_id, "held": fence, "before": step, **stands}).scalar_one_or_none()


def held_page(connection: Connection, job_id: int, fence: int) -> Row[Any] | None:
    """Where a job that is held under that fence stands."""
    return connection.execute(_HELD_PAGE, {"job_id": job_id, "held": fence}).first()


def requeue(connection: Connection, job_id: int, fence: int, **columns: Any) -> bool:
    """Let a job wait for whoever takes it next; false where it was not held under that fence."""
    return connection.execute(_REQUEUE.values(columns), {"job_id": job_id, "held": fence}).rowcount == 1


def waiting(connection: Connection, *, enqueued: bool) -> Sequence[Row[Any]]:
    """The oldest jobs that wait: those that the queue has, or those that it does not have yet."""
    query = _WAITING.order_by(Job.id).limit(MOST)
    return list(connection.execute(query, {"enqueued": enqueued}))


def mark_entered(connection: Connection, entries: Sequence[Entry]) -> None:
    """Note that the queue has them."""
    connection.execute(_MARK, [{"number": entry.job_id, "held": entry.fence} for entry in entries])


def running_of(connection: Connection, name: str) -> Sequence[Row[Any]]:
    """The jobs that a worker has."""
    return list(connection.execute(_RUNNING_OF, {"name": name}))


def fences(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """The fence of each of these jobs that runs."""
    found = connection.execute(select(Job.id, Job.fence).where(Job.id.in_(ids), Job.state == "running"))
    return {row.id: row.fence for row in found}


def others(connection: Connection, name: str) -> tuple[set[str], dict[str, int]]:
    """The other workers that have jobs, and the beat of each that is known."""
    busy = {str(runner) for runner in connection.execute(_BUSY).scalars()}
    beats = {row.name: int(row.beat) for row in connection.execute(_BEATS)}
    beats.pop(name, None)
    return busy - {name}, beats


def enter(connection: Connection, name: str, host: str, pid: int) -> None:
    """Note a worker."""
    row = {"name": name, "host": host[:200], "pid": pid, "beat": 0, "started_at": datetime.now(UTC)}
    connection.execute(insert(WorkerRow).values(row))


def beat(connection: Connection, name: str) -> bool:
    """Say that a worker is not stuck; false where nobody knows it any more."""
    return connection.execute(_BEAT, {"its_name": name}).rowcount == 1


def leave(connection: Connection, name: str) -> None:
    """Forget a worker."""
    connection.execute(_GONE, {"its_name": name})


def bound_locks(connection: Connection, seconds: int) -> None:
    """Let PostgreSQL end this transaction where its process stops in the middle of it: its locks would keep others waiting."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{seconds}s'"))


def count_page(connection: Connection, account_id: int) -> int:
    """Count one more page of the account's today; answers how many they are."""
    kind = connection.dialect.name
    made = (postgresql.insert if kind == "postgresql" else sqlite.insert)(PagesRead)
    today: ColumnElement[Any] = literal_column(_TODAY[kind])
    counted = made.values(account_id=account_id, day=today, pages=1).on_conflict_do_update(
        index_elements=[PagesRead.account_id],
        set_={"day": today, "pages": case((PagesRead.day == made.excluded.day, PagesRead.pages + 1), else_=1)},
    )
    return connection.execute(counted.returning(PagesRead.pages)).scalar_one()


def pages_today(connection: Connection, account_id: int) -> int:
    """How many pages the account's jobs have fetched today."""
    today: ColumnElement[Any] = literal_column(_TODAY[connection.dialect.name])
    query = select(PagesRead.pages).where(PagesRead.account_id == account_id, PagesRead.day == today)
    return connection.execute(query).scalar_one_or_none() or 0
