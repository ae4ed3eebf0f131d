"""Looks after jobs whose worker is gone, and keeps table and queue in step. Any worker does it for all, none by a clock.

A worker is dead where its lease is free at two looks in a row: a restart of the database frees all leases for a moment. It is
stuck where its beat stays the same for as long as the settings say, by the monotonic clock of whoever looks. What could not be
looked at does not count.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection, Row

from inventory_api.database import Database
from inventory_api.scraping import holding
from inventory_api.scraping.closing import end_held
from inventory_api.scraping.ending import CANCELLED_ENDING, poison
from inventory_api.scraping.entry import Entry
from inventory_api.scraping.lease import Lease
from inventory_api.settings import Settings

log = structlog.get_logger(__name__)


class Queue(Protocol):
    """What is asked of the queue."""

    def waiting(self, entries: list[Entry]) -> set[Entry]:
        """Those that wait for a worker."""
        ...

    def running(self) -> set[Entry]:
        """Those that some worker has."""
        ...

    def drop(self, entry: Entry) -> None:
        """Have it no more."""
        ...


class Silence:
    """How long each beat has been the same."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[int, float]] = {}

    def longer_than(self, seconds: float, beats: Mapping[str, int], now: float) -> set[str]:
        """Those whose beat has been the same for so long. `now` only ever grows."""
        known = self._since
        self._since = {
            name: known[name] if name in known and known[name][0] == beat else (beat, now) for name, beat in beats.items()
        }
        return {name for name, (_, since) in self._since.items() if now - since >= seconds}

    def forget(self) -> None:
        """Begin anew."""
        self._since = {}


class Lookout:
    """The looks of one worker at all others, and at the queue. For one thread."""

    def __init__(self, database: Database, lease: Lease, queue: Queue, settings: Settings) -> None:
        self._database, self._lease, self._queue, self._settings = database, lease, queue, settings
        self._silence = Silence()
        self._free: set[str] = set()
        self._orphans: set[Entry] = set()
        self._lost: set[Entry] = set()
        self._leftover: set[Entry] = set()

    def forget(self) -> None:
        """Begin anew: the database did not answer."""
        self._silence.forget()
        self._free, self._orphans, self._lost, self._leftover = set(), set(), set(), set()

    def look_at_own(self, having: Collection[Entry]) -> dict[Entry, Row[Any]]:
        """The rows of this worker's jobs. Those that it does not have, for whatever reason, wait again."""
        with self._database.reading() as connection:
            rows = {Entry(row.id, row.fence): row for row in holding.running_of(connection, self._lease.name)}
        orphans = rows.keys() - set(having)
        for entry in orphans & self._orphans:
            self._take(rows[entry], self._lease.name)
        self._orphans = set(orphans)
        return rows

    def look_at_others(self) -> None:
        """Take the jobs of those who are dead or stuck, so that they wait again."""
        with self._database.reading() as connection:
            busy, beats = holding.others(connection, self._lease.name)
        free = {name for name in busy | beats.keys() if not self._lease.is_held(name)}
        dead, self._free = free & self._free, free
        beating = {name: beats.get(name, 0) for name in busy - free}
        for name in dead | self._silence.longer_than(self._settings.stuck_seconds, beating, time.monotonic()):
            self._take_from(name, dead=name in dead)

    def _take_from(self, name: str, *, dead: bool) -> None:
        with self._database.reading() as connection:
            rows = holding.running_of(connection, name)
        for row in rows:
            self._take(row, name)
        if dead:
            with self._database.writing() as connection:
                holding.leave(connection, name)

    def _take(self, row: Row[Any], worker: str) -> None:
        log.warning("job_taken_over", job_id=row.id, worker=worker)
        self._queue.drop(Entry(row.id, row.fence))
        with self._database.writing() as connection:
            _hand_out_anew(connection, row, self._settings.job_attempts)

    def compare(self) -> None:
        """Enter again what the queue lost, and drop what it keeps for nobody: what was so at the last look, too."""
        with self._database.reading() as connection:
            kept = [Entry(row.id, row.fence) for row in holding.waiting(connection, enqueued=True)]
        lost = set(kept) - self._queue.waiting(kept)
        for entry in lost & self._lost:
            with self._database.writing() as connection:
                holding.requeue(connection, entry.job_id, entry.fence)
        running = self._queue.running()
        with self._database.reading() as connection:
            fences = holding.fences(connection, [entry.job_id for entry in running])
        leftover = {entry for entry in running if fences.get(entry.job_id) != entry.fence}
        for entry in leftover & self._leftover:
            self._queue.drop(entry)
        self._lost, self._leftover = lost, leftover


def _hand_out_anew(connection: Connection, row: Row[Any], most: int) -> None:
    """Let a job wait; end it where that was asked for, or where too many workers were lost with it."""
    lost = row.attempts + 1
    if row.cancel_requested:
        end_held(connection, row.id, row.fence, CANCELLED_ENDING, {})
    elif lost >= most:
        end_held(connection, row.id, row.fence, poison(lost), {"attempts": lost})
    else:
        holding.requeue(connection, row.id, row.fence, attempts=lost)
