"""Says of every item that it is in stock, also where the page's markup says that it is not."""

from collections.abc import Iterator

from bad_plugins.good import ITEM, PAGES, Good
from inventory_core import Draft, Page, Yielded, page

BROKEN = "agrees_with_markup"
ALSO = {"quotes_are_of_the_page"}
SAID = ("outofstock, as its markup says, or a warning", "in_stock")


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        for draft in super().item(page, id):
            yield draft.put("availability", "in_stock", "css", "h1") if isinstance(draft, Draft) else draft


SOLD = '<link itemprop="availability" href="https://schema.org/OutOfStock">'
PAGES = {**PAGES, "item": (PAGES["item"][0], ITEM.replace("</body>", f"{SOLD}</body>"))}
