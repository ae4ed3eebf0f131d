"""What goes on beside requests: jobs are run, schedules begin them, webhooks are delivered, and what is old is deleted.

In `serve`, in `worker`, or in both.
"""

from __future__ import annotations

from inventory_api.database import Database
from inventory_api.retention.service import Retention
from inventory_api.schedules.watch import Watch
from inventory_api.scrapers.service import Plugins
from inventory_api.scraping.service import Jobs
from inventory_api.scraping.worker import Worker
from inventory_api.settings import Settings
from inventory_api.structs import settle_types
from inventory_api.webhooks.courier import Courier


class Background:
    """All of it in this process. `start` and `stop` where it is to go on here; the parts can be asked for things without."""

    def __init__(self, database: Database, plugins: Plugins, settings: Settings) -> None:
        settle_types()
        self.worker = Worker(database, plugins, settings)
        self.jobs = Jobs(database, plugins, self.worker, settings)
        self.watch = Watch(database, self.jobs, settings)
        self._all = (self.worker, Courier(database, plugins, settings), self.watch, Retention(database, settings))

    def start(self) -> None:
        """Begin, in threads of its own."""
        for part in self._all:
            part.start()

    def stop(self) -> None:
        """End; jobs go back to the queue."""
        for part in reversed(self._all):
            part.stop()
