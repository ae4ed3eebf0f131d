"""Depop, on a small page of our own that looks like the captured one, and on bodies in the forms of 2025 and 2026."""

import json
import re
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from inventory_core import Page, PageResult, Query, read_page
from inventory_scrapers.sites.depop import Depop

SEARCH = (files("inventory_scrapers") / "demo" / "pages" / "depop_search.html").read_text(encoding="utf-8")
SEARCH_URL = "https://www.depop.com/search/?q=denim+jacket"
BY_SLUG = "https://webapi.depop.com/presentation/api/v1/products/by-slug"
API = "https://www.depop.com/presentation/api/v1/search/products/"


def read(body: str | dict[str, Any], url: str = SEARCH_URL) -> PageResult:
    text = body if isinstance(body, str) else json.dumps(body)
    return read_page(Depop(), Page(text.encode(), url=url), keep_sellers=True)


def test_the_search_page() -> None:
    """The price is the seller's; with the buyer's fee it is the total; a reduced price has a former one."""
    result = read(SEARCH)
    assert (result.outcome, [note.code for note in result.notes]) == ("ok", ["more_results"])
    assert [(str(one.price), str(one.buyer_total), str(one.original_price)) for one in result.listings] == [
        ("40.00 USD", "42.60 USD", "None"),
        ("18.00 USD", "19.40 USD", "24.00 USD"),
        ("65.50 USD", "69.25 USD", "None"),
    ]
    first = result.listings[0]
    assert (first.listing_id, first.size, first.quantity, first.brand) == ("100000001", "M", 1, "Loomwell")
    assert first.url == "https://www.depop.com/products/quietloft-blue-denim-jacket-1a2b/"
    assert first.shipping is not None
    assert (str(first.shipping.cost), first.shipping.payer, first.shipping.from_region) == ("5.50 USD", "buyer", "US")


def test_there_is_no_title_to_show() -> None:
    """The search of 2025 has no description: the title is null, not the words of the address."""
    assert {listing.title for listing in read(SEARCH).listings} == {None}


def test_the_seller_is_approximate() -> None:
    """The name is the beginning of the address, and the listing says that it may be cut."""
    listing = read(SEARCH).listings[2]
    assert listing.seller is not None
    assert listing.seller.name == "oak_and_tin"
    assert [(warning.code, warning.field) for warning in listing.warnings] == [("seller_approximate", "seller.name")]


def test_cards_without_data_are_partial() -> None:
    """What one sees includes the fee, so that it is a total and no price; the page is not ok."""
    result = read(re.sub(r"<script>.*?</script>", "", SEARCH, flags=re.DOTALL))
    assert (result.outcome, len(result.listings)) == ("partial", 3)
    assert [(one.price, str(one.buyer_total and one.buyer_total.amount)) for one in result.listings] == [
        (None, "42.60"),
        (None, "19.40"),
        (None, "69.25"),
    ]
    assert {one.buyer_total.currency for one in result.listings if one.buyer_total} == {None}
    assert all(one.warnings[0].code == "price_includes_fee" for one in result.listings)


@pytest.mark.parametrize("name", ["products", "slug", "pricing", "final_price_key", "price_breakdown", "meta", "__next_f"])
def test_renamed_data_never_gives_a_wrong_value(name: str) -> None:
    """What is read is as it was, or the page is not ok."""
    right = {listing.url: (listing.price, listing.buyer_total) for listing in read(SEARCH).listings}
    result = read(SEARCH.replace(f'\\"{name}\\"', '\\"renamed\\"').replace(f"self.{name}", "self.renamed"))
    assert result.outcome in ("partial", "layout_changed")
    for listing in result.listings:
        price, total = right[listing.url]
        assert listing.price in (None, price)
        assert listing.buyer_total is None or total is None or listing.buyer_total.amount == total.amount


OBJECT = {
    "id": 100000009,
    "slug": "quietloft-wool-cardigan-9f8e",
    "description": "Grey wool cardigan\n\nHand washed, no holes.",
    "category_name": "Cardigans",
    "location": "GB",
    "status": "STATUS_ONSALE",
    "listed_quantity": 2,
    "attributes": {"condition": "used_excellent", "colour": ["grey", "blue"], "brand": "Fernhill", "gender": "unisex"},
    "sizes": [
        {"name": "S", "id": 3, "quantity": 1, "status": "STATUS_ONSALE"},
        {"name": "M", "id": 4, "quantity": 0, "status": "STATUS_SOLD"},
    ],
    "like_count": 7,
    "pictures": [
        {"formats": {"P0": {"url": "https://media-photos.depop.com/b1/1/9_0/P0.jpg", "width": 1280, "height": 1280},
                     "P4": {"url": "https://media-photos.depop.com/b1/1/9_0/P4.jpg", "width": 210, "height": 210}}}
    ],
    "pricing": {
        "currency": "GBP",
        "final_price_key": "original_price",
        "original_price": {
            "total_price": "31.90",
            "price_breakdown": {"price": {"amount": "28.00"}, "buyer_fee": {"amount": "0.90"}, "shipping": {"amount": "3.00"}},
        },
    },
}  # fmt: skip


