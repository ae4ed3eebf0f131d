"""Pages without any markup, as shops lay them out: which of the amounts beside the name is the price."""

from __future__ import annotations

import pytest

from inventory_core import Listing, Outcome, Page, read_page
from inventory_scrapers.generic import Generic

BUTTON = "<button>Add to cart</button>"


def only(body: str) -> Listing:
    html = f"<html lang=en><head><title>Blue Mug</title></head><body><main><h1>Blue Mug</h1>{body}</main></body></html>"
    result = read_page(Generic(), Page(body=html.encode(), url="https://shop.example/p/blue-mug", status=200))
    assert result.outcome is Outcome.OK, result.message
    (listing,) = result.listings
    return listing


@pytest.mark.parametrize(
    "body",
    [
        f"<dl><dt>Price:<dd>$12.50<dt>Shipping:<dd>$4.00</dl>{BUTTON}",
        f"<p>2 x AA</p><p>$12.50</p>{BUTTON}",
        f"<p>Ages 8+</p><p>$12.50</p>{BUTTON}",
        f"<p>8</p><p>$12.50</p>{BUTTON}",
        f"<p>$12.50</p><p>≈ €11.50</p>{BUTTON}",
        f"<p>US $12.50</p><p>Approximately £9.90</p>{BUTTON}",
        "<label><input type=radio checked>Subscribe &amp; save 10% $11.25</label>"
        f"<label><input type=radio>One-time purchase $12.50</label>{BUTTON}",
        f"<select name=size><option>Small - $12.50</option><option>Large - $15.00</option></select>{BUTTON}",
        f"<p class=price><span aria-hidden=true>$<b>12</b><b>50</b></span><span class=sr-only>$12.50</span></p>{BUTTON}",
    ],
)
def test_the_price_beside_other_words_and_numbers(body: str) -> None:
    """Labels of the next amount, numbers of other things, subscriptions and choices do not hide the price or take its place."""
    listing = only(body)
    assert listing.price is not None
    assert str(listing.price.amount) == "12.50"


@pytest.mark.parametrize(
    "price", ["<b>¥128.00</b><em>免运费</em>", "<p>全館$490免運</p><b>¥128.00</b>", "<b>¥128.00</b><em>免運</em>"]
)
def test_a_price_that_is_sent_for_nothing(price: str) -> None:
    """Beside the price it is what the price comes with; in one text with an amount, that is what to order for."""
    listing = only(f"<div>{price}</div><button>加入购物车</button>")
    assert listing.price is not None
    assert str(listing.price.amount) == "128.00"


def test_the_same_in_other_money_is_no_former_price() -> None:
    """An amount beside the price in another currency was not asked before."""
    assert only(f"<p><b>£12.50</b> <b>€14.90</b></p>{BUTTON}").original_price is None


def test_another_price_that_is_called_so_is_no_former_one() -> None:
    """What it costs to buy at once is not what the current bid was before."""
    listing = only("<p>Current bid</p><p>$12.50</p><p>Buy it now $40.00</p><button>Place bid</button>")
    assert (str(listing.price and listing.price.amount), listing.original_price) == ("12.50", None)


@pytest.mark.parametrize(
    "caption", ["Place bid", "Bid", "Gebot abgeben", "Enchérir", "Pujar", "Plaats bod", "入札する", "Сделать ставку"]
)
def test_a_button_that_takes_bids_makes_it_an_auction(caption: str) -> None:
    """It can be had, and the evidence quotes the button."""
    listing = only(f"<p>$12.50</p><button>{caption}</button>")
    assert (listing.sale_kind, listing.availability) == ("auction", "in_stock")
    assert listing.evidence["sale_kind"].raw == caption


@pytest.mark.parametrize("caption", ["Add to cart", "Buy it now", "Make an offer", "Angebot kaufen", "Add bud vase to cart"])
def test_no_other_button_makes_it_one(caption: str) -> None:
    """Of a thing that is bought or haggled over nothing is said: unknown is not fixed."""
    assert only(f"<p>$12.50</p><button>{caption}</button><p>No bids: bid elsewhere.</p>").sale_kind == "unknown"


NET = """<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",
"offers":{"price":"12.50","priceCurrency":"EUR"}}</script>"""


