"""Writing while the database may be away: stopped and started again, locked by someone, or full."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from inventory_api.database import Database
from inventory_api.scraping.holding import bound_locks
from inventory_api.web.logs import of_database

Result = TypeVar("Result")
LOCK_SECONDS = 20
log = structlog.get_logger(__name__)


class NotMine(Exception):
    """The job was handed out anew, or handed back: nothing more may be written."""


class Patience:
    """Transactions that are tried again, after growing pauses, until the database answers. None once the worker has `ended`."""

    pauses: tuple[float, ...] = (0.2, 1, 2, 5)
    """In seconds; the last is repeated."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.ended = threading.Event()

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """What `work` gives. It must say by itself whether it was done already: an answer can be lost on its way. NotMine."""
        tries = 0
        while not self.ended.is_set():
            try:
                return self._try(work)
            except (OperationalError, InterfaceError) as error:
                pause = self.pauses[min(tries, len(self.pauses) - 1)]
                log.warning("database_unavailable", pause=pause, **of_database(error))
                self.ended.wait(pause)
                tries += 1
        raise NotMine

    def _try(self, work: Callable[[Connection], Result]) -> Result:
        with self._database.writing() as connection:
            bound_locks(connection, LOCK_SECONDS)
            return work(connection)
