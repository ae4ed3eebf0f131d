"""Yields values in the order of a set."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "reads_the_same_each_time"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("color", list({*str(draft.get("title")).split(), *"abcdefgh"}), "css", ".colors")
