"""Gives a thing without a price the price 0."""

import re

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "nothing_is_guessed"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, re.sub(r"€\d+\.50", "€0", card))
        return draft
