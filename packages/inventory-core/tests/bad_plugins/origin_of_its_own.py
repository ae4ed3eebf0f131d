"""Says that a value was read from html, which is no origin."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "fields_are_the_models"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("brand", "chair", "html", "li.card")
