"""Mercari US, on small pages of our own: tiles look like the captured ones, items and API bodies like what clients describe."""

import json
from decimal import Decimal
from typing import Any

import pytest

from inventory_core import Page, PageResult, Query, UnsupportedQuery, read_page
from inventory_scrapers.sites.mercari_us import MercariUS
from inventory_scrapers.sites.mercari_us_pages import brand_of


def read(body: str | dict[str, Any], url: str = "https://www.mercari.com/search/?keyword=x") -> PageResult:
    text = body if isinstance(body, str) else json.dumps(body)
    return read_page(MercariUS(), Page(text.encode(), url=url), keep_sellers=True)


def tile(id: str, title: str, alt: str, price: str, *, cents: str | None = None, status: str = "on_sale") -> str:
    return (
        f'<div id="{id}" data-itemprice="{cents}" data-itemstatus="{status}">'
        f'<a data-testid="ProductThumbWrapper" itemprop="url" href="/us/item/{id}/?ref=Personalized%20timeline">'
        f'<img alt="{alt}" title="{title}" src="https://u-mercari-images.mercdn.net/thumb/photos/{id}_1.jpg?width=240">'
        f'<p data-testid="ItemPrice">{price}</p></a></div>'
    )


GRID = (
    '<span data-testid="SearchResultCount">(2 results)</span><div>'
    + tile("m10000000001", "Loomwell Blue Scarf", "Blue Scarf - Loomwell", "$1,250.00", cents="125000")
    + tile("m10000000002", "Scarf - hand knit", "Scarf - hand knit", "$8.50", cents="850", status="sold_out")
    + "</div>"
)


def test_tiles() -> None:
    """The full title, the price in dollars and cents, the brand from the other text, the state of the frame."""
    result = read(GRID)
    first, second = result.listings
    assert (result.outcome, result.kind, [request.role for request in result.requests]) == ("ok", "search", ["detail"] * 2)
    assert (first.title, first.brand, str(first.price)) == ("Loomwell Blue Scarf", "Loomwell", "1250.00 USD")
    assert first.url == "https://www.mercari.com/us/item/m10000000001/"
    assert (second.title, second.brand, second.availability) == ("Scarf - hand knit", None, "sold")
    assert first.warnings == second.warnings == ()


@pytest.mark.parametrize(
    ("title", "alt", "brand"),
    [
        ("Kestrel Black Tote", "Black Tote - Kestrel", "Kestrel"),
        ("Black kestrel Tote", "Black Tote - Kestrel", "Kestrel"),
        ("Black Tote", "Black Tote - Kestrel", "Kestrel"),
        ("Black - Tote", "Black - Tote", None),
        ("Black Tote", "Black Tote", None),
        ("Black Tote", "", None),
        ("A bag", "Another thing - Kestrel", None),
    ],
)
def test_the_brand_is_what_alt_has_and_title_need_not(title: str, alt: str, brand: str | None) -> None:
    """A hyphen of the title's own makes no brand."""
    assert brand_of(title, alt) == brand


def test_prices_that_disagree_are_told() -> None:
    """What is shown wins; the cents of the frame stay visible."""
    (listing, _) = read(GRID.replace('"125000"', '"120000"')).listings
    assert (str(listing.price), [warning.code for warning in listing.warnings]) == ("1250.00 USD", ["price_conflict"])


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ('<span data-testid="SearchResultCount">(0 results)</span>', "empty"),
        ('<div data-testid="ZeroStateSearch">No results found</div>' + GRID, "empty"),
        ('<span data-testid="SearchResultCount">(1,204 results)</span><div></div>', "needs_rendering"),
        ("<p>something else</p>", "layout_changed"),
        ("<title>Just a moment...</title>", "blocked"),
        (GRID.replace("ItemPrice", "Renamed"), "layout_changed"),
        (GRID.replace("ItemPrice", "Renamed", 1), "partial"),
        (GRID.replace("$8.50", "8,50 zł"), "partial"),
        (GRID.replace("ProductThumbWrapper", "Renamed"), "needs_rendering"),
    ],
)
def test_other_pages(body: str, outcome: str) -> None:
    """Empty, not filled yet, not recognised and challenged are told apart; a tile without a price is not passed over."""
    assert read(body).outcome == outcome


def test_the_next_page_is_followed_where_the_page_links_one() -> None:
    """Else there is none: the search fills from the private API."""
    linked = read('<link rel="next" href="/search/?keyword=x&page=2">' + GRID)
    assert [request.url for request in linked.requests if request.role == "next"] == [
        "https://www.mercari.com/search/?keyword=x&page=2"
    ]


