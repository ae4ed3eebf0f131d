"""Takes the title of the document, which names the site, for that of the thing."""

import re
from collections.abc import Iterator

from bad_plugins.good import Good
from inventory_core import Draft, Page, Yielded, page

BROKEN = "titles_are_of_the_thing"
SAID = ("'A brass lamp'", "'A brass lamp - Attic'")


class Bad(Good):
    @page(r"/item/(?P<id>\d+)", host="attic.example")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        found = re.search("<title>([^<]+)</title>", page.text)
        for one in super().item(page, id):
            yield one.listing().model_copy(update={"title": found[1]}) if isinstance(one, Draft) and found else one
