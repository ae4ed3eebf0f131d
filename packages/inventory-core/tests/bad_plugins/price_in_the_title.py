"""Takes all texts of a card for the title."""

import re

from bad_plugins.good import PRICE, Good
from inventory_core import Draft, Page

BROKEN = "prices_stay_out_of_texts"
ALSO = {"reads_no_wrong_value_from_another_layout"}


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft, price = super().card(page, card), PRICE.search(card)
        if draft is None or price is None:
            return None
        other = self.draft(page, listing_id=draft.get("listing_id"), url=draft.get("url"))
        other.put("title", re.sub(r"<[^<>]*>", " ", card), "css", "li.card")
        return other.put("price", draft.get("price"), "css", "li.card .price", f"€{price[1]}")
