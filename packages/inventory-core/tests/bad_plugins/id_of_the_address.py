"""Makes the id of the whole address, so that a link from a mail leads to another listing."""

import hashlib

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "ids_are_the_sites"
ALSO = {"one_address_is_one_listing"}


class Bad(Good):
    def draft(self, page: Page, *, listing_id: str | None = None, url: str | None = None) -> Draft:
        made = hashlib.sha256((page.url or "").encode()).hexdigest()[:8] + str(listing_id)
        return super().draft(page, listing_id=made, url=url)
