"""What a page gives, in a form in which two readings can be compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from inventory_core import Listing, Page, PageResult, Scraper, read_page
from inventory_core.testing.cases import VOLATILE

Part = TypeVar("Part")
MAX_TRIES = 400
"""How many readings one edit may take; what was not tried by then stays on the page."""

Essence = dict[str, Any]


class Reader:
    """Reads one page again and again, with other text each time."""

    def __init__(self, scraper: Scraper, page: Page, *, keep_sellers: bool) -> None:
        self._scraper, self._page, self._keep_sellers = scraper, page, keep_sellers

    def page(self, text: str, url: str | None = None) -> Page:
        """The page with this text, in UTF-8 whatever it came in."""
        usual = "application/json" if text.lstrip()[:1] in ("{", "[") else "text/html"
        kind = self._page.headers.get("content-type", usual).partition(";")[0].strip()
        headers = {**self._page.headers, "content-type": f"{kind}; charset=utf-8"}
        return replace(self._page, body=text.encode("utf-8", "replace"), url=url or self._page.url, headers=headers, memo={})

    def read(self, page: Page) -> PageResult:
        """What the scraper makes of a page."""
        return read_page(self._scraper, page, keep_sellers=self._keep_sellers)

    def essence(self, text: str, url: str | None = None) -> Essence:
        """What the scraper makes of this text."""
        return essence(self.read(self.page(text, url)))


def essence(result: PageResult) -> Essence:
    """What must stay: outcome, values and the origin of each, requests and warnings; not where in the page a value stood."""
    return {
        "outcome": result.outcome.value,
        "kind": result.kind,
        "listings": [_values(listing) for listing in result.listings],
        "requests": [(request.role, request.url) for request in result.requests],
        "notes": [note.code for note in result.notes],
        "errors": [(error.code, error.field) for error in result.errors],
    }


def _values(listing: Listing) -> dict[str, Any]:
    values = listing.model_dump(mode="json", exclude={*VOLATILE, "evidence", "warnings"}, exclude_defaults=True)
    if not listing.listing_id:
        values.pop("key")  # made from the address
    values["origins"] = {name: found.origin for name, found in listing.evidence.items()}
    values["warnings"] = [(warning.code, warning.field) for warning in listing.warnings]
    return values


def harmless(parts: list[Part], is_harmless: Callable[[list[Part]], bool]) -> list[Part]:
    """The parts that may be changed together: where a group may not, its halves are tried, down to single parts."""
    chosen: list[Part] = []
    groups, tries = [parts] if parts else [], 0
    while groups and tries < MAX_TRIES:
        group, tries = groups.pop(), tries + 1
        if is_harmless([*chosen, *group]):
            chosen += group
        elif len(group) > 1:
            middle = len(group) // 2
            groups += [group[middle:], group[:middle]]
    return chosen
