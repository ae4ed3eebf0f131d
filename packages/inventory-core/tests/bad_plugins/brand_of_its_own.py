"""Gives each thing the brand that most things of this marketplace have."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "quotes_are_of_the_page"
SAID = ("a text of the page", "'Fernhill'")


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("brand", "Fernhill", "css", "li.card")
