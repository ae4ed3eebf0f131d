"""The grids and the item page of Depop.

The data stands in the React stream of a page. The cards that one sees have less: their price includes the buyer's fee, so that
it is a `buyer_total` and no `price`, and they have no id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from selectolax.lexbor import LexborNode

from inventory_core import Draft, FieldMap, Found, LayoutChanged, Money, Note, Page, Request, Scraper, Unusable, Yielded, look_up
from inventory_scrapers.sites.depop_api import read_rows, rows_of
from inventory_scrapers.sites.depop_product import SLUG, product_url, put_seller
from inventory_scrapers.toolkit import document, is_type
from inventory_scrapers.toolkit.cards import read_cards
from inventory_scrapers.toolkit.state import find_all
from inventory_scrapers.values.images import read_images

CARD = "[class*=productCardRoot]"
PRICES = "p[class*=price]"
_HREF = re.compile(r"(?:https://www\.depop\.com)?/products/([\w.-]+)/?(?:[?#].*)?")
_SHOWN = re.compile(r"(\$|£|€|A\$|US\$)\s?([0-9][0-9,]{0,14}(?:\.[0-9]{2})?)")
_CURRENCIES = {"£": "GBP", "€": "EUR", "A$": "AUD", "US$": "USD"}


def _offered(offers: Any) -> Money | None:
    amount, currency = look_up(offers, "price"), look_up(offers, "priceCurrency")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", str(amount)) or not re.fullmatch(r"[A-Z]{3}", str(currency)):
        return None
    return Money(amount=str(amount), currency=currency)


PRODUCT: FieldMap = {
    "title": "name",
    "description": "description",
    "brand": ("brand", lambda brand: brand if isinstance(brand, str) else look_up(brand, "name")),
    "images": ("image", read_images),
    "availability": ("offers.availability", lambda text: "in_stock" if str(text).endswith("InStock") else None),
    "price": ("offers", _offered),
}


def read_grid(scraper: Scraper, page: Page, *, seller: str | None = None) -> Iterator[Yielded]:
    """The products of the page's data, else what its cards show, and then LayoutChanged."""
    held = next(_find(page, _is_result), None)
    if held is None:
        cards = document(page).tree.css(CARD)
        yield from read_cards(cards, partial(_card, scraper, page, seller))
        if cards:
            raise LayoutChanged("the data of the page is not where it was; its cards show less")
        return
    if look_up(held, "meta.has_more") or look_up(held, "page_info.has_more"):
        total = look_up(held, "meta.total_count") or "more"
        yield Note(code="more_results", message=f"{total} were found; no public address leads to the others")
    for draft in read_rows(scraper, page, rows_of(held) or [], "embedded_json", seller_name=seller):
        yield draft
        if isinstance(draft, Draft):
            yield Request(url=str(draft.get("url")), role="detail")


def _find(page: Page, match: Callable[[dict[str, Any]], bool]) -> Iterator[dict[str, Any]]:
    """The objects of the React stream that fit."""
    for state in document(page).state:
        if state.name == "__next_f":
            yield from (found.value for found in find_all(state.data, match))


def _is_result(node: dict[str, Any]) -> bool:
    """True for the answer to a search: products beside the numbers of that search."""
    rows = rows_of(node)
    return rows is not None and isinstance(node.get("meta"), dict) and all(look_up(row, "slug") for row in rows)


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
    draft.put("images", read_images(image.attributes["src"]) if image else None, "css", "img[class*=mainImage]@src")
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
    row = next(_find(page, lambda node: node.get("slug") == slug and "pricing" in node), None)
    if row:
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
