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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from inventory_core.cursor import Cursor
from inventory_core.errors import CursorError, FetchFailed
from inventory_core.fetcher import FetchContext, Fetcher, Turns
from inventory_core.frontier import Frontier
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_core.reading import read_page
from inventory_core.results import PageResult, ReadError, Report, Wait, failure
from inventory_core.scraper import Scraper

_LONGEST_WAIT = 0.5
MAX_WAITING = 32
"""How many threads of a crawl may wait for the pace of their hosts without counting as busy."""

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


class Limits(BaseModel):
    """Where a crawl ends: pages, listings, seconds, received bytes. Null is no limit of that kind."""

    model_config = ConfigDict(frozen=True)

    pages: int | None = None
    listings: int | None = None
    seconds: float | None = None
    bytes: int | None = None


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

    `parallel` bounds the requests in flight; those that wait for the pace of their host, at most 32, do not count, so that slow
    hosts stand in nobody's way. `per_host` bounds those to one host. `details` also follows the requests that lead from a
    list to the page of each listing. `renderer` is asked for pages that need their scripts. A page that fails for now
    (`Outcome.is_transient`) stays in the cursor and is asked for again by a resumed crawl. `on_wait` hears of each wait before it
    begins, from several threads; the report has what was waited. `turns` keeps the pace of hosts over several processes.
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
        turns: Turns | None = None,
    ) -> None:
        if cursor and cursor.scraper != scraper.name:
            raise CursorError(f"this cursor is of {cursor.scraper}, not of {scraper.name}")
        self.scraper, self.fetcher, self.renderer = scraper, fetcher, renderer
        self.limits, self.details, self.keep_sellers = limits or Limits(), details, keep_sellers
        self.parallel, self.per_host = parallel, per_host
        self.report = Report()
        self._lock = threading.Lock()
        self._on_wait = on_wait or (lambda _wait: None)
        self._waiting: set[int] = set()
        self._context = FetchContext(on_wait=self._waits, on_waited=self._waited, on_traffic=self._traffic, turns=turns)
        self._frontier = Frontier(cursor, start, per_host)
        self._done: queue.SimpleQueue[tuple[Request, Page | FetchFailed] | None] = queue.SimpleQueue()
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
        pool = ThreadPoolExecutor(max_workers=self.parallel + MAX_WAITING, thread_name_prefix="fetch")
        try:
            while self._frontier.has_more:
                self._check_limits()
                self._dispatch(pool)
                if not self._frontier.in_flight:
                    break
                done = self._next_done()
                if done and (batch := self._handle(*done)):
                    yield batch
        finally:
            self._context.cancelled.set()
            self.report.seconds = round(time.monotonic() - self._began, 3)
            pool.shutdown(wait=False, cancel_futures=True)

    def _dispatch(self, pool: ThreadPoolExecutor) -> None:
        while not self._stopping.is_set() and self._busy() < self.parallel and self._page_allowed():
            request = self._frontier.take()
            if request is None:
                return
            pool.submit(self._fetch, request)

    def _busy(self) -> int:
        return len(self._frontier.in_flight) - len(self._waiting)

    def _page_allowed(self) -> bool:
        return self.limits.pages is None or self.report.pages + len(self._frontier.in_flight) < self.limits.pages

    def _fetch(self, request: Request) -> None:
        fetcher = self.renderer if request.render and self.renderer else self.fetcher
        try:
            page: object = fetcher.fetch(request, self._context)
            self._done.put((request, page if isinstance(page, Page) else _broken(f"it gave {type(page).__name__}, not a Page")))
        except FetchFailed as failed:
            self._done.put((request, failed))
        except (Exception, SystemExit) as error:
            self._done.put((request, _broken(type(error).__name__)))
        finally:
            self._waiting.discard(threading.get_ident())

    def _next_done(self) -> tuple[Request, Page | FetchFailed] | None:
        """What came for a request; null where one waits, so that another may be asked for meanwhile."""
        while True:
            try:
                return self._done.get(timeout=self._seconds_left())
            except queue.Empty:
                self._check_limits()

    def _seconds_left(self) -> float:
        """Never long: a Ctrl-C that comes just before this thread begins to wait does not wake it."""
        if self.limits.seconds is None or self._stopping.is_set():
            return _LONGEST_WAIT
        return min(_LONGEST_WAIT, max(0.01, self.limits.seconds - (time.monotonic() - self._began)))

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

    def _waits(self, wait: Wait) -> None:
        self._on_wait(wait)
        self._waiting.add(threading.get_ident())
        self._done.put(None)

    def _waited(self, wait: Wait) -> None:
        self._waiting.discard(threading.get_ident())
        with self._lock:
            self.report.add_wait(wait)

    def _traffic(self, requests: int, received: int) -> None:
        with self._lock:
            self.report.requests += requests
            self.report.bytes += received


def _broken(how: str) -> FetchFailed:
    """What a fetcher did that it may not do; what it said stays out, because it may name addresses."""
    return FetchFailed(Outcome.NETWORK_ERROR, "fetcher_failed", f"the fetcher failed: {how}")
