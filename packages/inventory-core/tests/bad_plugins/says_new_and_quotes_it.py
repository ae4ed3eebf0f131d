"""Gives every item one condition, with words of its own as what the page says."""

from collections.abc import Iterator

from bad_plugins.good import ITEM, PAGES, Good
from inventory_core import Condition, Draft, Page, Yielded, page

BROKEN = "quotes_are_of_the_page"
SAID = ("a text of the page", "'Brand new'")


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        for draft in super().item(page, id):
            new = Condition(grade="new", raw="Brand new")
            yield draft.put("condition", new, "css", ".state", "Brand new") if isinstance(draft, Draft) else draft


PAGES = {**PAGES, "item": (PAGES["item"][0], ITEM.replace('<i class="state">Worn</i>', ""))}
