"""One more marketplace, written from the contract and the toolkit alone: a flea market whose pages carry their data."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from inventory_core import (
    Condition,
    Draft,
    Empty,
    FieldMap,
    Money,
    NotFound,
    Page,
    PageResult,
    Query,
    Request,
    Scraper,
    Seller,
    Yielded,
    look_up,
    page,
    read_page,
)
from inventory_scrapers.toolkit import document
from inventory_scrapers.toolkit.cards import read_cards
from inventory_scrapers.toolkit.values import read_images, read_moment

HOST = "paypayfleamarket.yahoo.co.jp"
GRADES = {"new": "new", "used10": "like_new", "used20": "very_good", "used40": "good", "used60": "fair", "used80": "poor"}


def days(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(\d+)〜(\d+)日で発送", text)
    return (int(found[1]), int(found[2])) if found else None


FIELDS: FieldMap = {
    "title": "title",
    "description": "description",
    "price": ("price", lambda yen: Money(amount=yen, currency="JPY")),
    "availability": ("status", lambda status: {"OPEN": "in_stock", "SOLD": "sold"}.get(status, "unknown")),
    "condition": ("condition", lambda one: Condition(grade=GRADES.get(one["key"], "unknown"), raw=one["text"])),
    "brand": "brand.name",
    "category": ("categoryList", lambda levels: [level["name"] for level in levels]),
    "images": ("images", read_images),
    "likes": "likeCount",
    "listed_at": ("createDate", read_moment),
    "updated_at": ("updateDate", read_moment),
    "seller.name": "seller.nickname",
    "shipping.from_region": "location",
    "shipping.min_days": ("deliverySchedule.text", lambda text: (days(text) or (None, None))[0]),
    "shipping.max_days": ("deliverySchedule.text", lambda text: (days(text) or (None, None))[1]),
    "attributes.shipping_method": "deliveryMethod.name",
}


class YahooFlea(Scraper):
    """A whole marketplace: searches and items."""

    name = "yahoo-flea"
    hosts = (HOST,)

    def search(self, query: Query) -> Request:
        return Request(url=f"https://{HOST}/search/{quote(query.text, safe='')}")

    @page(r"/search/[^/]+", experimental=True)
    def results(self, page: Page) -> Iterator[Yielded]:
        rows = look_up(self._state(page), "searchState.search.result.items")
        if not isinstance(rows, list):
            return
        if not rows:
            yield Empty()
        yield from read_cards(rows, lambda row: self._draft(page, row))

    @page(r"/item/(?P<id>z\d+)")
    def item(self, page: Page, id: str) -> Iterator[Yielded]:
        item = look_up(self._state(page), "itemsState.items.item")
        if look_up(self._state(page), "itemsState.items.error") == "NOT_FOUND":
            raise NotFound("the page says that there is no such item")
        if look_up(item, "id") == id:
            yield from read_cards([item], lambda row: self._draft(page, row))

    def _state(self, page: Page) -> Any:
        state = next((state for state in document(page).state if state.name == "__NEXT_DATA__"), None)
        return look_up(state.data, "props.initialState") if state else None

    def _draft(self, page: Page, row: Any) -> Draft | None:
        if not look_up(row, "id") or not look_up(row, "title"):
            return None
        draft = self.draft(page, listing_id=row["id"], url=f"https://{HOST}/item/{row['id']}")
        if row.get("noPriceItem"):
            draft.warn("price_placeholder", "price", "the seller shows no price")
        return draft.fill("embedded_json", row, FIELDS)


def read(body: bytes, url: str, *, keep_sellers: bool = False) -> PageResult:
    return read_page(YahooFlea(), Page(body, url=url), keep_sellers=keep_sellers)


def html(state: Any) -> bytes:
    data = json.dumps({"props": {"initialState": state}})
    return f'<html><script id="__NEXT_DATA__" type="application/json">{data}</script><p>text</p></html>'.encode()


ROW = {
    "id": "z1",
    "title": "毛糸の帽子",
    "price": 900,
    "status": "OPEN",
    "condition": {"key": "used20", "text": "目立った傷や汚れなし"},
    "createDate": "2026-08-01T09:01:59+09:00",
    "deliverySchedule": {"text": "1〜2日で発送"},
    "seller": {"nickname": "ann"},
}
URL = f"https://{HOST}/item/z1"


def test_an_item() -> None:
    """Data with paths and converters is all that the scraper says; the contract does the rest."""
    (listing,) = read(html({"itemsState": {"items": {"item": ROW}}}), URL).listings
    assert (listing.title, str(listing.price), listing.availability) == ("毛糸の帽子", "900 JPY", "in_stock")
    assert listing.evidence["price"].model_dump(exclude_defaults=True) == {
        "origin": "embedded_json",
        "locator": "price",
        "raw": "900",
    }
    assert listing.shipping is not None
    assert (listing.shipping.min_days, listing.shipping.max_days) == (1, 2)
    assert listing.seller is not None
    assert listing.seller.name is None


@pytest.mark.parametrize(
    ("state", "url", "outcome"),
    [
        ({"itemsState": {"items": {"error": "NOT_FOUND"}}}, URL, "not_found"),
        ({"itemsState": {"items": {"item": {**ROW, "id": "z2"}}}}, URL, "layout_changed"),
        ({"renamed": {}}, URL, "layout_changed"),
        ({"itemsState": {"items": {"item": {**ROW, "price": "much"}}}}, URL, "ok"),
        ({"itemsState": {"items": {"item": {**ROW, "likeCount": "much"}}}}, URL, "layout_changed"),
        ({"searchState": {"search": {"result": {"items": []}}}}, f"https://{HOST}/search/x", "empty"),
        ({"searchState": {"search": {"result": {"items": [ROW, {}]}}}}, f"https://{HOST}/search/x", "partial"),
    ],
)
def test_outcomes(state: Any, url: str, outcome: str) -> None:
    """Each is one line in the scraper, or none."""
    assert read(html(state), url).outcome == outcome


def test_a_search_address() -> None:
    """A search is a request for a public page."""
    assert YahooFlea().first_request(Query(text="毛糸 青")).url == f"https://{HOST}/search/%E6%AF%9B%E7%B3%B8%20%E9%9D%92"


@pytest.mark.corpus
def test_a_real_page(corpus: Path) -> None:
    """The values that the index has, from the capture."""
    lines = (corpus / "marketplaces" / "index.jsonl").read_text(encoding="utf-8").splitlines()
    (capture,) = [line for line in map(json.loads, lines) if line["site"] == "yahoo-flea"]
    result = read(gzip.decompress((corpus / capture["file"]).read_bytes()), capture["url"], keep_sellers=True)
    (listing,) = result.listings
    told = capture["observed"]
    assert (listing.listing_id, listing.title, str(listing.price)) == (told["id"], told["title"], f"{told['price']} JPY")
    assert (
        (listing.condition.grade, listing.condition.raw) == ("very_good", told["condition"]["text"])
        if listing.condition
        else False
    )
    assert (listing.brand, listing.likes, len(listing.images)) == (told["brand"], told["likes"], told["n_images"])
    assert listing.seller == Seller(name=told["seller"])
    assert listing.shipping is not None
    assert listing.shipping.from_region == told["location"]
    assert listing.listed_at is not None
    assert listing.listed_at.isoformat() == told["created"]
