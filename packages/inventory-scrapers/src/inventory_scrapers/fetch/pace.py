"""The pace: when a host may be asked again. Shared by everything in a process that fetches.

One request at a time a host. Between the end of an answer and the next request lies at least the host's delay: the configured
one, its robots.txt's crawl-delay or as long as it took to answer, whichever is longest; up to 20 % more at random. Errors never
shorten it. 429 and 503 hold the host back, for as long as it asks or twice as long each time, for all crawls alike.
"""

from __future__ import annotations

import random
import threading
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from inventory_core.errors import FetchFailed
from inventory_core.fetcher import FetchContext
from inventory_core.outcomes import Outcome
from inventory_core.results import Wait
from inventory_core.urls import ascii_host, host_match

MAX_HOSTS = 10_000
_LOOK = 0.05
_SLICE = 1.0


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


@dataclass(frozen=True)
class PaceRules:
    """Seconds: the least delay, the longest that slowness leads to, first and longest backoff, the longest Retry-After."""

    delay: float = 2.0
    max_delay: float = 60.0
    jitter: float = 0.2
    backoff: float = 2.0
    max_backoff: float = 300.0
    max_retry_after: float = 300.0


@dataclass
class _Host:
    """What is known of one host.

    `slow` is the delay that its slowness asks for, `held` the time before which it is not asked, `failures` how often in a row it
    was held back; after the longest backoff (`had_longest`) it is given up until `held`.
    """

    queue: deque[object] = field(default_factory=deque)
    crawl_delay: float = 0.0
    slow: float = 0.0
    next_at: float = 0.0
    held: float = 0.0
    held_reason: str = "backoff"
    failures: int = 0
    had_longest: bool = False
    gave_up: bool = False


class Turn:
    """The right to send one request to a host. Say what came of it: `answered`, `failed` or `hold_back`."""

    def __init__(self, pace: Pace, host: str) -> None:
        self._pace, self._host = pace, host
        self._began = pace.clock.now()

    def answered(self, ok: bool = True) -> None:
        """An answer came; `ok` is false for an error page, whose quickness says nothing."""
        self._pace.record(self._host, self._pace.clock.now() - self._began, ok)

    def failed(self) -> None:
        """No answer came."""
        self._pace.record_failure(self._host)

    def hold_back(self, retry_after: float | None) -> None:
        """The host said 429 or 503: nobody asks it before it has rested."""
        self._pace.hold_back(self._host, retry_after)