def test_the_form_of_2026() -> None:
    """A description, whose first line is the title; condition, colours, sizes with their own state, likes."""
    result = read({"objects": [OBJECT], "meta": {"total_count": 1}, "page_info": {"has_more": False}}, API)
    (listing,) = result.listings
    assert (result.outcome, listing.title) == ("ok", "Grey wool cardigan")
    assert listing.evidence["title"].locator == "description"
    assert (str(listing.price), str(listing.buyer_total)) == ("28.00 GBP", "28.90 GBP")
    assert listing.shipping is not None
    assert (str(listing.shipping.cost), listing.shipping.from_region) == ("3.00 GBP", "GB")
    assert listing.condition is not None
    assert (listing.condition.grade, listing.condition.raw) == ("very_good", "used_excellent")
    assert (listing.color, listing.brand, listing.category) == (("grey", "blue"), "Fernhill", ("Cardigans",))
    assert (listing.likes, listing.quantity, listing.size) == (7, 2, None)
    assert [(one.attributes, one.availability) for one in listing.variants] == [
        ({"size": "S"}, "in_stock"),
        ({"size": "M"}, "sold"),
    ]
    assert [(image.url[-6:], image.width) for image in listing.images] == [("P0.jpg"[-6:], 1280)]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"pricing": {**OBJECT["pricing"], "final_price_key": "discounted_price"}}, "layout_changed"),  # type: ignore[dict-item]
        ({"slug": "../../etc"}, "layout_changed"),
        ({"id": None}, "layout_changed"),
        ({"status": "STATUS_SOLD"}, "ok"),
        ({"status": "SOMETHING_NEW"}, "ok"),
    ],
)
def test_products_that_are_not_sure(change: dict[str, Any], outcome: str) -> None:
    """Without id, address or a price of the seller's there is no listing; a status without a name is unknown."""
    result = read({"objects": [OBJECT | change], "meta": {}}, API)
    assert result.outcome == outcome
    if "status" in change:
        assert result.listings[0].availability == {"STATUS_SOLD": "sold"}.get(change["status"], "unknown")


@pytest.mark.parametrize(
    ("body", "url", "outcome"),
    [
        ({"objects": [], "meta": {"total_count": 0}}, API, "empty"),
        ({"products": [OBJECT], "meta": {"end": True}}, "https://webapi.depop.com/api/v1/shop/12/products/?limit=200", "ok"),
        ({"code": 9001, "message": "Deprecated endpoint"}, "https://webapi.depop.com/api/v3/search/products/", "layout_changed"),
        (
            OBJECT,
            "https://webapi.depop.com/presentation/api/v1/products/by-slug/quietloft-wool-cardigan-9f8e/edit-listing/",
            "ok",
        ),
        (OBJECT, "https://webapi.depop.com/presentation/api/v1/products/by-slug/another/", "layout_changed"),
    ],
)
def test_other_bodies(body: dict[str, Any], url: str, outcome: str) -> None:
    """A shop, one item, nothing found, and an endpoint that is gone."""
    result = read(body, url)
    assert (result.outcome, result.requests) == (outcome, ())


def flight(data: object) -> str:
    return f"<script>self.__next_f.push([1,{json.dumps('5:' + json.dumps(data) + chr(10))}])</script><p>text</p>"


def test_an_item_page() -> None:
    """Its own product, found by its address among others; else JSON-LD, with the doubt about the fee told."""
    url = "https://www.depop.com/products/quietloft-wool-cardigan-9f8e/"
    stream = flight(["$", {"similar": [{**OBJECT, "slug": "another", "id": 5}], "product": OBJECT}])
    (listing,) = read(stream, url).listings
    assert (listing.listing_id, str(listing.price)) == ("100000009", "28.00 GBP")
    product = {
        "@type": "Product",
        "name": "Cardigan",
        "offers": {"price": "45.00", "priceCurrency": "USD", "availability": "https://schema.org/InStock"},
    }
    (other,) = read(f'<script type="application/ld+json">{json.dumps(product)}</script>', url).listings
    assert (str(other.price), other.title, other.availability) == ("45.00 USD", "Cardigan", "in_stock")
    assert "fee_unknown" in [warning.code for warning in other.warnings]
    assert read("<p>something else</p>", url).outcome == "layout_changed"


def test_a_shop() -> None:
    """The same grid; the seller is known from the address of the shop."""
    result = read(SEARCH, "https://www.depop.com/quiet-loft/")
    assert (result.kind, {one.seller.name for one in result.listings if one.seller}) == ("shop", {"quiet-loft"})
    assert read(SEARCH, "https://www.depop.com/login/").outcome == "unsupported"


def test_addresses_of_searches() -> None:
    """The site's own names for prices, conditions and order."""
    query = Query(text="denim jacket", max_price=Decimal("50.5"), grades=("new",), sort="price_desc", filters={"gender": "male"})
    assert Depop().first_request(query).url == (
        "https://www.depop.com/search/?q=denim+jacket&priceMax=50.5&conditions=brand_new&sort=priceDescending&gender=male"
    )
