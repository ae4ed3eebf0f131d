"""The jobs that this process has, each in a thread of its own, from when the queue hands it over until it ended or went back."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from inventory_api import telemetry
from inventory_api.database import Database
from inventory_api.errors import Problem
from inventory_api.scrapers.service import Plugins, without_folders
from inventory_api.scraping import holding
from inventory_api.scraping.closing import end_held
from inventory_api.scraping.ending import BROKEN, CANCELLED, CANCELLED_ENDING, HANDED_BACK, OVERDUE, TAKEN, Ending
from inventory_api.scraping.entry import Entry
from inventory_api.scraping.lease import Lease
from inventory_api.scraping.patience import NotMine, Patience
from inventory_api.scraping.tracing import traced
from inventory_api.scraping.turns import HostTurns
from inventory_api.scraping.work import Work
from inventory_api.settings import Settings
from inventory_core import RegistryError

ON_ITS_WAY_SECONDS = 120.0
"""How long a page may be on its way that was asked for: a minute a request, and redirects and robots.txt are others."""
log = structlog.get_logger(__name__)


class Running:
    """The jobs of the worker with that lease. From any thread."""

    def __init__(self, database: Database, plugins: Plugins, settings: Settings, lease: Lease) -> None:
        self._database, self._plugins, self._settings, self._name = database, plugins, settings, lease.name
        self._turns = HostTurns(database.url, lease.name, lease.is_held)
        self._patience = Patience(database)
        self._works: dict[Entry, Work] = {}
        self._done: dict[Entry, threading.Event] = {}
        self._changed = threading.Condition()
        self._stopping = False

    def works(self) -> dict[Entry, Work]:
        """What runs now."""
        with self._changed:
            return dict(self._works)

    def run(self, job_id: int, fence: int) -> None:
        """Run a job until it ends. Its own thread is none that the process has to wait for, should a page not end."""
        entry, done = Entry(job_id, fence), threading.Event()
        self._done[entry] = done
        threading.Thread(target=self._run, args=(entry, done), name=f"job {job_id}", daemon=True).start()
        done.wait()
        del self._done[entry]

    def stop(self, seconds: float) -> None:
        """Hand all jobs back to the queue, with the pages that came within so many seconds; of later ones nothing is kept."""
        with self._changed:
            self._stopping = True
        for work in self.works().values():
            work.stop(HANDED_BACK)
        with self._changed:
            self._changed.wait_for(lambda: not self._works, seconds)
        self._patience.ended.set()
        with suppress(SQLAlchemyError):  # where it does not answer, others find that this worker is gone
            for entry in self.works():
                with self._database.writing() as connection:
                    holding.requeue(connection, entry.job_id, entry.fence)
        for done in list(self._done.values()):
            done.set()
        self._turns.close()

    def end_overdue(self) -> None:
        """End the jobs whose reader hangs, and give their places to others. Its thread may go on, and can write nothing."""
        for entry, work in self.works().items():
            if work.stopped == HANDED_BACK or work.seconds_overdue < ON_ITS_WAY_SECONDS + self._settings.page_seconds:
                continue
            log.warning("job_overdue", job_id=entry.job_id)
            ended = CANCELLED_ENDING if work.stopped == CANCELLED else OVERDUE
            with self._database.writing() as connection:
                end_held(connection, entry.job_id, entry.fence, ended, work.columns())
            with self._changed:
                self._works.pop(entry, None)
            if done := self._done.get(entry):
                done.set()

    def _run(self, entry: Entry, done: threading.Event) -> None:
        try:
            self._claim(entry)
        except NotMine:
            log.warning("job_taken", job_id=entry.job_id)
        except Exception as error:  # this worker or another finds the row
            log.exception("job_lost", job_id=entry.job_id)
            telemetry.report(error, {"job_id": entry.job_id})
        finally:
            with self._changed:
                self._works.pop(entry, None)
                self._changed.notify_all()
            done.set()

    def _claim(self, entry: Entry) -> None:
        row = self._patience.write(lambda connection: holding.claim(connection, entry.job_id, entry.fence, self._name))
        if row is None:
            return
        bounds = {"pages_a_day": self._settings.pages_a_day, "tries": self._settings.job_attempts}
        work = Work(self._patience, self._plugins, entry, row, **bounds, turns=self._turns)
        with self._changed:
            self._works[entry] = work
            if self._stopping:
                work.stop(HANDED_BACK)
        log.info("job_started", job_id=entry.job_id, pages=row.step)
        self._do(entry, work)

    def _do(self, entry: Entry, work: Work) -> None:
        ended = _end(work, entry.job_id)
        columns = work.columns()
        if work.stopped in (HANDED_BACK, TAKEN):
            log.info("job_stopped", job_id=entry.job_id, why=work.stopped)
        else:
            how = {"state": ended.state, "outcome": ended.outcome, "error": ended.error_code}
            log.info("job_ended", job_id=entry.job_id, **how)
        if work.stopped == HANDED_BACK:
            columns["report"]["stopped"] = None
            self._patience.write(lambda connection: holding.requeue(connection, entry.job_id, entry.fence, **columns))
        elif work.stopped != TAKEN:
            self._patience.write(lambda connection: end_held(connection, entry.job_id, entry.fence, ended, columns))


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


def stop_what_is_not_ours(works: dict[Entry, Work], rows: dict[Entry, Any]) -> None:
    """Stop the jobs that were taken from this worker, and those that were cancelled elsewhere, as their rows say."""
    for entry, work in works.items():
        if entry not in rows:
            work.stop(TAKEN)
        elif rows[entry].cancel_requested:
            work.stop(CANCELLED)
