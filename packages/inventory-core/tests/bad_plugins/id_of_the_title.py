"""Makes an id of the title, so that a thing whose title is mended becomes another one."""

from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Draft, Page, Yielded, page

BROKEN = "ids_are_the_sites"
ALSO = {"one_address_is_one_listing"}
SAID = ("['attic:a-brass-lamp']", "['attic:qwxzy']")


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        for one in super().item(page, id):
            if isinstance(one, Draft):
                slug = str(one.get("title")).lower().replace(" ", "-")
                draft = self.draft(page, listing_id=slug).put("title", one.get("title"), "css", "h1")
                yield draft.put("price", one.get("price"), "css", ".price")
