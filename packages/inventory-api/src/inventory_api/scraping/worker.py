"""The worker of a process: takes jobs from the queue, runs them, and looks after those of workers that are gone.

A job is a row first; a worker enters it into the queue. So whoever asks for a job needs no queue, and nothing is lost where a
process dies between the two.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from inventory_api.database import Database
from inventory_api.direct import first
from inventory_api.scrapers.service import Plugins
from inventory_api.scraping import holding
from inventory_api.scraping.ending import CANCELLED
from inventory_api.scraping.entry import Entry
from inventory_api.scraping.lease import Lease, take_lease
from inventory_api.scraping.lookout import Lookout
from inventory_api.scraping.running import Running, stop_what_is_not_ours
from inventory_api.settings import Settings
from inventory_api.web.logs import of_database

if TYPE_CHECKING:
    from inventory_api.scraping.engine import Engine

NEW_SECONDS = 0.1
"""How often a worker looks for jobs that the queue does not have yet."""
LOOK_SECONDS = 1.0
"""How often it looks whether its jobs are still its own, and others alive."""
LATER_SECONDS = 2.0
"""How long it waits where it could not begin."""
COMPARE_SECONDS = 10.0
"""How often it compares table and queue."""
log = structlog.get_logger(__name__)


class Worker:
    """The jobs of this process. `start` when it starts, `stop` when it ends; the rest from any thread, started or not."""

    def __init__(self, database: Database, plugins: Plugins, settings: Settings) -> None:
        self._database, self._plugins, self._settings = database, plugins, settings
        self._shift: _Shift | None = None
        self._beginning, self._ended = threading.Lock(), threading.Event()

    def start(self) -> None:
        """Begin to work, in threads of its own; where nothing can be written yet, as on a full disk, as soon as it can."""
        self._ended.clear()
        if not self._has_begun():
            threading.Thread(target=self._begin_later, name="jobs later", daemon=True).start()

    def _begin_later(self) -> None:
        while not self._ended.wait(LATER_SECONDS) and not self._has_begun():
            pass

    def _has_begun(self) -> bool:
        """Begin, unless it was stopped meanwhile; false where that must be tried again."""
        with self._beginning:
            if self._ended.is_set():
                return True
            try:
                self._shift = self._begin()
            except (DBAPIError, sqlite3.Error, OSError) as error:
                log.warning("jobs_unavailable", error=type(error).__name__, **of_database(error))
            return self._shift is not None

    def _begin(self) -> _Shift:
        lease = take_lease(self._database)
        try:
            return _Shift(self._database, self._settings, lease, Running(self._database, self._plugins, self._settings, lease))
        except BaseException:
            lease.release()
            raise

    def running(self) -> list[int]:
        """The ids of the jobs that it has."""
        return [entry.job_id for entry in self._shift.running.works()] if self._shift else []

    def wake(self) -> None:
        """There is a new job."""
        if self._shift:
            self._shift.woken.set()

    def cancel(self, job_id: int) -> None:
        """Stop a job at once if it runs here; elsewhere its row tells it."""
        for entry, work in self._shift.running.works().items() if self._shift else ():
            if entry.job_id == job_id:
                work.stop(CANCELLED)

    def stop(self) -> None:
        """Hand all jobs back to the queue; wait for the pages that are on their way as long as the settings say."""
        self._ended.set()
        with self._beginning:
            if self._shift:
                self._shift.end(self._settings.shutdown_seconds)
                self._shift = None


class _Shift:
    """A worker from its start to its stop: its lease, its jobs, and the thread that keeps up with tables and queue."""

    def __init__(self, database: Database, settings: Settings, lease: Lease, running: Running) -> None:
        self._database, self._settings, self._lease, self.running = database, settings, lease, running
        self.woken = threading.Event()
        self._stopping, self._stopped = threading.Event(), threading.Event()
        self._enter()
        self._keeper = threading.Thread(target=self._keep_up, name="jobs", daemon=True)
        self._keeper.start()

    def end(self, seconds: float) -> None:
        """Stop all of it."""
        self._stopping.set()
        self.woken.set()
        self.running.stop(seconds)
        self._stopped.set()
        self._keeper.join(10)  # longer only where the database does not answer: what is left then, others find
        with suppress(SQLAlchemyError), self._database.writing() as connection:
            holding.leave(connection, self._lease.name)
        self._lease.release()

    def _enter(self) -> None:
        with self._database.writing() as connection:
            holding.enter(connection, self._lease.name, platform.node(), os.getpid())

    def _keep_up(self) -> None:
        engine = self._engine()
        if engine is None:
            return
        log.info("worker_ready", worker=self._lease.name)
        lookout = Lookout(self._database, self._lease, engine, self._settings)
        due = {LOOK_SECONDS: 0.0, COMPARE_SECONDS: time.monotonic() + COMPARE_SECONDS}
        while not self._stopping.is_set():
            try:
                self._round(engine, lookout, due)
            except Exception:  # whatever it is, others would wait for this thread in vain
                log.warning("jobs_not_looked_after", exc_info=True)
                lookout.forget()
                self._stopping.wait(1)
            self.woken.wait(NEW_SECONDS)
            self.woken.clear()
        self._stopped.wait()
        engine.stop()

    def _engine(self) -> Engine | None:
        """The queue, as soon as the database lets us; None where the worker is stopped before."""
        from inventory_api.scraping.engine import Engine

        settings, run = self._settings, self.running.run
        while not self._stopping.is_set():
            try:
                return Engine(
                    self._database.url, self._lease.name, run, at_once=settings.jobs_at_once, of_an_account=settings.jobs_running
                )
            except Exception:  # dbos has errors of its own
                log.warning("queue_unavailable", exc_info=True)
                self._stopping.wait(2)
        return None

    def _round(self, engine: Engine, lookout: Lookout, due: dict[float, float]) -> None:
        self._enter_new(engine)
        if time.monotonic() >= due[LOOK_SECONDS]:
            self._look(lookout)
            due[LOOK_SECONDS] = time.monotonic() + LOOK_SECONDS
        if time.monotonic() >= due[COMPARE_SECONDS]:
            lookout.compare()
            engine.forget_ended()
            due[COMPARE_SECONDS] = time.monotonic() + COMPARE_SECONDS

    def _enter_new(self, engine: Engine) -> None:
        if first(self._database.engine, holding.IS_ANY_NEW, {}) is None:
            return
        with self._database.reading() as connection:
            rows = holding.waiting(connection, enqueued=False)
        entries = [Entry(row.id, row.fence) for row in rows]
        for entry, row in zip(entries, rows, strict=True):
            if self._stopping.is_set():
                return
            engine.enter(entry, row.account_id, row.priority)
        with self._database.writing() as connection:
            holding.mark_entered(connection, entries)

    def _look(self, lookout: Lookout) -> None:
        self._lease.hold()
        self.running.end_overdue()
        works = self.running.works()
        if works:
            self._beat()
        stop_what_is_not_ours(works, lookout.look_at_own(works))
        lookout.look_at_others()

    def _beat(self) -> None:
        """Say that this worker is not stuck."""
        with self._database.writing() as connection:
            known = holding.beat(connection, self._lease.name)
        if not known:  # it was found dead, wrongly
            self._enter()
