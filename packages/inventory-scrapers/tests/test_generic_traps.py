"""Pages of our own making, one for each way in which a shop's page misleads a reader."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from inventory_core import Listing, Outcome, Page, PageResult, read_page
from inventory_scrapers.generic import Generic


def read(html: str, url: str | None = "https://shop.example/p/blue-mug") -> PageResult:
    body = (
        html if "<html" in html else f"<html lang='en-US'><head><title>Blue Mug | Potter</title></head><body>{html}</body></html>"
    )
    return read_page(Generic(), Page(body=body.encode(), url=url, status=200))


def only(html: str, url: str | None = "https://shop.example/p/blue-mug") -> Listing:
    result = read(html, url)
    assert result.outcome is Outcome.OK, result.message
    (listing,) = result.listings
    return listing


def amount(listing: Listing) -> str:
    assert listing.price is not None
    return str(listing.price.amount)


BUTTON = "<button>Add to cart</button>"
CANDLE = "<p>Gift wrap</p><p>Candle <span>$9.00</span></p>"


def test_bare_page() -> None:
    """A page without any markup gives title, price, currency, stock, SKU, GTIN and brand from its text, each with evidence."""
    listing = only(
        f"""<h1>Blue Mug</h1><p>Brand: Potter &amp; Sons</p><div class=price>$12.50</div>{BUTTON}
        <dl><dt>SKU</dt><dd>BM-100</dd><dt>EAN</dt><dd>4006381333931</dd><dt>Model number</dt><dd>M 7</dd></dl>"""
    )
    assert (listing.title, amount(listing), listing.price and listing.price.currency) == ("Blue Mug", "12.50", "USD")
    assert (listing.availability, listing.brand) == ("in_stock", "Potter & Sons")
    assert (listing.identifiers.sku, listing.identifiers.gtin, listing.identifiers.mpn) == ("BM-100", "4006381333931", "M 7")
    assert {"title", "price", "availability", "brand", "identifiers.sku", "identifiers.gtin"} <= listing.evidence.keys()
    assert listing.evidence["price"].raw == "$12.50"


def test_related_products() -> None:
    """The prices of other products do not win, wherever they stand and however many there are."""
    others = "".join(f"<li class=card><a href=/p/{n}>Mug {n}</a><span class=price>${n}.99</span></li>" for n in range(3, 9))
    listing = only(
        f"<ul class=top>{others}</ul><h1>Blue Mug</h1><b class=price>$12.50</b>{BUTTON}<h2>You may like</h2><ul>{others}</ul>"
    )
    assert amount(listing) == "12.50"


@pytest.mark.parametrize(
    "former",
    [
        "<del>$20.00</del>",
        "<span class=old-price>$20.00</span>",
        "<span style='text-decoration:line-through'>$20.00</span>",
        "<span>Was</span> <span>$20.00</span>",
        "<span>RRP $20.00</span>",
    ],
)
def test_struck_price(former: str) -> None:
    """A price that is struck through, or called a former one, is the original price."""
    listing = only(f"<h1>Blue Mug</h1><div class=price>{former} <span class=now>$12.50</span></div>{BUTTON}")
    assert amount(listing) == "12.50"
    assert listing.original_price is not None
    assert listing.original_price.amount == Decimal("20.00")


def test_lone_regular_price() -> None:
    """A class that says "regular" or "old" does not hide the only price that there is."""
    listing = only(f"<h1>Blue Mug</h1><span class=price-regular>$12.50</span>{BUTTON}")
    assert amount(listing) == "12.50"
    assert listing.original_price is None


def test_instalments_savings_and_shipping() -> None:
    """Monthly rates, savings, points and shipping thresholds are no price."""
    listing = only(
        f"""<p>Free shipping on orders over $49</p><h1>Blue Mug</h1><p>Save $5.00</p><div class=price>$120.00</div>
        <p>or 4 payments of $30.00</p><p>$10.00 / month</p><p>Shipping: $4.90</p>{BUTTON}"""
    )
    assert amount(listing) == "120.00"


def test_price_per_unit() -> None:
    """The price of a kilogram beside the price of the pack is not the price."""
    listing = only(f"<h1>Blue Mug</h1><div class=price>12,50 €</div><div class=price-info>25,00 € / kg</div>{BUTTON}")
    assert amount(listing) == "12.50"
    assert listing.price is not None
    assert listing.price.currency == "EUR"


def test_price_before_tax() -> None:
    """Of two prices with and without tax the one with tax is taken."""
    listing = only(
        f"<h1>Blue Mug</h1><p class=price>£10.00 <small>excl. VAT</small></p>"
        f"<p class=price>£12.00 <small>incl. VAT</small></p>{BUTTON}"
    )
    assert amount(listing) == "12.00"


def test_range() -> None:
    """A visible range gives its lower end as price and its upper end as price_max."""
    listing = only(f"<h1>Blue Mug</h1><div class=price>$10.00 - $15.00</div>{BUTTON}")
    assert amount(listing) == "10.00"
    assert listing.price_max is not None
    assert listing.price_max.amount == Decimal("15.00")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<span class=price><span>$</span>12<sup>50</sup></span>", "12.50"),
        ("<span class=price>12,<small>50</small> €</span>", "12.50"),
        ("<span class=price><i>€</i><b>1.234,50</b></span>", "1234.50"),
        ("<span class=price>1 234,50&nbsp;zł</span>", "1234.50"),
        ("<span class=price>₹1,00,000</span>", "100000"),
        ("<span class=price>¥34,000</span>", "34000"),
        ("<span class=price>249,- €</span>", "249"),
    ],
)
def test_layouts_of_a_price(html: str, expected: str) -> None:
    """Signs and cents in elements of their own, and either role of dot and comma, give the amount."""
    assert Decimal(amount(only(f"<h1>Blue Mug</h1>{html}{BUTTON}"))) == Decimal(expected)


JSON_LD = """<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":"Blue Mug",
"sku":"BM-100","offers":{"@type":"Offer","price":"%s","priceCurrency":"USD","availability":"https://schema.org/%s"}}</script>"""


def test_stale_markup_price() -> None:
    """Where the markup tells another price than the page plainly shows, the visitor's wins and both are kept, with a warning."""
    listing = only(JSON_LD % ("10.00", "InStock") + f"<h1>Blue Mug</h1><div class=price id=price>$12.50</div>{BUTTON}")
    assert amount(listing) == "12.50"
    assert [other.value for other in listing.evidence["price"].alternatives] == ["10.00 USD"]
    assert "price_conflict" in {warning.code for warning in listing.warnings}


def test_markup_price_confirmed() -> None:
    """The markup's price is kept where the page shows it, too, whatever other amounts stand around."""
    listing = only(JSON_LD % ("10.00", "InStock") + f"<h1>Blue Mug</h1><b>$10.00</b><div class=price>$12.50</div>{BUTTON}")
    assert amount(listing) == "10.00"
    assert listing.evidence["price"].origin == "json_ld"


def test_markup_price_struck_through() -> None:
    """A price of the markup that the page strikes through is not the price."""
    html = f"<h1>Blue Mug</h1><div class=price><del>$20.00</del> <ins>$15.00</ins></div>{BUTTON}"
    listing = only(JSON_LD % ("20.00", "InStock") + html)
    assert amount(listing) == "15.00"