def test_a_seller() -> None:
    """The tiles of one seller have that seller's name."""
    result = read(GRID, "https://www.mercari.com/u/knitter_1/")
    assert (result.kind, {listing.seller.name for listing in result.listings if listing.seller}) == ("seller", {"knitter_1"})


ITEM_URL = "https://www.mercari.com/us/item/m10000000001/"
ITEM = (
    '<link rel="canonical" href="https://www.mercari.com/us/item/m10000000001/"><h1 data-testid="ItemName">Blue Scarf</h1>'
    '<p data-testid="ItemPrice">$24.00</p><p data-testid="ItemDetailsCondition">Like new</p>'
    + tile("m10000000009", "Another", "Another", "$1.00")
)


def test_an_item() -> None:
    """Name, price and condition by the test ids that clients use; the tiles below are other items."""
    result = read(ITEM, ITEM_URL)
    (listing,) = result.listings
    assert (listing.title, str(listing.price)) == ("Blue Scarf", "24.00 USD")
    assert listing.condition is not None
    assert (listing.condition.grade, listing.condition.raw) == ("like_new", "Like new")


@pytest.mark.parametrize("name", ["ItemName", "ItemPrice"])
def test_an_item_that_is_not_sure_is_no_listing(name: str) -> None:
    """Without a name, or without one price of its own, the layout has changed."""
    assert read(ITEM.replace(name, "Renamed", 1), ITEM_URL).outcome == "layout_changed"
    assert read(ITEM, ITEM_URL.replace("m10000000001", "m10000000002")).outcome == "layout_changed"


ROW = {
    "id": "m10000000003",
    "name": "Wool Hat",
    "status": "on_sale",
    "price": 1999,
    "originalPrice": 2500,
    "photos": [{"imageUrl": "https://u-mercari-images.mercdn.net/photos/m10000000003_1.jpg"}],
    "seller": {"sellerId": 123},
    "brand": {"name": "Loomwell"},
    "itemCondition": {"name": "Good"},
    "itemCategory": {"name": "Hats"},
}
API = "https://www.mercari.com/v1/api"


@pytest.mark.parametrize(
    "data", [{"search": {"itemsList": [ROW]}}, {"userItems": {"items": [ROW], "hasMore": False}}, {"item": ROW}]
)
def test_bodies_of_the_api(data: dict[str, Any]) -> None:
    """Prices are in cents, in all three kinds."""
    result = read({"data": data}, API)
    (listing,) = result.listings
    assert (result.outcome, str(listing.price), str(listing.original_price)) == ("ok", "19.99 USD", "25.00 USD")
    assert (listing.availability, listing.brand, listing.category) == ("in_stock", "Loomwell", ("Hats",))
    assert listing.condition is not None
    assert listing.condition.grade == "good"
    assert result.requests == ()


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ({"data": {"search": {"itemsList": []}}}, "empty"),
        ({"data": {"item": None}, "errors": [{"message": "Item not found"}]}, "not_found"),
        ({"data": {"item": None}, "errors": [{"message": "unauthorized"}]}, "layout_changed"),
        ({"errors": [{"message": "PersistedQueryNotFound"}]}, "layout_changed"),
        ({"data": {"search": {"itemsList": [{"id": "m10000000003"}]}}}, "layout_changed"),
    ],
)
def test_other_bodies(body: dict[str, Any], outcome: str) -> None:
    """An error is neither an empty result nor a missing item."""
    assert read(body, API).outcome == outcome


def test_what_was_never_captured_is_experimental() -> None:
    """Items, sellers and API bodies; the search and the home page were seen."""
    assert {kind.name: kind.experimental for kind in MercariUS.page_kinds} == {
        "search": False,
        "home": False,
        "seller": True,
        "item": True,
        "api": True,
    }


def test_addresses_of_searches() -> None:
    """The site's address has prices in cents."""
    query = Query(text="blue scarf", min_price=Decimal("12.50"), grades=("new", "good"), sort="newest", sold=True)
    assert MercariUS().first_request(query).url == (
        "https://www.mercari.com/search/?keyword=blue+scarf&itemStatuses=2&minPrice=1250&itemConditions=1-3&sortBy=2"
    )
    with pytest.raises(UnsupportedQuery, match="sort"):
        MercariUS().first_request(Query(text="x", sort="price_asc"))
