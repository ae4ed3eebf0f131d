"""Takes the first price of the page for that of the item."""

import re
from collections.abc import Iterator

from bad_plugins.good import CANONICAL, ITEM, PAGES, Good, euros
from inventory_core import Page, Yielded, page

BROKEN = "reads_no_wrong_value_from_another_layout"


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        canonical, prices = CANONICAL.search(page.text), re.findall(r'<b class="[a-z]+">€([\d.]+)</b>', page.text)
        if canonical and canonical[1].endswith(f"/item/{id}") and prices:
            yield self.draft(page, listing_id=id).put("price", euros(prices[0]), "css", "b", prices[0])


PAGES = {**PAGES, "item": (PAGES["item"][0], ITEM.replace("</body>", '<p>With it goes</p><b class="price">€9.00</b></body>'))}