def test_markup_may_name_the_price_before_tax() -> None:
    """Where the page shows the markup's amount as the one before tax, the price is the one beside it that has its tax."""
    listing = only(f"{NET}<p class=price>€14.88 incl. VAT</p><p>€12.50 excl. VAT</p>{BUTTON}")
    assert str(listing.price) == "14.88 EUR"
    assert str(only(f"{NET}<p class=price>€12.50 excl. VAT</p>{BUTTON}").price) == "12.50 EUR"


@pytest.mark.parametrize(
    ("where", "currency"),
    [
        ('<script>Platform.currency = {"active":"CAD","rate":"1.0"};</script>', "CAD"),
        ('<meta property="og:locale" content="en_CA">', "CAD"),
        ('<meta http-equiv="content-language" content="en-AU">', "AUD"),
        ('<meta property="og:locale" content="en_US">', None),
        ('<meta property="og:locale" content="en_GB">', None),
    ],
)
def test_what_a_dollar_is(where: str, currency: str | None) -> None:
    """The active currency of a shop's settings tells, and a region whose dollar it may be; en_US stands everywhere."""
    listing = only(f"<p class=price>$12.50</p>{BUTTON}{where}")
    assert listing.price is not None
    assert listing.price.currency == currency


DATA = '{"name":"Blue Mug","sku":"BM1","price":12.50,"currency":"EUR","available":true}'


@pytest.mark.parametrize(
    "body",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"product":{DATA}}}}}</script>',
        f"<script>window.__INITIAL_STATE__={DATA}</script>",
        f"<div data-gtm='{DATA}'></div>",
        f'<div data-price="12.50" data-currency="EUR"></div>{BUTTON}',
        f"<form><input type=hidden name=amount value=12.50><input name=currency_code value=EUR>{BUTTON}</form>",
    ],
)
def test_a_price_that_scripts_will_show(body: str) -> None:
    """A page called as its heading, whose data or form has a price of it, is a product before its scripts have run."""
    assert str(only(body).price) == "12.50 EUR"


@pytest.mark.parametrize(
    "body",
    [
        '<script>x={"name":"Blue Mug","sku":"BM1"}</script>',
        '<script>x={"name":"Red Mug","sku":"BM1","price":12.50,"available":true}</script>',
        '<script>x={"name":"Blue Mug","price":12.50}</script>',
        '<div data-price="12.50"></div>',
    ],
)
def test_data_that_sells_nothing(body: str) -> None:
    """Data without a price, of another name, or that could be of anything makes no product of a page that offers nothing."""
    html = f"<html><head><title>Blue Mug</title></head><body><main><h1>Blue Mug</h1><p>A text.</p>{body}</main></body></html>"
    page = Page(body=html.encode(), url="https://shop.example/p/blue-mug", status=200)
    assert not read_page(Generic(), page).listings


def test_a_heading_may_be_a_picture() -> None:
    """A heading without text is called as its picture is, where the title says the same; a logo that leads home is none."""
    price = f"<b class=price>$12.50</b>{BUTTON}"
    for heading in ('<h1><img alt="Blue Mug"></h1>', '<h1><a href="/"><img alt="Acme"></a></h1><h2>Blue Mug</h2>'):
        html = f"<html><head><title>Blue Mug | Acme</title></head><body><main>{heading}{price}</main></body></html>"
        result = read_page(Generic(), Page(body=html.encode(), url="https://shop.example/p/1", status=200))
        assert [listing.title for listing in result.listings] == ["Blue Mug"]


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ("<a class=btn>Sold out</a>", "out_of_stock"),
        ("<p>This item has been discontinued</p>", "discontinued"),
        ("<p>This listing was sold on 3 May</p>", "out_of_stock"),
        ("<p>Reserved</p>", "reserved"),
        ("<p>This item is sold by Acme</p>", None),
        ("<p>Each item sold separately</p>", None),
        ("<a href=/red>Red - sold out</a>", None),
    ],
)
def test_what_stands_in_the_place_of_a_button(notice: str, expected: str | None) -> None:
    """A link classed as a button says that all is sold out, another one that what it leads to is; sentences are heard, too."""
    assert only(f"<p class=price>$12.50</p>{notice}").availability == expected


