"""Takes every price for one in dollars."""

from bad_plugins.good import PRICE, Good
from inventory_core import Draft, Money, Page

BROKEN = "money_is_as_written"
SAID = ("EUR, or null", "USD of '€1250.00'")


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft, price = super().card(page, card), PRICE.search(card)
        if draft is None or price is None:
            return None
        other = self.draft(page, listing_id=draft.get("listing_id"), url=draft.get("url")).put("title", draft.get("title"), "css")
        return other.put("price", Money(amount=price[1], currency="USD"), "css", "li.card .price", f"€{price[1]}")
