"""Leaves a text as it is escaped."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "texts_are_plain"
ALSO = {"quotes_are_of_the_page"}


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("description", f"{draft.get('title')} &amp; more", "css", "li.card a")