def test_sold_out_notice() -> None:
    """A sold-out notice without a button that works wins over markup that says in stock."""
    listing = only(
        JSON_LD % ("10.00", "InStock")
        + "<h1>Blue Mug</h1><b class=price>$10.00</b><p>Sold out</p><button disabled>Add to cart</button>"
    )
    assert listing.availability == "out_of_stock"
    assert "availability_conflict" in {warning.code for warning in listing.warnings}


def test_sold_out_size() -> None:
    """One size that is sold out is not the whole thing."""
    listing = only(f"<h1>Blue Mug</h1><b class=price>$10.00</b><ul class=sizes><li>S - sold out</li><li>M</li></ul>{BUTTON}")
    assert listing.availability == "in_stock"


def test_unknown_availability() -> None:
    """Without a notice, a button or markup nothing is said about availability."""
    listing = only("<h1>Blue Mug</h1><p>SKU: BM-100</p><b class=price id=price>$10.00</b>")
    assert listing.availability is None


@pytest.mark.parametrize(
    "notice",
    ["Ausverkauft", "Agotado", "Rupture de stock", "Esaurito", "売り切れ", "Нет в наличии", "Niedostępny", "Vyprodáno", "품절"],
)
def test_sold_out_in_other_languages(notice: str) -> None:
    """A sold-out notice is understood in the languages of the large marketplaces."""
    assert (
        only(f"<h1>Blue Mug</h1><p>SKU: BM-100</p><b class=price>$10.00</b><p class=stock>{notice}</p>").availability
        == "out_of_stock"
    )


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ("Only 3 left", "limited"),
        ("Made to order", "made_to_order"),
        ("Available on backorder", "back_order"),
        ("Disponibile in 3 giorni", "in_stock"),
        ("Verfügbar in 2-3 Werktagen", "in_stock"),
    ],
)
def test_notices_are_taken_at_their_word(notice: str, expected: str) -> None:
    """A notice beside a button says how the thing can be bought, which is no contradiction."""
    listing = only(f"<h1>Blue Mug</h1><b class=price>$12.50</b><p class=note>{notice}</p>{BUTTON}")
    assert listing.availability == expected
    assert not [warning for warning in listing.warnings if warning.code == "availability_conflict"]


@pytest.mark.parametrize(
    ("notice", "expected"),
    [("Discontinued", "discontinued"), ("Sold", "sold"), ("Available soon", None), ("Available from 1 March", None)],
)
def test_notices_without_a_button(notice: str, expected: str | None) -> None:
    """What was sold or given up is called so; what will be there one day is not there today."""
    assert only(f"<h1>Blue Mug</h1><b class=price>$12.50</b><p>{notice}</p>").availability == expected


def test_search_page_that_claims_to_be_a_product() -> None:
    """A search page whose markup sums its hits up as one product gives nothing."""
    cards = "".join(f"<div class=hit><a href=/p/{n}>Mug {n}</a><span>${n}.00</span></div>" for n in range(5, 30))
    markup = """<script type="application/ld+json">{"@type":"Product","name":"mug","offers":{"@type":"AggregateOffer",
    "lowPrice":"5",    "highPrice":"29","priceCurrency":"USD","offerCount":25}}</script>"""
    result = read(f"{markup}<h1>Results for mug</h1>{cards}", "https://shop.example/search?q=mug")
    assert result.outcome is Outcome.UNSUPPORTED
    assert not result.listings


def test_list_of_products() -> None:
    """A category page that marks up every card as a product gives nothing."""
    cards = "".join(
        f"<div itemscope itemtype='https://schema.org/Product'><h3 itemprop=name>{name}</h3>"
        "<span itemprop=price>$5.00</span></div>"
        for name in ("Red Cup", "Green Bowl", "White Plate", "Black Jar", "Old Vase")
    )
    html = f"<html lang=en><head><title>Tableware</title></head><body><h1>Tableware</h1>{cards}</body></html>"
    assert read(html, "https://shop.example/c/tableware").outcome is Outcome.UNSUPPORTED


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>News</title><meta property=og:type content=article></head><body><h1>Mugs cost $12.50 now</h1><p>It was $10.00</p></body></html>",  # noqa: E501
        "<html><head><title>Potter</title></head><body><h1>Welcome</h1><p>We make mugs.</p></body></html>",
        "<html><head><title>404 - Page not found</title></head><body><h1>Not found</h1><div class=price>$12.50</div><button>Add to cart</button></body></html>",  # noqa: E501
        "",
    ],
)
def test_pages_without_a_product(html: str) -> None:
    """Articles, start pages, pages that are gone and empty pages give no listing."""
    assert not read(html or "<p></p>").listings


def test_unknown_dollar() -> None:
    """A dollar sign that nothing on the page, in its language or in its host explains has no currency and a warning."""
    html = f"<html><head><title>Blue Mug</title></head><body><h1>Blue Mug</h1><div class=price>$12.50</div>{BUTTON}</body></html>"
    listing = only(html, "https://shop.example/p/1")
    assert listing.price is not None
    assert listing.price.currency is None
    assert "currency_ambiguous" in {warning.code for warning in listing.warnings}


def test_placeholder_price() -> None:
    """A price of 0 in the markup is no price."""
    listing = only(JSON_LD % ("0", "InStock") + f"<h1>Blue Mug</h1>{BUTTON}")
    assert listing.price is None
    assert "price_placeholder" in {warning.code for warning in listing.warnings}


def test_wrong_check_digit() -> None:
    """A GTIN with a wrong check digit is left out."""
    assert only(f"<h1>Blue Mug</h1><div class=price>$12.50</div><p>EAN: 4006381333932</p>{BUTTON}").identifiers.gtin is None


def test_variants() -> None:
    """A ProductGroup gives its variants; the one that the address selects gives the price."""
    listing = only(
        """<script type="application/ld+json">{"@type":"ProductGroup","name":"Blue Mug","hasVariant":[
        {"@type":"Product","name":"Blue Mug S","sku":"S1","offers":{"@type":"Offer","price":"10","priceCurrency":"USD","url":"https://shop.example/p/blue-mug?size=S"}},
        {"@type":"Product","name":"Blue Mug L","sku":"L1","offers":{"@type":"Offer","price":"14","priceCurrency":"USD","url":"https://shop.example/p/blue-mug?size=L"}}]}
        </script><h1>Blue Mug</h1>""",
        "https://shop.example/p/blue-mug?size=L",
    )
    assert amount(listing) == "14"
    assert [variant.sku for variant in listing.variants] == ["S1", "L1"]
    assert listing.identifiers.sku == "L1"


def test_scripts_tell_what_the_page_does_not() -> None:
    """An object in a script that carries the product's name gives its brand and SKU."""
    html = """<h1>Blue Mug</h1><div class=price>$12.50</div><button>Add to cart</button>
    <script>dataLayer.push({"ecommerce":{"detail":{"products":[{"name":"Blue Mug","id":"77","brand":"Potter","sku":"BM-9"}]}}})</script>"""  # noqa: E501
    listing = only(html)
    assert (listing.brand, listing.identifiers.sku) == ("Potter", "BM-9")
    assert listing.evidence["brand"].origin == "embedded_json"


def test_page_without_an_address() -> None:
    """A body without an address is read, and keyed by what it holds."""
    listing = only(f"<h1>Blue Mug</h1><div class=price>$12.50</div>{BUTTON}", None)
    assert listing.url is None
    assert listing.key.startswith("generic:body1:")


def test_sources_can_be_left_out() -> None:
    """A scraper that may not use JSON-LD does not."""
    page = Page(body=(JSON_LD % ("10.00", "InStock") + "<h1>Blue Mug</h1>").encode(), url="https://shop.example/p/1", status=200)
    assert read_page(Generic(frozenset({"opengraph", "visible"})), page).outcome is not Outcome.OK
    assert read_page(Generic(), page).outcome is Outcome.OK


