"""Remembers what it yielded on the pages before."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "keeps_nothing_between_pages"
ALSO = {
    "ids_are_the_sites",
    "pages_end",
    "reads_the_same_each_time",
    "reads_no_wrong_value_from_a_cut_page",
    "reads_no_wrong_value_from_another_layout",
    "reads_nothing_from_an_emptied_page",
}


class Bad(Good):
    def __init__(self) -> None:
        self.seen: set[str] = set()

    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        if draft and draft.get("listing_id") in self.seen:
            return None
        self.seen.add(str(draft and draft.get("listing_id")))
        return draft
