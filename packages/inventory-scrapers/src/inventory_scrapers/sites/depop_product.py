"""A product as Depop's data has it, in pages and in API bodies alike, in the form of 2025 and of 2026.

There is no title: since 2026 there is a description, whose first line the site shows as one; before, the title is null.
"""

from __future__ import annotations

import re
from typing import Any

from inventory_core import Condition, Draft, FieldMap, Page, Scraper, Variant, look_up
from inventory_scrapers.sites.depop_prices import put_prices
from inventory_scrapers.values.moments import read_moment
from inventory_scrapers.values.texts import read_texts

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


def _only_size(sizes: Any) -> str | None:
    names = read_texts(sizes)
    return names[0] if len(names) == 1 else None


def _variants(sizes: Any) -> list[Variant]:
    if len(read_texts(sizes)) < 2:
        return []
    named = ((read_texts([size]), _state(look_up(size, "status"))) for size in sizes)
    return [Variant(attributes={"size": names[0]}, availability=state) for names, state in named if names]


def _quantity(variants: Any) -> int | None:
    counts = list(variants.values()) if isinstance(variants, dict) else []
    return sum(counts) if counts and all(isinstance(count, int) for count in counts) else None


def _condition(value: Any) -> Condition | None:
    raw = str(value).strip()
    return Condition(grade=GRADES.get(raw, "unknown"), raw=raw) if raw else None


FIELDS: FieldMap = {
    "title": ("description", lambda text: str(text).strip().partition("\n")[0]),
    "description": "description",
    "availability": ("status", _state),
    "condition": ("attributes.condition", _condition),
    "brand": "brand_name",
    "category": ("category_name", read_texts),
    "size": ("sizes", _only_size),
    "variants": ("sizes", _variants),
    "color": ("attributes.colour", read_texts),
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


def read_product(
    scraper: Scraper, page: Page, row: Any, *, origin: Any, seller_id: str | None = None, seller_name: str | None = None
) -> Draft | None:
    """The listing of one product; null where it has no slug, no id or no price of the seller's."""
    slug, number = look_up(row, "slug"), look_up(row, "id")
    if not isinstance(slug, str) or not SLUG.fullmatch(slug) or number is None or not re.fullmatch(r"\d{1,20}", str(number)):
        return None
    draft = scraper.draft(page, listing_id=str(number), url=product_url(slug))
    put_prices(draft, look_up(row, "pricing"), origin)
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
