"""Counts in the class what it read."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "keeps_nothing_between_pages"


class Bad(Good):
    count = 0

    def card(self, page: Page, card: str) -> Draft | None:
        type(self).count += 1
        return super().card(page, card)
