"""Who runs the jobs: whether anyone does, and whose jobs wait to be taken over."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from inventory_api.database import Database
from inventory_api.doctor.findings import Finding
from inventory_api.doctor.tables import ask
from inventory_api.scraping.lease import is_alive
from inventory_api.scraping.models import Job, WorkerRow
from inventory_api.settings import Settings

_NAMES = select(WorkerRow.name)
_QUEUED = select(func.count()).where(Job.state == "queued")
_RUNNERS = select(Job.runner, func.count()).where(Job.state == "running", Job.runner.is_not(None)).group_by(Job.runner)


def workers(settings: Settings) -> Iterator[Finding]:
    """Jobs that nobody runs."""
    return ask(settings, _jobs)


def _jobs(database: Database) -> Iterator[Finding]:
    with database.reading() as connection:
        names = set(connection.execute(_NAMES).scalars())
        queued = connection.execute(_QUEUED).scalar_one()
        running = {str(runner): int(count) for runner, count in connection.execute(_RUNNERS)}
    alive = {name for name in names | running.keys() if is_alive(database, name)}
    orphans = sum(count for runner, count in running.items() if runner not in alive)
    if (queued or orphans) and not alive:
        message = (
            f"No worker is alive; jobs that wait: {queued + orphans}. Start `inventory-api serve` or `inventory-api worker`."
        )
        yield Finding("warning", "no_worker", message)
    elif orphans:
        message = f"{orphans} running jobs are of workers that are dead; within seconds a living one takes them over."
        yield Finding("note", "worker_lost", message)
