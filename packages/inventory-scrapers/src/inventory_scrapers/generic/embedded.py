"""Data that scripts and attributes carry about the product: the objects that hold its very name.

Shop platforms and tag managers write the product into the page as an object such as {"name": "Blue Mug", "sku": "M-1",
"price": "4.50"} - in a data layer, in the state of Next, Nuxt or Redux, in Shopify's or Magento's settings. Whatever it is
called, it has the name that the heading shows. So the name is searched for in the bytes, and the object around it is read;
nothing else is decoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from inventory_scrapers.toolkit.literal import unescape
from inventory_scrapers.toolkit.text import plain_text

MAX_OBJECTS, MAX_TRIED = 12, 300
_BEFORE, _AFTER, _KEY = 3000, 6000, 400
_KEYS = {
    "sku": (
        "sku",
        "productsku",
        "product_sku",
        "item_sku",
        "articlenumber",
        "article_number",
        "partnumber",
        "productcode",
        "product_code",
        "itemnumber",
        "stylecode",
        "style",
    ),
    "id": ("productid", "product_id", "item_id", "itemid", "id"),
    "brand": ("brand", "vendor", "brandname", "brand_name", "item_brand", "manufacturer", "productbrand", "product_brand"),
    "price": (
        "price",
        "saleprice",
        "sale_price",
        "finalprice",
        "final_price",
        "currentprice",
        "current_price",
        "unit_price",
        "product_price",
    ),
    "currency": ("currency", "currencycode", "pricecurrency", "price_currency", "currency_code", "currencyiso"),
    "gtin": ("gtin", "gtin13", "ean", "upc", "ean13", "barcode", "isbn", "gtin12"),
    "mpn": ("mpn", "model", "modelnumber", "model_number", "manufacturerpartnumber"),
    "availability": ("availability", "stockstatus", "stock_status", "availabilitystatus"),
    "available": ("available", "instock", "in_stock", "isinstock", "isavailable", "instockonline"),
    "soldout": ("soldout", "sold_out", "issoldout", "isoutofstock", "outofstock"),
    "stock": ("stock", "stockquantity", "stock_quantity", "inventoryquantity", "inventory_quantity", "qtyinstock", "stocklevel"),
}
_FIELD_OF = {key: name for name, keys in _KEYS.items() for key in keys}
_PAIR = re.compile(
    r"""(?<![\w-])([A-Za-z_][\w-]{1,24})["']?\s*:\s*(?:"((?:[^"\\]|\\.){0,200})"|'((?:[^'\\]|\\.){0,200})'"""
    r"|(-?\d[\d.]{0,20}|true|false))"
)
_NAMED = re.compile(
    r"""["']?(?:name|title|product_?name|item_?name|display_?name|product_?title|productDisplayName)["']?\s*:\s*["']$""",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Embedded:
    """One object about the product: the first value of each field that is known by name."""

    fields: dict[str, str] = field(default_factory=dict)
    locator: str = ""


def find_embedded(source: bytes, name: str) -> Iterator[Embedded]:
    """The objects in the page's bytes whose name is `name`."""
    if len(name) < 3:
        return
    count = tried = 0
    for needle in _needles(name):
        at = source.find(needle)
        while at >= 0 and count < MAX_OBJECTS and tried < MAX_TRIED:
            end = at + len(needle)
            quoted = source[at - 1 : at] in (b'"', b"'", b";") and source[end : end + 1] in (b'"', b"'", b"&", b"\\")
            tried += quoted
            if quoted and (found := _object_at(source, at, end)):
                count += 1
                yield found
            at = source.find(needle, end)


def _needles(name: str) -> list[bytes]:
    plain = json.dumps(name, ensure_ascii=False)[1:-1].encode("utf-8", "replace")
    escaped = json.dumps(name)[1:-1].encode()
    return list(dict.fromkeys((plain, escaped, name.replace("&", "\\u0026").encode("utf-8", "replace"))))


def _object_at(source: bytes, start: int, end: int) -> Embedded | None:
    # Most places are no object's name: a short look behind tells.
    if not _NAMED.search(_unescaped(source[max(0, start - _KEY) : start])[-60:]):
        return None
    before, after = _unescaped(source[max(0, start - _BEFORE) : start]), _unescaped(source[end - 1 : end + _AFTER])
    opened = _opening(before)
    if opened < 0:
        return None
    text = before[opened:] + "name" + _own_level(after)
    found = Embedded(locator=f"object[{before[opened + 1 : opened + 30].strip()}...]")
    for pair in _PAIR.finditer(_without_inner(text)):
        name = _FIELD_OF.get(pair[1].lower())
        value = pair[2] or pair[3] or pair[4]
        if name and value and name not in found.fields:
            found.fields[name] = plain_text(unescape(value))
    if '"@type"' in text:
        # Markup, which is read as such: it confirms nothing of itself.
        found.fields = {key: value for key, value in found.fields.items() if key in ("sku", "gtin", "mpn", "brand", "id")}
    return found if found.fields else None


def _unescaped(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("&quot;", '"').replace('\\"', '"')


def _opening(text: str) -> int:
    """Where the object that the end of the text is in was opened; -1 where it was not."""
    depth = 0
    opens, closes = text.rfind("{"), text.rfind("}")
    while opens >= 0:
        at = max(opens, closes)
        depth += 1 if at == closes else -1
        if depth < 0:
            return at
        if at == closes:
            closes = text.rfind("}", 0, at)
        else:
            opens = text.rfind("{", 0, at)
    return -1


def _own_level(text: str) -> str:
    """The text up to the end of the object that its beginning is in."""
    depth = 0
    for match in re.finditer(r"[{}]", text):
        depth += 1 if match[0] == "{" else -1
        if depth < 0:
            return text[: match.start()]
    return text


_INNER = re.compile(r"\{[^{}]*\}")


_BRAND = re.compile(r'("(?:brand|manufacturer)"\s*:\s*)\{[^{}]*?"name"\s*:\s*("[^"]{0,100}")[^{}]*\}')
# {"price": {"amount": "84.50", "currency": "EUR"}} and {"offers": {"price": 84.5}}: what is nested is the price all the same.
_PRICES = re.compile(
    r'"(?:(?:sale|final|current|product)?_?prices?|pricing|offers?|priceinfo)"\s*:\s*\[?\s*\{([^{}]*)\}', re.IGNORECASE
)
_VALUE = re.compile(
    r'"(?:amount|value|current|sale|final|gross|price|raw|sellingprice|saleprice|finalprice|lowprice)"\s*:\s*"?(\d[\d.]{0,14})"?',
    re.IGNORECASE,
)
_CODE = re.compile(r'"(?:price)?currency(?:_?code|_?iso)?"\s*:\s*"([A-Z]{3})"', re.IGNORECASE)


def _without_inner(text: str) -> str:
    """The object without what is nested in it, three levels deep, but for the name of a brand and the value of a price."""
    body = _PRICES.sub(_flat_price, _BRAND.sub(r"\1\2", text[1:]))
    for _ in range(3):
        body = _INNER.sub('""', body)
    return body


def _flat_price(match: re.Match[str]) -> str:
    value, code = _VALUE.search(match[1]), _CODE.search(match[1])
    price = f'"price": "{value[1]}"' if value else '"": ""'
    return f'{price}, "currency": "{code[1]}"' if code else price
