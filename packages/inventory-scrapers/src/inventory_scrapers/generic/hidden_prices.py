"""Prices that stand in the source without being shown: in data about the thing, in attributes and in hidden fields of forms."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from selectolax.lexbor import LexborNode

from inventory_core import Found
from inventory_scrapers.generic.amounts import exact
from inventory_scrapers.generic.price_cards import is_in
from inventory_scrapers.generic.reading import Reading

_ATTRIBUTES = ("data-price-amount", "data-product-price", "data-price")
_FIELDS = ("input[name=amount]", "input[type=hidden][name=price]")
_SELECTOR = ",".join((*(f"[{name}]" for name in _ATTRIBUTES), *_FIELDS))
_REACH, _MOST = 60, 40


def hidden_prices(reading: Reading) -> Iterator[tuple[Decimal, Found, str | None]]:
    """Each price with its evidence and the currency beside it; whole numbers may be cents, so they only confirm others."""
    for one in reading.embedded:
        if (raw := one.fields.get("price")) and (value := exact(raw.replace(",", ""))):
            yield value, Found(value, "embedded_json", f"{one.locator}.price", raw), one.fields.get("currency")
    if "visible" in reading.sources and reading.heading:
        yield from _of_attributes(reading, reading.heading.index)


def _of_attributes(reading: Reading, heading: int) -> Iterator[tuple[Decimal, Found, str | None]]:
    outline = reading.outline
    for node in reading.tree.css(_SELECTOR)[:_MOST]:
        name, raw = _attribute(node)
        place, start = outline.place(node), outline.start(node)
        if not (value := exact(raw)) or abs(start - heading) > _REACH or outline.is_apart(start):
            continue
        if place is None or not (place.side or place.struck or place.label.former or is_in(place, reading.cards)):
            yield value, Found(value, "css", f"[{name}]", raw), None


def _attribute(node: LexborNode) -> tuple[str, str]:
    attributes = node.attributes
    if (attributes.get("data-price-type") or "finalPrice") != "finalPrice":
        return "", ""
    name = next((name for name in _ATTRIBUTES if attributes.get(name)), "value")
    return name, (attributes.get(name) or "").strip()
