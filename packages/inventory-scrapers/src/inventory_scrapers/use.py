"""The three functions that most programs need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from inventory_core import (
    Crawl,
    FetchFailed,
    Limits,
    Listing,
    Outcome,
    Page,
    PageResult,
    PageSignal,
    Query,
    Registry,
    Request,
    Scraper,
    read_page,
)
from inventory_core.fetcher import Fetcher
from inventory_core.urls import host_of
from inventory_scrapers.canonical import canonical_link
from inventory_scrapers.rendering import LazyRenderer
from inventory_scrapers.sightings import Sightings

OnResult = Callable[[PageResult], None]
_NO_PAGE = re.compile(r"(?P<address>https?://\S{1,2000})|[^\s<>{}\[\]]{1,255}\.(?:html?|mhtml|xml|json|gz)", re.IGNORECASE)
_READ = frozenset({Outcome.OK, Outcome.PARTIAL, Outcome.EMPTY})


@cache
def registry() -> Registry:
    """The installed scrapers and fetchers, found once a process."""
    return Registry()


def parse(
    body: bytes | str, url: str | None = None, *, scraper: str | None = None, status: int = 0, keep_sellers: bool = False
) -> PageResult:
    """Read a page that you already have: HTML or an API body, as bytes or text, with the address it came from.

    The installed scraper that answers for the address reads it, or the one named by `scraper`. Without an address, the page's own
    canonical link stands for it where an installed scraper claims that host by name; else the generic scraper reads the page.
    Never raises for what the page holds: `result.outcome` tells. Raises ValueError for what is no address or, in place of a page,
    the name of a file or an address, and for a status that is none; TypeError for other things than bytes and text; RegistryError
    where no scraper can be had.
    """
    _check_page(body)
    check_status(status)
    content = body.encode(errors="replace") if isinstance(body, str) else body
    if url is None and scraper is None:
        url = _claimed_address(content)
    page = Page(body=content, url=url, status=status)
    return read_page(scraper_for(url, scraper), page, keep_sellers=keep_sellers)


def scrape(
    url: str,
    *,
    max_pages: int | None = 1,
    details: bool = False,
    scraper: str | None = None,
    keep_sellers: bool = False,
    fetcher: Fetcher | str = "requests",
    on_result: OnResult | None = None,
) -> Iterator[Listing]:
    """Fetch an address and yield its listings, asking for at most `max_pages` pages (null: for as many as there are).

    `details` also asks for the page of each listing that a list shows; a listing then comes once, merged. A listing that is seen
    again is yielded again only where it shows something new. `on_result` is called with what each page gave.

    Raises at once as parse does, and ValueError for less than one page. Where no page could be read at all, raises what became of
    the first: a PageSignal (NotFound, Blocked, NeedsRendering, ...) or FetchFailed. A page that fails after others were read is
    told to `on_result`.
    """
    host_of(url)
    chosen = scraper_for(url, scraper)
    limits = _limits(max_pages)
    return _listings(chosen, Request(url=url), fetcher, on_result, limits=limits, details=details, keep_sellers=keep_sellers)


def search(
    site: str,
    query: str | Query,
    *,
    max_pages: int | None = 1,
    details: bool = False,
    keep_sellers: bool = False,
    fetcher: Fetcher | str = "requests",
    on_result: OnResult | None = None,
) -> Iterator[Listing]:
    """Search a marketplace by the name of its scraper: words, or a Query with prices, order and the like.

    The rest as scrape. Raises UnsupportedQuery where the site cannot be asked that.
    """
    if not isinstance(query, (str, Query)):
        raise TypeError(f"a search is words or a Query, not {type(query).__name__}")
    chosen = registry().scraper(site)
    start = chosen.first_request(Query(text=query) if isinstance(query, str) else query)
    limits = _limits(max_pages)
    return _listings(chosen, start, fetcher, on_result, limits=limits, details=details, keep_sellers=keep_sellers)


def scraper_for(url: str | None, name: str | None = None) -> Scraper:
    """The scraper of that name, else the one that answers for the address, else the generic one. Errors as parse."""
    if url is not None:
        host_of(url)
    if name:
        return registry().scraper(name)
    return registry().scraper("generic") if url is None else registry().scraper_for(url)


def check_status(status: object) -> None:
    """ValueError for what is neither 0 nor a status of HTTP: three digits (RFC 9110, 15), also those that have no name."""
    if not isinstance(status, int) or not (status == 0 or 100 <= status <= 999):
        raise ValueError(f"{status!r} is no HTTP status; it is a number from 100 to 999, or 0 where none is known")


def _check_page(body: object) -> None:
    if not isinstance(body, (bytes, str)):
        raise TypeError(f"a page is bytes or text, not {type(body).__name__}; Path.read_bytes() gives those of a file")
    if isinstance(body, str) and (said := _NO_PAGE.fullmatch(body)):
        how = "scrape() fetches it" if said["address"] else "Path.read_bytes() gives what is in it"
        raise ValueError(f"{body!r} is {'an address' if said['address'] else 'the name of a file'}, not a page; {how}")


def _limits(max_pages: int | None) -> Limits:
    if max_pages is not None and (not isinstance(max_pages, int) or max_pages < 1):
        raise ValueError(f"max_pages is {max_pages!r}; it takes a number from 1, or None for all pages that there are")
    return Limits(pages=max_pages)


def error_for(result: PageResult) -> PageSignal | FetchFailed:
    """The exception that says what a page's outcome says."""
    signals = {signal.outcome: signal for signal in PageSignal.__subclasses__()}
    if signal := signals.get(result.outcome):
        return signal(result.message)
    return FetchFailed(result.outcome, result.rule or result.outcome, result.message)


def _claimed_address(body: bytes) -> str | None:
    """The canonical link of a page, where a scraper that names its host is installed to believe it."""
    link = canonical_link(body)
    claimed = link and any(scraper.claims(host_of(link)) > 1 for scraper in registry().scrapers.load_all().values())
    return link if claimed else None


def _listings(
    scraper: Scraper, start: Request, fetcher: Fetcher | str, on_result: OnResult | None, **options: Any
) -> Iterator[Listing]:
    used = registry().fetcher(fetcher) if isinstance(fetcher, str) else fetcher
    renderer = LazyRenderer(registry())
    crawl = Crawl(scraper, used, [start], renderer=renderer, **options)
    try:
        yield from _run(crawl, Sightings(hold=crawl.details), on_result)
    finally:
        renderer.close()
        if isinstance(fetcher, str):
            used.close()


def _run(crawl: Crawl, sightings: Sightings, on_result: OnResult | None) -> Iterator[Listing]:
    unread: PageResult | None = None
    for batch in crawl:
        if on_result:
            on_result(batch.result)
        unread = unread or (None if batch.result.outcome in _READ else batch.result)
        yield from sightings.take(batch)
    yield from sightings.rest()
    if unread and not any(crawl.report.outcomes.get(outcome) for outcome in _READ):
        raise error_for(unread)