@pytest.mark.parametrize(
    "notice",
    [
        "Gift wrapping unavailable for this item",
        "Store pickup unavailable",
        "Returns: not available",
        "PayPal derzeit nicht verfügbar",
        "Retrait en magasin indisponible",
        "Image not available",
        "Over 500 sold",
        "Out of stock? Ask us",
    ],
)
def test_what_is_not_available_beside_the_thing(notice: str) -> None:
    """That a service or a picture cannot be had, or how many were sold, says nothing against markup with the thing in stock."""
    data = '{"@type":"Product","name":"Blue Mug","offers":{"price":"12.50","availability":"InStock"}}'
    listing = only(f'<script type="application/ld+json">{data}</script><p class=price>$12.50</p><p>{notice}</p>')
    assert listing.availability == "in_stock"


@pytest.mark.parametrize(
    "body",
    [
        "<p class=pricePerUnit>£12.50<abbr title=per>/</abbr><abbr>unit</abbr></p>"
        "<p class=pricePerMeasure>£2.50<abbr title=per>/</abbr><abbr>ea</abbr></p>",
        "<p class=unit-price>£12.50</p>",
    ],
)
def test_classes_may_call_the_only_prices_those_of_a_unit(body: str) -> None:
    """A grocer's price "per unit" is the price where no other stands beside it, whatever the class says of it."""
    listing = only(f"{body}{BUTTON}")
    assert (str(listing.price and listing.price.amount), listing.original_price) == ("12.50", None)


def test_a_class_of_a_unit_s_price_counts_beside_another_price() -> None:
    """Beside a price the amount that a class calls that of a unit is no price."""
    listing = only(f"<p class=unit-price>£2.50</p><p class=price>£12.50</p>{BUTTON}")
    assert str(listing.price and listing.price.amount) == "12.50"


def test_what_opens_the_history_of_a_price_may_stand_around_it() -> None:
    """A link to earlier prices in the price's own element does not make it a place for what was viewed before."""
    listing = only(f"<span class=price-history-link><span class=price>$12.50</span> <a>Price history</a></span>{BUTTON}")
    assert str(listing.price and listing.price.amount) == "12.50"


def test_a_former_price_in_pieces_is_no_number_of_things() -> None:
    """A price of three digits with its sign in another element does not say for how many the price behind it is."""
    former, price = "<s class=price><i>$</i><b>899</b></s>", "<p class=price><i>$</i><b>649</b><sup>50</sup></p>"
    listing = only(f"{former}{price}<p>6 payments of <i>$</i><b>108</b><sup>25</sup></p>{BUTTON}")
    assert (str(listing.price and listing.price.amount), str(listing.original_price and listing.original_price.amount)) == (
        "649.50",
        "899",
    )


def test_the_things_below_one_that_is_out_are_others() -> None:
    """Where a notice stands in the place of the price, what follows under a heading of other things is not this one's."""
    card = "<div><a href=/p/{0}><h3>{0} Mug</h3><span class=price>${1}.00</span></a></div>"
    cards = card.format("Red", 19) + card.format("Green", 29)
    listing = only(f"<p>SKU: BM-1200</p><p>This mug is currently unavailable</p><h3>Related products</h3>{cards}")
    assert (listing.price, listing.availability) == (None, "out_of_stock")


@pytest.mark.parametrize(
    "body",
    [
        "<p>Manufacturer Part Number: BM-77</p><p>Part Number: 5512</p>",
        "<p>Part Number: 5512</p><p>Manufacturer Product Number: BM-77</p>",
        "<table><tr><th>Item #<td>5512<tr><th>Manufacturer #<td>BM-77</table>",
    ],
)
def test_the_maker_s_number_and_the_shop_s(body: str) -> None:
    """A number that is the maker's by its label is no brand, and beside it "part number" is that of the shop."""
    listing = only(f"{body}<p>$12.50</p>{BUTTON}")
    assert (listing.identifiers.mpn, listing.identifiers.sku, listing.brand) == ("BM-77", "5512", None)


@pytest.mark.parametrize(("other", "stock"), [("2 in stock", "in_stock"), ("Sold out", "out_of_stock")])
def test_one_row_of_several_that_is_out(other: str, stock: str) -> None:
    """In a table of conditions and their prices one that is sold out says nothing of the others."""
    rows = f"<tr><td>Mint</td><td>$12.50</td><td>Sold out</td></tr><tr><td>Played</td><td>$9.50</td><td>{other}</td></tr>"
    assert only(f"<p>SKU: BM-77</p><table>{rows}</table>{BUTTON if stock == 'in_stock' else ''}").availability == stock


