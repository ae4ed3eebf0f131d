"""Looks through the whole page for each of its cards."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "takes_time_as_the_page_grows"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft if not any(word in page.text.lower() for word in ("nothing", "like", "this", "there")) else None
