"""Mercari JP, on small pages of our own that look like the real ones."""

import json
import re
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_core import Condition, Listing, Page, PageResult, Query, UnsupportedQuery, Unusable, read_page
from inventory_scrapers.sites import mercari_jp_words as words
from inventory_scrapers.sites.mercari_jp import MercariJP

PAGES = files("inventory_scrapers") / "demo" / "pages"
ITEM = (PAGES / "mercari_jp_item.html").read_text(encoding="utf-8")
SEARCH = (PAGES / "mercari_jp_search.html").read_text(encoding="utf-8")
ITEM_URL = "https://jp.mercari.com/item/m10000000001"
SEARCH_URL = "https://jp.mercari.com/search?keyword=x"


def read(body: str | dict[str, Any], url: str = ITEM_URL) -> PageResult:
    text = body if isinstance(body, str) else json.dumps(body)
    return read_page(MercariJP(), Page(text.encode(), url=url), keep_sellers=True)


def test_the_item_page() -> None:
    """JSON-LD, head and labelled elements together give the whole listing."""
    result = read(ITEM)
    (listing,) = result.listings
    assert (result.outcome, result.kind) == ("ok", "item")
    assert (listing.title, str(listing.price), listing.brand, listing.size) == (
        "手編みのマフラー 青",
        "2400 JPY",
        "糸工房",
        "FREE",
    )
    assert listing.condition == Condition(grade="like_new", raw="未使用に近い")
    assert (listing.availability, listing.sale_kind, listing.likes, listing.tax_included) == ("in_stock", "fixed", 12, True)
    assert listing.category == ("ファッション", "マフラー")
    assert listing.description == "青い毛糸で編みました。\n\n長さは160cmです。"
    assert [image.url[-17:] for image in listing.images] == ["_1.jpg?1700000000", "_2.jpg?1700000000"]
    assert listing.shipping is not None
    assert (listing.shipping.payer, listing.shipping.from_region, listing.shipping.min_days) == ("seller", "北海道", 1)
    assert listing.seller is not None
    assert (listing.seller.id, listing.seller.name) == ("100000001", "けいと")
    assert listing.evidence["price"].origin == "json_ld"
    assert listing.warnings == ()


def test_the_form_of_2025() -> None:
    """A single Product instead of a graph, no likes yet, and sold."""
    product = re.search(r'\{"@type":"Product".*\}\}', ITEM, re.DOTALL)
    assert product is not None
    page = re.sub(r'(<script type="application/ld\+json">).*?(</script>)', rf"\1{product[0]}\2", ITEM, flags=re.DOTALL)
    page = (
        page.replace("InStock", "SoldOut")
        .replace("購入手続きへ", "売り切れました")
        .replace("<span>12</span>", "<span>いいね！</span>")
    )
    (listing,) = read(page.replace('"Size"', '"サイズ"')).listings
    assert (listing.availability, listing.likes, listing.size, listing.sale_kind) == ("sold", 0, "FREE", "unknown")
    assert listing.category == ("ファッション", "マフラー")


def test_a_page_without_its_scripts_is_partial() -> None:
    """The head alone gives title, price and one picture, and says that the rest needs rendering."""
    head = re.sub(r"<script.*?</script>", "", ITEM[: ITEM.index("<body>")], flags=re.DOTALL)
    result = read(head + '<body><div data-testid="loading-skeleton"></div></body></html>')
    (listing,) = result.listings
    assert (result.outcome, result.wants_rendering) == ("partial", True)
    assert (listing.title, str(listing.price), len(listing.images)) == ("手編みのマフラー 青", "2400 JPY", 1)
    assert (listing.availability, listing.condition, listing.description) == (None, None, None)


@pytest.mark.parametrize(
    "page",
    [
        "<title>メルカリ</title><main><p>ページが見つかりませんでした</p></main>",
        '<title>メルカリ</title><main></main><script>self.__next_f.push([1,"NEXT_HTTP_ERROR_FALLBACK;404"])</script>',
    ],
)
def test_a_page_that_says_not_found(page: str) -> None:
    """It is not_found although it came with status 200."""
    assert read(page).outcome == "not_found"


def test_a_page_of_another_item_is_not_taken_for_this_one() -> None:
    """The canonical address and the product id must be those of the address."""
    assert read(ITEM, "https://jp.mercari.com/item/m10000000002").outcome == "layout_changed"


def test_a_price_in_another_currency_is_not_yen() -> None:
    """What an item page shows to visitors from abroad is a conversion."""
    (listing,) = read(ITEM.replace('"currency">¥</span><span>2,400', '"currency">HK$</span><span>122.88')).listings
    assert (str(listing.price), listing.evidence["price"].alternatives) == ("2400 JPY", ())


def test_places_that_disagree_stay_visible() -> None:
    """JSON-LD wins, the other price is kept beside it, with a warning."""
    (listing,) = read(ITEM.replace("<span>2,400</span>", "<span>2,500</span>")).listings
    assert str(listing.price) == "2400 JPY"
    assert [(other.value, other.origin) for other in listing.evidence["price"].alternatives] == [("2500 JPY", "css")]
    assert [warning.code for warning in listing.warnings] == ["price_conflict"]


