"""A product as Depop's data has it, in pages and in API bodies alike, in the form of 2025 and of 2026.

The seller's price and the price with the buyer's fee stand beside each other; the first is `price`, the second `buyer_total`.
There is no title: since 2026 there is a description, whose first line the site shows as one; before, the title is null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
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
    Page,
    Scraper,
    Variant,
    Yielded,
    look_up,
)
from inventory_scrapers.toolkit.cards import read_cards
from inventory_scrapers.values.moments import read_moment

SLUG = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.-]{2,200}")
GRADES = {
    "brand_new": "new",
    "used_like_new": "like_new",
    "used_excellent": "very_good",
    "used_good": "good",
    "used_fair": "fair",
}


def product_url(slug: str) -> str:
    """The address of an item."""
    return f"https://www.depop.com/products/{slug}/"


def _state(status: Any) -> str | None:
    name = str(status).upper().removeprefix("STATUS_").replace("_", "")
    return {"ONSALE": "in_stock", "SOLD": "sold"}.get(name, "unknown") if status else None


def _images(pictures: Any) -> list[dict[str, Any]]:
    """The largest form of each picture: by width as key ({"1280": url}), or by the width that a form names."""
    found = [_largest(picture) for picture in pictures] if isinstance(pictures, list) else []
    return [image for image in found if str(image.get("url")).startswith("https://")]


def _largest(picture: Any) -> dict[str, Any]:
    forms = look_up(picture, "formats") or picture
    if not isinstance(forms, dict):
        return {}
    named = [
        {"url": form, "width": int(width)}
        if isinstance(form, str) and width.isdecimal()
        else {"url": look_up(form, "url"), "width": _side(form, "width"), "height": _side(form, "height")}
        for width, form in forms.items()
    ]
    return max(named, key=lambda image: image.get("width") or 0, default={})


def _side(form: Any, name: str) -> int | None:
    side = look_up(form, name) or look_up(form, name[0])
    return side if isinstance(side, int) and side > 0 else None


def _sizes(sizes: Any) -> list[str]:
    names = [size if isinstance(size, str) else look_up(size, "name") for size in sizes] if isinstance(sizes, list) else []
    return [name for name in names if isinstance(name, str) and name]


def _only_size(sizes: Any) -> str | None:
    names = _sizes(sizes)
    return names[0] if len(names) == 1 else None


def _variants(sizes: Any) -> list[Variant]:
    if len(_sizes(sizes)) < 2:
        return []
    named = ((_sizes([size]), _state(look_up(size, "status"))) for size in sizes)
    return [Variant(attributes={"size": names[0]}, availability=state) for names, state in named if names]


def _quantity(variants: Any) -> int | None:
    counts = list(variants.values()) if isinstance(variants, dict) else []
    return sum(counts) if counts and all(isinstance(count, int) for count in counts) else None


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [part for part in value if isinstance(part, str)]


def _condition(value: Any) -> Condition | None:
    raw = str(value).strip()
    return Condition(grade=GRADES.get(raw, "unknown"), raw=raw) if raw else None


FIELDS: FieldMap = {
    "title": ("description", lambda text: str(text).strip().partition("\n")[0]),
    "description": "description",
    "availability": ("status", _state),
    "condition": ("attributes.condition", _condition),
    "brand": "brand_name",
    "category": ("category_name", _texts),
    "size": ("sizes", _only_size),
    "variants": ("sizes", _variants),
    "color": ("attributes.colour", _texts),
    "quantity": "listed_quantity",
    "images": ("pictures", _images),
    "likes": "like_count",
    "listed_at": ("date_created", read_moment),
    "shipping.from_region": "country",
    "attributes.gender": "attributes.gender",
    "attributes.group": "attributes.group",
    "attributes.product_type": "attributes.product_type",
    "attributes.shipping_method": "shipping_method",
}
# Where the one form of the data has it, if the other has not.
OTHERWISE: FieldMap = {
    "availability": ("active_status", _state),
    "brand": "attributes.brand",
    "quantity": ("variants", _quantity),
    "shipping.from_region": "location",
    "images": ("preview", lambda forms: _images([forms])),
}


def rows_of(data: Any) -> list[Any] | None:
    """The products of an answer, which calls them "products" (2025) or "objects" (2026); null where it has neither."""
    for name in ("objects", "products"):
        if isinstance(rows := look_up(data, name), list):
            return rows
    return None


def read_body(scraper: Scraper, page: Page, *, seller_id: str | None = None) -> Iterator[Yielded]:
    """A body with a list of products."""
    data = page.data if look_up(page.data, "data") is None else look_up(page.data, "data")
    rows = rows_of(data)
    if rows is None:
        raise LayoutChanged(f"the body has no list of products: {str(look_up(page.data, 'message'))[:80]}")
    if look_up(data, "meta.has_more") or look_up(data, "page_info.has_more") or look_up(data, "meta.end") is False:
        yield Note(code="more_results", message="there are more than this body has")
    yield from read_rows(scraper, page, rows, "api", seller_id=seller_id)


def read_one_body(scraper: Scraper, page: Page, slug: str) -> Iterator[Yielded]:
    """A body with one product, which is that of the address."""
    data = page.data if look_up(page.data, "data") is None else look_up(page.data, "data")
    if look_up(data, "slug") != slug:
        raise LayoutChanged("the body is not the product of its address")
    yield from read_rows(scraper, page, [data], "api")


def read_rows(scraper: Scraper, page: Page, rows: list[Any], origin: str, **seller: str | None) -> Iterator[Yielded]:
    """A listing for each product; `seller_id` or `seller_name` where the page is one seller's."""
    if not rows:
        yield Empty()
    yield from read_cards(rows, partial(read_product, scraper, page, origin=origin, **seller), what="products")


