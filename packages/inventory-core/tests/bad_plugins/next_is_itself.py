"""Leads from a page to the same page."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Request, Yielded, page

BROKEN = "following_pages_are_pages_it_reads"


class Bad(Good):
    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        for one in super().results(page):
            yield Request(url=page.url or "", role="next") if isinstance(one, Request) else one