def test_a_page_without_a_product_says_what_it_is_instead() -> None:
    """A skeleton that its scripts fill needs rendering; a page of text that offers nothing is unsupported."""
    skeleton = "<html><head><title>Shop</title></head><body><div id=app></div><script>render()</script></body></html>"
    assert read(skeleton).outcome is Outcome.NEEDS_RENDERING
    assert read("<h1>On lamps</h1><p>" + "A lamp lights a room. " * 40).outcome is Outcome.UNSUPPORTED


_CARDS = "".join(f"<div class=product-card><a href=/p/{n}>Mug {n}</a><span>${n}.50</span></div>" for n in range(10))


@pytest.mark.parametrize(
    ("html", "url", "said"),
    [
        (f"<h1>Mugs</h1>{_CARDS}", "https://shop.example/mugs", "a list of several things; .*marketplace"),
        (_CARDS, "https://shop.example/mugs", "a list of several things; .*marketplace"),
        (f"<h1>Mugs</h1>{_CARDS}", "https://shop.example/s?q=mug", "a search; .*marketplace"),
        ("<html><title>Our day</title><h1>Our day</h1><p>We walk.</p>", "https://shop.example/day", "no price and no way to buy"),
        ("<html><title>Our day</title><h1>Our day</h1><i>from $3.50</i>", "https://shop.example/day", "none that is clearly its"),
    ],
)
def test_a_page_that_offers_nothing_is_told_by_what_it_shows(html: str, url: str, said: str) -> None:
    """A list of prices is called a list and who reads it is named; only a page without any price is said to show none."""
    result = read(html, url)
    assert result.outcome is Outcome.UNSUPPORTED
    assert re.search(said, result.message)


@pytest.mark.parametrize(
    ("body", "is_data"),
    [('{"name": "Blue Mug", "price": 3}', True), ("\n [1, 2]", True), ("{{ name }}", False), ("[home] Blue Mug", False)],
)
def test_json_is_called_data(body: str, is_data: bool) -> None:
    """A body of JSON is said to be data, and text that only begins like it is not."""
    result = read_page(Generic(), Page(body=body.encode(), url="https://shop.example/p/blue-mug", status=200))
    assert result.outcome is Outcome.UNSUPPORTED
    assert ("it is data" in result.message) is is_data


def test_what_stands_behind_a_heading_of_other_things_is_not_this_one() -> None:
    """Neither the buttons nor the prices of related goods speak for a thing that is sold out, whatever their classes."""
    others = "".join(f"<p>Mug {n} <b>${n}.00</b> <button>Add to cart</button></p>" for n in range(3, 7))
    listing = only(f"<h1>Blue Mug</h1><p>SKU: BM-100</p><p>$12.50</p><p>Sold out</p><h3>You may also like</h3>{others}")
    assert (amount(listing), listing.availability) == ("12.50", "out_of_stock")


def test_a_labelled_availability_is_the_page_s_own_word() -> None:
    """It wins over a button that can be pressed all the same."""
    listing = only(f"<h1>Blue Mug</h1><ul><li>Availability: Out Of Stock</li></ul><h2>$12.50</h2>{BUTTON}")
    assert listing.availability == "out_of_stock"
    assert listing.evidence["availability"].raw == "Out Of Stock"


@pytest.mark.parametrize(
    "everywhere",
    [
        '<script type="application/ld+json">{"@type": "LocalBusiness", "name": "The Pottery"}</script>',
        '<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["Person", "Organization"]}]}</script>',
        '<meta property="og:type" content="article">',
    ],
)
def test_what_plug_ins_write_on_every_page_refuses_no_product(everywhere: str) -> None:
    """A name, a price and a way to buy are a product, whoever the site belongs to; also behind a query of the start page."""
    for url in ("https://shop.example/p/blue-mug", "https://shop.example/?product=7"):
        listing = only(f"{everywhere}<h1>Mug 404</h1><p>$12.50</p><form><input type=submit value='Add to cart'></form>", url)
        assert (listing.title, amount(listing)) == ("Mug 404", "12.50")


def test_a_message_that_something_was_put_into_the_cart_is_no_button() -> None:
    """What themes show once a thing is in the cart buys nothing: the disabled button that says so sells it out."""
    message = "<cart-notification><div><h2>Item added to your cart</h2></div></cart-notification>"
    listing = only(f"{message}<h1>Blue Mug</h1><div class=price>$12.50</div><button disabled>Sold out</button>")
    assert listing.availability == "out_of_stock"


def test_a_button_without_text_stands_before_the_heading_behind_it() -> None:
    """An input that other things follow at once is a button of the thing itself."""
    others = "<section><h3>Related products</h3><p>Green Mug $9.00</p></section>"
    listing = only(f"<h1>Blue Mug</h1><div class=price>$12.50</div><input type=submit value='Add to cart'>{others}")
    assert (listing.availability, amount(listing)) == ("in_stock", "12.50")


@pytest.mark.parametrize("before", ["4.9 (88 ratings)", "12 ratings", "Item no: 145-650", "# 12-40"])
def test_ratings_and_numbers_before_a_price_do_not_part_or_multiply_it(before: str) -> None:
    """The number of ratings is none of instalments, and an article number in two parts is no range of quantities."""
    prices = f"<div>{before}</div><div class=price>$12.50</div><div class=price>$14.00</div>"
    listing = only(f"<main><h1>Blue Mug</h1>{prices}{BUTTON}</main>")
    assert amount(listing) == "12.50"


def test_price_on_request_above_things_that_can_be_bought() -> None:
    """A thing whose price is told on request has none, though its spare parts below have prices and buttons."""
    parts = f"<h2>Spare parts</h2><ul><li>Handle <span>$4.00</span> {BUTTON}</li><li>Lid <span>$6.00</span> {BUTTON}</li></ul>"
    listing = only(f"<h1>Blue Mug</h1><p>SKU: BM-100</p><p>Price on request</p><a href=/ask>Request a quote</a>{parts}")
    assert listing.price is None
    priced = only(f"<h1>Blue Mug</h1><a href=/ask>Request a quote</a><p class=price>$12.50</p>{BUTTON}")
    assert amount(priced) == "12.50"


def test_the_class_of_a_brand_in_capitals() -> None:
    """Class names that are written as in programs name a brand as those with hyphens do."""
    listing = only(f"<h2 class=ProductMeta__Vendor>Potter</h2><h1>Blue Mug</h1><p class=price>$12.50</p>{BUTTON}")
    assert listing.brand == "Potter"


@pytest.mark.parametrize(
    "before",
    [
        *("6 x 330 ml", "20 x 30 cm", "20% OFF", "25 % de descuento", "SKU: AB-12-44", "Ages 3-6", "Free returns"),
        *("30 day returns", "30 Tage Rückgaberecht"),
    ],
)
def test_what_often_stands_before_a_price_does_not_make_it_another_amount(before: str) -> None:
    """Measures, percentages, numbers, ages and terms of return say nothing of the amount behind them."""
    prices = f"<div>{before}</div><div class=price>$12.50</div><div class=price>$14.00</div>"
    listing = only(f"<main><h1>Blue Mug</h1>{prices}{BUTTON}</main>")
    assert amount(listing) == "12.50"


