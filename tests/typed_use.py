"""What a type checker tells a user of the packages; the session `types` checks this file, nothing runs it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_type

from inventory_core import Empty, Fetcher, Listing, Money, Outcome, Page, PageResult, Query, Registry, Request, Scraper, page
from inventory_scrapers import parse, scrape, search
from inventory_scrapers.fetch import PoliteFetcher


class Acme(Scraper):
    """Handlers keep their own signature under @page."""

    name = "acme"
    hosts = ("acme.example",)

    def search(self, query: Query) -> Request:
        """A request."""
        assert_type(query.min_price, Decimal | None)
        return Request(url="https://acme.example/search")

    @page(r"/item/(?P<id>\d+)")
    def item(self, page: Page, id: str) -> Iterator[Listing | Empty]:
        """A listing."""
        yield Listing(source=self.name, listing_id=id, price=Money(amount=Decimal("1.50"), currency="USD"))


def use(acme: Acme, seen: Page) -> None:
    """Every value that the packages hand out has its type."""
    result = parse(b"", url="https://acme.example/item/1")
    assert_type(result, PageResult)
    assert_type(result.outcome, Outcome)
    for listing in result.listings:
        assert_type(listing, Listing)
        assert_type(listing.price, Money | None)
    assert_type(next(iter(scrape("https://acme.example/"))), Listing)
    assert_type(next(iter(search("acme", "lamp"))), Listing)
    assert_type(acme.item(seen, "1"), Iterator[Listing | Empty])
    assert_type(Registry().scraper_for("https://acme.example/"), Scraper)
    fetcher: Fetcher = PoliteFetcher()
    assert_type(fetcher.fetch(Request(url="https://acme.example/"), None), Page)  # type: ignore[arg-type]
