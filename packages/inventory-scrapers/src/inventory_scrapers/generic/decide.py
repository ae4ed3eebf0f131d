"""From candidates to a listing: for each field the best first, the others after it as alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from inventory_core import Draft, Found, Image, Money
from inventory_core.listing import Origin

from inventory_scrapers.generic.amounts import find_amounts, to_decimal
from inventory_scrapers.generic.product import items_of, text_of
from inventory_scrapers.generic.reading import Reading

_STRONG = 9.0


def describe(reading: Reading, draft: Draft) -> Draft:
    """Fill a draft with what the page says of its product."""
    _put_all(draft, "title", _titles(reading))
    _decide_price(reading, draft)
    _put_all(draft, "availability", _availabilities(reading))
    _put_identity(reading, draft)
    _put_all(draft, "description", _descriptions(reading))
    draft.put("language", reading.language(), "css", "html[lang]")
    draft.put("images", _images(reading), "json_ld", "image")
    return draft


def _put_all(draft: Draft, field: str, candidates: Iterator[Found]) -> None:
    for found in candidates:
        draft.take(field, found)


def _titles(reading: Reading) -> Iterator[Found]:
    if reading.product and (name := reading.product.text("name")):
        yield Found(name, reading.product.origin, "name")
    if reading.heading:
        yield Found(reading.heading.text, "css", reading.heading.node.tag or "")
    for text in reading.title_texts[:1]:
        yield Found(text, "opengraph", "og:title")


def _marked_prices(reading: Reading) -> Iterator[tuple[Decimal, str | None, Origin, str]]:
    for offer in reading.offers:
        for raw in (offer.price, offer.low):
            amount = _number(raw)
            if amount is not None and reading.product:
                yield amount, offer.currency, reading.product.origin, offer.path
                break
    for name in ("product:price:amount", "og:price:amount", "product:sale_price:amount"):
        if (amount := _number(reading.markup.meta(name))) is not None:
            currency = reading.markup.meta(name.replace("amount", "currency"))
            yield amount, currency, "opengraph", name


def _number(raw: str | None) -> Decimal | None:
    for found in find_amounts(raw or ""):
        return found.amount
    return to_decimal(raw) if raw else None


def _decide_price(reading: Reading, draft: Draft) -> None:
    marked = [price for price in _marked_prices(reading) if price[0]]
    plain = [seen for seen in reading.prices if seen.is_plain]
    currency = next((code for _, code, _, _ in marked if code), None)
    best = plain[0] if plain and plain[0].score >= (_STRONG if marked else 5) else None
    shown = {seen.amount for seen in plain}
    if best and (not marked or marked[0][0] not in shown):
        draft.put(
            "price", Money(amount=best.amount, currency=_code(currency or best.currency_text)), "css", best.locator, best.raw
        )
    for amount, code, origin, path in marked:
        draft.put("price", Money(amount=amount, currency=_code(code or currency)), origin, path)


_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "zł": "PLN",
    "₹": "INR",
    "원": "KRW",
    "円": "JPY",
    "us$": "USD",
    "lei": "RON",
}


def _code(text: str | None) -> str | None:
    if not text:
        return None
    text = text.strip().lower()
    if text in _SIGNS:
        return _SIGNS[text]
    return text.upper() if len(text) == 3 and text.isascii() and text.isalpha() else None


def _availabilities(reading: Reading) -> Iterator[Found]:
    known = {
        "instock": "in_stock",
        "outofstock": "out_of_stock",
        "soldout": "sold",
        "preorder": "pre_order",
        "limitedavailability": "limited",
        "onlineonly": "in_stock",
        "backorder": "back_order",
        "discontinued": "discontinued",
        "instoreonly": "in_stock",
    }
    for offer in reading.offers:
        raw = (offer.availability or "").rpartition("/")[2].replace(" ", "").lower()
        if raw in known and reading.product:
            yield Found(known[raw], reading.product.origin, f"{offer.path}.availability", offer.availability)
    if reading.buttons:
        yield Found("in_stock", "css", "button", reading.buttons[0].text(strip=True)[:60])


def _put_identity(reading: Reading, draft: Draft) -> None:
    product = reading.product
    if not product:
        return
    draft.put("brand", product.text("brand", "manufacturer"), product.origin, "brand")
    draft.put(
        "identifiers.sku", product.text("sku") or next((o.sku for o in reading.offers if o.sku), None), product.origin, "sku"
    )
    draft.put("identifiers.gtin", product.text("gtin13", "gtin", "gtin12", "gtin8", "gtin14"), product.origin, "gtin")
    draft.put("identifiers.mpn", product.text("mpn"), product.origin, "mpn")


def _descriptions(reading: Reading) -> Iterator[Found]:
    if reading.product and (text := reading.product.text("description")):
        yield Found(text, reading.product.origin, "description")
    elif text := reading.markup.meta("og:description", "description"):
        yield Found(text, "opengraph", "description")


def _images(reading: Reading) -> list[Image]:
    found = (
        [text_of(image.get("url") if isinstance(image, dict) else image) for image in items_of(reading.product.data.get("image"))]
        if reading.product
        else []
    )
    urls = [reading.page.absolute(url) for url in [*found, reading.markup.meta("og:image")] if url]
    return [Image(url=url) for url in dict.fromkeys(urls) if url][:50]
