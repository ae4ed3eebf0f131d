"""Cannot read a price of its own page: the point is left in, and a warning takes the place of the price."""

from bad_plugins.good import PRICE, Good, euros
from inventory_core import Draft, Found, Page

BROKEN = "yields_only_what_it_may"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft, price = super().card(page, card), PRICE.search(card)
        if draft is None or price is None:
            return None
        other = self.draft(page, listing_id=draft.get("listing_id"), url=draft.get("url")).put("title", draft.get("title"), "css")
        return other.take("price", Found(price[1], "css", "li.card .price"), lambda text: euros(text.replace(".", ",")))
