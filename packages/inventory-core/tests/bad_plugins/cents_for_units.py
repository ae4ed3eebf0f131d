"""Takes a price without its point, as if it stood there in cents that are units."""

from bad_plugins.good import PRICE, Good, euros
from inventory_core import Draft, Page

BROKEN = "money_is_as_written"
SAID = ("1250.00, as in '1250.00'", "125000")


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft, price = super().card(page, card), PRICE.search(card)
        if draft is None or price is None:
            return None
        other = self.draft(page, listing_id=draft.get("listing_id"), url=draft.get("url")).put("title", draft.get("title"), "css")
        return other.put("price", euros(price[1].replace(".", "")), "css", "li.card .price", price[1])
