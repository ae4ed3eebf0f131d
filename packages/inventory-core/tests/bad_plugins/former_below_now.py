"""Takes another amount for the former price, and makes the listing itself, so that nothing drops it."""

from typing import Any

from bad_plugins.good import Good
from inventory_core import Money, Page

BROKEN = "yields_only_what_it_may"


class Bad(Good):
    def card(self, page: Page, card: str) -> Any:
        draft = super().card(page, card)
        if draft is None:
            return None
        listing = draft.listing()
        evidence = {**listing.evidence, "original_price": listing.evidence["title"]}
        return listing.model_copy(update={"original_price": Money(amount="1.00", currency="EUR"), "evidence": evidence})
