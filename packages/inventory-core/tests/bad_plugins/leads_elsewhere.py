"""Gives listings the address of somebody who counts clicks."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "addresses_are_absolute"


class Bad(Good):
    def draft(self, page: Page, *, listing_id: str | None = None, url: str | None = None) -> Draft:
        return super().draft(page, listing_id=listing_id, url=f"https://clicks.example/?to={listing_id}")
