"""Makes the next page of the number of this one, whether or not there is one."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Request, Yielded, page

BROKEN = "pages_end"
ALSO = {"reads_no_wrong_value_from_another_layout", "reads_nothing_from_an_emptied_page"}


class Bad(Good):
    @page(r"/search", host="attic.example")
    def results(self, page: Page) -> Iterator[Yielded]:
        yield from super().results(page)
        yield Request(url=f"https://attic.example/search?q=old&p={int(page.params.get('p', 1)) + 1}", role="next")
