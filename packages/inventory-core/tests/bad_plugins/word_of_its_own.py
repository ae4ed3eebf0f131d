"""Gives a condition a grade that the model has no name for."""

from bad_plugins.good import STATE, Good
from inventory_core import Condition, Draft, Page

BROKEN = "fields_are_the_models"


class Bad(Good):
    def draft(self, page: Page, **named: str | None) -> Draft:
        draft, state = super().draft(page, **named), STATE.search(page.text)
        return draft.put("condition", Condition(grade="well_worn", raw=state[1]), "css", "i.state", state[1]) if state else draft
