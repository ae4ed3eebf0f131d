"""What a scraper asks for: searches, and the pages that follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args
from urllib.parse import parse_qsl, urlsplit

from pydantic import ValidationError

from inventory_core.crawl import Crawl, Limits
from inventory_core.errors import PluginFailed, UnsupportedQuery
from inventory_core.fetcher import FetchContext
from inventory_core.listing import GradeName
from inventory_core.page import Page, Request
from inventory_core.scraper import Query, Sort
from inventory_core.testing import mutations
from inventory_core.testing.cases import Case
from inventory_core.testing.check import NotApplicable, Subject, check
from inventory_core.testing.compare import Difference
from inventory_core.urls import canonical_url

MOST_PAGES = 30
_NEXT = re.compile(r"""<(?:a|link)\b(?=[^<>]*\bhref\s*=)[^<>]*\brel\s*=\s*["']?next\b""", re.IGNORECASE)
HARD_TEXT = "a&b=c #d/é?%41+"
QUOTE = "quote the text: urllib.parse.urlencode, or quote(text, safe='')"
OPTIONS: dict[str, list[Any]] = {
    "min_price": [Decimal("12.00")],
    "max_price": [Decimal("3400.00")],
    "currency": ["USD", "EUR", "JPY", "GBP"],
    "grades": [(grade,) for grade in get_args(GradeName) if grade != "unknown"],
    "sold": [True],
    "sort": list(get_args(Sort)),
    "filters": [{"brand": "acme"}],
}
"""Values for the options of Query: a search that can pass one on can do so for one of these at least."""


class _Repeating:
    """A fetcher that answers every request with one page."""

    name, renders = "repeating", False

    def __init__(self, case: Case, body: bytes | None) -> None:
        self.case, self.body = case, body

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page of the case, at the address that was asked for."""
        return self.case.page(self.body, url=request.url)

    def close(self) -> None:
        """Nothing to let go of."""


@check("case")
def pages_end(subject: Subject, case: Case) -> Iterator[Difference]:
    """A list ends, also where the site answers each following page with the first, or with one that shows nothing."""
    nothing = next((mutant.body for mutant in mutations.stripped(case.page().text)), "{}").encode()
    for what, body in (("the page again", None), ("a page that shows nothing", nothing)):
        crawl = Crawl(subject.instance, _Repeating(case, body), [Request(url=case.url)], limits=Limits(pages=MOST_PAGES))
        asked = [batch.request.url for batch in crawl]
        if crawl.report.stopped:
            hint = "yield the next page only where this one links it, and ids that are the site's own"
            yield Difference(f"next, answered with {what}", "an end", f"{len(asked)} pages, the last {asked[-1]}", hint)


@check("case")
def following_pages_are_pages_it_reads(subject: Subject, case: Case) -> Iterator[Difference]:
    """What a page leads to is another page, which the scraper reads."""
    for request in subject.reading(case).requests:
        if subject.scraper.find_page(request.url) is None:
            yield Difference(f"request {request.role}", "the address of a page that it reads", request.url, "declare the page")
        if request.role == "next" and canonical_url(request.url) == canonical_url(case.url):
            yield Difference("request next", "another page", request.url, "yield no request for the page itself")
        if request.role == "start":
            yield Difference(f"request {request.url}", "the role next or detail", "start", 'say role="next" or role="detail"')


@check("case")
def goes_on_where_the_page_does(subject: Subject, case: Case) -> Iterator[Difference]:
    """Where a page of results links the next one (rel=next), the scraper leads there, or says in a Note that there is more."""
    reading = subject.reading(case)
    if len(reading.listings) > 1 and not reading.requests and not reading.notes and _NEXT.search(case.page().text):
        hint = 'yield Request(url=..., role="next"), as doc.link("a[rel=next]") finds it, or a Note that there is more'
        yield Difference("requests", "the next page, which this one links", "none", hint)


@check()
def searches_its_own_site(subject: Subject) -> Iterator[Difference]:
    """The first page of a search is a page of the scraper's own, whatever the text."""
    _with_search(subject)
    for text in ("lamp", HARD_TEXT, "青い 帽子"):
        request = _first(subject, text)
        if isinstance(request, Exception):
            hint = QUOTE if isinstance(request, ValidationError) else "return a Request to a host of `hosts`, whatever the text"
            yield Difference(f"search({text!r})", "a request", _said(request), hint)
            continue
        if subject.scraper.find_page(request.url) is None:
            yield Difference(f"search({text!r})", "a page that the scraper reads", request.url, "declare the page of the search")
        if _names(request) != _names(_first(subject, "lamp")):
            yield Difference(f"search({text!r})", "the parameters of any other text", request.url, QUOTE)


def _said(error: Exception) -> str:
    """What an exception says, in a line; pydantic's has several."""
    words = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
    return f"{type(error).__name__}: {words}"


def _first(subject: Subject, text: str) -> Request | Exception:
    try:
        return subject.instance.first_request(Query(text=text))
    except Exception as error:
        return _cause(error)


def _cause(error: Exception) -> Exception:
    """What was raised by the search itself."""
    return error.__cause__ if isinstance(error, PluginFailed) and isinstance(error.__cause__, Exception) else error


def _names(request: Request | Exception) -> object:
    """What of an address may not depend on the text: the names of its parameters, how deep it is, its fragment."""
    if isinstance(request, Exception):
        return None
    parts = urlsplit(request.url)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    return names, parts.path.count("/"), bool(parts.fragment), bool(request.body)


@check()
def passes_on_the_options_it_names(subject: Subject) -> Iterator[Difference]:
    """A search passes on each option that it names, and refuses those that it does not name."""
    _with_search(subject)
    for name, values in OPTIONS.items():
        answers = [_with(subject, name, value) for value in values]
        if name not in subject.scraper.search_options:
            if not all(isinstance(answer, UnsupportedQuery) for answer in answers):
                yield Difference(f"search by {name}", "UnsupportedQuery", "a request", "leave `first_request` to the base class")
            continue
        yield from (_failed(name, error) for error in answers if _is_failure(error))
        plain = _first(subject, "lamp")
        if name != "currency" and not any(isinstance(one, Request) and one != plain for one in answers):
            hint = "pass it on, or take it out of search_options, so that nobody thinks it was heeded"
            yield Difference(f"search by {name}", "another request than without it", "the same", hint)


def _with_search(subject: Subject) -> None:
    if not subject.scraper.can_search():
        raise NotApplicable("it has no search")


def _with(subject: Subject, name: str, value: Any) -> Request | Exception:
    try:
        return subject.instance.first_request(Query(text="lamp", **{name: value}))
    except Exception as error:
        return _cause(error)


def _is_failure(answer: Request | Exception) -> bool:
    return isinstance(answer, Exception) and not isinstance(answer, UnsupportedQuery)


def _failed(name: str, error: Request | Exception) -> Difference:
    hint = "raise UnsupportedQuery for a value that the site has no name for"
    return Difference(f"search by {name}", "a request, or UnsupportedQuery", f"{type(error).__name__}: {error}", hint)
