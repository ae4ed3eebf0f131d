"""The pace: when a host may be asked again. Shared by everything in a process that fetches.

One request at a time a host. Between the end of an answer and the next request lies at least the host's delay: the configured
one, its robots.txt's crawl-delay or as long as it took to answer, whichever is longest; up to 20 % more at random. Errors never
shorten it. 429 and 503 hold the host back, for as long as it asks or twice as long each time, for all crawls alike.

Where a crawl lends a keeper of turns (inventory_core.Turns) all this holds over its processes: a turn is taken from the keeper
too, and given back with how long the host rests and what was learned of it.
"""

from __future__ import annotations

import random
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from inventory_core.errors import FetchFailed
from inventory_core.fetcher import FetchContext, Standing
from inventory_core.outcomes import Outcome
from inventory_core.urls import ascii_host, host_match
from inventory_scrapers.fetch.host import HostState, PaceRules
from inventory_scrapers.fetch.waiting import Clock, SystemClock, Waiting

MAX_HOSTS = 10_000
TURN_SLACK = 15.0
"""Seconds more than its request takes after which a turn that was not given back passes on to other processes."""
_LASTS = 60.0 + TURN_SLACK
_LOOK = 0.05


class Turn:
    """The right to send one request to a host. Say what came of it: `answered`, `failed` or `hold_back`."""

    def __init__(self, pace: Pace, host: str, delay: float | None) -> None:
        self._pace, self._host, self._delay = pace, host, delay
        self._began = pace.clock.now()

    def answered(self, ok: bool = True) -> None:
        """An answer came; `ok` is false for an error page, whose quickness says nothing."""
        self._pace.record(self._host, self._pace.clock.now() - self._began, ok, self._delay)

    def failed(self) -> None:
        """No answer came."""
        self._pace.record_failure(self._host, self._delay)

    def hold_back(self, retry_after: float | None) -> None:
        """The host said 429 or 503: nobody asks it before it has rested."""
        self._pace.hold_back(self._host, retry_after, self._delay)


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
        self._hosts: OrderedDict[str, HostState] = OrderedDict()
        self._changed = threading.Condition()

    def stop_host(self, pattern: str) -> None:
        """The kill switch: from now on nothing is sent to hosts of this pattern, whoever asks."""
        self._stopped.add(ascii_host(pattern))

    def check_stopped(self, host: str) -> None:
        """FetchFailed `host_stopped` where the kill switch of the host is on."""
        if any(host_match(pattern, host) for pattern in tuple(self._stopped)):
            raise FetchFailed(Outcome.REFUSED, "host_stopped", f"requests to {host} were switched off here")

    def set_crawl_delay(self, host: str, seconds: float) -> None:
        """What the host's robots.txt asks for."""
        with self._changed:
            self._host(host).crawl_delay = max(0.0, seconds)

    @contextmanager
    def turn(self, host: str, context: FetchContext, delay: float | None = None, lasts: float = _LASTS) -> Iterator[Turn]:
        """Wait for the host's turn, with `delay` in place of the configured one; FetchFailed CANCELLED, or `host_stopped`.

        Turns are given in the order in which they are asked for. Each wait is announced before it begins. A request in the turn
        takes fewer than `lasts` seconds.
        """
        ticket = object()
        with self._changed:
            state = self._host(host)
            state.queue.append(ticket)
        try:
            with Waiting(self.clock, host, context) as waiting:
                self._wait_busy(waiting, state, ticket, delay)
            with Waiting(self.clock, host, context) as waiting:
                token = self._wait_time(waiting, state, delay, lasts)
            try:
                yield Turn(self, host, delay)
            finally:
                self._give_back(host, state, context, token, delay)
        finally:
            with self._changed:
                state.queue.remove(ticket)
                self._changed.notify_all()

    def rested(self, host: str, context: FetchContext) -> None:
        """Something asked the host outside of a turn, and ended just now: it rests as after any answer."""
        self.record(host, 0.0, ok=False)
        if context.turns and (token := context.turns.take(host, _LASTS).token):
            self._give_back(host, self._hosts[host], context, token, None)

    def record(self, host: str, seconds: float, ok: bool, delay: float | None = None) -> None:
        """An answer took this long: a good one sets the delay anew, a bad one can only make it longer."""
        with self._changed:
            state = self._host(host)
            state.answered(self.rules, seconds, ok)
            state.next_at = self.clock.now() + self._delay(state, delay)

    def record_failure(self, host: str, delay: float | None = None) -> None:
        """No answer came: the host rests for the backoff."""
        with self._changed:
            state = self._host(host)
            state.hold(self.clock.now() + max(state.backoff(self.rules), self._delay(state, delay)), "backoff")

    def hold_back(self, host: str, retry_after: float | None, delay: float | None = None) -> None:
        """Nobody asks the host for as long as it says, at least for the backoff, which doubles with every failure in a row.

        FetchFailed RATE_LIMITED: `retry_after` where it asks for more than we wait, `backoff` after the longest backoff.
        """
        with self._changed:
            state = self._host(host)
            backoff = state.backoff(self.rules)
            had_longest = state.had_longest
            state.had_longest = backoff >= self.rules.max_backoff
            rest = max(backoff, retry_after or 0.0, self._delay(state, delay))
            state.hold(self.clock.now() + rest, "retry_after" if (retry_after or 0.0) >= backoff else "backoff")
            too_long = retry_after is not None and retry_after > self.rules.max_retry_after
            state.gave_up = too_long or had_longest
        if too_long:
            raise _limited(host, "retry_after", rest)
        if had_longest:
            raise _limited(host, "backoff", rest)

    def _host(self, host: str) -> HostState:
        state = self._hosts.get(host)
        if state is None:
            self._forget()
            state = self._hosts[host] = HostState()
        self._hosts.move_to_end(host)
        return state

    def _forget(self) -> None:
        """Bound the memory: let go of the host that was not asked for longest, where nothing waits for it."""
        if len(self._hosts) >= MAX_HOSTS:
            now = self.clock.now()
            idle = (name for name, state in self._hosts.items() if not state.queue and max(state.next_at, state.held) <= now)
            if name := next(idle, None):
                del self._hosts[name]

    def _least(self, delay: float | None) -> float:
        return self.rules.delay if delay is None else delay

    def _delay(self, state: HostState, delay: float | None) -> float:
        return state.delay(self.rules, self._least(delay), self._jitter())

    def _wait_busy(self, waiting: Waiting, state: HostState, ticket: object, delay: float | None) -> None:
        """Wait until the others of this process that asked before have had their turns."""
        with self._changed:
            ahead = state.queue.index(ticket)
        if not ahead:
            return
        began = self.clock.now()
        waiting.announce(began + ahead * max(self._least(delay), state.crawl_delay or 0.0), "busy")
        with self._changed:
            while state.queue[0] is not ticket and not waiting.context.cancelled.is_set():
                self._changed.wait(_LOOK)
        waiting.count("busy", began)
        waiting.check()

    def _wait_time(self, waiting: Waiting, state: HostState, delay: float | None, lasts: float) -> str | None:
        """Wait until the host has rested and, where there is a keeper of turns, its turn is ours; the token of that turn."""
        while True:
            while left := self._left(waiting, state, delay):
                waiting.wait(*left)
            if waiting.context.turns is None:
                return None
            standing = waiting.context.turns.take(waiting.host, lasts)
            if not standing.is_busy:
                self._learn(state, standing)
            if standing.token:
                return standing.token
            if standing.is_busy or not standing.left:
                self._wait_until(waiting, self.clock.now() + standing.seconds)

    def _learn(self, state: HostState, standing: Standing) -> None:
        """Take over what the last process that asked the host has left."""
        with self._changed:
            if standing.left:
                state.learn(standing.left, self.clock.now() + standing.seconds)
            state.gave_up = state.gave_up and not standing.token

    def _wait_until(self, waiting: Waiting, ready: float) -> None:
        """Wait for a turn that others have, or for a keeper that cannot tell."""
        waiting.wait(ready, "busy")
        while self.clock.now() < ready:
            waiting.check()
            self.check_stopped(waiting.host)
            waiting.wait(ready, "busy")

    def _left(self, waiting: Waiting, state: HostState, delay: float | None) -> tuple[float, str] | None:
        """Until when the host still rests and why; null where it may be asked. FetchFailed where nobody waits."""
        waiting.check()
        self.check_stopped(waiting.host)
        with self._changed:
            ready, reason = state.ready(self._least(delay))
        left = ready - self.clock.now()
        if left <= 0:
            state.gave_up = False
            return None
        if state.gave_up:
            raise _limited(waiting.host, reason, left)
        return ready, reason

    def _give_back(self, host: str, state: HostState, context: FetchContext, token: str | None, delay: float | None) -> None:
        if context.turns is None or token is None:
            return
        with self._changed:
            rest = state.ready(self._least(delay))[0] - self.clock.now()
            left = state.leaves()
        context.turns.give_back(host, token, max(0.0, rest), left)


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
