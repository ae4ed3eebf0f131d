"""What every process that runs jobs does for schedules: begins what is due, and settles what has ended."""

from __future__ import annotations

import time
from datetime import timedelta

from inventory_api.clock import Clock, database_now
from inventory_api.database import Database
from inventory_api.loops import Loop
from inventory_api.schedules import due, settling
from inventory_api.scraping import sightings
from inventory_api.scraping.service import Jobs
from inventory_api.settings import Settings

SECONDS = 1.0
"""How often it looks: three reads of a few rows through an index."""
KEPT = timedelta(minutes=10)
"""So long the sightings of a job are kept after its end, should a run that joined it come late."""
TIDY_SECONDS = 60.0


class Watch:
    """Looks after all schedules. `start` and `stop` with the process; `look` is one round, and may run in any number of them."""

    def __init__(self, database: Database, jobs: Jobs, settings: Settings, *, now: Clock = database_now) -> None:
        self._database, self._settings, self._now = database, settings, now
        self._tidied = -TIDY_SECONDS
        self._starter = due.Starter(database, jobs, settings, now)
        self._loop = Loop("schedules", self.look, SECONDS)

    def start(self) -> None:
        """Begin to look, again and again."""
        self._loop.start()

    def stop(self) -> None:
        """End, after the round that is under way."""
        self._loop.stop()

    def wake(self) -> None:
        """Look now."""
        self._loop.wake()

    def look(self) -> None:
        """Begin what is due, settle what has ended."""
        with self._database.reading() as connection:
            now = self._now(connection)
            is_due, ended = due.is_any_due(connection, now), settling.ended(connection)
            waiting = due.waiting(connection, now)
        for run_id in ended:
            self._settle(run_id)
        for run_id in [*waiting, *(self._claim() if is_due else ())]:
            self._starter.start(run_id)
        if not (ended or waiting or is_due):
            self._tidy()

    def _claim(self) -> list[int]:
        with self._database.writing() as connection:
            return due.claim_due(connection, self._now(connection))

    def _settle(self, run_id: int) -> None:
        with self._database.writing() as connection:
            settling.settle(connection, run_id, self._settings.schedule_failures, self._now(connection))

    def _tidy(self) -> None:
        """Forget the sightings that nobody will compare any more; now and then."""
        if time.monotonic() - self._tidied < TIDY_SECONDS:
            return
        self._tidied = time.monotonic()
        with self._database.reading() as connection:
            old = sightings.jobs_ended(connection, self._now(connection) - KEPT)
        if old:
            with self._database.writing() as connection:
                sightings.forget(connection, old)
