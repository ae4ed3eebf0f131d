"""What product markup means: which of several amounts is the price, and texts that were written for HTML."""

from __future__ import annotations

import json
from typing import Any

import pytest

from inventory_core import Listing, Outcome, Page, read_page
from inventory_scrapers.generic import Generic

OFFER = {"@type": "Offer", "price": "12.50", "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}
PRODUCT = {"@context": "https://schema.org", "@type": "Product", "name": "Blue Mug", "offers": OFFER}


def only(*markup: Any, body: str = "<h1>Blue Mug</h1>") -> Listing:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in markup)
    html = f"<html lang=en><head><title>Blue Mug</title>{scripts}</head><body>{body}</body></html>"
    result = read_page(Generic(), Page(body=html.encode(), url="https://shop.example/p/blue-mug", status=200))
    assert result.outcome is Outcome.OK, result.message
    (listing,) = result.listings
    return listing


def price_of(**offer: Any) -> str:
    listing = only({**PRODUCT, "offers": {"@type": "Offer", "availability": "InStock", **offer}})
    assert listing.price is not None
    return str(listing.price)


PLAIN = {"@type": "PriceSpecification", "price": "12.50", "priceCurrency": "EUR"}


@pytest.mark.parametrize(
    "other",
    [
        {"@type": "DeliveryChargeSpecification", "price": "4.90", "priceCurrency": "EUR"},
        {"@type": "PaymentChargeSpecification", "price": "1.00", "priceCurrency": "EUR"},
        {"@type": "UnitPriceSpecification", "price": "1.05", "priceCurrency": "EUR", "billingDuration": 12},
        {"@type": "UnitPriceSpecification", "price": "10", "priceCurrency": "EUR", "validForMemberTier": {"@id": "#gold"}},
        {"@type": "PriceSpecification", "price": "10.50", "priceCurrency": "EUR", "valueAddedTaxIncluded": False},
        {"@type": "UnitPriceSpecification", "price": "9", "priceCurrency": "EUR", "priceType": "https://schema.org/InvoicePrice"},
        {"@type": "UnitPriceSpecification", "price": "20", "priceCurrency": "EUR", "priceType": "https://schema.org/ListPrice"},
    ],
)
def test_of_several_specifications_the_price_is_what_everyone_pays(other: dict[str, Any]) -> None:
    """Charges for delivery, parts, prices for members, before tax or of other kinds are not the price, also if first."""
    assert price_of(priceSpecification=[other, PLAIN]) == "12.50 EUR"


def test_a_price_in_an_object_of_its_own() -> None:
    """The price may stand in an object in the place of the number."""
    assert price_of(price=PLAIN, priceCurrency="EUR") == "12.50 EUR"


@pytest.mark.parametrize(
    "markup",
    [
        {**OFFER, "itemOffered": {"@type": "Product", "name": "Blue Mug"}},
        {"@type": "Organization", "makesOffer": {**OFFER, "itemOffered": {"@type": "Product", "name": "Blue Mug"}}},
        {"@graph": [{"@type": "Product", "@id": "#p", "name": "Blue Mug"}, {**OFFER, "itemOffered": {"@id": "#p"}}]},
    ],
)
def test_an_offer_may_stand_around_what_it_offers(markup: dict[str, Any]) -> None:
    """An offer that names the product as its item is the product's."""
    listing = only(markup)
    assert (str(listing.price), listing.availability) == ("12.50 EUR", "in_stock")


def test_the_price_is_that_of_an_offer_that_can_be_bought() -> None:
    """Where the first variant is sold out, price and availability are those of one that is not."""
    sold_out = {**OFFER, "price": "9.00", "availability": "OutOfStock"}
    variants = [{"@type": "Product", "name": f"Blue Mug {size}", "offers": one} for size, one in (("S", sold_out), ("L", OFFER))]
    listing = only({"@type": "ProductGroup", "name": "Blue Mug", "hasVariant": variants})
    assert (str(listing.price), listing.availability) == ("12.50 EUR", "in_stock")


def test_texts_of_markup_are_plain() -> None:
    """Entities and tags that stand in JSON become what a visitor reads: a letter, a line."""
    text = "&lt;p&gt;For milk &amp;amp; tea&lt;/p&gt;<ul><li>4 < 5</li></ul>"
    listing = only({**PRODUCT, "name": "Mug &amp; Saucer", "brand": "O&#039;Neill", "description": text}, body="")
    assert (listing.title, listing.brand) == ("Mug & Saucer", "O'Neill")
    assert (listing.description or "").split("\n")[0] == "For milk & tea"
    assert "<" not in (listing.description or "").replace("4 < 5", "")


@pytest.mark.parametrize(
    ("written", "brand"),
    [(r'"Caf\u00e9"', "Café"), (r'"Potter \u0026 Sons"', "Potter & Sons"), (r"'O\'Neill'", "O'Neill"), ('"A &amp; B"', "A & B")],
)
def test_texts_of_scripts_are_plain(written: str, brand: str) -> None:
    """Escapes of scripts, in either kind of quotes, become the letters that they stand for."""
    quote = written[0]
    data = "{name:'Blue Mug',brand:%s,sku:'BM-1'}".replace("'", quote) % written
    listing = only(body=f"<h1>Blue Mug</h1><b class=price>$12.50</b><button>Add to cart</button><script>push({data})</script>")
    assert (listing.brand, listing.identifiers.sku) == (brand, "BM-1")
