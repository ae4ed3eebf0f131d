"""Takes the title for an id."""

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "ids_are_the_sites"
SAID = ("an id without spaces", "'item no 7'")


class Bad(Good):
    def draft(self, page: Page, *, listing_id: str | None = None, url: str | None = None) -> Draft:
        return super().draft(page, listing_id="item no 7" if listing_id == "7" else listing_id, url=url)
