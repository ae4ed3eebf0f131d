"""A page is narrowed to a host that is not the scraper's."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Yielded, page

BROKEN = "hosts_of_pages_are_its_own"
ALSO = {"has_a_case", "following_pages_are_pages_it_reads"}


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="atic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        return super().item(page, id)
