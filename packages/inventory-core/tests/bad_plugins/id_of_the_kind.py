"""Calls a thing otherwise on its own page than in a search."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "one_address_is_one_listing"


class Bad(Good):
    def draft(self, page: Page, *, listing_id: str | None = None, url: str | None = None) -> Draft:
        return super().draft(page, listing_id=f"card-{listing_id}" if url else listing_id, url=url)