def test_a_bid_is_the_price_of_an_auction() -> None:
    """An auction says "now" before its price, and asks for a bid."""
    page = ITEM.replace('<span class="currency">¥', '現在 <span class="currency">¥').replace("購入手続きへ", "入札する")
    (listing,) = read(page).listings
    assert (listing.sale_kind, str(listing.price), listing.availability) == ("auction", "2400 JPY", "in_stock")


def test_the_search_page() -> None:
    """Filled cells in order: converted price, sold, auction, Shops, and a tile without a name; a note counts the empty ones."""
    result = read(SEARCH, SEARCH_URL)
    found = [(listing.title, str(listing.price), listing.availability, listing.sale_kind) for listing in result.listings]
    assert found == [
        ("手編みのマフラー 青", "2400 JPY", None, "fixed"),
        ("毛糸の 帽子", "1800 JPY", None, "fixed"),
        ("編み針セット", "3333 JPY", "sold", "fixed"),
        ("古い糸車", "12000 JPY", None, "auction"),
        ("毛糸10玉セット", "4980 JPY", None, "fixed"),
        ("ボタン 50個", "500 JPY", None, "fixed"),
    ]
    assert [note.code for note in result.notes] == ["incomplete_grid"]
    assert result.listings[4].url == "https://jp.mercari.com/shops/product/AbCdEfGhIjKlMnOpQrSt12"
    roles = [request.role for request in result.requests]
    assert (roles.count("next"), roles.count("detail")) == (1, 6)


def test_a_search_for_what_is_on_sale_says_so() -> None:
    """Only then is a card without a mark known to be in stock."""
    result = read(SEARCH, f"{SEARCH_URL}&status=on_sale")
    assert [listing.availability for listing in result.listings][:3] == ["in_stock", "in_stock", "sold"]
    assert result.listings[0].evidence["availability"].origin == "url"


CARDS = re.compile(r"<li data-testid=\"item-cell\">.*?</li>\n", re.DOTALL)


@pytest.mark.parametrize(
    ("grid", "outcome"),
    [
        ('<ul data-testid="item-grid-skeleton"><li data-testid="item-cell-skeleton"></li></ul>', "needs_rendering"),
        ('<li data-testid="item-cell"><div class="merSkeleton"></div></li>', "needs_rendering"),
        ('<div class="merEmptyState"><p>出品された商品がありません</p></div>', "empty"),
        ("<p>何か</p>", "layout_changed"),
    ],
)
def test_a_grid_without_cards_says_why(grid: str, outcome: str) -> None:
    """A skeleton, an empty result and a page that is not recognised are three different things."""
    assert read(CARDS.sub("", SEARCH).replace('<ul id="item-grid">', f'<ul id="item-grid">{grid}'), SEARCH_URL).outcome == outcome


def test_a_seller_and_the_home_page() -> None:
    """The same cards; on a seller's page the seller is known from its address."""
    seller = read(SEARCH, "https://jp.mercari.com/user/profile/123")
    assert (seller.kind, {listing.seller.id for listing in seller.listings if listing.seller}) == ("seller", {"123"})
    assert read(SEARCH.replace(' itemtype="ITEM_TYPE_MERCARI"', ""), "https://jp.mercari.com/").outcome == "ok"


SHOPS_URL = "https://jp.mercari.com/shops/product/AbCdEfGhIjKlMnOpQrSt12"


def test_a_product_of_mercari_shops() -> None:
    """No capture was ever seen: JSON-LD is read, and what else may be there is told to be missing."""
    page = ITEM.replace("item/m10000000001", "shops/product/AbCdEfGhIjKlMnOpQrSt12").replace(
        "m10000000001", "AbCdEfGhIjKlMnOpQrSt12"
    )
    result = read(re.sub(r"<main>.*</main>", "", page, flags=re.DOTALL), SHOPS_URL)
    (listing,) = result.listings
    assert (result.kind, result.outcome, listing.url, str(listing.price)) == ("shops_item", "partial", SHOPS_URL, "2400 JPY")
    unknown = '<meta property="og:title" content="Something | a page"><meta name="product:price:currency" content="JPY">'
    assert read(unknown + '<meta name="product:price:amount" content="5">', SHOPS_URL).outcome == "layout_changed"


ROW = {
    "id": "m10000000007",
    "sellerId": "100000001",
    "status": "ITEM_STATUS_TRADING",
    "name": "毛糸の靴下",
    "price": "1500",
    "created": "1700000000",
    "updated": "1700000100",
    "thumbnails": ["https://static.mercdn.net/c!/w=240/thumb/photos/m10000000007_1.jpg"],
    "itemType": "ITEM_TYPE_MERCARI",
    "itemConditionId": "6",
    "shippingPayerId": "1",
}
API_URL = "https://api.mercari.jp/v2/entities:search"