@pytest.mark.parametrize("before", ["12 x", "Save", "You save", "5-9", "Qty: 5-9", "30 days"])
def test_parts_savings_and_quantities_are_other_amounts(before: str) -> None:
    """An amount that is one of several, is saved, or is paid for several pieces is not the price."""
    prices = f"<div>{before}</div><div class=price>$12.50</div><div class=price>$14.00</div>"
    listing = only(f"<main><h1>Blue Mug</h1>{prices}{BUTTON}</main>")
    assert amount(listing) == "14.00"


@pytest.mark.parametrize(
    "before", ["from", "4 colours available", "Made in Italy, fired in Potter's kiln", "Rated 4.5 by 1,203 customers"]
)
def test_the_price_stands_between_the_name_and_the_button(before: str) -> None:
    """What stands behind the button belongs to other things, though it stands alone and the price in a sentence."""
    other = "<p><a href=/p/vase>Tall Vase</a></p><p><span>$61.00</span></p>"
    listing = only(f"<main><div><h1>Blue Mug</h1><p>{before} $12.50</p>{BUTTON}</div>{other}</main>")
    assert amount(listing) == "12.50"


@pytest.mark.parametrize(
    "after", ["Delivery in 2-3 weeks", "Versand: 1-2 Tage", "Off white", "Points: 40", "Value pack", "Night cream", "500 g"]
)
def test_a_note_below_a_price_that_begins_like_a_label_says_nothing_of_it(after: str) -> None:
    """A line in an element of its own is about the amount above it only where it says no more: "Shipping", "per month"."""
    listing = only(f"<main><div><h1>Blue Mug</h1><div class=price>$12.50</div><div>{after}</div>{BUTTON}</div>{CANDLE}</main>")
    assert amount(listing) == "12.50"


@pytest.mark.parametrize(
    "after", ["Shipping", "Delivery costs", "per month", "/mo", "Member price", "off your order", "with code TEN"]
)
def test_a_note_below_an_amount_says_what_it_is(after: str) -> None:
    """What is said of an amount in the next element holds as it does in the same one."""
    listing = only(f"<main><div><h1>Blue Mug</h1><div class=price>$12.50</div><div>{after}</div>{BUTTON}</div>{CANDLE}</main>")
    assert amount(listing) == "9.00"


def test_free_delivery_before_a_price_is_no_threshold() -> None:
    """Free delivery comes with a price; with a word that says from which amount on, that amount is none."""
    listing = only(f"<main><div><h1>Blue Mug</h1><p>Free delivery</p><div>$12.50</div>{BUTTON}</div>{CANDLE}</main>")
    assert amount(listing) == "12.50"
    listing = only(f"<main><div><h1>Blue Mug</h1><p>Free delivery from</p><div>$75.00</div>{BUTTON}</div>{CANDLE}</main>")
    assert amount(listing) == "9.00"


def test_a_range_from_zero_is_a_filter() -> None:
    """A list may be narrowed to prices between zero and the highest one, which is the price of none."""
    lenses = "".join(
        f"<div class=product><a href=/{n}>Lens {n}</a><span class=price>${n}.00</span>{BUTTON}</div>" for n in (469, 399)
    )
    body = f"<main><h1>Lenses</h1><div class=filters>Price $0 - $999 (12)</div>{lenses}</main>"
    assert not read(
        f"<html lang=en-US><head><title>Lenses - Shop</title></head><body>{body}</body></html>", "https://a.example/lenses"
    ).listings


@pytest.mark.parametrize("name", ["USB Flash Drive", "Men's Hiking Pant", "Smart UPS", "The Original", "Prima", "Great Value"])
def test_a_name_is_no_label_of_the_price_behind_it(name: str) -> None:
    """The last word of a name may be a former price, a deposit or a carrier elsewhere; of the price it says nothing."""
    body = f"<main><div><h1>{name}</h1><div>$12.50</div>{BUTTON}</div>{CANDLE}</main>"
    assert amount(only(f"<html lang=en-US><head><title>{name} | Shop</title></head><body>{body}</body></html>")) == "12.50"


@pytest.mark.parametrize("choice", ["Price: low to high", "Preis aufsteigend", "Od najtańszych", "価格が低い順", "Najlacnejšie"])
def test_list_of_one(choice: str) -> None:
    """A page that sorts what it shows by price is a list, also where only one thing is left in it."""
    card = f"<a href=/p/7>Blue Mug, large</a><b class=price>$12.50</b>{BUTTON}"
    sort = f"<select name=order><option>Newest</option><option>{choice}</option></select>"
    assert read(f"<h1>Blue Mug</h1>{sort}{card}").outcome is Outcome.UNSUPPORTED
    choices = "<select name=size><option>Lowest edge</option><option>Najtańsza dostawa</option></select>"
    assert amount(only(f"<h1>Blue Mug</h1>{choices}{card}")) == "12.50"
    assert amount(only(f"<h1>Blue Mug</h1><p>SKU: BM-100</p>{sort}{card}")) == "12.50"


@pytest.mark.parametrize("field", ["autocomplete='cc-number'", "autocomplete='shipping address-line1'", "name=card.cardNumber"])
def test_checkout(field: str) -> None:
    """A page that asks for a card or a street and sells nothing is the way to pay, whatever sum it shows."""
    sum_of_all = "<h1>Blue Mug</h1><b class=price>$12.50</b>"
    assert read(f"{sum_of_all}<form><input {field}><button>Continue</button></form>").outcome is Outcome.UNSUPPORTED
    assert amount(only(f"{sum_of_all}<form><input {field}>{BUTTON}</form>")) == "12.50"
    assert amount(only(f"{sum_of_all}<form><input name=email><button>Subscribe</button></form>")) == "12.50"


def test_price_of_a_transfer() -> None:
    """What those pay who transfer it stands behind the price, and is called so in a few words in an element of its own."""
    html = "<h1>Blue Mug</h1><b class=price>$45.990</b><div><b class=price>$39.091</b> con Transferencia bancaria</div>"
    assert amount(only(html + BUTTON)) == "45990"


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ("<div class=price>1,980円(税込2,178円)</div>", "2178"),
        ("<div class=price>1,980円 (税込)</div><div class=price>1,800円</div>", "1980"),
        ("<div class=price>$52.08/mo. or $1,250.00</div>", "1250.00"),
        ("<div class=price>Member price $10.00 Regular price $12.50</div>", "12.50"),
        ("<table><tr><th>1+<th>10+<th>100+<tr><td>$1.50<td>$1.20<td>$0.90</table>", "1.50"),
        ("<table><thead><tr><th>100+<th>10+<th>1+<tbody><tr><td>$0.90<td>$1.20<td>$1.50</table>", "1.50"),
        ("<ul><li>Hardback $19.99 Out of stock<li>Paperback $9.99 In stock <button>Add to cart</button></ul>", "9.99"),
    ],
)
def test_what_one_pays_for_one_that_can_be_had(prices: str, expected: str) -> None:
    """The price has its tax, is paid at once and by anyone, is for one piece, and for a format that is not sold out."""
    assert amount(only(f"<h1>Blue Mug</h1>{prices}{BUTTON if '<ul>' not in prices else ''}")) == expected


@pytest.mark.parametrize(
    "heading", ["<h3>Replacement</h3>", "<p>It was replaced by:</p>", "<h2>Alternatives</h2>", "<p>Ersetzt durch:</p>"]
)
def test_what_replaces_a_thing_is_another(heading: str) -> None:
    """The price and the button of its replacement speak for nothing that is discontinued."""
    other = "<div><a href=/p/lamp-b>Lamp B</a> <span class=price>$49.00</span><button>Add to cart</button></div>"
    listing = only(f"<h1>Blue Mug</h1><p>SKU: BM-1</p><p>Discontinued</p>{heading}{other}")
    assert (listing.price, listing.availability) == (None, "discontinued")


