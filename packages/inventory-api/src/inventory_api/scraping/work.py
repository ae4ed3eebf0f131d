"""One job while it runs: pages are read one after another, and what each gave is kept at once, with the job's progress."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec

from inventory_api.database import Database
from inventory_api.listings.ingest import ingest
from inventory_api.scrapers.service import Plugins, without_folders
from inventory_api.scraping import queries
from inventory_api.scraping.ending import Ending, ending
from inventory_api.scraping.rendering import LazyRenderer
from inventory_api.scraping.schemas import JobLimits, Progress, Target
from inventory_api.scraping.search import as_query
from inventory_api.scraping.sightings import note
from inventory_api.scraping.text import proper, proper_listing
from inventory_core import Crawl, Limits, Outcome, Page, PageResult, Report, Request, Scraper, Turns, read_page

MOST_ERRORS = 20
UTF8_HTML = "text/html; charset=utf-8"
REFUSED = "The address must not be reached."


class NotMine(Exception):
    """The job was taken from this runner: nothing more may be written."""


class Work:
    """A claimed job. `run` once; `stop` from any thread."""

    def __init__(self, database: Database, plugins: Plugins, lease: str, job_id: int, row: Any, *, turns: Turns | None) -> None:
        self._turns = turns
        self._database, self._plugins, self._lease, self._job_id = database, plugins, lease, job_id
        self._workspace_id, self._body = row.workspace_id, row.body
        self._target = msgspec.convert(row.target, Target, strict=False)
        self._limits = msgspec.convert(row.limits, JobLimits)
        self._scraper_name = row.scraper
        self._progress, self._report = Progress(), Report()
        self._errors: list[dict[str, Any]] = []
        self._crawl: Crawl | None = None
        self._stopped: str | None = None
        self._began = time.monotonic()
        self._given_up = False

    def stop(self, reason: str) -> None:
        """Ask for nothing more; pages that are on their way are still kept."""
        self._stopped = self._stopped or reason
        if self._crawl:
            self._crawl.stop(reason)

    def give_up(self) -> None:
        """Keep nothing more: the service ends, and does not wait for this."""
        self._given_up = True

    def run(self) -> Ending:
        """Do it; NotMine where another process has it by now."""
        scraper = self._plugins.registry().scraper(self._scraper_name)
        if self._target.kind == "html":
            self._read_posted(scraper)
        else:
            self._crawl_from(scraper)
        if self._given_up:
            raise NotMine
        first = self._errors[0]["message"] if self._errors else ""
        return ending(self._report.outcomes, self._stopped or self._report.stopped, first)

    def columns(self) -> dict[str, Any]:
        """How far it came, as columns of its row."""
        report, progress = self._report, self._progress
        counts = {name: getattr(report, name) for name in ("pages", "listings", "requests", "bytes")}
        figures = _figures(report, self._errors, time.monotonic() - self._began)
        return {"progress": {**msgspec.to_builtins(progress), **counts}, "report": figures}

    def _read_posted(self, scraper: Scraper) -> None:
        page = posted_page(self._body, self._target.url)
        result = read_page(scraper, page, keep_sellers=self._target.keep_sellers)
        self._report.bytes = len(self._body)
        self._report.add_page(result)
        self._keep(result)

    def _crawl_from(self, scraper: Scraper) -> None:
        with self._crawling(scraper) as crawl:
            self._report = crawl.report
            for batch in crawl:
                self._keep(batch.result)

    @contextmanager
    def _crawling(self, scraper: Scraper) -> Iterator[Crawl]:
        registry = self._plugins.registry()
        fetcher = registry.fetcher(self._plugins.fetcher_name())
        rendering = self._plugins.renderer_name()
        renderer = LazyRenderer(registry, rendering) if rendering else None
        target, limits = self._target, Limits(**msgspec.to_builtins(self._limits))
        options: dict[str, Any] = {"details": target.details, "keep_sellers": target.keep_sellers, "renderer": renderer}
        options["turns"] = self._turns
        self._crawl = Crawl(scraper, fetcher, [_start(scraper, target)], limits=limits, **options)
        if self._stopped:  # before there was anything to stop
            self._crawl.stop(self._stopped)
        try:
            yield self._crawl
        finally:
            for used in (fetcher, renderer):
                if used:
                    used.close()

    def _keep(self, result: PageResult) -> None:
        """A page's listings and the job's progress, in one transaction."""
        if self._given_up:
            raise NotMine
        self._errors.extend(page_errors(result)[: MOST_ERRORS - len(self._errors)])
        listings = [proper_listing(listing) for listing in result.listings]
        with self._database.writing() as connection:
            now, keep = datetime.now(UTC), self._target.keep_sellers
            kept = ingest(connection, self._workspace_id, listings, now, job_id=self._job_id, keep_seller_names=keep)
            note(connection, self._job_id, kept.listing_ids.values())
            before = self._progress
            self._progress = Progress(
                new=before.new + kept.new, changed=before.changed + kept.changed, unchanged=before.unchanged + kept.unchanged
            )
            cancel = queries.record_progress(connection, self._job_id, self._lease, self.columns())
            if cancel is None:
                raise NotMine
        if cancel:
            self.stop("cancelled")


def posted_page(body: bytes, url: str | None, content_type: str = UTF8_HTML) -> Page:
    """A page that was posted; text that came as JSON is UTF-8, whatever a meta element of it says."""
    return Page(body, url=url, headers={"content-type": content_type})


def _start(scraper: Scraper, target: Target) -> Request:
    if target.search:
        return scraper.first_request(as_query(target.search))
    return Request(url=target.url or "")


def page_errors(result: PageResult) -> list[dict[str, Any]]:
    """What went wrong with a page. Of an address that is refused nothing is repeated but the rule."""
    if result.outcome is Outcome.REFUSED:
        return [{"code": result.rule or "refused", "message": REFUSED, "url": result.url, "field": None, "plugin": None}]
    found = [error.model_dump(include={"code", "message", "url", "field", "plugin"}) for error in result.errors]
    if not found and not result.outcome.has_answer:
        found = [{"code": str(result.outcome), "message": result.message, "url": result.url, "field": None, "plugin": None}]
    return [{**proper(error), "message": without_folders(proper(error["message"]))} for error in found]


def _figures(report: Report, errors: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    coverage = {
        kind: {name: {"given": field.given, "total": field.total} for name, field in fields.items()}
        for kind, fields in report.coverage.items()
    }
    # One step copies what other threads add to.
    waited = dict(report.waited)
    figures = {"outcomes": dict(report.outcomes), "coverage": coverage, "waited": waited, "errors": errors}
    return proper({**figures, "seconds": round(seconds, 3), "stopped": report.stopped})  # type: ignore[no-any-return]
