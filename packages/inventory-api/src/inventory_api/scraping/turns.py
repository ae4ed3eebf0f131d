"""Whose turn it is to ask a host, over all workers: inventory_core.Turns on rows that all of them share.

A turn is taken in one statement, in the database's time, so that no two workers have it. It passes on when its time is over, and
soon after its process died: then the host rests as it did last. Nobody waits here: who cannot have the turn hears when to look
again, which is as long as the host rests after an answer, since it cannot be free before.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog
from sqlalchemy import TextClause
from sqlalchemy.exc import SQLAlchemyError

from inventory_api.aside import clock, engine_aside, statement
from inventory_api.database import json_text, table_of
from inventory_api.direct import first
from inventory_api.scraping.models import Host
from inventory_core import Standing

# The second condition is for an answer that was lost on its way, the third for a clock that was set back.
_TAKE = """
INSERT INTO hosts (host, holder, since, free_at, rest, known) VALUES (:host, :asker, {now}, {now} + :lasts, 0, '{{}}')
ON CONFLICT (host) DO UPDATE SET holder = :asker, since = {now}, free_at = {now} + :lasts
WHERE hosts.free_at <= {now} OR hosts.holder = :asker OR hosts.since > {now} + 1
RETURNING known
"""
_LOOK = "SELECT holder, free_at - {now}, rest, known FROM hosts WHERE host = :host"
_GIVE_BACK = """
UPDATE hosts SET holder = NULL, since = {now}, free_at = {now} + :still, rest = :rest, known = :known
WHERE host = :host AND holder = :holder
"""
_PASS_ON = "UPDATE hosts SET holder = NULL, since = {now}, free_at = {now} + rest WHERE host = :host AND holder = :holder"
_SWEEP = "DELETE FROM hosts WHERE free_at < {now} - 86400"
_SWEPT_EVERY = 1_000
_LOOK_SECONDS = (0.2, 5.0)
_DEAD_SECONDS = 3.0
"""How long a process must look dead: one that lost its connection to PostgreSQL has its lease again by then."""
_UNKNOWN = Standing(None, 2.0)
log = structlog.get_logger(__name__)


class HostTurns:
    """The turns of hosts for one process. `name` is that of its lease, `is_alive` tells of the others by theirs."""

    def __init__(self, database: str, name: str, is_alive: Callable[[str], bool]) -> None:
        self._name, self._is_alive = name, is_alive
        self._engine = engine_aside(database, table_of(Host), "hosts", pool_size=2, max_overflow=4)
        self._take, self._look, self._give_back, self._pass_on, self._sweep = (
            statement(self._engine, words) for words in (_TAKE, _LOOK, _GIVE_BACK, _PASS_ON, _SWEEP)
        )
        self._numbers = itertools.count(1)
        self._owed: dict[str, tuple[float, dict[str, Any]]] = {}
        self._doubted: dict[str, float] = {}

    def take(self, host: str, lasts: float) -> Standing:
        """A host's turn, as inventory_core.Turns; where the database does not answer, nobody's."""
        number = next(self._numbers)
        asker = f"{self._name}:{number}"
        try:
            self._pay()
            if number % _SWEPT_EVERY == 1:
                self._run(self._sweep)
            taken = self._run(self._take, host=_key(host), asker=asker, lasts=lasts)
            return Standing(asker, left=msgspec.json.decode(taken[0])) if taken else self._standing(_key(host))
        except SQLAlchemyError:
            log.warning("turns_unavailable", host=host, exc_info=True)
            return _UNKNOWN

    def give_back(self, host: str, token: str, rest: float, left: Mapping[str, Any]) -> None:
        """Give it back, as inventory_core.Turns; where the database does not answer, when it does."""
        until = time.monotonic() + rest
        self._owed[token] = until, {"host": _key(host), "rest": rest, "known": json_text(dict(left))}
        try:
            self._pay()
        except SQLAlchemyError:
            log.warning("turns_unavailable", host=host, exc_info=True)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _standing(self, host: str) -> Standing:
        row = self._run(self._look, host=host)
        if row is None:  # swept in between
            return Standing(None, _LOOK_SECONDS[0])
        holder, seconds, rest, known = row
        left = msgspec.json.decode(known)
        if holder is None:
            return Standing(None, max(0.0, seconds), left=left)
        if self._is_dead(holder):
            self._run(self._pass_on, host=host, holder=holder)
            return Standing(None, rest, left=left)
        least, most = _LOOK_SECONDS
        return Standing(None, max(least, min(rest, most, seconds)), is_busy=True, left=left)

    def _is_dead(self, holder: str) -> bool:
        """Whether the process of a holder has been gone for a while."""
        name, _, _ = holder.partition(":")
        if name == self._name or self._is_alive(name):
            self._doubted.pop(name, None)
            return False
        return time.monotonic() - self._doubted.setdefault(name, time.monotonic()) >= _DEAD_SECONDS

    def _pay(self) -> None:
        """Give back what could not be given back before, each with the rest that is left of it."""
        for token, (until, values) in list(self._owed.items()):
            self._run(self._give_back, holder=token, still=max(0.0, until - time.monotonic()), **values)
            self._owed.pop(token, None)

    def _run(self, words: TextClause, **values: Any) -> tuple[Any, ...] | None:
        return first(self._engine, words, {**values, **clock()})


def _key(host: str) -> str:
    return host[:255]