def test_an_aside_about_another_page_sells_nothing_of_this_one() -> None:
    """A page of text is no product because of a product in an aside that has a page of its own."""
    aside = f"<aside><h3><a href=/p/pie-dish>Pie Dish</a></h3><p class=price>$24.99</p>{BUTTON}</aside>"
    assert read(f"<h1>Apple Pie</h1><p>Mix flour and butter.</p>{aside}").outcome is Outcome.UNSUPPORTED
    assert amount(only(f"<h1>Blue Mug</h1><aside><h3>Buy it here</h3><p class=price>$24.99</p>{BUTTON}</aside>")) == "24.99"


@pytest.mark.parametrize("title", ["Potter Blue Mug", "Blue Mug by Potter | Acme"])
def test_a_maker_above_the_name(title: str) -> None:
    """A text beside the heading is the brand where the page's title names it as the maker."""
    html = (
        f"<html><head><title>{title}</title></head><body><h2>Potter</h2><h1>Blue Mug</h1><b class=price>$12.50</b>{BUTTON}</html>"
    )
    assert only(html).brand == "Potter"
    assert only(html.replace("<h2>Potter", "<h2>Kitchen")).brand is None


def test_sizes_in_rows() -> None:
    """A weight that begins the next row of a table is no unit of the amount before it, and one size that is out is a part."""
    rows = "".join(
        f"<tr><td><input type=radio name=v> {size}</td><td>{stock}</td><td>{price}</td></tr>"
        for size, stock, price in (("50 g", "In stock", "$5.90"), ("100 g", "In stock", "$9.90"), ("500 g", "Sold out", "$39.90"))
    )
    listing = only(f"<h1>Blue Mug</h1><table>{rows}</table>{BUTTON}")
    assert (amount(listing), listing.availability) == ("5.90", "in_stock")
    divided = re.sub("<(/?)(?:table|tr|td)>", r"<\1div>", rows).replace("<input type=radio name=v>", "")
    assert only(f"<h1>Blue Mug</h1>{divided}{BUTTON}").availability == "in_stock"


def test_discount_between_two_prices() -> None:
    """Of two amounts with a discount in words between them the higher one is the former price."""
    for said in ("Sepette %20 İndirim", "-20 % Rabatt", "20% korting", "Скидка 20%"):
        listing = only(f"<h1>Blue Mug</h1><div><b>1.799,99 €</b><p>{said}</p><b>1.199,99 €</b></div>{BUTTON}")
        assert (amount(listing), str(listing.original_price and listing.original_price.amount)) == ("1199.99", "1799.99"), said


def test_buttons_with_prices() -> None:
    """Links that look like buttons and name the price of each format are no cards of other things."""
    formats = "<a class='btn' href=/e>Ebook $9.99</a> <a class='btn' href=/a>Audiobook $19.99</a>"
    listing = only(f"<h1>Blue Mug</h1><div>{formats}</div><button>Buy ebook for $9.99</button>")
    assert (amount(listing), listing.availability) == ("9.99", "in_stock")


def test_address_with_a_date() -> None:
    """Below a year and a month stand articles, whatever sum they name; what can be bought there is a thing all the same."""
    news = "<h1>Blue Mug</h1><p>Price: $149</p><p>The mug ships in June.</p>"
    assert read(news, "https://news.example/2024/05/blue-mug").outcome is Outcome.UNSUPPORTED
    assert amount(only(news, "https://news.example/2024/550/blue-mug")) == "149"
    assert amount(only(news + BUTTON, "https://news.example/2024/05/blue-mug")) == "149"


def test_buying_guide() -> None:
    """A guide is read, also where its name ends in the word."""
    card = "<div><a href=/p/7>Mug, large</a> <span class=price>$12.50</span></div>"
    assert read(f"<title>Mug Buying Guide</title><h1>Mug Buying Guide</h1>{card}").outcome is Outcome.UNSUPPORTED


def test_replaced_thing() -> None:
    """What is taken out of the range cannot be had, and what is shown in its place is another thing."""
    gone = "<h1>Blue Mug</h1><p>SKU: BM-1</p><p>Dit artikel is uit het assortiment genomen.</p>"
    listing = only(f"{gone}<p>Bekijk ook het vervangende model:</p><div><a href=/p/7>Mug II</a> <b>€ 89,95</b>{BUTTON}</div>")
    assert (listing.price, listing.availability) == (None, "discontinued")


@pytest.mark.parametrize("title", ["Shop", "Welcome to our store", ""])
def test_title_that_names_nothing(title: str) -> None:
    """The only heading of the first level names the thing, also where the title of the page has none of its words."""
    html = f"<html><head><title>{title}</title></head><body>%s<b class=price>12.50 EUR</b>{BUTTON}</body></html>"
    listing = only(html % "<h1>Blue Mug</h1>")
    assert (listing.title, amount(listing)) == ("Blue Mug", "12.50")
    logo = "<h1><a href=/>Potter</a></h1>"
    assert only(html % f"{logo}<h1>Blue Mug</h1>").title == "Blue Mug"


@pytest.mark.parametrize(
    ("html", "price", "currency"),
    [
        ("<p>Our Price: $<span>17.95</span></p>", "17.95", "USD"),
        ("<p><b>12,90</b> zł / szt.</p>", "12.90", "PLN"),
        ("<p><b>12,90</b> € inkl. MwSt.</p>", "12.90", "EUR"),
        ("<p><span>2,420</span>円(税込)</p>", "2420", "JPY"),
        ("<p>SKU# 100233</p><p><span>$</span><span>19</span><span>.97</span></p>", "19.97", "USD"),
    ],
)
def test_sign_within_words(html: str, price: str, currency: str) -> None:
    """A sign that ends the label of a number, or begins the note behind it, is its own; a code is no amount."""
    listing = only(f"<h1>Blue Mug</h1>{html}{BUTTON}", "https://shop.com/p/blue-mug")
    assert (amount(listing), listing.price and listing.price.currency) == (price, currency)


def test_number_without_a_sign_is_of_the_country() -> None:
    """An amount without a sign is of the country of the host, whatever signs stand elsewhere on the page."""
    paid = "".join(f"<p>Paid {n},99 € and love it</p>" for n in range(11, 15))
    listing = only(f"<h1>Blue Mug</h1><b class=price>1 999,-</b>{BUTTON}<h2>Reviews</h2>{paid}", "https://shop.no/p/blue-mug")
    assert (amount(listing), listing.price and listing.price.currency) == ("1999", "NOK")


def test_other_things_with_signs_of_their_own() -> None:
    """The amounts of other things are known for such, too, where their currency stands in an element of its own."""
    other = "<div><p>Red Mug</p><p>12 <span>€</span></p><a class=btn href=/p/8>Buy now</a></div>"
    listing = only(f"<h1>Blue Mug</h1><p>Sold out</p><p>9 <span>€</span></p><div><h2>Similar products</h2>{other}</div>")
    assert (amount(listing), listing.availability) == ("9", "out_of_stock")


