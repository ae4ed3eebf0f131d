"""Runs jobs in threads of this process.

A job belongs to the process whose lease its row names, from when it is made. A process that starts looks for rows of processes
that are gone: what they left running has failed, what they left waiting is its own now.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from inventory_api import telemetry
from inventory_api.database import Database
from inventory_api.errors import Problem
from inventory_api.scrapers.service import Plugins, without_folders
from inventory_api.scraping import queries
from inventory_api.scraping.ending import BROKEN, CANCELLED, SERVICE_STOPPED, STOPPED, Ending
from inventory_api.scraping.lease import Lease, take_lease
from inventory_api.scraping.tracing import traced
from inventory_api.scraping.turns import HostTurns
from inventory_api.scraping.waiting import Waiting
from inventory_api.scraping.work import NotMine, Work
from inventory_api.settings import Settings
from inventory_core import RegistryError

Result = TypeVar("Result")
log = structlog.get_logger(__name__)


class Runner:
    """The jobs of this process. `start` when the service starts, `stop` when it ends; the rest from any thread."""

    pauses: tuple[float, ...] = (1, 5, 25)
    """Seconds after which a claim or an end is written again where the database does not answer."""

    def __init__(self, database: Database, plugins: Plugins, settings: Settings) -> None:
        self._database, self._plugins, self._settings = database, plugins, settings
        self._waiting = Waiting(settings.jobs_running)
        self._running: dict[int, Work] = {}
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Event()
        self.lease: Lease | None = None
        self._turns: HostTurns | None = None

    def start(self) -> None:
        """Take a lease, take over what dead processes left, and begin to work."""
        self.lease = take_lease(self._database)
        self._turns = HostTurns(self._database.url, self.lease.name, self.lease.is_held)
        for job_id, account_id in self._take_over(self.lease):
            self.submit(job_id, account_id)
        for number in range(self._settings.jobs_at_once):
            thread = threading.Thread(target=self._work, args=(self.lease,), name=f"job {number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def submit(self, job_id: int, account_id: int | None) -> None:
        """Run a job of that account when a thread is free; one that does not wait for this runner any more is passed over."""
        self._waiting.put(job_id, account_id)

    def cancel(self, job_id: int) -> None:
        """Stop a job at once if it runs here; elsewhere its row tells it, after the page that it reads."""
        if work := self._running.get(job_id):
            work.stop(CANCELLED)

    def stop(self) -> None:
        """Stop all that runs, and wait for it as long as the settings say; what waits is left to the next process."""
        self._stopping.set()
        self._waiting.close()
        for work in list(self._running.values()):
            work.stop(SERVICE_STOPPED)
        end = time.monotonic() + self._settings.shutdown_seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        if self.lease:
            self._give_up(self.lease)
            self.lease.release()
        if self._turns:
            self._turns.close()

    def _give_up(self, lease: Lease) -> None:
        """End the jobs that did not end in time."""
        for job_id, work in list(self._running.items()):
            work.give_up()
            try:
                self._finish(job_id, lease, STOPPED, {})
            except DBAPIError:  # the next start says it
                log.exception("job_lost", job_id=job_id)

    def _take_over(self, lease: Lease) -> list[tuple[int, int | None]]:
        with self._database.reading() as connection:
            others = [name for name in queries.runners(connection) if name != lease.name]
        dead = [name for name in others if not lease.is_held(name)]
        ended = {**STOPPED.as_values(), "finished_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            return [job for name in dead for job in queries.take_over(connection, name, lease.name, ended)]

    def _work(self, lease: Lease) -> None:
        while taken := self._waiting.take():
            job_id, account_id = taken
            try:
                self._run(job_id, lease)
            except Exception:  # the next start finds the row
                log.exception("job_lost", job_id=job_id)
            finally:
                self._running.pop(job_id, None)
                self._waiting.done(account_id)

    def _run(self, job_id: int, lease: Lease) -> None:
        row = self._write(lambda connection: _claim(connection, job_id, lease))
        if row is None:
            return
        try:
            work = self._running[job_id] = Work(self._database, self._plugins, lease.name, job_id, row, turns=self._turns)
            if self._stopping.is_set():
                work.stop(SERVICE_STOPPED)
            self._finish(job_id, lease, _end(work, job_id), work.columns())
        except NotMine:
            log.warning("job_taken", job_id=job_id)

    def _finish(self, job_id: int, lease: Lease, ended: Ending, columns: dict[str, Any]) -> None:
        values = {**ended.as_values(), **columns, "finished_at": datetime.now(UTC)}
        self._write(lambda connection: queries.finish_job(connection, job_id, lease.name, values))

    def _write(self, work: Callable[[Connection], Result]) -> Result:
        """A transaction; tried again after a pause where the database does not answer for now."""
        for pause in self.pauses:
            try:
                with self._database.writing() as connection:
                    return work(connection)
            except (OperationalError, InterfaceError):
                if self._stopping.is_set():
                    raise
                log.warning("database_unavailable", pause=pause)
                self._stopping.wait(pause)
        with self._database.writing() as connection:
            return work(connection)


def _claim(connection: Connection, job_id: int, lease: Lease) -> Any:
    lease.hold()
    return queries.claim_job(connection, job_id, lease.name, datetime.now(UTC))


@traced
def _end(work: Work, job_id: int) -> Ending:
    """Do the work, and say how it ended; NotMine."""
    try:
        return work.run()
    except NotMine:
        raise
    except Problem as error:
        return Ending("failed", None, error.code, error.detail)
    except RegistryError as error:  # what was there when the job was asked for is gone, or works no more
        return Ending("failed", None, "scraper_failed", without_folders(str(error)))
    except Exception as error:
        log.exception("job_failed", job_id=job_id)
        telemetry.report(error, {"job_id": job_id})
        return BROKEN
