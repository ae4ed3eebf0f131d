"""What Mercari JP calls things: prices, conditions, who pays, what is sold. Pages and API bodies use the same words."""

from __future__ import annotations

import re
from typing import Any

from inventory_core import Condition, Money, Unusable

HOST = "https://jp.mercari.com"
ITEM_ID = re.compile(r"m\d{5,15}")
SHOPS_ID = re.compile(r"[0-9A-Za-z]{18,26}")
NO_PRICE = 9_999_999
CONDITIONS = {
    "1": ("新品、未使用", "new"),
    "2": ("未使用に近い", "like_new"),
    "3": ("目立った傷や汚れなし", "very_good"),
    "4": ("やや傷や汚れあり", "good"),
    "5": ("傷や汚れあり", "fair"),
    "6": ("全体的に状態が悪い", "poor"),
}
_GRADES = dict(CONDITIONS.values())
_STATES = {
    "on_sale": "in_stock",
    "trading": "reserved",
    "sold_out": "sold",
    "https://schema.org/InStock": "in_stock",
    "https://schema.org/SoldOut": "sold",
}
_DAYS = re.compile(r"(\d{1,3})\s*[~〜～-]\s*(\d{1,3})\s*日で発送")


def item_url(listing_id: str) -> str | None:
    """The address of an item, or of a product of Mercari Shops; null for what is no id."""
    if ITEM_ID.fullmatch(listing_id):
        return f"{HOST}/item/{listing_id}"
    return f"{HOST}/shops/product/{listing_id}" if SHOPS_ID.fullmatch(listing_id) else None


def yen(value: Any) -> Money:
    """Whole yen from a number or text such as "4,600"; 9,999,999 is how a seller hides the price."""
    text = str(value).replace(",", "").strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,12}", text):
        raise Unusable("price_unreadable", f"{text[:40]!r} is no price in yen")
    if int(text) in (0, NO_PRICE):
        raise Unusable("price_placeholder", f"{text} yen stands where the seller shows no price")
    return Money(amount=int(text), currency="JPY")


def shown_yen(text: Any) -> Money | None:
    """Yen as pages show them ("現在 ¥ 5,400"); null for another display currency, which is a conversion."""
    found = re.fullmatch(r"(?:現在)?\s*[¥￥]\s*([\d,]+)", str(text).strip())
    return yen(found[1]) if found else None


def condition(value: Any) -> Condition | None:
    """From the number that API bodies use, or the label of a page."""
    raw, grade = CONDITIONS.get(str(value), (str(value).strip(), "unknown"))
    return Condition(grade=_GRADES.get(raw, grade), raw=raw) if raw else None


def availability(value: Any) -> str | None:
    """From a status ("ITEM_STATUS_TRADING", "on_sale") or a schema.org address; "unknown" for one that has no name here."""
    return _STATES.get(str(value).removeprefix("ITEM_STATUS_").lower(), _STATES.get(str(value), "unknown")) if value else None


def payer(value: Any) -> str:
    """Who pays for shipping, from the id or code of API bodies or the label of a page."""
    if str(value) in ("2", "seller") or str(value).startswith("送料込み"):
        return "seller"
    return "buyer" if str(value) in ("1", "buyer") or str(value).startswith("着払い") else "unknown"


def days(text: Any) -> tuple[int, int] | None:
    """The days until it is sent, from a label such as "2~3日で発送"."""
    found = _DAYS.search(str(text))
    return (int(found[1]), int(found[2])) if found else None