class Pace:
    """The pace of all hosts. `stopped` names hosts that are not asked at all ("acme.example", "*.acme.example")."""

    def __init__(
        self,
        rules: PaceRules | None = None,
        *,
        clock: Clock | None = None,
        jitter: Callable[[], float] = random.random,
        stopped: Iterable[str] = (),
    ) -> None:
        self.rules, self.clock = rules or PaceRules(), clock or SystemClock()
        self._jitter = jitter
        self._stopped = {ascii_host(pattern) for pattern in stopped}
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._changed = threading.Condition()

    def stop_host(self, pattern: str) -> None:
        """The kill switch: from now on nothing is sent to hosts of this pattern, whoever asks."""
        self._stopped.add(ascii_host(pattern))

    def resume_host(self, pattern: str) -> None:
        """Undo stop_host."""
        self._stopped.discard(ascii_host(pattern))

    def check_stopped(self, host: str) -> None:
        """FetchFailed `host_stopped` where the kill switch of the host is on."""
        if any(host_match(pattern, host) for pattern in tuple(self._stopped)):
            raise FetchFailed(Outcome.REFUSED, "host_stopped", f"requests to {host} were switched off here")

    def set_crawl_delay(self, host: str, seconds: float) -> None:
        """What the host's robots.txt asks for."""
        with self._changed:
            self._host(host).crawl_delay = max(0.0, seconds)

    @contextmanager
    def turn(self, host: str, context: FetchContext, delay: float | None = None) -> Iterator[Turn]:
        """Wait for the host's turn, with `delay` in place of the configured one; FetchFailed CANCELLED, or `host_stopped`.

        Turns are given in the order in which they are asked for. Each wait is announced before it begins.
        """
        ticket = object()
        with self._changed:
            state = self._host(host)
            state.queue.append(ticket)
            ahead = len(state.queue) - 1
        try:
            self._wait_busy(host, state, ticket, ahead, context)
            self._wait_time(host, state, context)
            yield Turn(self, host)
        finally:
            with self._changed:
                state.queue.remove(ticket)
                self._changed.notify_all()

    def record(self, host: str, seconds: float, ok: bool) -> None:
        """An answer took this long: a good one sets the delay anew, a bad one can only make it longer."""
        with self._changed:
            state = self._host(host)
            slow = min(seconds, self.rules.max_delay)
            state.slow = max(slow, (state.slow + slow) / 2) if ok else max(state.slow, slow)
            if ok:
                state.failures, state.had_longest = 0, False
            state.next_at = self.clock.now() + self._delay(state)

    def record_failure(self, host: str) -> None:
        """No answer came: the host rests for the backoff."""
        with self._changed:
            state = self._host(host)
            state.held = max(state.held, self.clock.now() + max(self._backoff(state), self._delay(state)))
            state.held_reason = "backoff"
            state.failures += 1

    def hold_back(self, host: str, retry_after: float | None) -> None:
        """Nobody asks the host for as long as it says, at least for the backoff, which doubles with every failure in a row.

        FetchFailed RATE_LIMITED: `retry_after` where it asks for more than we wait, `backoff` after the longest backoff.
        """
        with self._changed:
            state = self._host(host)
            backoff = self._backoff(state)
            had_longest = state.had_longest
            state.had_longest = backoff >= self.rules.max_backoff
            state.failures += 1
            rest = max(backoff, retry_after or 0.0, self._delay(state))
            state.held = max(state.held, self.clock.now() + rest)
            state.held_reason = "retry_after" if (retry_after or 0.0) >= backoff else "backoff"
            too_long = retry_after is not None and retry_after > self.rules.max_retry_after
            state.gave_up = too_long or had_longest
        if too_long:
            raise _limited(host, "retry_after", rest)
        if had_longest:
            raise _limited(host, "backoff", rest)

    def _host(self, host: str) -> _Host:
        state = self._hosts.get(host)
        if state is None:
            self._forget()
            state = self._hosts[host] = _Host()
        self._hosts.move_to_end(host)
        return state

    def _forget(self) -> None:
        """Bound the memory: let go of the host that was not asked for longest, where nothing waits for it."""
        if len(self._hosts) >= MAX_HOSTS:
            now = self.clock.now()
            idle = (name for name, state in self._hosts.items() if not state.queue and max(state.next_at, state.held) <= now)
            if name := next(idle, None):
                del self._hosts[name]

    def _backoff(self, state: _Host) -> float:
        return float(min(self.rules.backoff * 2 ** min(state.failures, 40), self.rules.max_backoff))

    def _delay(self, state: _Host) -> float:
        delay = max(self.rules.delay, state.crawl_delay, state.slow if self.rules.delay else 0.0)
        return delay * (1 + self.rules.jitter * self._jitter())

    def _wait_busy(self, host: str, state: _Host, ticket: object, ahead: int, context: FetchContext) -> None:
        if not ahead:
            return
        context.on_wait(Wait(host=host, reason="busy", seconds=round(ahead * max(self.rules.delay, state.crawl_delay), 3)))
        with self._told(host, context) as waited, self._changed:
            began = self.clock.now()
            while state.queue[0] is not ticket and not context.cancelled.is_set():
                self._changed.wait(_LOOK)
                waited["busy"] = self.clock.now() - began
        if context.cancelled.is_set():
            raise _cancelled()

    def _wait_time(self, host: str, state: _Host, context: FetchContext) -> None:
        announced = 0.0
        with self._told(host, context) as waited:
            while left := self._left(host, state, context):
                seconds, ready, reason = left
                if ready > announced:
                    context.on_wait(Wait(host=host, reason=reason, seconds=round(ready - max(announced, self.clock.now()), 3)))
                    announced = ready
                began = self.clock.now()
                self.clock.wait(context.cancelled, min(seconds, _SLICE))
                waited[reason] += self.clock.now() - began

    def _left(self, host: str, state: _Host, context: FetchContext) -> tuple[float, float, str] | None:
        """How long the host still rests, until when and why; null where it may be asked. FetchFailed where nobody waits."""
        if context.cancelled.is_set():
            raise _cancelled()
        self.check_stopped(host)
        ready, reason = self._ready(state)
        left = ready - self.clock.now()
        if left <= 0:
            state.gave_up = False
            return None
        if state.gave_up:
            raise _limited(host, reason, left)
        return left, ready, reason

    @contextmanager
    def _told(self, host: str, context: FetchContext) -> Iterator[defaultdict[str, float]]:
        """Seconds by reason, which the context hears of in the end, however that comes."""
        waited: defaultdict[str, float] = defaultdict(float)
        try:
            yield waited
        finally:
            for reason, seconds in waited.items():
                context.on_waited(Wait(host=host, reason=reason, seconds=round(seconds, 3)))

    def _ready(self, state: _Host) -> tuple[float, str]:
        with self._changed:
            if state.held > state.next_at:
                return state.held, state.held_reason
            longest = max(self.rules.delay, state.slow)
            return state.next_at, "crawl_delay" if state.crawl_delay > longest else "pace"


def _cancelled() -> FetchFailed:
    return FetchFailed(Outcome.CANCELLED, "cancelled", "the crawl was stopped")


def _limited(host: str, rule: str, seconds: float) -> FetchFailed:
    message = f"{host} wants to be left alone for {seconds:.0f} s"
    return FetchFailed(Outcome.RATE_LIMITED, rule, message, retry_after=round(seconds, 3))


_shared: list[Pace] = []
_shared_lock = threading.Lock()


def shared_pace() -> Pace:
    """The one pace of this process, which every fetcher uses that is not given another."""
    with _shared_lock:
        if not _shared:
            _shared.append(Pace())
        return _shared[0]
