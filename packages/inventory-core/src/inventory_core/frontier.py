"""The frontier of a crawl: what is to be asked for, host by host, what is in flight, and what was seen."""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable

from inventory_core.cursor import Cursor
from inventory_core.page import Request
from inventory_core.results import PageResult
from inventory_core.urls import host_of


class Frontier:
    """Requests wait in a line for each host; hosts that may be asked take turns. Not for several threads.

    `in_flight` is what was taken and not yet finished, `failed` what failed for now.
    """

    def __init__(self, cursor: Cursor | None, start: Iterable[Request], per_host: int) -> None:
        self.in_flight: dict[str, Request] = {}
        self.failed: list[Request] = []
        self._waiting: dict[str, deque[Request]] = {}
        self._free: OrderedDict[str, None] = OrderedDict()
        self._per_host = per_host
        self._busy: Counter[str] = Counter()
        self._ended_hosts: set[str] = set()
        self._seen: dict[str, None] = {}
        self._marks: dict[int, None] = dict.fromkeys(cursor.marks if cursor else ())
        if cursor:
            self.add((*cursor.pending, *cursor.failed))
            self._seen |= dict.fromkeys(cursor.seen)
        self.add(start)

    @property
    def has_more(self) -> bool:
        """Whether anything waits or is in flight."""
        return bool(self._waiting or self.in_flight)

    def add(self, requests: Iterable[Request]) -> None:
        """Line up what was never seen before."""
        for request in requests:
            if request.fingerprint not in self._seen:
                self._seen[request.fingerprint] = None
                host = host_of(request.url)
                self._waiting.setdefault(host, deque()).append(request)
                self._offer(host)

    def take(self) -> Request | None:
        """The next request of the host that has waited longest of those that may be asked."""
        if not self._free:
            return None
        host, _ = self._free.popitem(last=False)
        request = self._waiting[host].popleft()
        if not self._waiting[host]:
            del self._waiting[host]
        self._busy[host] += 1
        self.in_flight[request.fingerprint] = request
        self._offer(host)
        return request

    def put_back(self, request: Request) -> None:
        """The request was taken in vain: it is the next of its host."""
        self._waiting.setdefault(host_of(request.url), deque()).appendleft(request)
        self._release(request)

    def finish(self, request: Request, result: PageResult, details: bool) -> None:
        """The request was answered: line up what the answer leads to, `details` too where they are wanted."""
        if result.outcome.is_transient:
            self.failed.append(request)
        if result.outcome.ends_host:
            host = host_of(request.url)
            self._ended_hosts.add(host)
            self._free.pop(host, None)
        if not self._repeats(request, result):
            self.add(follow for follow in result.requests if details or follow.role != "detail")
        self._release(request)

    def cursor(self, scraper: str) -> Cursor:
        """What is left, with what is in flight as if it had not been asked for."""
        waiting = (request for line in self._waiting.values() for request in line)
        return Cursor(
            scraper=scraper,
            pending=(*self.in_flight.values(), *waiting),
            failed=tuple(self.failed),
            seen=tuple(self._seen),
            marks=tuple(self._marks),
        )

    def _offer(self, host: str) -> None:
        """Let a host have its turn where something waits for it and it may be asked."""
        if host in self._waiting and self._busy[host] < self._per_host and host not in self._ended_hosts:
            self._free.setdefault(host)

    def _release(self, request: Request) -> None:
        host = host_of(request.url)
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        self.in_flight.pop(request.fingerprint, None)
        self._offer(host)

    def _repeats(self, request: Request, result: PageResult) -> bool:
        """A following page with just the listings of an earlier one of its host: a site that pages in a circle."""
        if not result.listings:
            return False
        mark = hash_keys(host_of(request.url), (listing.key for listing in result.listings))
        circular = request.role == "next" and mark in self._marks
        self._marks[mark] = None
        return circular


def hash_keys(host: str, keys: Iterable[str]) -> int:
    """A 48-bit number for a set of keys on a host, the same in every process."""
    return int.from_bytes(hashlib.sha256("\n".join([host, *sorted(keys)]).encode()).digest()[:6])
