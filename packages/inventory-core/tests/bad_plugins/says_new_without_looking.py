"""Gives every thing a condition that no page shows."""

from typing import Any

from bad_plugins.good import Good
from inventory_core import Condition, Page

BROKEN = "evidence_for_each_value"


class Bad(Good):
    def card(self, page: Page, card: str) -> Any:
        draft = super().card(page, card)
        return draft and draft.listing().model_copy(update={"condition": Condition(grade="new")})
