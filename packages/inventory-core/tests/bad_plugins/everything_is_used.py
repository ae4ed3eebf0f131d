"""Says of each thing that it was used, since most things of this marketplace were, and quotes nothing for it."""

from bad_plugins.good import Good
from inventory_core import Condition, Draft, Page

BROKEN = "quotes_are_of_the_page"
SAID = ("a text of the page", """'{"grade":"used"}'""")


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("condition", Condition(grade="used"), "css", "li.card")