def test_a_row_of_the_api() -> None:
    """Numbers that are text, a trade in progress, and a buyer who pays for shipping."""
    (listing,) = read({"items": [ROW], "meta": {"nextPageToken": "", "numFound": "1"}}, API_URL).listings
    assert (str(listing.price), listing.availability) == ("1500 JPY", "reserved")
    assert listing.condition == Condition(grade="poor", raw="全体的に状態が悪い")
    assert listing.shipping is not None
    assert listing.shipping.payer == "buyer"
    assert str(listing.listed_at) == "2023-11-14 22:13:20+00:00"


@pytest.mark.parametrize("hidden", [{"price": "9999999"}, {"price": 9999999}, {"isNoPrice": True}])
def test_a_hidden_price_is_null(hidden: dict[str, Any]) -> None:
    """9,999,999 yen is no price, nor is any price of an item whose seller shows none."""
    result = read({"items": [ROW | hidden], "meta": {}}, API_URL)
    (listing,) = result.listings
    assert (result.outcome, listing.price, [warning.code for warning in listing.warnings]) == ("ok", None, ["price_placeholder"])


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ({"items": [], "meta": {"numFound": "0"}}, "empty"),
        ({"found": [ROW]}, "layout_changed"),
        ({"items": [ROW, {"id": "m10000000008"}], "meta": {}}, "partial"),
        ({"items": [{**ROW, "id": "../../x"}], "meta": {}}, "layout_changed"),
        ("<html>", "unreadable"),
        ([], "layout_changed"),
    ],
)
def test_other_bodies_of_the_api(body: Any, outcome: str) -> None:
    """An empty result, another form, and a row that cannot be read are told apart."""
    assert read(body, API_URL).outcome == outcome


def test_addresses_of_searches() -> None:
    """Public pages, with the site's own names for what was asked."""
    scraper = MercariJP()
    assert scraper.first_request(Query(text="毛糸 青")).url == (
        "https://jp.mercari.com/search?keyword=%E6%AF%9B%E7%B3%B8+%E9%9D%92&status=on_sale"
    )
    query = Query(
        text="x", min_price=Decimal(500), max_price=Decimal("900"), currency="JPY", grades=("new", "like_new"), sort="price_asc"
    )
    assert scraper.first_request(query).url == (
        "https://jp.mercari.com/search?keyword=x&status=on_sale&price_min=500&price_max=900&item_condition_id=1%2C2&sort=price&order=asc"
    )
    for impossible in (Query(text="x", currency="USD"), Query(text="x", grades=("for_parts",))):
        with pytest.raises(UnsupportedQuery):
            scraper.first_request(impossible)


@given(st.integers() | st.text(max_size=30) | st.booleans() | st.none() | st.floats())
def test_yen_is_exact_or_unusable(value: object) -> None:
    """Whatever stands where a price should be, it is whole yen or a reason."""
    try:
        price = words.yen(value)
    except Unusable:
        return
    assert price.currency == "JPY"
    assert price.amount == int(str(value).replace(",", ""))


def wrong_values(listing: Listing, right: Listing) -> list[str]:
    """The fields that hold something else than they should; what is null is not wrong."""
    given, known = (flat(part.model_dump(exclude={"evidence", "warnings", "fetched_at"})) for part in (listing, right))
    return [name for name, value in given.items() if value not in (None, (), "unknown", known.get(name))]


def flat(values: dict[str, Any]) -> dict[str, Any]:
    parts = {name: flat(value) if isinstance(value, dict) else {"": value} for name, value in values.items()}
    return {f"{name}.{rest}".rstrip("."): value for name, part in parts.items() for rest, value in part.items()}


NAMES = sorted(set(re.findall(r'(?:data-testid|class)="([^"]+)"', ITEM + SEARCH)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("body", "url"), [(ITEM, ITEM_URL), (SEARCH, SEARCH_URL)], ids=["item", "search"])
def test_a_renamed_element_never_gives_a_wrong_value(body: str, url: str, name: str) -> None:
    """What is still read is as it was; where title or price is gone, the page is not ok."""
    before = {listing.key: listing for listing in read(body, url).listings}
    result = read(body.replace(f'"{name}"', '"renamed"'), url)
    for listing in result.listings:
        assert wrong_values(listing, before[listing.key]) == []
        assert listing.title
        assert listing.price
    if len(result.listings) < len(before):
        assert result.outcome in ("layout_changed", "partial", "needs_rendering")


def test_dropped_scripts_and_metas_change_no_value() -> None:
    """JSON-LD, head and body say the same; one of them may go."""
    (whole,) = read(ITEM).listings
    for without in (r"<script.*?</script>", r"<meta (?:name|property).*?>"):
        (listing,) = read(re.sub(without, "", ITEM, flags=re.DOTALL)).listings
        assert (listing.title, listing.price, listing.availability, listing.description, listing.category) == (
            whole.title,
            whole.price,
            whole.availability,
            whole.description,
            whole.category,
        )
