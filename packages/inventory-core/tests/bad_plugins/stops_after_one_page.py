"""Reads the first page of a search, and says nothing of the others."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Request, Yielded, page

BROKEN = "goes_on_where_the_page_does"


class Bad(Good):
    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        yield from (one for one in super().results(page) if not isinstance(one, Request))