def test_former_by_class_beside_cards() -> None:
    """A class that says "regular" makes no former price of the only one, whatever the cards of other things cost."""
    cards = "".join(f"<li class=card><a href=/p/{n}><img src={n}.jpg>Mug {n}</a> ${n}.99</li>" for n in range(6, 11))
    price = "<div class=price-box><span class=regular-price><span class=price>$34.95</span></span></div>"
    listing = only(f"<div><h1>Blue Mug</h1><p>Out of stock</p>{price}</div><ul>{cards}</ul>")
    assert (amount(listing), listing.availability) == ("34.95", "out_of_stock")
    assert amount(only(f"<ul>{cards}</ul><div><h1>Blue Mug</h1>{price}{BUTTON}</div>")) == "34.95"


def test_ad_among_ads() -> None:
    """An ad has a price of its own and a seller to ask, whatever other ads stand below it; a list has no seller."""
    cards = "".join(f"<div><a href=/p/{n}><img src={n}.jpg>Mug {n}</a> ${n}.99</div>" for n in range(6, 11))
    ad = "<h1>Blue Mug</h1><h3>$12.50</h3><p>Hardly used.</p>"
    assert amount(only(f"{ad}<button>Contact seller</button><div>{cards}</div>")) == "12.50"
    assert read(f"<h1>Blue Mug</h1><p>Mugs of all kinds</p><div>{cards}</div>").outcome is Outcome.UNSUPPORTED


def test_caption_in_pieces() -> None:
    """A button whose caption stands in several elements buys as one in a piece does."""
    button = "<button class=x><span>In den</span> <span>Warenkorb</span></button>"
    assert only(f"<h1>Blue Mug</h1><b>12,50 €</b>{button}").availability == "in_stock"
    assert only(f"<h1>Blue Mug</h1><b>12,50 €</b>{button.replace('Warenkorb', 'Newsletter')}").availability is None


def test_link_to_another_page() -> None:
    """A link to another page of the shop, does not contradict that the thing is sold out; one to a cart does."""
    page = "<h1>Blue Mug</h1><b class=price>$12.50</b><p>Sold out</p><p>More on our sale: <a href=%s>Buy now</a></p>"
    assert only(page % "/sale").availability == "out_of_stock"
    assert only(page % "/cart/add/7").availability == "in_stock"
    assert only((page % "/sale").replace("<a ", "<a class=btn ")).availability == "in_stock"


def test_sold_thing_with_questions() -> None:
    """A thing that is sold out answers questions and is a thing all the same; a page of questions is none."""
    questions = "".join(f"<h3>{text}?</h3><p>Yes.</p>" for text in ("Is it new", "Is it blue", "Is it big", "Is it a mug"))
    listing = only(f"<h1>Blue Mug</h1><p>$12.50</p><p>Sold out</p>{questions}")
    assert (amount(listing), listing.availability) == ("12.50", "out_of_stock")
    assert read(f"<h1>Blue Mug</h1><p>$12.50</p>{questions}").outcome is Outcome.UNSUPPORTED


def test_former_by_class_behind_a_link() -> None:
    """A class makes no former price of an amount for a lower one that stands before the name of the thing."""
    crumbs = "<p><a href=/c>Sale under $20</a></p>"
    price = "<p class=price-with-list-price>$79.99 <span class=list-price>$99.99</span></p>"
    assert amount(only(f"{crumbs}<h1>Blue Mug</h1>{price}<p>Sold out</p><p>SKU: BM-1</p>")) == "79.99"


def test_amounts_to_look_for_are_no_price() -> None:
    """The least and the most to pay, in a form that looks for things, are no prices; amounts to choose a voucher from are."""
    amounts = "".join(f"<option>{number}500 €</option>" for number in range(1, 5))
    form = f"<label>Price</label><select name=least>{amounts}</select> to <select name=most>{amounts}</select>"
    assert not read(f"<h1>Tell us what you look for</h1><form>{form}<button>Send</button></form>").listings
    voucher = f"<label>Amount</label><select name=amount>{amounts}</select><button>Add to cart</button>"
    assert amount(only(f"<h1>Gift Voucher</h1><form>{voucher}</form>")) == "1500"


@pytest.mark.parametrize("name", ["site-branding", "navbar-brand", "site-brand"])
def test_the_name_of_the_site_is_no_brand(name: str) -> None:
    """What a theme calls the brand of the site is its name, with what it says of itself."""
    masthead = f"<div class={name}><a href=/>Mugs Galore</a> <p>Everything for tea</p></div>"
    main = f"<h1>Blue Mug</h1><p>$12.50</p>{BUTTON}"
    assert only(f"<title>Blue Mug - Mugs Galore</title>{masthead}{main}").brand is None
    assert only(f"<title>Blue Mug</title>{masthead}<a class=product-brand href=/b/acme>Acme</a>{main}").brand == "Acme"


@pytest.mark.parametrize(
    "count", ["Showing 1–12 of 24 results", "1-3 von 3 Artikeln", "Mostrando 1–9 de 24 productos", "1–8 из 40 товаров"]
)
def test_count_of_a_list(count: str) -> None:
    """A page that tells how many of its things it shows is a list; one that counts reviews, or other things below, is not."""
    card = f"<p>Blue Mug, large</p><b class=price>$12.50</b>{BUTTON}"
    assert read(f"<h1>Blue Mug</h1><p>{count}</p>{card}").outcome is Outcome.UNSUPPORTED
    assert amount(only(f"<h1>Blue Mug</h1>{card}<p>1-5 of 37 reviews</p>")) == "12.50"
    assert amount(only(f"<h1>Blue Mug</h1>{card}<div><h2>Similar things</h2><p>{count}</p></div>")) == "12.50"


@pytest.mark.parametrize("heading", ["Comparare produse", "Porovnání produktů", "商品比較", "Sökresultat för mug", "نتائج البحث"])
def test_comparison_and_search(heading: str) -> None:
    """A page that compares things, or finds them, is none of them."""
    assert read(f"<h1>{heading}</h1><p>Red cup</p><b class=price>$12.50</b>{BUTTON}").outcome is Outcome.UNSUPPORTED


@pytest.mark.parametrize("condition", ["v-if=isOpen", "x-show=open", "ng-if=soldOut", "v-cloak"])
def test_states_that_scripts_show(condition: str) -> None:
    """What a script shows or not, once it runs, is not said: all states of a thing stand in such a page."""
    states = f"<div {condition}><p>Sold out</p><p>Notify me when back in stock</p></div>"
    assert only(f"<h1>Blue Mug</h1><b class=price>$12.50</b>{states}").availability is None
    assert only(f"<h1>Blue Mug</h1><b class=price>$12.50</b>{BUTTON}{states}").availability == "in_stock"
    assert (
        only(f"<div {condition}><h1>Blue Mug</h1><b class=price>$12.50</b><p>Sold out</p></div>").availability == "out_of_stock"
    )


def test_price_in_a_part_for_offers() -> None:
    """The class of something farther around the only amount does not keep it from being the price; its own does."""
    boxed = "<div class=you-save><div class=product-price><b>$12.50</b></div></div>"
    assert amount(only(f"<h1>Blue Mug</h1><p>SKU: BM-1</p>{boxed}{BUTTON}")) == "12.50"
    own = "<div class=product-price><b class=you-save>$12.50</b></div>"
    assert only(f"<h1>Blue Mug</h1><p>SKU: BM-1</p>{own}{BUTTON}").price is None


