"""Says of each item what the one that was recorded costs."""

from collections.abc import Iterator

from bad_plugins.good import ITEM, PAGES, Good, euros
from inventory_core import Draft, Page, Yielded, page

BROKEN = "prices_are_read"
SAID = ("another amount, or null", "1250.00 EUR")


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        for one in super().item(page, id):
            if isinstance(one, Draft):
                draft = self.draft(page, listing_id=id).put("title", one.get("title"), "css", "h1")
                yield draft.put("price", euros("1250.00"), "css", ".price", "€1250.00")


PAGES = {**PAGES, "item": (PAGES["item"][0], ITEM.replace('<i class="state">Worn</i>', ""))}
