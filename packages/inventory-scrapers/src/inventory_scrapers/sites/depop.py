"""Depop: searches, shops and items, and bodies of its API that someone supplies.

A search page holds its data in the React stream; shops and items are not known from captures, so what is not sure there is
`layout_changed`. The next part of a list is had by the private API alone, which is never called: a note tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from inventory_core import Page, Query, Request, Scraper, UnsupportedQuery, Yielded, page
from inventory_scrapers.sites import depop_pages as pages
from inventory_scrapers.sites.depop_api import read_body, read_one_body
from inventory_scrapers.sites.depop_product import GRADES

SORTS = {"relevance": "relevance", "newest": "newlyListed", "price_asc": "priceAscending", "price_desc": "priceDescending"}
NO_SHOPS = "search|products|category|brands|theme|explore|login|signup|sell|about|help|messages|settings|api|presentation"


class Depop(Scraper):
    """www.depop.com, and bodies of webapi.depop.com."""

    name = "depop"
    hosts = ("www.depop.com", "depop.com", "webapi.depop.com")
    search_options = frozenset({"min_price", "max_price", "grades", "sort", "filters"})

    def search(self, query: Query) -> Request:
        """A public search page; prices in the currency of the visitor's country, `filters` by the site's names ("brands")."""
        params = {"q": query.text}
        if query.min_price is not None:
            params["priceMin"] = f"{query.min_price:f}"
        if query.max_price is not None:
            params["priceMax"] = f"{query.max_price:f}"
        if query.grades:
            params["conditions"] = ",".join(self._conditions(query))
        if query.sort:
            params["sort"] = SORTS[query.sort]
        return Request(url=f"https://www.depop.com/search/?{urlencode(params | query.filters)}")

    def _conditions(self, query: Query) -> list[str]:
        names = {grade: name for name, grade in GRADES.items()}
        if unknown := set(query.grades) - set(names):
            raise UnsupportedQuery(f"{self.name} has no condition that is {', '.join(sorted(unknown))}")
        return [names[grade] for grade in query.grades]

    @page(r"/search/?")
    def results(self, page: Page) -> Iterator[Yielded]:
        """A grid of results."""
        return pages.read_grid(self, page)

    @page(r"/products/(?P<slug>[\w.-]+)/?", experimental=True)
    def item(self, page: Page, slug: str) -> Iterator[Yielded]:
        """The page of one item."""
        return pages.read_item(self, page, slug)

    @page(rf"/(?!(?:{NO_SHOPS})/?$)(?P<shop>[\w.-]+)/?", host="www.depop.com", experimental=True)
    def shop(self, page: Page, shop: str) -> Iterator[Yielded]:
        """What one seller has."""
        return pages.read_grid(self, page, seller=shop)

    @page(r"/presentation/api/v\d/search/products/?", experimental=True)
    @page(r"/api/v\d/search/products/?", kind="api_old_search", experimental=True)
    def api_search(self, page: Page) -> Iterator[Yielded]:
        """An API body: search results, in the form of 2025 or of 2026."""
        return read_body(self, page)

    @page(r"/api/v\d/shop/(?P<shop>\d+)/products/?", experimental=True)
    def api_shop(self, page: Page, shop: str) -> Iterator[Yielded]:
        """An API body: what one seller has."""
        return read_body(self, page, seller_id=shop)

    @page(r"/presentation/api/v\d/products/by-slug/(?P<slug>[\w.-]+)/(?:edit-listing/?)?", experimental=True)
    def api_item(self, page: Page, slug: str) -> Iterator[Yielded]:
        """An API body: one item."""
        return read_one_body(self, page, slug)
