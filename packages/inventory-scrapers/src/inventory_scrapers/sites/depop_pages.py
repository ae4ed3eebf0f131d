"""The grids and the item page of Depop.

The data stands in the React stream of a page. The cards that one sees have less: their price includes the buyer's fee, so that
it is a `buyer_total` and no `price`, and they have no id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from selectolax.lexbor import LexborNode

from inventory_core import Draft, FieldMap, Found, LayoutChanged, Money, Note, Page, Scraper, Unusable, Yielded, look_up
from inventory_scrapers.sites.depop_product import SLUG, product_url, put_seller, read_rows
from inventory_scrapers.toolkit import document, is_type
from inventory_scrapers.toolkit.cards import read_cards

CARD = "[class*=productCardRoot]"
PRICES = "p[class*=price]"
_PUSH = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\]\)')
_ROWS = re.compile(r'"(?:products|objects)":\s*(?=\[)')
_TOTAL = re.compile(r'"total_count":\s*(\d+)')
_HREF = re.compile(r"(?:https://www\.depop\.com)?/products/([\w.-]+)/?(?:[?#].*)?")
_SHOWN = re.compile(r"(\$|£|€|A\$|US\$)\s?(\d[\d,]*(?:\.\d{2})?)")
_CURRENCIES = {"£": "GBP", "€": "EUR", "A$": "AUD", "US$": "USD"}
TRIES = 20


def _offered(offers: Any) -> Money | None:
    amount, currency = look_up(offers, "price"), look_up(offers, "priceCurrency")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", str(amount)) or not re.fullmatch(r"[A-Z]{3}", str(currency)):
        return None
    return Money(amount=str(amount), currency=currency)


PRODUCT: FieldMap = {
    "title": "name",
    "description": "description",
    "brand": ("brand", lambda brand: brand if isinstance(brand, str) else look_up(brand, "name")),
    "images": ("image", lambda urls: [{"url": url} for url in ([urls] if isinstance(urls, str) else urls)]),
    "availability": ("offers.availability", lambda text: "in_stock" if str(text).endswith("InStock") else None),
    "price": ("offers", _offered),
}


def read_grid(scraper: Scraper, page: Page, *, seller: str | None = None) -> Iterator[Yielded]:
    """The products of the page's data, else what its cards show, and then LayoutChanged."""
    stream = _stream(page)
    rows = _rows(stream)
    if rows is None:
        cards = document(page).tree.css(CARD)
        yield from read_cards(cards, partial(_card, scraper, page, seller))
        if cards:
            raise LayoutChanged("the data of the page is not where it was; its cards show less")
        return
    total = _TOTAL.search(stream)
    if '"has_more":true' in stream:
        yield Note(
            code="more_results", message=f"{total[1] if total else 'more'} were found; no public address leads to the others"
        )
    yield from read_rows(scraper, page, rows, "embedded_json", seller_name=seller)


def _stream(page: Page) -> str:
    """The React stream of the page as one text."""
    return "".join(_unescape(found) for found in _PUSH.findall(page.text))


def _unescape(literal: str) -> str:
    try:
        return str(json.loads(literal))
    except ValueError:
        return ""


def _rows(stream: str) -> list[Any] | None:
    """The first list of products that is in the stream; null where there is none."""
    for found, _ in zip(_ROWS.finditer(stream), range(TRIES), strict=False):
        rows = _decode(stream, found.end())
        if isinstance(rows, list) and (not rows or isinstance(look_up(rows[0], "slug"), str)):
            return rows
    return None


def _decode(stream: str, at: int) -> Any:
    try:
        return json.JSONDecoder().raw_decode(stream, at)[0]
    except (ValueError, RecursionError):
        return None


def _card(scraper: Scraper, page: Page, seller: str | None, card: LexborNode) -> Draft | None:
    link = card.css_first("a[href*='/products/']")
    href = _HREF.fullmatch(link.attributes.get("href") or "") if link else None
    if href is None or not SLUG.fullmatch(href[1]):
        return None
    draft = scraper.draft(page, url=product_url(href[1]))
    prices = card.css(PRICES)
    if not prices:
        return None
    # Where a price is reduced, the former one stands before it.
    draft.take("buyer_total", Found(prices[-1].text(strip=True), "css", f"{CARD} {PRICES}"), _shown)
    draft.warn("price_includes_fee", "buyer_total", "a card shows the price with the buyer's fee")
    size = card.css_first("p[class*=sizeAttributeText]")
    draft.put("size", size.text(strip=True) if size else None, "css", "p[class*=sizeAttributeText]")
    image = card.css_first("img[class*=mainImage][src^='https://']")
    draft.put("images", [{"url": image.attributes["src"]}] if image else None, "css", "img[class*=mainImage]@src")
    draft.put("seller.name", seller, "url", "/")
    put_seller(draft, href[1], "css")
    return draft


def _shown(text: str) -> Money:
    found = _SHOWN.fullmatch(text)
    if not found:
        raise Unusable("price_unreadable", f"{text[:40]!r} is no price")
    return Money(amount=found[2].replace(",", ""), currency=_CURRENCIES.get(found[1]))


def read_item(scraper: Scraper, page: Page, slug: str) -> Iterator[Yielded]:
    """One listing: from the data of the page where that is found, else from JSON-LD."""
    if row := _own_row(_stream(page), slug):
        yield from read_rows(scraper, page, [row], "embedded_json")
        return
    doc = document(page)
    if doc.canonical and f"/products/{slug}" not in doc.canonical:
        raise LayoutChanged("the page is of another item than its address")
    products = [node for node in doc.nodes if is_type(node, ("Product",))]
    draft = scraper.draft(page, url=product_url(slug)).fill("json_ld", products[0] if len(products) == 1 else None, PRODUCT)
    if not draft.get("price"):
        return
    draft.take("description", doc.css_text("p[class*=textWrapper]"))
    draft.take("brand", doc.css_text("a[class*=linkAttribute]"))
    draft.warn("fee_unknown", "price", "the page does not tell whether the buyer's fee is in it")
    put_seller(draft, slug, "url")
    yield draft


def _own_row(stream: str, slug: str) -> Any:
    """The product with that slug: the nearest object around it that has a pricing too."""
    at = stream.find(f'"slug":"{slug}"')
    start = at
    for _ in range(TRIES):
        start = stream.rfind("{", 0, start) if start > 0 else -1
        if start < 0:
            return None
        row = _decode(stream, start)
        if look_up(row, "slug") == slug and look_up(row, "pricing"):
            return row
    return None
