"""The three functions that most programs need."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from inventory_core import Crawl, Limits, Listing, Page, PageResult, PluginFailed, Query, Registry, Request, Scraper, read_page
from inventory_core.fetcher import Fetcher

RENDER_HINT = 'install "inventory-scrapers[browser]" and Chromium to read pages that need their scripts'


@cache
def registry() -> Registry:
    """The installed scrapers and fetchers, found once a process."""
    return Registry()


def parse(
    body: bytes | str, url: str | None = None, *, scraper: str | None = None, status: int = 0, keep_sellers: bool = False
) -> PageResult:
    """Read a page that you already have: HTML or an API body, as bytes or text, with the address it came from.

    The installed scraper that answers for the address reads it, or the one named by `scraper`. Never raises for what the page
    holds: `result.outcome` tells. Raises ValueError for what is no address, and RegistryError where no scraper can be had.
    """
    page = Page(body=body.encode() if isinstance(body, str) else body, url=url, status=status)
    return read_page(_scraper(scraper, url), page, keep_sellers=keep_sellers)


def _scraper(name: str | None, url: str | None) -> Scraper:
    if name:
        return registry().scraper(name)
    return registry().scraper_for(url) if url else registry().scraper("generic")


def scrape(url: str, *, max_pages: int = 1, scraper: str | None = None, keep_sellers: bool = False) -> Iterator[Listing]:
    """Fetch an address and yield its listings, following at most `max_pages` pages. Errors as parse."""
    return _listings(_scraper(scraper, url), Request(url=url), max_pages, keep_sellers)


def search(site: str, text: str, *, max_pages: int = 1, keep_sellers: bool = False) -> Iterator[Listing]:
    """Search a marketplace by the name of its scraper and yield the listings of at most `max_pages` result pages."""
    found = registry().scraper(site)
    return _listings(found, found.first_request(Query(text=text)), max_pages, keep_sellers)


def _listings(scraper: Scraper, start: Request, max_pages: int, keep_sellers: bool) -> Iterator[Listing]:
    fetcher = registry().fetcher("requests")
    crawl = Crawl(
        scraper,
        fetcher,
        [start],
        limits=Limits(pages=max_pages),
        renderer=_renderer(),
        keep_sellers=keep_sellers,
    )
    try:
        for batch in crawl:
            yield from batch.result.listings
    finally:
        fetcher.close()


def _renderer() -> Fetcher | None:
    """The browser fetcher where it is installed and can be started, else nothing."""
    try:
        return registry().fetcher("browser")
    except PluginFailed:
        return None
