"""Leaves the name of the seller in the evidence of another field."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "names_of_sellers_stay_out"
ALSO = {"quotes_are_of_the_page"}


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        if draft:
            draft.put("seller.name", "Ada Smith", "css", ".seller")
            draft.put("seller.id", "ada-1", "css", ".seller", "Ada Smith (ada-1)")
        return draft
