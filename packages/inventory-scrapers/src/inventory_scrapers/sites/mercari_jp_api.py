"""Bodies of api.mercari.jp that someone supplies; this project never asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from inventory_core import Draft, Empty, FieldMap, Found, LayoutChanged, Note, NotFound, Page, Rating, Scraper, Yielded, look_up
from inventory_scrapers.sites import mercari_jp_words as words
from inventory_scrapers.toolkit.cards import read_cards
from inventory_scrapers.values.images import read_images
from inventory_scrapers.values.moments import read_moment
from inventory_scrapers.values.texts import read_texts


def _path(category: Any) -> list[str]:
    return [name for key in ("root_category_name", "parent_category_name", "name") if (name := look_up(category, key))]


def _rating(seller: Any) -> Rating | None:
    count = look_up(seller, "num_ratings")
    return Rating(value=look_up(seller, "star_rating_score"), best=5, count=count) if count else None


def _auction(details: Any) -> str | None:
    return "auction" if isinstance(details, dict) and details else None


# The search writes every number as text, the other bodies as numbers.
FOUND: FieldMap = {
    "title": "name",
    "price": ("price", words.yen),
    "sale_kind": ("auction", _auction),
    "availability": ("status", words.availability),
    "condition": ("itemConditionId", words.condition),
    "brand": "itemBrand.name",
    "size": "itemSize.name",
    "images": ("thumbnails", read_images),
    "seller.id": ("sellerId", str),
    "shipping.payer": ("shippingPayerId", words.payer),
    "listed_at": ("created", read_moment),
    "updated_at": ("updated", read_moment),
}
LISTED: FieldMap = {
    "title": "name",
    "price": ("price", words.yen),
    "availability": ("status", words.availability),
    "category": ("item_category", _path),
    "images": ("thumbnails", read_images),
    "seller.id": ("seller.id", str),
    "shipping.from_region": "shipping_from_area.name",
    "likes": "num_likes",
    "listed_at": ("created", read_moment),
    "updated_at": ("updated", read_moment),
}
ITEM: FieldMap = {
    **LISTED,
    "description": "description",
    "sale_kind": ("auction_info", _auction),
    "condition": ("item_condition.name", words.condition),
    "brand": "item_brand.name",
    "size": "item_size.name",
    "color": ("colors", read_texts),
    "images": ("photos", read_images),
    "seller.name": "seller.name",
    "shipping.payer": ("shipping_payer.code", words.payer),
    "shipping.min_days": "shipping_duration.min_days",
    "shipping.max_days": "shipping_duration.max_days",
    "attributes.shipping_method": "shipping_method.name",
    "attributes.hash_tags": ("hash_tags", read_texts),
}


def read_search(scraper: Scraper, page: Page) -> Iterator[Yielded]:
    """`/v2/entities:search`: a page of 120, newest client's order kept. The next one is had by the private API alone."""
    yield from _read_rows(scraper, page, "items", FOUND)
    if look_up(page.data, "meta.nextPageToken"):
        yield Note(code="more_results", message=f"about {look_up(page.data, 'meta.numFound')} were found; this body has one page")


def read_seller_items(scraper: Scraper, page: Page) -> Iterator[Yielded]:
    """`/items/get_items`. Its `seller.name` is a filler, not a name."""
    check(page)
    yield from _read_rows(scraper, page, "data", LISTED)
    if look_up(page.data, "meta.has_next"):
        yield Note(code="more_results", message="the seller has more items than this body")


def read_item(scraper: Scraper, page: Page) -> Iterator[Yielded]:
    """`/items/get`."""
    check(page)
    yield from read_cards([look_up(page.data, "data")], partial(_row, scraper, page, ITEM), what="items")


def check(page: Page) -> None:
    """Raise what an error body says: NotFound, else LayoutChanged."""
    if look_up(page.data, "result") != "error":
        return
    code = str(look_up(page.data, "errors.0.code"))
    if code == "RecordNotFoundException":
        raise NotFound("the API says that there is no such record")
    raise LayoutChanged(f"the body is an error: {code[:80]}")


def _read_rows(scraper: Scraper, page: Page, name: str, fields: FieldMap) -> Iterator[Yielded]:
    rows = look_up(page.data, name)
    if not isinstance(rows, list):
        raise LayoutChanged(f"the body has no list of {name}")
    if not rows:
        yield Empty()
    yield from read_cards(rows, partial(_row, scraper, page, fields), what="items")


def _row(scraper: Scraper, page: Page, fields: FieldMap, row: Any) -> Draft | None:
    url = words.item_url(str(look_up(row, "id")))
    if not url or not look_up(row, "name") or look_up(row, "price") is None:
        return None
    draft = scraper.draft(page, listing_id=row["id"], url=url)
    if row.get("isNoPrice"):
        draft.warn("price_placeholder", "price", "the seller shows no price")
        fields = {name: spec for name, spec in fields.items() if name != "price"}
    # What stood there holds the seller's name, which is not for everybody's eyes.
    rated = Found(look_up(row, "seller"), "api", "seller.num_ratings", str(look_up(row, "seller.num_ratings")))
    return draft.fill("api", row, fields).take("seller.rating", rated, _rating)
