"""Asks the environment for a setting."""

import os

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        os.environ.get("ATTIC_CURRENCY")
        return super().card(page, card)