@pytest.mark.parametrize(
    ("language", "url", "currency"),
    [
        ("ja", "https://shop.example/p/1", "JPY"),
        ("en", "https://shop.example.jp/p/1", "JPY"),
        ("zh-Hans", "https://shop.example/p/1", "CNY"),
        ("en", "https://shop.example/p/1", "CNY"),
    ],
)
def test_a_name_in_ideographs_alone(language: str, url: str, currency: str) -> None:
    """A Japanese page may be called by ideographs alone; the same sign means yuan only where nothing says Japan."""
    body = f"<h1>鉄鍋 22cm</h1><p class=price>￥8,800</p>{BUTTON}"
    page = f"<html lang={language}><head><title>鉄鍋 22cm</title></head><body>{body}</body></html>"
    assert str(only(page, url).price) == f"8800 {currency}"


def test_a_single_card_shows_another_thing() -> None:
    """What a heading and a picture link to another page gives a thing without a price neither its price nor its button."""
    card = "<a href=/p/jug><img src=jug.jpg></a><h3><a href=/p/jug>Green Jug</a></h3><p class=price>$30.00</p>"
    shown = f"<div><h2>You looked at</h2></div><article>{card}{BUTTON}</article>"
    listing = only(f"<div><h1>Blue Mug</h1><p>Unavailable</p><p>SKU: BM-100</p></div>{shown}")
    assert (listing.price, listing.availability) == (None, "out_of_stock")


def test_a_single_card_of_the_thing_itself() -> None:
    """A card that is called as the page is shows the thing's own price."""
    card = "<a href=/p/blue-mug><img src=mug.jpg></a><h3><a href=/p/blue-mug>Blue Mug</a></h3><p class=price>$12.50</p>"
    assert amount(only(f"<div><h1>Blue Mug</h1><p>SKU: BM-100</p></div><ul><li>{card}{BUTTON}</li></ul>")) == "12.50"


@pytest.mark.parametrize("names", ["sale-price", "price"])
def test_the_first_of_a_list_that_is_on_sale(names: str) -> None:
    """Another class on one of the amounts of a list, as for a sale, does not make it the price of the page."""
    prices = [f"<span class={names}>$9.00</span>", *(f"<span class=price>${n}0.00</span>" for n in range(2, 8))]
    items = [f"<li class=thing><div>Mug</div><div class=amounts>{price}</div></li>" for price in prices]
    html = f"<h1>Blue Mugs</h1><ul>{''.join(items)}</ul>"
    assert read(html, "https://shop.example/blue-mugs").outcome is not Outcome.OK


def missed(name: str, notice: str, way: str) -> Outcome:
    crumbs = f"<ul class=breadcrumb><li><a href=/>Home</a></li><li>{way}</li></ul>"
    html = f"<html><head><title>{name} | Potter</title></head><body>{crumbs}<h1>{name}</h1><p>{notice}</p></body></html>"
    return read(html).outcome


def test_a_thing_that_is_missed() -> None:
    """A page called after a thing that cannot be had now shows that thing, though no price, no button and no number."""
    assert missed("Blue Mug", "This product is currently unavailable.", "Blue Mug") is Outcome.OK
    assert missed("Modra skodelica", "Ten produkt jest chwilowo niedostępny.", "Modra skodelica") is Outcome.OK


@pytest.mark.parametrize(
    ("name", "notice", "way"),
    [
        ("Sorry", "This product is currently unavailable.", "Sorry"),
        ("Product unavailable", "This product is currently unavailable.", "Product unavailable"),
        ("Opening times", "The gallery is currently unavailable.", "Opening times"),
        ("Spring news", "This product is currently unavailable.", "News"),
    ],
)
def test_what_is_missed_on_a_page_of_no_thing(name: str, notice: str, way: str) -> None:
    """A page that regrets, or is called otherwise than the way to it, or misses something else, shows no thing."""
    assert missed(name, notice, way) is not Outcome.OK


@pytest.mark.parametrize(
    ("names", "availability"), [("btn size-4 [&_svg:not([class*='size-'])]:size-5", "out_of_stock"), ("btn size-option", None)]
)
def test_classes_that_draw(names: str, availability: str | None) -> None:
    """A class that tells how large a button is drawn makes it no choice of sizes."""
    listing = only(f'<h1>Blue Mug</h1><p class=price>$12.50</p><button class="{names}" disabled>Sold out</button>')
    assert listing.availability == availability


@pytest.mark.parametrize("sign", ["ر.س.\u200f", "\u200fر.س", "SAR"])
def test_a_sign_behind_the_element_of_its_number(sign: str) -> None:
    """The sign of an Arabic currency is one with or without its last point and what tells which way letters run."""
    body = f"<h1>Blue Mug</h1><p class=price><b>145.00</b> {sign}</p>{BUTTON}"
    page = f"<html lang=ar-SY><head><title>Blue Mug</title></head><body>{body}</body></html>"
    assert str(only(page).price) == "145.00 SAR"


@pytest.mark.parametrize(
    ("language", "host", "written", "price"),
    [
        ("ru-BY", "shop.example", "125,50 руб.", "125.50 BYN"),
        ("ru", "shop.by", "125,50 р.", "125.50 BYN"),
        ("ru", "shop.example", "125,50 руб.", "125.50 RUB"),
        ("zh-TW", "shop.example", "299元", "299 TWD"),
        ("zh", "shop.com.tw", "299元", "299 TWD"),
        ("zh", "shop.example", "299元", "299 CNY"),
        ("ar-EG", "shop.example", "£299.00", "299.00 EGP"),
        ("es", "shop.com.ni", "C$299.00", "299.00 NIO"),
        ("fr", "shop.nc", "1 234 F CFP", "1234 XPF"),
        ("en", "shop.com.fj", "FJD 12.50", "12.50 FJD"),
        ("hi", "shop.in", "रु. 1,250", "1250 INR"),
        ("ar-LY", "shop.ly", "125 د.ل", "125 LYD"),
    ],
)
def test_the_money_of_a_country(language: str, host: str, written: str, price: str) -> None:
    """What most write for one country's money is that of another country on its own pages."""
    body = (
        f"<html lang={language}><head><title>Veltrona</title></head><body><h1>Veltrona</h1><p class=price>{written}</p>{BUTTON}"
    )
    assert str(only(f"{body}</body></html>", f"https://{host}/p/1").price) == price


def test_markup_names_the_money_of_a_sign_that_has_several() -> None:
    """Markup that names one of what a sign may stand for is right, where the page says no other country."""
    offer = '{"@type":"Product","name":"Blue Mug","offers":{"price":"12.50","priceCurrency":"EGP"}}'
    listing = only(f'<script type="application/ld+json">{offer}</script><h1>Blue Mug</h1><p class=price>£12.50</p>{BUTTON}')
    assert str(listing.price) == "12.50 EGP"


