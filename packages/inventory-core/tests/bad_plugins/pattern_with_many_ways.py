"""Has a pattern that is tried at each digit of a number, to its end."""

import re
from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Yielded, page

BROKEN = "takes_time_as_the_page_grows"


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        re.search(r"\d+ euros", page.text)
        yield from super().item(page, id)