@pytest.mark.parametrize(
    "price",
    [
        "CAD $12.50",
        "C $12.50",
        "<span>CAD $</span><span>12.50</span>",
        "<span>$12.50</span> <span>CAD</span>",
        "<span>CAD</span> <span>$12.50</span>",
        "<span>$</span><span>12.50</span><span>CAD</span>",
        "<span>CAD</span><span>$</span><span>12.50</span>",
    ],
)
def test_a_dollar_with_the_code_of_its_country(price: str) -> None:
    """The code of a country beside a dollar sign, in its text or an element of its own, tells whose dollar it is."""
    assert _shop(price) == ("12.50", "CAD")


def test_a_dollar_beside_codes_to_choose_from() -> None:
    """Codes in a list to choose from, and a letter that ends a name, say nothing of a dollar sign."""
    assert _shop("<p>$12.50</p><select><option>CAD</option><option>AUD</option></select>") == ("12.50", "USD")
    assert _shop("<p>Vitamin C $12.50</p>") == ("12.50", "USD")


def _shop(price: str) -> tuple[str, str | None]:
    html = f"<html lang=en><head><title>Blue Mug</title></head><body><h1>Blue Mug</h1><div>{price}</div>{BUTTON}</body></html>"
    (listing,) = read_page(Generic(), Page(body=html.encode(), url="https://mugs.com/p/blue-mug", status=200)).listings
    return (str(listing.price.amount), listing.price.currency) if listing.price else ("", None)


@pytest.mark.parametrize(
    "price", ["<b>$12.50</b> to <b>$20.00</b>", "<b>$12.50</b> – <b>$20.00</b>", "from <b>$12.50</b> <i>to $20.00</i>"]
)
def test_a_range_in_elements_of_their_own(price: str) -> None:
    """Of two amounts with "to" or a dash between them the lower one is the price, and the higher one the most that is asked."""
    listing = only(f"<p>{price}</p>{BUTTON}")
    assert (str(listing.price and listing.price.amount), str(listing.price_max and listing.price_max.amount)) == (
        "12.50",
        "20.00",
    )
    assert listing.original_price is None


def test_a_price_called_that_of_the_shop_s_site() -> None:
    """Below a higher amount the price that a label calls that of the site is the one that is asked here."""
    listing = only("<p>S/ 139.90</p><p>Precio Online S/ 99.90</p><button>Agregar al carrito</button>")
    assert str(listing.price and listing.price.amount) == "99.90"


def test_a_page_that_shows_one_thing_of_another_page() -> None:
    """A picture and a heading that lead to one other page make its price none of a page that is called otherwise."""
    card = "<a href=/p/red><img src=red.jpg></a><h3><a href=/p/red>Red Mug</a></h3><span class=price>$12.50</span>"
    html = f"<html><head><title>Our story</title></head><body><h1>Our story</h1><div class=prod>{card}{BUTTON}</div>"
    page = Page(body=html.encode(), url="https://shop.example/x/story", status=200)
    assert read_page(Generic(), page).outcome is not Outcome.OK


def test_the_maker_s_picture_and_name_lead_to_its_own_page() -> None:
    """Beside the price of a thing its maker may be shown with a picture and a name that lead to the maker's page."""
    maker = "<a href=/brands/acme><img src=acme.png></a><h2><a href=/brands/acme>Acme</a></h2>"
    listing = only(f"<div class=product-info>{maker}<span class=price>$12.50</span>{BUTTON}</div>")
    assert str(listing.price and listing.price.amount) == "12.50"


def test_the_number_of_the_variant_that_is_for_sale() -> None:
    """Where the first variant of the markup is out, the number and the price are those of the first one that can be had."""
    variants = ",".join(
        f'{{"@type":"Product","name":"Blue Mug {size}","sku":"BM-{size}","offers":{{"price":"{price}","priceCurrency":"USD",'
        f'"availability":"{stock}"}}}}'
        for size, price, stock in (("S", "10.50", "OutOfStock"), ("L", "12.50", "InStock"), ("XL", "14.50", "InStock"))
    )
    markup = f'<script type="application/ld+json">{{"@type":"ProductGroup","name":"Blue Mug","hasVariant":[{variants}]}}</script>'
    listing = only(f"{markup}<p>$12.50</p>{BUTTON}")
    assert (str(listing.price and listing.price.amount), listing.identifiers.sku) == ("12.50", "BM-L")
