"""Says of each thing that it is in stock, and that the page says so."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "quotes_are_of_the_page"
SAID = ("a text of the page", "'in_stock'")


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("availability", "in_stock", "css", "li.card")
