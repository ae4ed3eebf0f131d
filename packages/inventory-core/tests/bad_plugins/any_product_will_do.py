"""Reads the product of any page that has one."""

import re
from collections.abc import Iterator

from bad_plugins.good import Good, euros
from inventory_core import Page, Yielded, page

BROKEN = "reads_nothing_from_a_foreign_page"


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        title = re.search(r"<h1[^>]*>([^<]+)</h1>", page.text)
        price = re.search(r'class="price">€([\d.]+)<', page.text)
        if title and price:
            draft = self.draft(page, listing_id=id).put("title", title[1], "css", "h1")
            yield draft.put("price", euros(price[1]), "css", ".price")
