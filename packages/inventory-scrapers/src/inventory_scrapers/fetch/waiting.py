"""Waiting that can be stopped: each wait is announced before it begins, and told when it is over."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import Protocol

from inventory_core.errors import FetchFailed
from inventory_core.fetcher import FetchContext
from inventory_core.outcomes import Outcome
from inventory_core.results import Wait

SLICE = 1.0
"""Seconds after which somebody who waits looks again whether the host's rest has changed."""
_SAME = 0.05


class Clock(Protocol):
    """Time, and waiting."""

    def now(self) -> float:
        """Seconds that only go forward."""
        ...

    def time(self) -> float:
        """Seconds since 1970, as dates need them."""
        ...

    def wait(self, cancelled: threading.Event, seconds: float) -> None:
        """Wait, or until the event is set."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        """Seconds that only go forward."""
        return time.monotonic()

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def wait(self, cancelled: threading.Event, seconds: float) -> None:
        """Wait, or until the event is set."""
        cancelled.wait(seconds)


class Waiting:
    """What one request to a host waits for. As a context it tells in the end what was waited, however that comes."""

    def __init__(self, clock: Clock, host: str, context: FetchContext) -> None:
        self.host, self.context = host, context
        self._clock = clock
        self._waited: defaultdict[str, float] = defaultdict(float)
        self._announced = 0.0

    def __enter__(self) -> Waiting:
        return self

    def __exit__(self, *_error: object) -> None:
        for reason, seconds in self._waited.items():
            self.context.on_waited(Wait(host=self.host, reason=reason, seconds=round(seconds, 3)))

    def check(self) -> None:
        """FetchFailed CANCELLED where the crawl was stopped."""
        if self.context.cancelled.is_set():
            raise FetchFailed(Outcome.CANCELLED, "cancelled", "the crawl was stopped")

    def announce(self, ready: float, reason: str) -> None:
        """Say how long this will take, unless that was said already."""
        if ready > self._announced + _SAME:
            seconds = round(ready - max(self._announced, self._clock.now()), 3)
            self.context.on_wait(Wait(host=self.host, reason=reason, seconds=seconds))
            self._announced = ready

    def wait(self, ready: float, reason: str) -> None:
        """Wait until then, a second at most."""
        self.announce(ready, reason)
        began = self._clock.now()
        self._clock.wait(self.context.cancelled, min(ready - began, SLICE))
        self.count(reason, began)

    def count(self, reason: str, began: float) -> None:
        """It was waited since then."""
        self._waited[reason] += self._clock.now() - began
