"""Mercari US: tiles of searches, sellers and the home page, items, and bodies of its API that someone supplies.

Tiles, the empty search and the home page were seen in captures; items, sellers and API bodies are known from other people's
clients only, so what is not sure there is `layout_changed`. The API is never called.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from inventory_core import Page, Query, Request, Scraper, UnsupportedQuery, Yielded, page
from inventory_scrapers.sites.mercari_us_api import CONDITIONS, read_body
from inventory_scrapers.sites.mercari_us_pages import read_item, read_tiles

SORTS = {"relevance": "0", "newest": "2"}


class MercariUS(Scraper):
    """www.mercari.com, pages and API bodies."""

    name = "mercari-us"
    hosts = ("www.mercari.com", "mercari.com")
    search_options = frozenset({"min_price", "max_price", "currency", "grades", "sold", "sort", "filters"})

    def search(self, query: Query) -> Request:
        """A public search page; its address holds prices in cents. `filters` by the site's names ("brandIds", ...)."""
        if query.currency not in (None, "USD"):
            raise UnsupportedQuery(f"{self.name} searches in US dollars, not in {query.currency}")
        if query.sort not in (None, *SORTS):
            raise UnsupportedQuery(f"{self.name} cannot sort by {query.sort}")
        params = {"keyword": query.text, "itemStatuses": "2" if query.sold else "1"}
        if query.min_price is not None:
            params["minPrice"] = str(int(query.min_price * 100))
        if query.max_price is not None:
            params["maxPrice"] = str(int(query.max_price * 100))
        if query.grades:
            params["itemConditions"] = "-".join(self._condition_ids(query))
        if query.sort:
            params["sortBy"] = SORTS[query.sort]
        return Request(url=f"https://www.mercari.com/search/?{urlencode(params | query.filters)}")

    def _condition_ids(self, query: Query) -> list[str]:
        ids = {grade: str(number) for number, grade in enumerate(CONDITIONS.values(), start=1)}
        if unknown := set(query.grades) - set(ids):
            raise UnsupportedQuery(f"{self.name} has no condition that is {', '.join(sorted(unknown))}")
        return [ids[grade] for grade in query.grades]

    @page(r"/search/?", kind="search")
    @page(r"/", kind="home")
    def tiles(self, page: Page) -> Iterator[Yielded]:
        """A grid of tiles."""
        return read_tiles(self, page)

    @page(r"(?:/us)?/u/(?P<seller>[^/]+)/?", experimental=True)
    def seller(self, page: Page, seller: str) -> Iterator[Yielded]:
        """What one seller has."""
        return read_tiles(self, page, seller=seller)

    @page(r"/us/item/(?P<id>m\d+)/?", experimental=True)
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        """The page of one item."""
        return read_item(self, page, id)

    @page(r"/v1/api/?", experimental=True)
    def api(self, page: Page) -> Iterator[Yielded]:
        """An API body: a search, an item, or the items of a seller."""
        return read_body(self, page)
