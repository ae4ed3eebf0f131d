"""Bodies of the API of Mercari US that someone supplies; this project never asks for them, and none was ever captured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from inventory_core import (
    Condition,
    Draft,
    Empty,
    FieldMap,
    LayoutChanged,
    Money,
    Note,
    NotFound,
    Page,
    Scraper,
    Unusable,
    Yielded,
    look_up,
)
from inventory_scrapers.toolkit.cards import read_cards
from inventory_scrapers.values.images import read_images
from inventory_scrapers.values.moments import read_moment
from inventory_scrapers.values.texts import read_texts

ITEM_ID = re.compile(r"m\d{5,15}")
CONDITIONS = {"new": "new", "like new": "like_new", "good": "good", "fair": "fair", "poor": "poor"}
STATES = {"on_sale": "in_stock", "trading": "reserved", "sold_out": "sold"}


def item_url(listing_id: str) -> str | None:
    """The address of an item; null for what is no id."""
    return f"https://www.mercari.com/us/item/{listing_id}/" if ITEM_ID.fullmatch(listing_id) else None


def cents(value: Any) -> Money:
    """US dollars from a whole number of cents."""
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,14}", text):
        raise Unusable("price_unreadable", f"{text[:40]!r} is no number of cents")
    if int(text) == 0:
        raise Unusable("price_placeholder", "0 cents stand where a price should be")
    return Money(amount=f"{int(text) // 100}.{int(text) % 100:02}", currency="USD")


def cents_if_any(value: Any) -> Money | None:
    """As cents; 0 is nothing: no former price, or a fee that the body does not tell."""
    return None if str(value) == "0" else cents(value)


def condition(value: Any) -> Condition | None:
    """From the label, such as "Like new"."""
    raw = str(value).strip()
    return Condition(grade=CONDITIONS.get(raw.lower(), "unknown"), raw=raw) if raw else None


def availability(value: Any) -> str | None:
    """From a status such as "on_sale"; "unknown" for one that has no name here."""
    return STATES.get(str(value), "unknown") if value else None


FIELDS: FieldMap = {
    "title": "name",
    "description": "description",
    "price": ("price", cents),
    "original_price": ("originalPrice", cents_if_any),
    "availability": ("status", availability),
    "condition": ("itemCondition.name", condition),
    "brand": "brand.name",
    "size": "itemSize.name",
    "color": ("color", read_texts),
    "images": ("photos", lambda photos: read_images(photos, "imageUrl")),
    "seller.id": ("seller.sellerId", str),
    "shipping.cost": ("shippingClass.fee", cents_if_any),
    "likes": "numLikes",
    "listed_at": ("created", read_moment),
    "updated_at": ("updated", read_moment),
}
# Three clients name the category in three ways; the first that is there stays.
CATEGORIES: tuple[tuple[str, Any], ...] = (
    ("itemCategoryHierarchy", read_texts),
    ("itemCategory.name", read_texts),
    ("categoryTitle", read_texts),
)


def read_body(scraper: Scraper, page: Page) -> Iterator[Yielded]:
    """A search, one item or a seller's items, told apart by what the body holds."""
    data = look_up(page.data, "data")
    if isinstance(look_up(data, "search.itemsList"), list):
        yield from _read_rows(scraper, page, data["search"]["itemsList"])
    elif isinstance(look_up(data, "userItems.items"), list):
        yield from _read_rows(scraper, page, data["userItems"]["items"])
        if look_up(data, "userItems.hasMore"):
            yield Note(code="more_results", message="the seller has more items than this body")
    elif isinstance(data, dict) and "item" in data:
        yield from _read_one(scraper, page, data["item"])
    else:
        raise LayoutChanged("the body is no search, no item and no list of a seller's items")


def _read_one(scraper: Scraper, page: Page, item: Any) -> Iterator[Yielded]:
    if item is None and re.search(r"not.?found", str(look_up(page.data, "errors")), re.IGNORECASE):
        raise NotFound("the API says that there is no such item")
    yield from read_cards([item], partial(_row, scraper, page), what="items")


def _read_rows(scraper: Scraper, page: Page, rows: list[Any]) -> Iterator[Yielded]:
    if not rows:
        yield Empty()
    yield from read_cards(rows, partial(_row, scraper, page), what="items")


def _row(scraper: Scraper, page: Page, row: Any) -> Draft | None:
    url = item_url(str(look_up(row, "id")))
    if not url or not look_up(row, "name") or look_up(row, "price") is None:
        return None
    draft = scraper.draft(page, listing_id=row["id"], url=url).fill("api", row, FIELDS)
    for path, convert in CATEGORIES:
        if not draft.get("category"):
            draft.fill("api", row, {"category": (path, convert)})
    return draft
