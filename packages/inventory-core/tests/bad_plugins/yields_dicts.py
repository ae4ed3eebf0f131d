"""Yields what is no listing."""

from typing import Any

from bad_plugins.good import Good
from inventory_core import Page

BROKEN = "yields_only_what_it_may"


class Bad(Good):
    def card(self, page: Page, card: str) -> Any:
        draft = super().card(page, card)
        return draft and {"title": draft.get("title")}
