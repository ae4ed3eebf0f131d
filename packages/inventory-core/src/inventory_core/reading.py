"""Reading one page: from a Page to a PageResult, whatever the scraper does."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from inventory_core.draft import Draft
from inventory_core.errors import PageSignal
from inventory_core.listing import Listing
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_core.recognise import answer_signal, challenge_signal, likely_signal, status_outcome
from inventory_core.results import Note, PageResult, ReadError, failure
from inventory_core.scraper import Empty, PageKind, Scraper
from inventory_core.urls import host_of


def read_page(scraper: Scraper, page: Page, *, keep_sellers: bool = False) -> PageResult:
    """Read a page with a scraper; never raises for what the page or the scraper does.

    A challenge is recognised before the scraper sees the page. A handler that yields nothing did not recognise the page: its
    title and form may tell why, else it is `layout_changed`. The names of sellers are dropped unless `keep_sellers`.
    """
    about = {"url": page.url, "scraper": scraper.name}
    if challenge := challenge_signal(page):
        return failure(challenge.outcome, str(challenge), **about)
    if outcome := status_outcome(page.status):
        return failure(outcome, f"the site answered {page.status}", rule=f"status_{page.status}", **about)
    if signal := answer_signal(page):
        return failure(signal.outcome, str(signal), **about)
    found = scraper.find_page(page.url or "")
    if found is None:
        if _is_elsewhere(page) and (likely := likely_signal(page)):
            return failure(likely.outcome, str(likely), **about)
        return failure(Outcome.UNSUPPORTED, _why_unsupported(scraper, page.url), **about)
    kind, groups = found
    return _Reading(scraper, page, kind, keep_sellers).run(getattr(scraper, kind.handler), groups)


def _why_unsupported(scraper: Scraper, url: str | None) -> str:
    why = "the address of the page is not known"
    if url:
        why = f"no pattern of its pages matches the whole path {urlsplit(url).path or '/'!r}"
    kinds = ", ".join(kind.name for kind in scraper.page_kinds)
    return f"{scraper.name} does not read this page: {why}; it reads: {kinds}"


def _is_elsewhere(page: Page) -> bool:
    """True where the site led from the address that was asked for to another: to a log-in, say, which no scraper reads."""
    return page.request is not None and page.request.url != page.url


class _Reading:
    """What a handler yields, one by one, until it ends or fails."""

    def __init__(self, scraper: Scraper, page: Page, kind: PageKind, keep_sellers: bool) -> None:
        self.scraper, self.page, self.kind, self.keep_sellers = scraper, page, kind, keep_sellers
        self.listings: list[Listing] = []
        self.requests: list[Request] = []
        self.errors: list[ReadError] = []
        self.notes: list[Note] = []
        self.empty = False
        self.signal: PageSignal | None = None

    def run(self, handler: Callable[..., Any], groups: dict[str, str]) -> PageResult:
        try:
            found = handler(self.page, **groups)
            if not isinstance(found, Iterable):
                said = "a handler yields what it read, or returns a list of it"
                raise TypeError(f"{self.kind.name} returned {type(found).__name__}: {said}")
            for item in self._each(found):
                self._take(item)
        except PageSignal as signal:
            self.signal = signal
        except ValidationError as error:
            self._refuse(error, _place(error, handler))
        except (Exception, SystemExit) as error:
            self._fail("scraper_failed", f"{type(error).__name__}: {error}{_place(error, handler)}")
        return self._result()

    def _each(self, found: Any) -> Iterator[Any]:
        """What a handler gives; TypeError behind it where the handler yields, and then returns what nobody would hear of."""
        returned = yield from found
        if returned:
            said = f"{self.kind.name} has `yield` in it and returned {type(returned).__name__}, which is lost: yield that, too"
            raise TypeError(said)

    def _take(self, item: Any) -> None:
        if isinstance(item, Empty):
            self.empty = True
        elif isinstance(item, Note):
            self.notes.append(item)
        elif isinstance(item, Request):
            self._follow(item)
        elif isinstance(item, Draft):
            self._build(item.listing)
        elif isinstance(item, Listing):
            # It may have been made past the model, as model_copy does.
            self._build(lambda: Listing.model_validate(dict(item)))
        else:
            self._fail("wrong_type", f"{self.kind.name} yielded {type(item).__name__}, not a listing, Request, Note or Empty")

    def _build(self, make: Callable[[], Listing]) -> None:
        try:
            self._keep(make())
        except ValidationError as error:
            self._refuse(error)

    def _follow(self, request: Request) -> None:
        if self.scraper.claims(host_of(request.url)) and not self._leaves(request):
            self.requests.append(request)
        else:
            self._fail("off_site", f"{self.kind.name} asked for {request.url}, which is not a host of {self.scraper.name}")

    def _leaves(self, request: Request) -> bool:
        """A scraper of every host may not lead from one to another."""
        return "*" in self.scraper.hosts and bool(self.page.url) and host_of(request.url) != host_of(self.page.url or "")

    def _keep(self, listing: Listing) -> None:
        if listing.source != self.scraper.name:
            self._fail("wrong_source", f"{self.kind.name} yielded a listing of {listing.source!r}")
            return
        update: dict[str, Any] = {"scraper_version": self.scraper.installed.version}
        if listing.fetched_at is None:
            update["fetched_at"] = self.page.fetched_at
        if listing.seller and listing.seller.name and not self.keep_sellers:
            update["seller"] = listing.seller.model_copy(update={"name": None})
            update["evidence"] = {k: v for k, v in listing.evidence.items() if k != "seller.name"}
            update["warnings"] = tuple(warning for warning in listing.warnings if warning.field != "seller.name")
        self.listings.append(listing.model_copy(update=update))

    def _refuse(self, error: ValidationError, place: str = "") -> None:
        """Tell what does not fit the model; `place` is where the handler made it, if it did so itself."""
        made, code = (f"{error.title}: ", "invalid_request") if error.title == Request.__name__ else ("", "invalid_listing")
        for detail in error.errors(include_url=False, include_context=False, include_input=False)[:5]:
            path = ".".join(str(step) for step in detail["loc"])
            self._fail(code, f"{made}{detail['msg']}{place}", field=path or None)

    def _fail(self, code: str, message: str, *, field: str | None = None) -> None:
        installed = self.scraper.installed
        plugin = f"{installed.distribution} {installed.version}"
        self.errors.append(ReadError(code=code, message=message, url=self.page.url, field=field, plugin=plugin))

    def _result(self) -> PageResult:
        outcome, message = self._outcome()
        return PageResult(
            outcome=outcome,
            listings=tuple(self.listings),
            requests=tuple(self.requests),
            errors=tuple(self.errors),
            notes=(*self.notes, *_damaged(self.listings)),
            message=message,
            url=self.page.url,
            scraper=self.scraper.name,
            kind=self.kind.name,
            wants_rendering=bool(self.signal and self.signal.outcome is Outcome.NEEDS_RENDERING),
        )

    def _outcome(self) -> tuple[Outcome, str]:
        if self.listings:
            partial = self.errors or self.signal
            return (Outcome.PARTIAL, str(self.signal or self.errors[0].message)) if partial else (Outcome.OK, "")
        if self.signal:
            return self.signal.outcome, str(self.signal)
        if self.errors:
            return Outcome.LAYOUT_CHANGED, f"nothing could be read: {self.errors[0].message}"
        if self.empty:
            return Outcome.EMPTY, "the page says that it has no results"
        if self.requests:
            return Outcome.OK, ""
        likely = likely_signal(self.page)
        if likely:
            self.signal = likely
            return likely.outcome, str(likely)
        return Outcome.LAYOUT_CHANGED, f"{self.scraper.name} did not recognise this page as {self.kind.name}"


def _place(error: BaseException, handler: Callable[..., Any]) -> str:
    """Where in the module of the handler it failed, as " (line 27 of attic.py)"; nothing where it did not fail there."""
    file = getattr(getattr(handler, "__code__", None), "co_filename", None)
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == file]
    return f" (line {lines[-1]} of {Path(str(file)).name})" if lines else ""


def _damaged(listings: Iterable[Listing]) -> Iterator[Note]:
    """A note where a text was not decoded whole: the page is not of the encoding that it says."""
    texts = [(name, getattr(one, name)) for one in listings for name in ("title", "description", "brand")]
    fields = dict.fromkeys(name for name, text in texts if text and "\N{REPLACEMENT CHARACTER}" in text)
    if fields:
        yield Note(code="text_damaged", message=f"{', '.join(fields)}: not all bytes are of the encoding that the page says")
