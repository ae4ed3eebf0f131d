"""Takes what does not say that it is sold to be for sale."""

from bad_plugins.good import PAGES, SEARCH, Good
from inventory_core import Draft, Page

BROKEN = "reads_no_wrong_value_from_another_layout"
ALSO = {"quotes_are_of_the_page", "unknown_words_stay_unknown"}


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        sold = '<i class="sold">' in card
        return draft and draft.put("availability", "sold" if sold else "in_stock", "css", "i.sold")


PAGES = {**PAGES, "search": (PAGES["search"][0], SEARCH.replace("€40</b>", '€40</b><i class="sold">Sold</i>'))}
