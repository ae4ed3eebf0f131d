"""What is known of one host: how long it rests, and why. Times are those of the clock that the caller reads."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec


@dataclass(frozen=True)
class PaceRules:
    """Seconds: the least delay, the longest that slowness leads to, first and longest backoff, the longest Retry-After."""

    delay: float = 2.0
    max_delay: float = 60.0
    jitter: float = 0.2
    backoff: float = 2.0
    max_backoff: float = 300.0
    max_retry_after: float = 300.0


class Left(msgspec.Struct):
    """What one process leaves for the others that ask a host; `held` is the reason where the host asked to be left alone."""

    slow: float = 0.0
    failures: int = 0
    had_longest: bool = False
    gave_up: bool = False
    held: str = ""
    crawl_delay: float | None = None


@dataclass
class HostState:
    """One host.

    `crawl_delay` is null until its robots.txt was read here. `slow` is the delay that its slowness asks for, `held` the time
    before which it is not asked, `failures` how often in a row it was held back; after the longest backoff (`had_longest`) it is
    given up until `held`.
    """

    queue: deque[object] = field(default_factory=deque)
    crawl_delay: float | None = None
    slow: float = 0.0
    next_at: float = 0.0
    held: float = 0.0
    held_reason: str = "backoff"
    failures: int = 0
    had_longest: bool = False
    gave_up: bool = False

    def delay(self, rules: PaceRules, least: float, share: float) -> float:
        """Seconds from an answer to the next request; `share` of the jitter, from 0 to 1."""
        delay = max(least, self.crawl_delay or 0.0, self.slow if least else 0.0)
        return delay * (1 + rules.jitter * share)

    def backoff(self, rules: PaceRules) -> float:
        """How long the host rests after one more failure."""
        return float(min(rules.backoff * 2 ** min(self.failures, 40), rules.max_backoff))

    def answered(self, rules: PaceRules, seconds: float, ok: bool) -> None:
        """An answer took this long: a good one sets the slowness anew, a bad one can only make it longer."""
        slow = min(seconds, rules.max_delay)
        self.slow = max(slow, (self.slow + slow) / 2) if ok else max(self.slow, slow)
        if ok:
            self.failures, self.had_longest = 0, False

    def hold(self, until: float, reason: str) -> None:
        """Nobody asks it before that time."""
        self.held, self.held_reason = max(self.held, until), reason
        self.failures += 1

    def ready(self, least: float) -> tuple[float, str]:
        """When it may be asked, and why not before."""
        if self.held > self.next_at:
            return self.held, self.held_reason
        return self.next_at, "crawl_delay" if (self.crawl_delay or 0.0) > max(least, self.slow) else "pace"

    def leaves(self) -> dict[str, Any]:
        """What others should know, as JSON values."""
        held = self.held_reason if self.held > self.next_at else ""
        left = Left(self.slow, self.failures, self.had_longest, self.gave_up, held, self.crawl_delay)
        return msgspec.to_builtins(left)  # type: ignore[no-any-return]

    def learn(self, told: Mapping[str, Any], ready: float) -> None:
        """Take over what another process left; the host may be asked at `ready`."""
        try:
            left = msgspec.convert(dict(told), Left)
        except msgspec.ValidationError:  # of another fetcher, or another version
            left = Left()
        self.slow, self.failures = left.slow, left.failures
        self.had_longest, self.gave_up = left.had_longest, left.gave_up
        self.crawl_delay = left.crawl_delay if self.crawl_delay is None else self.crawl_delay
        if left.held:
            self.held, self.held_reason = max(self.held, ready), left.held
        else:
            self.next_at = max(self.next_at, ready)