def read_product(
    scraper: Scraper, page: Page, row: Any, *, origin: Any, seller_id: str | None = None, seller_name: str | None = None
) -> Draft | None:
    """The listing of one product; null where it has no slug, no id or no price of the seller's."""
    slug, number = look_up(row, "slug"), look_up(row, "id")
    if not isinstance(slug, str) or not SLUG.fullmatch(slug) or number is None or not re.fullmatch(r"\d{1,20}", str(number)):
        return None
    draft = scraper.draft(page, listing_id=str(number), url=product_url(slug))
    _put_prices(draft, look_up(row, "pricing"), origin)
    if not draft.get("price") and not draft.warned("price_placeholder"):
        return None
    draft.fill(origin, row, FIELDS)
    draft.fill(origin, row, {field: spec for field, spec in OTHERWISE.items() if not draft.get(field)})
    draft.put("seller.id", seller_id, "url", "/shop/").put("seller.name", seller_name, "url", "/")
    put_seller(draft, slug, origin)
    return draft


def put_seller(draft: Draft, slug: str, origin: Any) -> None:
    """The seller's name begins the slug; where it has a hyphen of its own, only its first part is found."""
    if not draft.get("seller.name") and not draft.get("seller.id"):
        draft.put("seller.name", slug.partition("-")[0], origin, "slug (before its first hyphen)", slug)
        draft.warn("seller_approximate", "seller.name", "read from the address, which ends a name at its first hyphen")


def _put_prices(draft: Draft, pricing: Any, origin: Any) -> None:
    currency = look_up(pricing, "currency_name") or look_up(pricing, "currency")
    key = look_up(pricing, "final_price_key")
    at = f"{key}.price_breakdown"
    amount, fee = (_amount(pricing, f"{at}.{name}.amount") for name in ("price", "buyer_fee"))
    if not amount:
        if amount is not None:
            draft.warn("price_placeholder", "price", "0 stands where a price should be")
        return
    money = partial(_money, currency=currency)
    draft.put("price", money(amount), origin, f"pricing.{at}.price.amount", amount)
    draft.put("sale_kind", "fixed", origin, "pricing.final_price_key", key)
    if key != "original_price":
        former = _amount(pricing, "original_price.price_breakdown.price.amount")
        draft.put("original_price", money(former), origin, "pricing.original_price.price_breakdown.price.amount", former)
    if fee is not None:
        draft.put("buyer_total", money(amount + fee), origin, f"pricing.{at}", f"{amount} + {fee}")
    cost = _amount(pricing, "national_shipping_cost.total_price")
    if cost is None:
        cost = _amount(pricing, f"{at}.shipping.amount")
    draft.put("shipping.cost", money(cost), origin, "pricing (shipping)", cost)
    if cost:
        draft.put("shipping.payer", "buyer", origin, "pricing (shipping)", cost)
    if currency is None:
        draft.warn("currency_ambiguous", "price", "the data names no currency")


def _amount(pricing: Any, path: str) -> Decimal | None:
    text = look_up(pricing, path)
    try:
        amount = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and 0 <= amount < 10**9 else None


def _money(amount: Decimal | None, *, currency: Any) -> Money | None:
    named = currency if isinstance(currency, str) and re.fullmatch(r"[A-Z]{3}", currency) else None
    return None if amount is None else Money(amount=amount, currency=named)
