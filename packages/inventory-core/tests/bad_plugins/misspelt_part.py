"""Fills a part that the model does not have."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "fields_are_the_models"
ALSO = {"quotes_are_of_the_page"}


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("shipping.cots", 3, "css", ".shipping")
