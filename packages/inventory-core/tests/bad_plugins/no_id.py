"""Gives no id."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "ids_are_the_sites"


class Bad(Good):
    def draft(self, page: Page, *, listing_id: str | None = None, url: str | None = None) -> Draft:
        return super().draft(page, url=url)
