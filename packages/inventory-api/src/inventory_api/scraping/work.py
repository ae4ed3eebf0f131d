"""One job while it runs: pages are read one after another, and what each gave is kept with where the job stands, or not at all.

A job that another worker had before goes on from there: its cursor, its report and what is left of its limits are those of the
last page that was kept. Pages that failed for now are asked for again when all others were.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from inventory_api.listings.ingest import ingest
from inventory_api.scrapers.service import Plugins
from inventory_api.scraping import holding
from inventory_api.scraping.ending import CANCELLED, HANDED_BACK, PAGES_USED_UP, Ending, ending
from inventory_api.scraping.entry import Entry
from inventory_api.scraping.patience import NotMine, Patience
from inventory_api.scraping.rendering import LazyRenderer
from inventory_api.scraping.reporting import MOST_ERRORS, figures, page_errors, report_of
from inventory_api.scraping.schemas import JobLimits, Progress, Target
from inventory_api.scraping.search import as_query
from inventory_api.scraping.sightings import note, note_gone
from inventory_api.scraping.tally import is_missing_detail
from inventory_api.scraping.text import proper_listing
from inventory_core import Batch, Crawl, Cursor, Fetcher, Limits, Page, PageResult, Request, Scraper, Turns, read_page
from inventory_core.urls import host_of

UTF8_HTML = "text/html; charset=utf-8"


class Work:
    """A job that this worker has, under the entry's fence. `run` once; `stop` from any thread."""

    def __init__(
        self, patience: Patience, plugins: Plugins, entry: Entry, row: Any, *, pages_a_day: int, tries: int, turns: Turns
    ) -> None:
        self._patience, self._plugins, self._entry, self._row, self._turns = patience, plugins, entry, row, turns
        self._target = msgspec.convert(row.target, Target, strict=False)
        self._limits = msgspec.convert(row.limits, JobLimits)
        self._progress = msgspec.convert(row.progress, Progress)
        self._report, self._errors, self._seconds, self._tally = report_of(self._progress, row.report)
        self._step, self._pages_a_day, self._tries = row.step, pages_a_day, tries
        self._crawl: Crawl | None = None
        self._ended_hosts: set[str] = set()
        self.stopped: str | None = CANCELLED if row.cancel_requested else None
        self._began = self._stop_at = time.monotonic()

    def stop(self, reason: str) -> None:
        """Ask for nothing more; pages that are on their way are still kept."""
        if not self.stopped:
            self.stopped, self._stop_at = reason, time.monotonic()
        if self._crawl:
            self._crawl.stop(reason)

    def run(self) -> Ending:
        """Do it, or the rest of it; NotMine where another worker has it by now."""
        scraper = self._plugins.registry().scraper(self._row.scraper)
        is_whole = self._read_posted(scraper) if self._target.kind == "html" else self._crawl_from(scraper)
        if is_whole and self.stopped in (HANDED_BACK, PAGES_USED_UP):  # which came with the last page
            self.stopped = self._report.stopped = None
        first = self._errors[0]["message"] if self._errors else ""
        return ending(self._report.outcomes, self.stopped or self._report.stopped, first)

    @property
    def seconds_overdue(self) -> float:
        """How long ago it had to end, asked to or by its limit; below 0 before that. A reader that hangs hears neither."""
        if self.stopped:
            return time.monotonic() - self._stop_at
        return self._used_seconds - (math.inf if self._limits.seconds is None else self._limits.seconds)

    def columns(self) -> dict[str, Any]:
        """How far it came, as columns of its row."""
        counts = {name: getattr(self._report, name) for name in ("pages", "listings", "requests", "bytes")}
        told = figures(self._report, self._errors, self._used_seconds, self._tally)
        return {"progress": {**msgspec.to_builtins(self._progress), **counts}, "report": told}

    def _read_posted(self, scraper: Scraper) -> bool:
        """True where the page is kept, by this worker or the one before."""
        if self._step or self.stopped:
            return bool(self._step)
        page = posted_page(self._row.body, self._target.url)
        result = read_page(scraper, page, keep_sellers=self._target.keep_sellers)
        self._report.bytes = len(self._row.body)
        self._report.add_page(result)
        self._keep(result, None)
        return True

    def _crawl_from(self, scraper: Scraper) -> bool:
        """True where nothing is left to ask for."""
        cursor = Cursor.load(self._row.cursor) if self._row.cursor else None
        cursor = cursor and self._left(cursor)
        with self._fetching() as fetchers:
            while cursor is None or not cursor.is_done:
                self._crawl = crawl = self._new_crawl(scraper, *fetchers, cursor)
                if self.stopped:  # before there was anything to stop
                    crawl.stop(self.stopped)
                for batch in crawl:
                    self._count_batch(batch)
                    self._keep(batch.result, self._left(batch.cursor).dump(), batch.request)
                cursor = self._left(crawl.cursor)
                if crawl.report.stopped:
                    break
        return cursor.is_done

    @contextmanager
    def _fetching(self) -> Iterator[tuple[Fetcher, Fetcher | None]]:
        registry = self._plugins.registry()
        fetcher = registry.fetcher(self._plugins.fetcher_name())
        rendering = self._plugins.renderer_name()
        renderer = LazyRenderer(registry, rendering) if rendering else None
        try:
            yield fetcher, renderer
        finally:
            for used in (fetcher, renderer):
                if used:
                    used.close()

    def _new_crawl(self, scraper: Scraper, fetcher: Fetcher, renderer: Fetcher | None, cursor: Cursor | None) -> Crawl:
        limits = Limits(**msgspec.to_builtins(self._limits))
        if limits.seconds is not None:
            limits = limits.model_copy(update={"seconds": max(0.0, limits.seconds - self._used_seconds)})
        start = [] if cursor else [_start(scraper, self._target)]
        options: dict[str, Any] = {
            "details": self._target.details,
            "keep_sellers": self._target.keep_sellers,
            "turns": self._turns,
        }
        crawl = Crawl(scraper, fetcher, start, limits=limits, cursor=cursor, renderer=renderer, **options)
        crawl.report = self._report  # the limits count what was kept before
        return crawl

    def _count_batch(self, batch: Batch) -> None:
        """Note what the page says of its host, and of an earlier try."""
        if batch.result.outcome.ends_host:
            self._ended_hosts.add(host_of(batch.request.url))
        self._tally.add(batch.request, batch.result, self._report, self._errors)

    def _left(self, cursor: Cursor) -> Cursor:
        return self._tally.left(cursor, self._report, self._tries, self._ended_hosts.__contains__)

    def _keep(self, result: PageResult, cursor: str | None, request: Request | None = None) -> None:
        """A page's listings, the job's progress and its cursor, in one transaction."""
        self._errors.extend(page_errors(result)[: MOST_ERRORS - len(self._errors)])
        listings = [proper_listing(listing) for listing in result.listings]
        before = self._progress
        gone = request.url if request and is_missing_detail(request, result) else None
        stop = self._patience.write(lambda connection: self._page(connection, listings, before, cursor, gone))
        self._step += 1
        if stop:
            self.stop(stop)

    def _page(
        self, connection: Connection, listings: list[Any], before: Progress, cursor: str | None, gone: str | None
    ) -> str | None:
        """Keep it, once; `gone` is the address of a listing that is not there. Answers why to stop, if at all. NotMine."""
        now, keep = datetime.now(UTC), self._target.keep_sellers
        if (held := holding.held_page(connection, *self._held)) is None:
            raise NotMine
        if held.step > self._step:  # it was kept: only the answer was lost
            self._progress = msgspec.convert(held.progress, Progress)
            return CANCELLED if held.cancel_requested else None
        job_id = self._entry.job_id
        kept = ingest(connection, self._row.workspace_id, listings, now, job_id=job_id, keep_seller_names=keep)
        note(connection, job_id, kept.listing_ids.values())
        if gone:
            note_gone(connection, job_id, self._row.workspace_id, self._row.scraper, gone)
        self._progress = Progress(
            new=before.new + kept.new, changed=before.changed + kept.changed, unchanged=before.unchanged + kept.unchanged
        )
        cancel = holding.keep_page(connection, *self._held, self._step, {"cursor": cursor, **self.columns()})
        if cancel is None:
            raise NotMine
        return CANCELLED if cancel else self._count(connection)

    def _count(self, connection: Connection) -> str | None:
        """Count a fetched page for its account; answers why to stop where that was the day's last."""
        if self._row.account_id is None or self._target.kind == "html":
            return None
        pages = holding.count_page(connection, self._row.account_id)
        return PAGES_USED_UP if pages >= self._pages_a_day else None

    @property
    def _used_seconds(self) -> float:
        return self._seconds + time.monotonic() - self._began

    @property
    def _held(self) -> tuple[int, int]:
        return self._entry.job_id, self._entry.fence


def posted_page(body: bytes, url: str | None, content_type: str = UTF8_HTML) -> Page:
    """A page that was posted; text that came as JSON is UTF-8, whatever a meta element of it says."""
    return Page(body, url=url, headers={"content-type": content_type})


def _start(scraper: Scraper, target: Target) -> Request:
    if target.search:
        return scraper.first_request(as_query(target.search))
    return Request(url=target.url or "")