@pytest.mark.parametrize(
    ("language", "label", "after"),
    [
        ("de", "Mit Code SAVE20:", ""),
        ("fr", "Avec le code SAVE20 :", ""),
        ("cs", "Cena s kódem SAVE20:", ""),
        ("hu", "SAVE20 kuponnal:", ""),
        ("ru", "По промокоду SAVE20:", ""),
        ("fi", "Jäsenhinta:", ""),
        ("bg", "Клубна цена:", ""),
        ("tr", "Üyelere özel fiyat:", ""),
        ("ru", "Цена по клубной карте:", ""),
        ("fr", "Prix le plus bas des 30 derniers jours :", ""),
        ("ro", "Cel mai mic preț din ultimele 30 de zile", ""),
        ("sl", "Najnižja cena v zadnjih 30 dneh:", ""),
        ("lv", "Jūs ietaupāt", ""),
        ("el", "Κερδίζετε", ""),
        ("da", "Du sparer", ""),
        ("hr", "Ušteda", ""),
        ("fi", "Toimituskulut:", ""),
        ("lv", "Piegāde:", ""),
        ("sv", "Vid förskottsbetalning:", ""),
        ("lt", "nuo 10 vnt.", ""),
        ("hu", "", "+ ÁFA"),
        ("pt", "", "sem IVA"),
        ("ro", "", "fără TVA"),
        ("nb", "", "eks. mva"),
        ("fi", "", "alv 0 %"),
        ("lt", "", "be PVM"),
        ("nl", "", "per kilo"),
    ],
)
def test_what_says_in_its_own_element_that_an_amount_is_another_is_heard_in_many_languages(
    language: str, label: str, after: str
) -> None:
    """For holders of codes or cards, of thirty days, saved, for shipping, paid before, for ten of them, without tax, per kilo."""
    other = f"<div><span>{label}</span><b>129,90 €</b><span>{after}</span></div>"
    page = f"<main><h1>Blue Mug</h1>{other}<div><span>149,90 €</span></div>{BUTTON}</main>"
    listing = only(f"<html lang={language}><head><title>Blue Mug | Potter</title></head><body>{page}</body></html>")
    assert amount(listing) == "149.90"


@pytest.mark.parametrize("note", ["miesięcznie", "al mese", "в месяц", "cashback"])
def test_what_stands_in_a_row_behind_an_amount_is_no_label_of_the_next_row(note: str) -> None:
    """A note that shares its element with the amount before it says nothing of the one that stands elsewhere."""
    listing = only(
        f"<main><h1>Blue Mug</h1><div><b>9,90 €</b><span>{note}</span></div><div><span>149,90 €</span></div>{BUTTON}</main>"
    )
    assert amount(listing) == "149.90"


@pytest.mark.parametrize("label", ["inkl. Recyclinggebühr", "Garanciakiterjesztés:", "Вернём:", "Povratna naknada"])
def test_a_small_amount_with_words_of_its_own_is_not_the_price_beside_it(label: str) -> None:
    """Fees, warranties, vouchers, deposits are told by having a name, in languages that no table knows; a price needs none."""
    named = f"<div><span>{label}</span> <b>9,90 €</b></div>"
    listing = only(f"<main><h1>Blue Mug</h1>{named}<div><span>149,90 €</span></div>{BUTTON}</main>")
    assert amount(listing) == "149.90"


@pytest.mark.parametrize("label", ["Mug", "Our price:", "Code 4711", "Kod produktu 4711AB", "Auf Lager", "Club", "Only 3 left"])
def test_words_that_name_no_other_amount_leave_the_price(label: str) -> None:
    """A part of the name, what is called the price, an article's code or its stock above it make no other amount of it."""
    priced = f"<div><span>{label}</span> <b>$12.50</b></div>"
    listing = only(f"<main><h1>Blue Mug</h1>{priced}<div><span><s>$29.00</s></span></div>{BUTTON}</main>")
    assert amount(listing) == "12.50"


@pytest.mark.parametrize(
    ("target", "availability"),
    [
        ("https://other.example/mug", "out_of_stock"),
        ("https://pay.shop.example/mug", "in_stock"),
        ("/cart/add?id=1", "in_stock"),
    ],
)
def test_a_link_to_another_shop_that_has_none(target: str, availability: str) -> None:
    """A link to buy a thing elsewhere can be followed also where a notice says that it is out of stock there."""
    link = f'<a class="button" href="{target}">Buy now</a>'
    listing = only(f"<h1>Blue Mug</h1><p class=price>$12.50</p>{link}<p>Currently out of stock there</p>")
    assert listing.availability == availability


TELL = {
    "de": "Tragen Sie Ihre E-Mail-Adresse ein, und wir informieren Sie, sobald er wieder da ist.",
    "fr": "Nous ne savons pas quand cet article sera de nouveau approvisionné ni s'il le sera un jour.",
    "pl": "Podaj swój adres e-mail, a powiadomimy Cię, gdy tylko produkt będzie ponownie dostępny w sklepie.",
    "ru": "Оставьте свой адрес электронной почты, и мы сообщим вам, как только он появится на складе.",
    "lt": "norėdami gauti pranešimą apie prekės papildymą, spauskite mygtuką žemiau.",
    "en": "Please check back later, or have a look at the similar items that we have chosen for you below this one.",
}


@pytest.mark.parametrize(
    ("language", "beginning"),
    [
        ("de", "Dieser Artikel ist derzeit nicht lieferbar."),
        ("de", "Momentan haben wir das Gerät nicht auf Lager."),
        ("fr", "Actuellement indisponible."),
        ("pl", "Towar chwilowo niedostępny."),
        ("ru", "Этот товар закончился."),
        ("lt", "Prekės šiuo metu neturime,"),
        ("en", "This item is currently out of stock."),
    ],
)
def test_a_paragraph_that_begins_with_a_notice(language: str, beginning: str) -> None:
    """What a paragraph says first of the stock is heard, though the offer to tell behind it makes it a long one."""
    told = f"{beginning} {TELL[language]}"
    assert len(told) > 90
    listing = only(f'<html lang="{language}"><h1>Blue Mug</h1><p class=price>12,50 €</p><p>{told}</p>')
    assert listing.availability == "out_of_stock"


@pytest.mark.parametrize(
    "text",
    [
        "Sold out within a day when it was new, this mug is made again, in each colour that readers asked for by e-mail.",
        "Delivery to Norway is not available. Write an e-mail to us, and we look for another way to bring you your mug.",
        "Out of stock? That never happens here: we make as many mugs as are ordered, and send you an e-mail when yours is done.",
        "The first edition of 2019 was soon sold out. This one has a stronger handle, a larger foot and a lid of oak wood.",
    ],
)
def test_a_paragraph_that_tells_of_something_else(text: str) -> None:
    """A paragraph whose first sentence is no notice, and offers to tell nothing, says nothing of the stock."""
    assert only(f"<h1>Blue Mug</h1><p class=price>$12.50</p><p>{text}</p>").availability is None


@pytest.mark.parametrize(
    "label",
    ["Původní akční cena", "Alter Aktionspreis", "Ancien prix promo", "Poprzednia cena promocyjna", "Previous sale price"],
)
def test_a_sale_price_of_the_past(label: str) -> None:
    """What was the sale price before is a former price, however it is called."""
    priced = f"<div><span>{label}</span> <span>$20.00</span></div><div><span>Sale price</span> <span>$12.50</span></div>"
    listing = only(f"<h1>Blue Mug</h1><div class=price>{priced}</div>{BUTTON}")
    assert amount(listing) == "12.50"
    assert (listing.original_price and listing.original_price.amount) == Decimal("20.00")


@pytest.mark.parametrize(
    ("attribute", "sku"), [('data-code="sku"', "HN-102"), ('data-testid="product-sku"', "HN-102"), ('data-code="size"', None)]
)
def test_an_attribute_that_calls_a_code_so(attribute: str, sku: str | None) -> None:
    """A lone code is the number of a thing where an attribute of its element, whatever the name, says that it is."""
    listing = only(f"<h1>Blue Mug</h1><p class=price>$12.50</p>{BUTTON}<p><span {attribute}>HN-102</span></p>")
    assert listing.identifiers.sku == sku


def test_out_of_stock_on_the_web_alone() -> None:
    """A notice that a thing is not in the stock of the web shop is one, also in Hungarian."""
    listing = only('<html lang="hu"><h1>Blue Mug</h1><p class=price>1 250 Ft</p><p>Nincs online készleten</p>')
    assert listing.availability == "out_of_stock"
