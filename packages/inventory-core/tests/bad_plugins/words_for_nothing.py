"""Says N/A where it found nothing."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "nothing_is_guessed"
ALSO = {"quotes_are_of_the_page"}


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("brand", "N/A", "css", ".brand")
