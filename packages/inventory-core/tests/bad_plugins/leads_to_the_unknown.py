"""Asks for pages that it cannot read."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Draft, Page, Request, Yielded, page

BROKEN = "following_pages_are_pages_it_reads"


class Bad(Good):
    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        for one in super().results(page):
            yield one
            if isinstance(one, Draft):
                yield Request(url=f"https://attic.example/look/{one.get('listing_id')}", role="detail")
