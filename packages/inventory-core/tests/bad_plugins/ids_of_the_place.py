"""Counts its listings from page to page, so that no page ever repeats another."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Draft, Page, Request, Yielded, page

BROKEN = "pages_end"
ALSO = {"reads_no_wrong_value_from_another_layout", "reads_nothing_from_an_emptied_page", "one_address_is_one_listing"}


class Bad(Good):
    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        at = int(page.params.get("p", 1))
        for one in super().results(page):
            if isinstance(one, Draft):
                yield self.draft(page, listing_id=f"{at}-{one.get('listing_id')}", url=one.get("url"))
        yield Request(url=f"https://attic.example/search?q=old&p={at + 1}", role="next")
