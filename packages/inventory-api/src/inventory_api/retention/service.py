"""Lets go what is older than the settings keep, in small transactions, once a day, by whichever process gets the turn.

    for rule in rules(settings): ...              what goes, after how many days
    prune(database, rule, now)                    lets it go, batch by batch; answers how many rows went
    Retention(database, settings)                 the loop in each process that runs jobs

Items, their counters and what listings show now are never touched: so statistics stay exact. A process that stops or dies in
between leaves the rest to the next day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from inventory_api import idempotency
from inventory_api.clock import Clock, database_now
from inventory_api.database import Database
from inventory_api.events.queries import delete_before as delete_events
from inventory_api.idempotency import KEPT
from inventory_api.loops import Loop
from inventory_api.retention import queries
from inventory_api.retention.queries import DELIVERIES_ENDED, GONE_LISTINGS, JOBS_ENDED, OBSERVATIONS_PAST, RUNS_ENDED, Old
from inventory_api.settings import Settings

log = structlog.get_logger(__name__)
CHORE = "retention"
PERIOD = timedelta(days=1)
LOOK_SECONDS = 600.0
_AT_ONCE = 1_000
Batches = Callable[[Database, datetime], Iterator[int]]


class Rule(Struct, frozen=True):
    """What goes after so many days; 0: never. `batches` lets it go, a transaction a step, `count` only counts it.

    `setting` is empty where no setting says how many days.
    """

    name: str
    setting: str
    days: int
    batches: Batches
    count: Callable[[Connection, datetime], int]

    def before(self, now: datetime) -> datetime | None:
        """What is older than this goes; null where nothing does."""
        return now - timedelta(days=self.days) if self.days else None


class Pruned(Struct, frozen=True):
    """What went by a rule, or would go."""

    name: str
    setting: str
    before: datetime | None
    rows: int


def rules(settings: Settings) -> list[Rule]:
    """All that may go, runs before the jobs that they name."""
    answers = Rule("answers to Idempotency-Keys", "", KEPT.days, _limited(idempotency.delete_before), idempotency.count_before)
    return [
        _of_table("gone listings of schedules", "retention_jobs_days", settings, GONE_LISTINGS),
        _of_table("runs of schedules", "retention_jobs_days", settings, RUNS_ENDED),
        _of_table("ended jobs", "retention_jobs_days", settings, JOBS_ENDED),
        _of_table("observations", "retention_observations_days", settings, OBSERVATIONS_PAST),
        _of_table("deliveries", "retention_events_days", settings, DELIVERIES_ENDED),
        Rule("events", "retention_events_days", settings.retention_events_days, _limited(delete_events), queries.count_events),
        answers,
    ]


def _of_table(name: str, setting: str, settings: Settings, old: Old) -> Rule:
    batches = lambda database, before: _stretches(database, old, before)  # noqa: E731
    count = lambda connection, before: queries.count_old(connection, old, before)  # noqa: E731
    return Rule(name, setting, getattr(settings, setting), batches, count)


def _stretches(database: Database, old: Old, before: datetime) -> Iterator[int]:
    with database.reading() as connection:
        bounds = queries.bounds(connection, old)
    for first in range(bounds[0], bounds[1] + 1, old.stretch) if bounds else ():
        with database.writing() as connection:
            gone = queries.delete_stretch(connection, old, first, before)
        yield gone


def _limited(delete: Callable[[Connection, datetime, int], int]) -> Batches:
    """The steps of what deletes at most so many rows at once."""

    def batches(database: Database, before: datetime) -> Iterator[int]:
        gone = 1
        while gone:
            with database.writing() as connection:
                gone = delete(connection, before, _AT_ONCE)
            yield gone

    return batches


def prune(database: Database, rule: Rule, now: datetime, *, stops: Callable[[], bool] = lambda: False) -> int:
    """Let go what a rule says, until it is done or `stops`; answers how many rows went."""
    before, gone = rule.before(now), 0
    for part in rule.batches(database, before) if before else ():
        gone += part
        if stops():
            break
    return gone


def prune_all(database: Database, settings: Settings, *, dry_run: bool = False, now: Clock = database_now) -> list[Pruned]:
    """Let go what all rules say, or only count it."""
    with database.reading() as connection:
        moment = now(connection)
    work = _count if dry_run else prune
    return [
        Pruned(rule.name, rule.setting.upper(), rule.before(moment), work(database, rule, moment)) for rule in rules(settings)
    ]


def _count(database: Database, rule: Rule, now: datetime) -> int:
    before = rule.before(now)
    with database.reading() as connection:
        return rule.count(connection, before) if before else 0


class Retention:
    """Looks now and then whether it is this process's turn. `start` and `stop` with the process."""

    def __init__(self, database: Database, settings: Settings, *, now: Clock = database_now) -> None:
        self._database, self._settings, self._now = database, settings, now
        self._loop = Loop("retention", self.look, LOOK_SECONDS)

    def start(self) -> None:
        """Begin to look."""
        self._loop.start()

    def stop(self) -> None:
        """End, after the batch that is under way."""
        self._loop.stop()

    def look(self) -> None:
        """Let go what is old, where it is this process's turn."""
        now = self._take_turn()
        if now is None:
            return
        for rule in rules(self._settings):
            if self._loop.is_stopping:
                return
            gone = prune(self._database, rule, now, stops=lambda: self._loop.is_stopping)
            log.info("pruned", what=rule.name, rows=gone)

    def _take_turn(self) -> datetime | None:
        with self._database.reading() as connection:
            if not queries.is_due(connection, CHORE, self._now(connection)):
                return None
        with self._database.writing() as connection:
            now = self._now(connection)
            return now if queries.claim(connection, CHORE, now, PERIOD) else None
