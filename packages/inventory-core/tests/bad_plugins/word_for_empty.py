"""Takes the words anywhere on a page to mean that it has no results."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Empty, Page, Yielded, page

BROKEN = "reads_nothing_from_a_foreign_page"


class Bad(Good):
    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        if "No results" in page.text:
            yield Empty()
        else:
            yield from super().results(page)
