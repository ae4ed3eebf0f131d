"""Mercari JP: items, Mercari Shops, searches, sellers and the home page, and bodies of its API that someone supplies.

Pages fetched without their scripts hold a title, a price and one picture of an item, and nothing of a search: those are
`partial` and `needs_rendering`. The API is never called.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from inventory_core import Page, Query, Request, Scraper, Unsupported, UnsupportedQuery, Yielded, page
from inventory_scrapers.sites import mercari_jp_api as api
from inventory_scrapers.sites.mercari_jp_grid import read_grid
from inventory_scrapers.sites.mercari_jp_item import read_item
from inventory_scrapers.sites.mercari_jp_words import CONDITIONS, HOST

PAGES = "jp.mercari.com"
API = "api.mercari.jp"
EDITION = r"(?:/(?:en|ja|zh-TW))?"
SORTS = {
    "relevance": {},
    "newest": {"sort": "created_time", "order": "desc"},
    "price_asc": {"sort": "price", "order": "asc"},
    "price_desc": {"sort": "price", "order": "desc"},
}


class MercariJP(Scraper):
    """jp.mercari.com, and bodies of api.mercari.jp."""

    name = "mercari-jp"
    hosts = (PAGES, API)
    search_options = frozenset({"min_price", "max_price", "currency", "grades", "sold", "sort", "filters"})

    def search(self, query: Query) -> Request:
        """A public search page; prices in whole yen, `filters` by the site's names ("category_id", "brand_id", ...)."""
        if query.currency not in (None, "JPY"):
            raise UnsupportedQuery(f"{self.name} searches in yen, not in {query.currency}")
        params = {"keyword": query.text, "status": "sold_out|trading" if query.sold else "on_sale"}
        if query.min_price is not None:
            params["price_min"] = str(int(query.min_price))
        if query.max_price is not None:
            params["price_max"] = str(int(query.max_price))
        if query.grades:
            params["item_condition_id"] = ",".join(self._condition_ids(query))
        params |= SORTS[query.sort or "relevance"] | query.filters
        return Request(url=f"{HOST}/search?{urlencode(params)}")

    def _condition_ids(self, query: Query) -> list[str]:
        ids = {grade: number for number, (_, grade) in CONDITIONS.items()}
        if unknown := set(query.grades) - set(ids):
            raise UnsupportedQuery(f"{self.name} has no condition that is {', '.join(sorted(unknown))}")
        return [ids[grade] for grade in query.grades]

    @page(EDITION + r"/item/(?P<id>m\d+)/?", host=PAGES)
    @page(EDITION + r"/shops/product/(?P<id>[0-9A-Za-z]+)/?", host=PAGES, kind="shops_item", experimental=True)
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        """The page of one item."""
        return read_item(self, page, id)

    @page(EDITION + r"/search/?", host=PAGES)
    @page(EDITION + r"/s/\d+/?", host=PAGES, kind="saved_search")
    def results(self, page: Page) -> Iterator[Yielded]:
        """A grid of results."""
        return read_grid(self, page)

    @page(EDITION + r"/?", host=PAGES, experimental=True)
    def home(self, page: Page) -> Iterator[Yielded]:
        """The home page."""
        return read_grid(self, page)

    @page(EDITION + r"/user/profile/(?P<seller>\d+)/?", host=PAGES, experimental=True)
    def seller(self, page: Page, seller: str) -> Iterator[Yielded]:
        """What one seller has."""
        return read_grid(self, page, seller=seller)

    @page(r"/v2/entities:search", host=API)
    def api_search(self, page: Page) -> Iterator[Yielded]:
        """An API body: search results."""
        return api.read_search(self, page)

    @page(r"/items/get", host=API)
    def api_item(self, page: Page) -> Iterator[Yielded]:
        """An API body: one item."""
        return api.read_item(self, page)

    @page(r"/items/get_items", host=API)
    def api_seller_items(self, page: Page) -> Iterator[Yielded]:
        """An API body: items of a seller."""
        return api.read_seller_items(self, page)

    @page(r"/users/get_profile", host=API)
    def api_profile(self, page: Page) -> Iterator[Yielded]:
        """An API body: a seller, without listings."""
        api.check(page)
        raise Unsupported("a profile has no listings")
