"""Calls a currency as ISO 4217 does not."""

from bad_plugins.good import Good
from inventory_core import Draft, Money, Page

BROKEN = "money_is_exact"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("buyer_total", Money(amount="40", currency="EUO"), "css", "b")
