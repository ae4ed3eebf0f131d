"""Looks whether a file is there."""

import os

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        os.path.exists("/tmp/attic.cache")
        return super().card(page, card)
