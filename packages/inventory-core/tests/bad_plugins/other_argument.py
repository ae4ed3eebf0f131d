"""The argument of the handler is not called as the group of the pattern is."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Page, Yielded, page

BROKEN = "handlers_take_what_patterns_give"
ALSO = {"yields_only_what_it_may"}


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, item_id: str) -> Iterator[Yielded]:
        return super().item(page, item_id)
