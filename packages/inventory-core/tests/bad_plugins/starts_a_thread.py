"""Starts a thread."""

import threading

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        threading.Thread(target=int).start()
        return super().card(page, card)
