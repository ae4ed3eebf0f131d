"""The crawl: drives a scraper over pages, within limits, and can be stopped and resumed.

    crawl = Crawl(scraper, fetcher, [request], limits=Limits(pages=3))
    for batch in crawl:
        save(batch.result.listings, batch.cursor)   # together, and nothing is lost or fetched twice

One Batch a page. Pages are fetched by a few threads and read by the one that iterates. Requests to one host wait for each other;
the fetcher keeps the pace, the crawl only keeps hosts from standing in each other's way.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from inventory_core.errors import CursorError, FetchFailed
from inventory_core.fetcher import FetchContext, Fetcher
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_core.reading import read_page
from inventory_core.results import PageResult, ReadError, Report, Wait, failure
from inventory_core.scraper import Scraper
from inventory_core.urls import host_of

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

CURSOR_VERSION = 1


class Limits(BaseModel):
    """Where a crawl ends: pages, listings, seconds, received bytes. Null is no limit of that kind."""

    model_config = ConfigDict(frozen=True)

    pages: int | None = None
    listings: int | None = None
    seconds: float | None = None
    bytes: int | None = None


class Cursor(BaseModel):
    """Where a crawl stands, as JSON: what is still to be asked for, what failed for now, and what was seen.

    `version` is that of this form. `seen` holds request fingerprints, `marks` a short hash of each page's listings.
    """

    model_config = ConfigDict(frozen=True)

    version: int = CURSOR_VERSION
    scraper: str
    pending: tuple[Request, ...] = ()
    failed: tuple[Request, ...] = ()
    seen: tuple[str, ...] = ()
    marks: tuple[int, ...] = ()

    @property
    def is_done(self) -> bool:
        """True where nothing is left to ask for."""
        return not self.pending and not self.failed

    def dump(self) -> str:
        """The cursor as one line of JSON."""
        return self.model_dump_json()

    @classmethod
    def load(cls, text: str | bytes) -> Cursor:
        """A cursor from its JSON; CursorError where it is none, or of another version."""
        try:
            cursor = cls.model_validate_json(text)
        except ValidationError as error:
            raise CursorError(f"this is no cursor: {error.errors()[0]['msg']}") from error
        if cursor.version != CURSOR_VERSION:
            raise CursorError(f"this cursor has form {cursor.version}; this version reads form {CURSOR_VERSION}")
        return cursor


@dataclass(frozen=True)
class Batch:
    """One page: the request that asked for it, what it gave, and a way to make the cursor that stands behind it."""

    request: Request
    result: PageResult
    make_cursor: Callable[[], Cursor]

    @property
    def cursor(self) -> Cursor:
        """The cursor after this page; read it before asking for the next batch."""
        return self.make_cursor()


class Crawl:
    """One crawl. Iterate it once; `report` and `cursor` are current at any time.

    `parallel` bounds the requests in flight, `per_host` those to one host. `details` also follows the requests that lead from a
    list to the page of each listing. `renderer` is asked for pages that need their scripts. A page that fails for now
    (`Outcome.is_transient`) stays in the cursor and is asked for again by a resumed crawl.
    """

    def __init__(
        self,
        scraper: Scraper,
        fetcher: Fetcher,
        start: Iterable[Request] = (),
        *,
        limits: Limits | None = None,
        cursor: Cursor | None = None,
        renderer: Fetcher | None = None,
        details: bool = False,
        keep_sellers: bool = False,
        parallel: int = 8,
        per_host: int = 1,
        on_wait: Callable[[Wait], None] | None = None,
    ) -> None:
        if cursor and cursor.scraper != scraper.name:
            raise CursorError(f"this cursor is of {cursor.scraper}, not of {scraper.name}")
        self.scraper, self.fetcher, self.renderer = scraper, fetcher, renderer
        self.limits, self.details, self.keep_sellers = limits or Limits(), details, keep_sellers
        self.parallel, self.per_host = parallel, per_host
        self.report = Report()
        self._on_wait = on_wait or (lambda _wait: None)
        self._lock = threading.Lock()
        self._context = FetchContext(on_wait=self._waited, on_traffic=self._traffic)
        self._frontier = _Frontier(cursor, start, per_host)
        self._done: queue.SimpleQueue[tuple[Request, Page | FetchFailed]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._began = 0.0

    @property
    def cursor(self) -> Cursor:
        """Where the crawl stands now."""
        return self._frontier.cursor(self.scraper.name)

    def stop(self, reason: str = "stopped") -> None:
        """Ask for nothing more. Pages that are on their way still come as batches, waits end at once. From any thread."""
        self.report.stopped = self.report.stopped or reason
        self._stopping.set()
        self._context.cancelled.set()

    def __iter__(self) -> Iterator[Batch]:
        from concurrent.futures import ThreadPoolExecutor  # with logging, a fifth of what importing this package costs

        self._began = time.monotonic()
        pool = ThreadPoolExecutor(max_workers=self.parallel, thread_name_prefix="fetch")
        try:
            while True:
                self._check_limits()
                self._dispatch(pool)
                if not self._frontier.in_flight:
                    break
                request, came = self._next_done()
                if batch := self._handle(request, came):
                    yield batch
        finally:
            self._context.cancelled.set()
            self.report.seconds = round(time.monotonic() - self._began, 3)
            pool.shutdown(wait=False, cancel_futures=True)

    def _dispatch(self, pool: ThreadPoolExecutor) -> None:
        while not self._stopping.is_set() and len(self._frontier.in_flight) < self.parallel and self._page_allowed():
            request = self._frontier.take()
            if request is None:
                return
            pool.submit(self._fetch, request)

    def _page_allowed(self) -> bool:
        return self.limits.pages is None or self.report.pages + len(self._frontier.in_flight) < self.limits.pages

    def _fetch(self, request: Request) -> None:
        fetcher = self.renderer if request.render and self.renderer else self.fetcher
        try:
            self._done.put((request, fetcher.fetch(request, self._context)))
        except FetchFailed as failed:
            self._done.put((request, failed))
        except Exception as error:
            message = f"the fetcher failed: {type(error).__name__}"
            self._done.put((request, FetchFailed(Outcome.NETWORK_ERROR, "fetcher_failed", message)))

    def _next_done(self) -> tuple[Request, Page | FetchFailed]:
        while True:
            try:
                return self._done.get(timeout=self._seconds_left())
            except queue.Empty:
                self._check_limits()

    def _seconds_left(self) -> float | None:
        if self.limits.seconds is None or self._stopping.is_set():
            return None
        return max(0.01, self.limits.seconds - (time.monotonic() - self._began))

    def _check_limits(self) -> None:
        limits, report = self.limits, self.report
        if limits.listings is not None and report.listings >= limits.listings:
            self.stop("listing limit")
        elif limits.pages is not None and report.pages >= limits.pages:
            self.stop("page limit")
        elif limits.bytes is not None and report.bytes >= limits.bytes:
            self.stop("byte limit")
        elif limits.seconds is not None and time.monotonic() - self._began >= limits.seconds:
            self.stop("time limit")

    def _handle(self, request: Request, came: Page | FetchFailed) -> Batch | None:
        result = self._read(request, came)
        if result.outcome is Outcome.CANCELLED:
            self._frontier.put_back(request)
            return None
        if result.wants_rendering and self.renderer and not request.render:
            self._frontier.put_back(request.model_copy(update={"render": True}))
            return None
        self._frontier.finish(request, result, self.details)
        self.report.add_page(result)
        return Batch(request, result, lambda: self.cursor)

    def _read(self, request: Request, came: Page | FetchFailed) -> PageResult:
        if isinstance(came, FetchFailed):
            error = ReadError(code=came.rule, message=str(came), url=request.url)
            about = {"rule": came.rule, "url": request.url, "scraper": self.scraper.name, "errors": (error,)}
            return failure(came.outcome, str(came), **about)
        try:
            return read_page(self.scraper, came, keep_sellers=self.keep_sellers)
        finally:
            # What readers kept there leads back to the page: a circle, which would hold both until the collector comes.
            came.memo.clear()

    def _waited(self, wait: Wait) -> None:
        with self._lock:
            self.report.add_wait(wait)
        self._on_wait(wait)

    def _traffic(self, requests: int, received: int) -> None:
        with self._lock:
            self.report.requests += requests
            self.report.bytes += received


class _Frontier:
    """What is to be asked for, in flight, failed for now, and seen."""

    def __init__(self, cursor: Cursor | None, start: Iterable[Request], per_host: int) -> None:
        self.pending: deque[Request] = deque()
        self.in_flight: dict[str, Request] = {}
        self.failed: list[Request] = []
        self._per_host = per_host
        self._busy: Counter[str] = Counter()
        self._ended_hosts: set[str] = set()
        self._seen: dict[str, None] = dict.fromkeys(cursor.seen if cursor else ())
        self._marks: dict[int, None] = dict.fromkeys(cursor.marks if cursor else ())
        if cursor:
            self.pending.extend((*cursor.pending, *cursor.failed))
        self.add(start)

    def add(self, requests: Iterable[Request]) -> None:
        for request in requests:
            if request.fingerprint not in self._seen:
                self._seen[request.fingerprint] = None
                self.pending.append(request)

    def take(self) -> Request | None:
        """The first pending request whose host is free."""
        for index, request in enumerate(self.pending):
            host = host_of(request.url)
            if host not in self._ended_hosts and self._busy[host] < self._per_host:
                del self.pending[index]
                self._busy[host] += 1
                self.in_flight[request.fingerprint] = request
                return request
        return None

    def put_back(self, request: Request) -> None:
        self._release(request)
        self.pending.appendleft(request)

    def finish(self, request: Request, result: PageResult, details: bool) -> None:
        self._release(request)
        if result.outcome.is_transient:
            self.failed.append(request)
        if result.outcome.ends_host:
            self._ended_hosts.add(host_of(request.url))
        if not self._repeats(request, result):
            self.add(follow for follow in result.requests if details or follow.role != "detail")

    def cursor(self, scraper: str) -> Cursor:
        return Cursor(
            scraper=scraper,
            pending=(*self.in_flight.values(), *self.pending),
            failed=tuple(self.failed),
            seen=tuple(self._seen),
            marks=tuple(self._marks),
        )

    def _release(self, request: Request) -> None:
        self._busy[host_of(request.url)] -= 1
        self.in_flight.pop(request.fingerprint, None)

    def _repeats(self, request: Request, result: PageResult) -> bool:
        """A following page with just the listings of an earlier one: a site that pages in a circle."""
        if not result.listings:
            return False
        mark = hash_keys(listing.key for listing in result.listings)
        circular = request.role == "next" and mark in self._marks
        self._marks[mark] = None
        return circular


def hash_keys(keys: Iterable[str]) -> int:
    """A 48-bit number for a set of keys, the same in every process."""
    import hashlib

    return int.from_bytes(hashlib.sha256("\n".join(sorted(keys)).encode()).digest()[:6])
