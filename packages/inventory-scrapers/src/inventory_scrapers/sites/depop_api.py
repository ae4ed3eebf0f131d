"""Bodies of Depop's API that someone supplies, and the lists of products that its pages hold in the same form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from inventory_core import Empty, LayoutChanged, Note, Page, Scraper, Yielded, look_up
from inventory_scrapers.sites.depop_product import read_product
from inventory_scrapers.toolkit.cards import read_cards


def rows_of(data: Any) -> list[Any] | None:
    """The products of an answer, which calls them "products" (2025) or "objects" (2026); null where it has neither."""
    for name in ("objects", "products"):
        if isinstance(rows := look_up(data, name), list):
            return rows
    return None


def read_body(scraper: Scraper, page: Page, *, seller_id: str | None = None) -> Iterator[Yielded]:
    """A body with a list of products."""
    data = page.data if look_up(page.data, "data") is None else look_up(page.data, "data")
    rows = rows_of(data)
    if rows is None:
        raise LayoutChanged(f"the body has no list of products: {str(look_up(page.data, 'message'))[:80]}")
    if look_up(data, "meta.has_more") or look_up(data, "page_info.has_more") or look_up(data, "meta.end") is False:
        yield Note(code="more_results", message="there are more than this body has")
    yield from read_rows(scraper, page, rows, "api", seller_id=seller_id)


def read_one_body(scraper: Scraper, page: Page, slug: str) -> Iterator[Yielded]:
    """A body with one product, which is that of the address."""
    data = page.data if look_up(page.data, "data") is None else look_up(page.data, "data")
    if look_up(data, "slug") != slug:
        raise LayoutChanged("the body is not the product of its address")
    yield from read_rows(scraper, page, [data], "api")


def read_rows(scraper: Scraper, page: Page, rows: list[Any], origin: str, **seller: str | None) -> Iterator[Yielded]:
    """A listing for each product; `seller_id` or `seller_name` where the page is one seller's."""
    if not rows:
        yield Empty()
    yield from read_cards(rows, partial(read_product, scraper, page, origin=origin, **seller), what="products")
