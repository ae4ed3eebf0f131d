"""Runs what stands in a page as code."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        eval("1 + 1")
        return super().card(page, card)
