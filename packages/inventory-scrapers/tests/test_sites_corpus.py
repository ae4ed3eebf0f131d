"""The three marketplaces on real captures: what their pages show is what comes out, and what they do not show is null."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from inventory_core import Condition, Listing, Page, PageResult, Scraper, read_page
from inventory_scrapers.sites.depop import Depop
from inventory_scrapers.sites.mercari_jp import MercariJP
from inventory_scrapers.sites.mercari_us import MercariUS

pytestmark = pytest.mark.corpus
SCRAPERS: dict[str, type[Scraper]] = {scraper.name: scraper for scraper in (MercariJP, MercariUS, Depop)}

# Where the index says something else than a person reads from the capture, or writes it otherwise: what is right, and why.
READ_OTHERWISE = {
    ("item_m56789324689_onsale_2026-03", "condition"): (
        "目立った傷や汚れなし",
        "the index took the sentence that explains the label with the label",
    ),
    ("item_m51411599843_soldout_2025-05", "likes"): (0, "the index has the word of the button that stands there for 0"),
}
# Captures that are no listings, each with its own outcome.
OUTCOMES = {
    "item_m73194523815_ssr-head-only_2026-07": "partial",
    "notfound_deleted-item_2026-08": "not_found",
    "search_noresults_4901777300446_2025-05": "empty",
    "search_ssr-skeleton_sneaker_a_2026-03": "needs_rendering",
    "search_zero_gameboy_2025-12": "empty",
    "challenge_cloudflare_a_2025-12": "blocked",
    "item_not_found_0": "not_found",
    "profile_0": "unsupported",
}


def captures(corpus: Path) -> list[dict[str, Any]]:
    lines = (corpus / "marketplaces" / "index.jsonl").read_text(encoding="utf-8").splitlines()
    found = [line for line in map(json.loads, lines) if line["site"] in SCRAPERS]
    assert len(found) > 25
    return found


def name_of(capture: dict[str, Any]) -> str:
    return Path(capture["file"]).name.removesuffix(".gz").rpartition(".")[0]


def read(corpus: Path, capture: dict[str, Any], *, keep_sellers: bool = True) -> PageResult:
    path = corpus / capture["file"]
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return read_page(SCRAPERS[capture["site"]](), Page(body, url=capture["url"]), keep_sellers=keep_sellers)


def named(corpus: Path, name: str) -> tuple[PageResult, str]:
    capture = next(capture for capture in captures(corpus) if name_of(capture) == name)
    path = corpus / capture["file"]
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return read(corpus, capture), body.decode("utf-8")


def fold(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def test_every_capture_has_its_own_outcome(corpus: Path) -> None:
    """Not found, empty, a skeleton and a challenge are no listings, and no two of them are the same; the rest is ok."""
    outcomes = {name_of(capture): read(corpus, capture).outcome.value for capture in captures(corpus)}
    assert outcomes == {name: OUTCOMES.get(name, "ok") for name in outcomes}
    assert OUTCOMES.keys() <= outcomes.keys()


def test_only_pages_that_show_listings_give_some(corpus: Path) -> None:
    """An outcome other than ok and partial comes without a listing, and those two with at least one."""
    for capture in captures(corpus):
        result = read(corpus, capture)
        assert bool(result.listings) == (result.outcome in ("ok", "partial")), capture["file"]
        assert result.errors == (), capture["file"]


def test_every_value_has_evidence_and_every_listing_an_address(corpus: Path) -> None:
    """Each field that was observed says where, each listing has an id and its site's own address without tracking."""
    for capture in captures(corpus):
        for listing in read(corpus, capture).listings:
            given = listing.model_dump(exclude_defaults=True, exclude={"evidence", "warnings", "fetched_at", "scraper_version"})
            told = {path.partition(".")[0] for path in listing.evidence}
            assert given.keys() - told == {"source", "listing_id", "key", "url"}, (capture["file"], listing.key)
            assert listing.url is not None
            assert "?" not in listing.url


def as_index(listing: Listing) -> dict[str, Any]:
    shipping, seller = listing.shipping, listing.seller
    return {
        "id": listing.listing_id,
        "title": listing.title,
        "price": str(listing.price.amount) if listing.price else None,
        "currency": listing.price.currency if listing.price else None,
        "availability": listing.availability,
        "brand": listing.brand,
        "size": listing.size,
        "condition": listing.condition.raw if listing.condition else None,
        "shipping_payer": shipping.payer if shipping else None,
        "ship_method": listing.attributes.get("shipping_method"),
        "ship_from": shipping.from_region if shipping else None,
        "ship_days": (shipping.min_days, shipping.max_days) if shipping else None,
        "likes": listing.likes,
        "seller": f"{seller.name} {seller.rating.count}" if seller and seller.rating else None,
        "category": " ".join(listing.category) or None,
        "n_images": len(listing.images),
        "has_description": bool(listing.description),
    }


