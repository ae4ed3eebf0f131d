"""Reads a kind of page of which it has no case."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Yielded, page

BROKEN = "has_a_case"


class Bad(Good):
    @page(r"/shop/\w+", host="attic.example")
    def shop(self, page: Page) -> Iterator[Yielded]:
        return super().results(page)
