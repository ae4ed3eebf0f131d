"""Pages that are posted: read by a thread of their own within a deadline, so many at once and no more."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime

import msgspec
import structlog

from inventory_api.auth.caller import Caller
from inventory_api.database import Database
from inventory_api.errors import ContentTooLarge, TooManyRequests
from inventory_api.listings.ingest import ingest
from inventory_api.scrapers.service import Plugins
from inventory_api.scraping.reporting import page_errors
from inventory_api.scraping.schemas import Note, PageOptions, ReadPage, Saved, Trouble
from inventory_api.scraping.text import proper, proper_listing
from inventory_api.settings import Settings
from inventory_core import Listing, Outcome, Page, PageResult, read_page
from inventory_core.sizes import size_in_words

log = structlog.get_logger(__name__)


class Reader:
    """Reads posted pages.

    A thread that passes its deadline cannot be stopped: it keeps its place until it ends, so that pages which take for ever
    take the places of reading, and nothing else. An account has half of the places at most.
    """

    def __init__(self, database: Database, plugins: Plugins, settings: Settings) -> None:
        self._database, self._plugins, self._settings = database, plugins, settings
        self._lock = threading.Lock()
        self._reading: Counter[int] = Counter()

    def read(self, caller: Caller, page: Page, options: PageOptions) -> ReadPage:
        """What the page gives; kept where that was asked for. Errors as for jobs; ContentTooLarge, TooManyRequests."""
        check_size(page.body, self._settings)
        scraper = self._plugins.scraper_for(page.url, options.scraper)
        result = self._within(caller.account_id, lambda: read_page(scraper, page, keep_sellers=options.keep_sellers))
        listings = [proper_listing(listing) for listing in result.listings]
        saved = self._save(caller, listings, options.keep_sellers) if options.save else None
        return ReadPage(
            outcome=str(result.outcome),
            message=proper(result.message),
            url=result.url,
            scraper=scraper.name,
            kind=result.kind,
            rule=result.rule,
            listings=[listing.model_dump(mode="json") for listing in listings],
            errors=msgspec.convert(page_errors(result), list[Trouble]),
            notes=[Note(proper(note.code), proper(note.message)) for note in result.notes],
            saved=saved,
        )

    def _save(self, caller: Caller, listings: list[Listing], keep_sellers: bool) -> Saved:
        with self._database.writing() as connection:
            now = datetime.now(UTC)
            kept = ingest(connection, caller.workspace_id, listings, now, keep_seller_names=keep_sellers)
        return Saved(kept.new, kept.changed, kept.unchanged, list(dict.fromkeys(kept.item_ids.values())))

    def _within(self, account_id: int, work: Callable[[], PageResult]) -> PageResult:
        self._take_place(account_id)
        done: Future[PageResult] = Future()

        def run() -> None:
            try:
                done.set_result(work())
            except BaseException as error:  # what a plugin does besides reading, told as an outcome
                log.exception("reader_failed")
                message = f"the scraper failed: {type(error).__name__}"
                done.set_result(PageResult(outcome=Outcome.LAYOUT_CHANGED, message=message, rule="scraper_failed"))
            finally:
                self._leave_place(account_id)

        threading.Thread(target=run, name="posted page", daemon=True).start()
        try:
            return done.result(self._settings.page_seconds)
        except TimeoutError:
            message = f"reading took longer than {self._settings.page_seconds:g} seconds"
            return PageResult(outcome=Outcome.TIMEOUT, message=message, rule="page_seconds")

    def _take_place(self, account_id: int) -> None:
        places = self._settings.pages_at_once
        with self._lock:
            if self._reading.total() >= places or self._reading[account_id] >= max(1, places // 2):
                detail = "As many pages are being read as may be at once."
                raise TooManyRequests("too_many_pages", detail, headers={"Retry-After": "1"})
            self._reading[account_id] += 1

    def _leave_place(self, account_id: int) -> None:
        with self._lock:
            self._reading[account_id] -= 1
            self._reading += Counter()  # forgets accounts that read nothing


def check_size(body: bytes, settings: Settings) -> None:
    """ContentTooLarge where a page is larger than the settings allow."""
    if len(body) > settings.page_bytes:
        raise ContentTooLarge("too_large", f"A page may have {size_in_words(settings.page_bytes)}.", most=settings.page_bytes)
