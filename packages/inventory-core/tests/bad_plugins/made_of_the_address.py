"""Makes a listing of the address alone."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Yielded, page

BROKEN = "reads_nothing_from_a_challenge"
ALSO = {"reads_nothing_from_an_emptied_page", "reads_nothing_from_a_foreign_page"}


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        yield self.draft(page, listing_id=id)
