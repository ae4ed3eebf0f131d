"""Takes each state that is not the one of what is on sale for one of what was sold."""

from bad_plugins.good import PAGES, SEARCH, STATE, Good
from inventory_core import Draft, Page

BROKEN = "unknown_words_stay_unknown"
SAID = ("unknown, or null", "'sold'")


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft, state = super().card(page, card), STATE.search(card)
        if draft is None or state is None:
            return draft
        return draft.put("availability", "in_stock" if state[1] == "On sale" else "sold", "css", "i.state", state[1])


PAGES = {**PAGES, "search": (PAGES["search"][0], SEARCH.replace("€40</b>", '€40</b><i class="state">On sale</i>'))}
