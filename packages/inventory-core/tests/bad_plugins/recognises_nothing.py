"""Reads no item, and was recorded so."""

from collections.abc import Iterator

from bad_plugins.good import PAGES as ALL
from bad_plugins.good import Good
from inventory_core import Page, Yielded, page

BROKEN = "has_a_case"
PAGES = {name: found for name, found in ALL.items() if name != "item-gone"}
PAGES["item"] = (ALL["item"][0], ALL["item"][1].replace("<script>var shown = true;</script>", ""))


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        yield from ()
