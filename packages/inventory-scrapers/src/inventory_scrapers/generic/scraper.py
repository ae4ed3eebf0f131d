"""Generic: reads the one product of any shop's page."""

from __future__ import annotations

from collections.abc import Iterator

from inventory_core import Page, Scraper, Unsupported, Yielded
from inventory_core import page as page_kind
from inventory_core.recognise import likely_signal
from inventory_scrapers.generic.decide import describe
from inventory_scrapers.generic.is_product import why_no_product
from inventory_scrapers.generic.reading import ALL_SOURCES, Reading


class Generic(Scraper):
    """Reads product pages of sites that have no scraper of their own, and pages without an address.

    `sources` (of ALL_SOURCES) leaves out what is not named, to measure what each source adds.
    """

    name = "generic"
    hosts = ("*",)

    def __init__(self, sources: frozenset[str] = ALL_SOURCES) -> None:
        self._sources = sources

    @page_kind(r".*")
    def product(self, page: Page) -> Iterator[Yielded]:
        """The product that the page is about; where it is about none, what stands in its place, or Unsupported."""
        reading = Reading(page, self._sources)
        if reason := why_no_product(reading):
            raise likely_signal(page) or Unsupported(f"no product on this page: {reason}")
        yield describe(reading, self.draft(page, url=page.url or reading.doc.canonical))
