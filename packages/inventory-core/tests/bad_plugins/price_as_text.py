"""Puts the text of a price where money belongs."""

from typing import Any

from bad_plugins.good import Good
from inventory_core import Page

BROKEN = "yields_only_what_it_may"
HINT = "give Money(amount=..., currency=...) of inventory_core"


class Bad(Good):
    def card(self, page: Page, card: str) -> Any:
        draft = super().card(page, card)
        return draft and self.draft(page, listing_id=draft.get("listing_id")).put("price", "1.250,00 €", "css", ".price")
