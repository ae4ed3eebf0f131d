"""Who runs jobs, schedules and webhooks: whether anyone does, and whose jobs wait to be taken over."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from inventory_api.clock import database_now
from inventory_api.database import Database
from inventory_api.doctor.findings import Finding
from inventory_api.doctor.tables import ask
from inventory_api.schedules.due import is_any_due
from inventory_api.scraping.lease import is_alive
from inventory_api.scraping.models import Job, WorkerRow
from inventory_api.settings import Settings
from inventory_api.webhooks.queries import due as webhooks_due

_NAMES = select(WorkerRow.name)
_QUEUED = select(func.count()).where(Job.state == "queued")
_RUNNERS = select(Job.runner, func.count()).where(Job.state == "running", Job.runner.is_not(None)).group_by(Job.runner)

_START = "start `inventory-api serve` or `inventory-api worker`."


def workers(settings: Settings) -> Iterator[Finding]:
    """Jobs, schedules and webhooks that nobody looks after."""
    return ask(settings, _jobs)


def _jobs(database: Database) -> Iterator[Finding]:
    with database.reading() as connection:
        names = set(connection.execute(_NAMES).scalars())
        queued = connection.execute(_QUEUED).scalar_one()
        running = {str(runner): int(count) for runner, count in connection.execute(_RUNNERS)}
        due = list(_due(connection))
    alive = {name for name in names | running.keys() if is_alive(database, name)}
    orphans = sum(count for runner, count in running.items() if runner not in alive)
    waiting = [f"jobs ({queued + orphans})"] if queued or orphans else []
    if (waiting or due) and not alive:
        left = ", ".join([*waiting, *due])
        yield Finding("warning", "no_worker", f"No worker is alive, and {left} wait for one: {_START}")
    elif orphans:
        message = f"{orphans} running jobs are of workers that are dead; within seconds a living one takes them over."
        yield Finding("note", "worker_lost", message)


def _due(connection: Connection) -> Iterator[str]:
    """What else a worker would do now."""
    now = database_now(connection)
    if is_any_due(connection, now):
        yield "schedules"
    if webhooks_due(connection, now, 1):
        yield "webhooks"
