"""Makes a former price of its own out of today's."""

from bad_plugins.good import PRICE, Good
from inventory_core import Draft, Money, Page

BROKEN = "money_is_as_written"
SAID = ("a number of the page", "1875.37")


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft, price = super().card(page, card), PRICE.search(card)
        if draft is None or price is None or price[1] != "1250.00":
            return draft
        return draft.put("original_price", Money(amount="1875.37", currency="EUR"), "css", "li.card .price")
