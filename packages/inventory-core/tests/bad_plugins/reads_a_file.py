"""Reads a file while it reads a page."""

from pathlib import Path

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        Path(__file__).read_text()
        return super().card(page, card)
