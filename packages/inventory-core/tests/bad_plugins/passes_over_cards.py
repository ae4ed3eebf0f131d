"""Passes over the cards that it does not recognise."""

import re
from collections.abc import Iterator

from bad_plugins.good import CARD, Good
from inventory_core import Empty, Page, Yielded, page

BROKEN = "reads_no_wrong_value_from_another_layout"
ALSO = {"goes_on_where_the_page_does"}


class Bad(Good):
    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        if '<p class="nothing-found">' in page.text:
            yield Empty()
        for card in CARD.findall(page.text):
            draft = self.card(page, card)
            if draft and re.search(r'class="name".*class="price"', card):
                yield draft
