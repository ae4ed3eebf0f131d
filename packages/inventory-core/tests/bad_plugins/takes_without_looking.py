"""Takes it for granted that what it reads is there."""

import re
from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Yielded, page

BROKEN = "reads_no_wrong_value_from_a_cut_page"
ALSO = {"reads_no_wrong_value_from_another_layout", "reads_nothing_from_a_foreign_page"}


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        title = page.text.split('<h1 class="name">')[1].split("<")[0] if "<h1" in page.text and "gone" not in page.text else ""
        if title:
            assert re.search('class="price">[^<]+</b>', page.text), "no price"
        yield from super().item(page, id)
