"""Counts in its module what it read."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "keeps_nothing_between_pages"
SEEN: dict[str, int] = {}


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        SEEN["cards"] = SEEN.get("cards", 0) + 1
        return super().card(page, card)