def from_index(observed: dict[str, Any]) -> dict[str, Any]:
    states = {"https://schema.org/SoldOut": "sold", "https://schema.org/InStock": "in_stock"}
    payers = {"送料込み(出品者負担)": "seller", "着払い(購入者負担)": "buyer"}
    names = ("id", "title", "price", "currency", "brand", "size", "condition", "ship_method", "ship_from", "category")
    days = [int(part.strip("日で発送")) for part in (observed["ship_days"] or "").split("~") if part]
    likes = observed["likes"]
    return {
        **{name: observed[name] for name in names},
        "availability": states.get(observed["availability"]),
        "shipping_payer": payers.get(observed["shipping_payer"]),
        "ship_days": tuple(days) or None,
        "likes": int(likes) if likes and likes.isdecimal() else likes,
        "seller": " ".join(observed["seller"].split()[:2]) if observed["seller"] else None,
        # Without its scripts the page shows one picture, in its head; the index counted those of the body.
        "n_images": max(observed["n_images"], 1),
        "has_description": observed["description_len"] > 0,
    }


def test_mercari_jp_items_have_the_values_of_the_index(corpus: Path) -> None:
    """Id, title, price, state, brand, size, condition, shipping, likes, seller, category, pictures."""
    checked = 0
    for capture in captures(corpus):
        if "observed" not in capture:
            continue
        (listing,) = read(corpus, capture).listings
        right = {field: value for (name, field), (value, _) in READ_OTHERWISE.items() if name == name_of(capture)}
        assert as_index(listing) == {**from_index(capture["observed"]), **right}, capture["file"]
        checked += 1
    assert checked == 3


def test_mercari_jp_grids_have_the_cards_of_the_index(corpus: Path) -> None:
    """All filled cells in order, in yen whatever is shown; a note counts the cells that were not filled."""
    checked = 0
    for capture in captures(corpus):
        if capture["site"] != "mercari-jp" or not capture.get("observed_list", {}).get("items"):
            continue
        result, told = read(corpus, capture), capture["observed_list"]
        assert len(result.listings) == told["filled"]
        assert [note.message.startswith(f"{told['filled']} of {told['cells']} ") for note in result.notes] == [True]
        for listing, card in zip(result.listings, told["items"], strict=False):
            assert listing.url == f"https://jp.mercari.com{card['href']}"
            assert (fold(listing.title), str(listing.price)) == (fold(card["title"]), f"{card['jpy']} JPY")
            assert listing.availability == ("sold" if card["sold"] else None)
            assert listing.sale_kind == ("auction" if card["auction"] or card["shown"].startswith("現在") else "fixed")
        checked += 1
    assert checked == 5


def test_mercari_jp_traps(corpus: Path) -> None:
    """Converted prices, auctions, a sold card, Shops and line breaks in titles, as a person reads them."""
    shown_in_hkd, _ = named(corpus, "search_kanbadge_06_hkd")
    assert {listing.price.currency for listing in shown_in_hkd.listings if listing.price} == {"JPY"}
    assert [listing.listing_id for listing in shown_in_hkd.listings if listing.availability == "sold"] == ["m53390855250"]
    searched, text = named(corpus, "search_nintendo-switch_price-asc_2025-05")
    auctions = [listing for listing in searched.listings if listing.sale_kind == "auction"]
    assert (len(auctions), {str(listing.price) for listing in auctions}) == (4, {"300 JPY"})
    shops = [listing for listing in searched.listings if "/shops/product/" in (listing.url or "")]
    assert (len(shops), text.count("ITEM_TYPE_BEYOND")) == (4, 4)
    grid, _ = named(corpus, "searchgrid_chanel_2025-10")
    assert not any("\n" in (listing.title or "") for listing in grid.listings)


def test_mercari_jp_pages_lead_to_the_next(corpus: Path) -> None:
    """The button's own address, on the site's public pages; nothing leads to the API."""
    following = {}
    for capture in captures(corpus):
        result = read(corpus, capture)
        assert not any("api" in request.url.partition("/")[2].partition("/")[0] for request in result.requests)
        following[name_of(capture)] = [request.url for request in result.requests if request.role == "next"]
    assert following["search_kanbadge_06_hkd"] == [
        "https://jp.mercari.com/search?page_token=v1%3A1&search_condition_id=1cx0xHGsd57y244OQ44OD44K4"
    ]
    assert len(following["search_kanbadge_01_hkd"]) == len(following["search_nintendo-switch_price-asc_2025-05"]) == 1
    assert following["searchgrid_chanel_2025-10"] == following["item_0"] == []


def test_mercari_jp_api_bodies_agree_with_themselves(corpus: Path) -> None:
    """Every row is a listing with the price, the title, the status and the time of that row; numbers may be text."""
    states = {"on_sale": "in_stock", "trading": "reserved", "sold_out": "sold"}
    rows_read = 0
    for capture in captures(corpus):
        if "/api/" not in capture["file"] or name_of(capture) in OUTCOMES:
            continue
        body = json.loads((corpus / capture["file"]).read_bytes())
        rows = body.get("items") or body["data"]
        rows = rows if isinstance(rows, list) else [rows]
        result = read(corpus, capture)
        assert [listing.listing_id for listing in result.listings] == [row["id"] for row in rows]
        for listing, row in zip(result.listings, rows, strict=True):
            hidden = str(row["price"]) == "9999999"
            assert str(listing.price) == ("None" if hidden else f"{row['price']} JPY")
            assert listing.title == fold(row["name"])
            assert listing.availability == states[row["status"].removeprefix("ITEM_STATUS_").lower()]
            assert listing.listed_at is not None
            assert listing.listed_at.timestamp() == int(row["created"])
            assert [warning.code for warning in listing.warnings] == (["price_placeholder"] if hidden else [])
            rows_read += 1
    assert rows_read > 200


