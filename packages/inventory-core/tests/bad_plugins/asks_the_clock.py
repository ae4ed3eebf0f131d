"""Asks what time it is."""

import datetime as dt

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        dt.datetime.now(dt.UTC)
        return super().card(page, card)
