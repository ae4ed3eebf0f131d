"""Takes a page on which it finds no cards to be one without results."""

from collections.abc import Iterator

from bad_plugins.good import CARD, Good
from inventory_core import Empty, Page, Yielded, page

BROKEN = "reads_nothing_from_an_emptied_page"
ALSO = {
    "reads_no_wrong_value_from_a_cut_page",
    "reads_nothing_from_a_foreign_page",
    "reads_nothing_from_a_challenge",
    "reads_no_wrong_value_from_another_layout",
}


class Bad(Good):
    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        if not CARD.findall(page.text):
            yield Empty()
            return
        yield from super().results(page)