def test_a_mercari_jp_item_of_the_api(corpus: Path) -> None:
    """The whole of one body, as a person reads it."""
    result, _ = named(corpus, "item_0")
    (listing,) = result.listings
    assert (listing.listing_id, listing.likes, len(listing.images)) == ("m12871737078", 1, 4)
    assert listing.condition == Condition(grade="good", raw="やや傷や汚れあり")
    assert listing.category == ("本・音楽・ゲーム", "CD", "アニメ")
    assert listing.color == ("ブルー系", "ホワイト系", "オレンジ系")
    assert listing.shipping is not None
    assert (listing.shipping.payer, listing.shipping.from_region) == ("seller", "北海道")
    assert (listing.shipping.min_days, listing.shipping.max_days, listing.shipping.cost) == (2, 3, None)
    assert listing.seller is not None
    assert (listing.seller.id, listing.seller.name) == ("485869194", "adieusos")
    assert listing.seller.rating is not None
    assert (listing.seller.rating.value, listing.seller.rating.count) == (5, 7)


def test_the_filler_of_seller_lists_is_no_name(corpus: Path) -> None:
    """Lists of a seller's items have a filler in place of the seller's name; it is not taken for one."""
    result, text = named(corpus, "items_0")
    assert "dont-use-this" in text
    assert {listing.seller.name for listing in result.listings if listing.seller} == {None}
    assert [note.code for note in result.notes] == ["more_results"]


def test_names_of_sellers_do_not_leak(corpus: Path) -> None:
    """Where names were not asked for, no field and no evidence has them."""
    for capture in captures(corpus):
        kept = read(corpus, capture).listings
        for listing, full in zip(read(corpus, capture, keep_sellers=False).listings, kept, strict=True):
            if capture["site"] == "mercari-jp" and full.seller and full.seller.name:
                assert full.seller.name not in listing.model_dump_json(exclude={"description", "title", "url"})


def test_mercari_us_home(corpus: Path) -> None:
    """35 tiles with the full title, the price in dollars, the brand that `alt` ends with, and the status of the frame."""
    result, text = named(corpus, "home_for-you_2025-10")
    assert len(result.listings) == text.count('data-testid="ProductThumbWrapper"') == 35
    first, fourth = result.listings[0], result.listings[3]
    assert (first.title, str(first.price), first.brand) == (
        "Disney Pixar Animators' Collection Brave Merida",
        "50.00 USD",
        "Disney",
    )
    assert (fourth.title, str(fourth.price), fourth.brand) == ("Kate Spade Black Tote Bag", "80.00 USD", "Kate Spade")
    assert {listing.availability for listing in result.listings} == {"in_stock"}
    assert {listing.url for listing in result.listings if listing.url} == {
        f"https://www.mercari.com/us/item/{listing.listing_id}/" for listing in result.listings
    }
    assert all(listing.price and listing.title and listing.brand and listing.images for listing in result.listings)
    assert all(not listing.warnings for listing in result.listings)


def test_depop_search_has_the_values_of_the_index(corpus: Path) -> None:
    """The seller's price without the buyer's fee, the total with it, size, brand, shipping, and when it was listed."""
    (capture,) = [capture for capture in captures(corpus) if capture["site"] == "depop"]
    result = read(corpus, capture)
    told = capture["observed_list"]["items"]
    assert len(result.listings) == 24
    for listing, item in zip(result.listings, told, strict=False):
        assert (listing.listing_id, listing.url) == (str(item["id"]), f"https://www.depop.com/products/{item['slug']}/")
        assert str(listing.price) == f"{item['item_price']} {item['currency']}"
        assert str(listing.buyer_total) == f"{item['final']} {item['currency']}"
        assert (listing.brand, [listing.size]) == (item["brand"], item["sizes"])
        assert listing.shipping is not None
        assert str(listing.shipping.cost) == f"{item['shipping']} {item['currency']}"
        assert listing.listed_at is not None
        assert listing.listed_at.isoformat().replace("+00:00", "Z") == item["created"]
        assert (listing.title, listing.availability) == (None, "in_stock")


def test_depop_reduced_prices(corpus: Path) -> None:
    """Eleven of the 24 are reduced, and their former price is the seller's too."""
    result, _ = named(corpus, "search_champion-reverse-weave_2025-10")
    reduced = {listing.listing_id: str(listing.original_price) for listing in result.listings if listing.original_price}
    assert len(reduced) == 11
    assert reduced["622046321"] == "34.99 USD"
    assert [note.message.partition(";")[0] for note in result.notes] == ["23486 were found"]
