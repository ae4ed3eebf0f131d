"""robots.txt by RFC 9309: what a host allows this crawler, and how often.

Unavailable (4xx) means that everything is allowed; unreachable (5xx, 429, no answer) that nothing is. Kept for at most a day.
"""

from __future__ import annotations

import math
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_scrapers.fetch.transport import Answer
from inventory_scrapers.fetch.waiting import Clock, SystemClock

PRODUCT = "inventory-scrapers"
"""The product token that a group of robots.txt names this crawler by."""
MAX_BYTES = 500 * 1024
MAX_AGE = 24 * 3600.0
UNREACHABLE_AGE = 600.0
MAX_HOSTS = 2_000
# protego takes any part of a name for ours; RFC 9309, section 2.2.1, wants the whole product token, in any case of letters.
_OURS = re.compile(rf"^[ \t]*user[- ]?agent[ \t]*:?[ \t]*{PRODUCT}(?![\w-])[^\r\n]*", re.IGNORECASE | re.MULTILINE)
_USAGE = re.compile(r"^[ \t]*content-usage[ \t]*:[ \t]*([^\r\n#]{1,500})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Rules:
    """One robots.txt. `crawl_delay` is in seconds, `content_usage` as the file says it (draft-ietf-aipref-attach).

    `why` says what came in its place where it was not `reachable`, and `outcome` what that makes of its pages: a host that did
    not answer at all may be asked again, which "disallowed" would deny.
    """

    crawl_delay: float = 0.0
    content_usage: tuple[str, ...] = ()
    reachable: bool = True
    why: str = ""
    outcome: Outcome = Outcome.ROBOTS_DISALLOWED
    _parsed: Protego | None = None
    _name: str = "*"

    @classmethod
    def parse(cls, body: bytes) -> Rules:
        """From the file's bytes: UTF-8, with or without a byte order mark, at most the first 500 KiB of whole lines."""
        if len(body) > MAX_BYTES:
            body = body[:MAX_BYTES].rpartition(b"\n")[0]
        text = body.decode("utf-8-sig", "replace").replace("\0", "")
        text, named = _OURS.subn(f"User-agent: {PRODUCT}", text)
        name = PRODUCT if named else "*"
        parsed = Protego.parse(text)
        delay = parsed.crawl_delay(name) or 0.0
        usage = tuple(value.strip() for value in _USAGE.findall(text))
        return cls(delay if math.isfinite(delay) and delay > 0 else 0.0, usage, _parsed=parsed, _name=name)

    def allows(self, url: str) -> bool:
        """True where the address may be asked for."""
        if not self.reachable:
            return False
        return self._parsed is None or self._parsed.can_fetch(url, self._name)


_NOT_ABOUT_ROBOTS = frozenset({Outcome.CANCELLED, Outcome.REFUSED, Outcome.RATE_LIMITED})


def rules_of(answer: Answer) -> Rules:
    """The rules that an answer to a request for robots.txt stands for (RFC 9309, section 2.3.1)."""
    if 200 <= answer.status < 300:
        return Rules.parse(answer.body)
    if 300 <= answer.status < 500 and answer.status != 429:
        return Rules()
    return Rules(reachable=False, why=f"the answer was {answer.status}")


def _unreachable(failed: FetchFailed) -> Rules:
    is_down = failed.outcome in (Outcome.NETWORK_ERROR, Outcome.TIMEOUT)
    return Rules(reachable=False, why=str(failed), outcome=failed.outcome if is_down else Outcome.ROBOTS_DISALLOWED)


class RobotsCache:
    """The rules of origins, each fetched once and kept in memory."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._kept: OrderedDict[str, tuple[float, Rules]] = OrderedDict()
        self._fetching: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def rules(self, origin: str, get: Callable[[], Answer], cancelled: threading.Event) -> Rules:
        """The rules of an origin ("https://acme.example"); `get` asks for its robots.txt where none is kept.

        FetchFailed where the address is refused or the crawl was stopped.
        """
        if kept := self._fresh(origin):
            return kept
        with self._lock:
            lock = self._fetching.setdefault(origin, threading.Lock())
        while not lock.acquire(timeout=0.05):
            if cancelled.is_set():
                raise FetchFailed(Outcome.CANCELLED, "cancelled", "the crawl was stopped")
        try:
            return self._fresh(origin) or self._fetch(origin, get)
        finally:
            lock.release()

    def _fresh(self, origin: str) -> Rules | None:
        with self._lock:
            ends, rules = self._kept.get(origin, (-math.inf, Rules()))
        return rules if self._clock.now() < ends else None

    def _fetch(self, origin: str, get: Callable[[], Answer]) -> Rules:
        try:
            rules = rules_of(get())
        except FetchFailed as failed:
            # A name without an address is no host that could be unreachable: it is mistyped, and that is what to say.
            if failed.rule == "dns" or (failed.outcome in _NOT_ABOUT_ROBOTS and failed.rule != "redirects"):
                raise
            # More than five redirects are "unavailable" (RFC 9309, section 2.3.1.2), any other failure "unreachable".
            rules = Rules() if failed.rule == "redirects" else _unreachable(failed)
        with self._lock:
            self._kept[origin] = (self._clock.now() + (MAX_AGE if rules.reachable else UNREACHABLE_AGE), rules)
            self._kept.move_to_end(origin)
            while len(self._kept) > MAX_HOSTS:
                self._fetching.pop(self._kept.popitem(last=False)[0], None)
        return rules


_shared: list[RobotsCache] = []
_shared_lock = threading.Lock()


def shared_robots() -> RobotsCache:
    """The one robots cache of this process."""
    with _shared_lock:
        if not _shared:
            _shared.append(RobotsCache())
        return _shared[0]
