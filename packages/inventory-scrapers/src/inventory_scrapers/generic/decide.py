"""From candidates to a listing: for each field the best first, the others after it as alternatives."""

from __future__ import annotations

from collections.abc import Iterator

from inventory_core import Draft, Found
from inventory_scrapers.generic import details, identity
from inventory_scrapers.generic.availability import read_stock, value_of
from inventory_scrapers.generic.brands import brands
from inventory_scrapers.generic.button_words import CONTACT_TEXT
from inventory_scrapers.generic.buttons import (
    caption_of,
    find_buttons,
    is_disabled,
    is_enabled,
    offers_choices,
    quantity_field,
)
from inventory_scrapers.generic.headings import agreement
from inventory_scrapers.generic.money import decide_price
from inventory_scrapers.generic.reading import Reading
from inventory_scrapers.values.availability import OUT, read_availability


def describe(reading: Reading, draft: Draft) -> Draft:
    """Fill a draft with what the page says of its product."""
    _put_all(draft, "title", _titles(reading))
    decide_price(reading, draft)
    _put_all(draft, "availability", _without_the_same(_availabilities(reading)))
    _put_all(draft, "brand", brands(reading))
    _put_all(draft, "identifiers.sku", identity.skus(reading))
    _put_all(draft, "identifiers.gtin", identity.gtins(reading))
    if message := identity.invalid_gtin(reading):
        draft.warn("gtin_invalid", "identifiers.gtin", message)
    _put_all(draft, "identifiers.mpn", identity.mpns(reading))
    _put_all(draft, "description", _descriptions(reading))
    draft.put("language", reading.doc.language, "css", "html[lang]")
    details.put_details(reading, draft)
    return draft


def _put_all(draft: Draft, field: str, candidates: Iterator[Found]) -> None:
    for found in candidates:
        draft.take(field, found)


def _titles(reading: Reading) -> Iterator[Found]:
    """What a visitor reads as the name, where it agrees with the markup or the head; else the markup's name."""
    name = reading.product.text("name") if reading.product else None
    heading = reading.heading if "visible" in reading.sources else None
    marked = Found(name, reading.product.origin, "name") if name and reading.product else None
    if heading and (not name or agreement(heading.text, [name]) >= 0.5):
        yield Found(heading.text, "css", heading.node.tag or "")
    if marked:
        yield marked
    if heading:
        yield Found(heading.text, "css", heading.node.tag or "")
    if reading.drawn_name:
        yield Found(reading.drawn_name, "embedded_json", "name")
    if title := reading.open_graph("og:title"):
        yield Found(title, "opengraph", "og:title")
    if "visible" in reading.sources and reading.doc.title:
        yield Found(reading.doc.title, "css", "title")


# What a button that can be pressed, or markup, says less exactly with "in stock".
_FROM_STOCK = frozenset({"in_stock", "limited", "made_to_order"})


def _without_the_same(candidates: Iterator[Found]) -> Iterator[Found]:
    """The first one and those that contradict it: "in stock" beside "only 3 left" is no other word."""
    first = next(candidates, None)
    if first is None:
        return
    yield first
    same = next((words for words in (_FROM_STOCK, OUT) if first.value in words), frozenset({first.value}))
    yield from (found for found in candidates if found.value not in same)


def _availabilities(reading: Reading) -> Iterator[Found]:
    """The page's own sentence that it cannot be had; a notice without a working button; markup; a button; other notices."""
    marked = list(_marked_availabilities(reading))
    buyable = [found for found in marked if found.value not in OUT]
    labelled = list(_labelled_availabilities(reading))
    seen = list(_seen_availabilities(reading))
    out = [found for found in seen if found.value in OUT]
    available = [found for found in (*labelled, *seen) if found.value not in OUT]
    button = _button(reading)
    yield from (found for found in labelled if found.value in OUT)
    if out and not button and (buyable or not marked):
        yield out[0]
    if not (button or available or buyable) and (notify := _notify(reading)):
        yield notify
    if button and available and not out:
        yield available[0]
    yield from buyable[:1]
    # Beside "on back-order" it says nothing else.
    if button and not (out or available):
        yield button
    yield from marked[:1]
    yield from available
    if not (button and available) and (idle := _idle_button(reading)):
        yield idle
    if not reading.own_buttons and (contact := _contact(reading)):
        yield contact
    yield from _embedded_availabilities(reading)
    if not (out or button or available or marked) and (
        field := quantity_field(reading.outline, reading.heading.index if reading.heading else 0)
    ):
        yield Found("in_stock", "css", field)


def _button(reading: Reading) -> Found | None:
    """A button of the thing that can be pressed."""
    if "visible" not in reading.sources or not reading.sells:
        return None
    for node in reading.own_buttons:
        if is_enabled(reading.outline, node):
            caption = caption_of(node)[:80]
            value = read_availability(caption)
            return Found(value if value in ("pre_order", "back_order") else "in_stock", "css", node.tag or "button", caption)
    return None


def _idle_button(reading: Reading) -> Found | None:
    """A hidden button is shown once scripts have run; one that is disabled, with no choice left to make, sells nothing."""
    node = next(iter(reading.own_buttons), None)
    if node is None or "visible" not in reading.sources:
        return None
    is_out = is_disabled(node) and not offers_choices(node)
    return Found("out_of_stock" if is_out else "in_stock", "css", node.tag or "button", caption_of(node)[:80])


def _notify(reading: Reading) -> Found | None:
    """An offer to tell when it can be had again."""
    for kind, found, _ in reading.notices:
        if kind == "notify":
            return Found("out_of_stock", found.origin, found.locator, found.raw)
    return None


def _marked_availabilities(reading: Reading) -> Iterator[Found]:
    for offer in reading.offers:
        if reading.product and (value := read_availability(offer.availability)):
            yield Found(value, reading.product.origin, f"{offer.path}.availability", offer.availability)
    raw = reading.open_graph("product:availability", "og:availability")
    if value := read_availability(raw):
        yield Found(value, "opengraph", "product:availability", raw)


def _labelled_availabilities(reading: Reading) -> Iterator[Found]:
    """The page's own sentence about the thing, such as "Availability: Out of stock"."""
    for one in reading.labelled:
        if one.field == "availability" and (value := read_stock(one.value)):
            yield Found(value, "text", one.label, one.value)


def _embedded_availabilities(reading: Reading) -> Iterator[Found]:
    """What data of the page says of the thing: a state by name, yes or no, or a number of pieces."""
    for one in reading.embedded:
        for name in ("availability", "available", "stock"):
            if (raw := one.fields.get(name)) and (value := read_stock(raw)):
                yield Found(value, "embedded_json", f"{one.locator}.{name}", raw)
        if (raw := one.fields.get("soldout")) in ("true", "false"):
            yield Found("out_of_stock" if raw == "true" else "in_stock", "embedded_json", f"{one.locator}.soldOut", raw)


def _seen_availabilities(reading: Reading) -> Iterator[Found]:
    for kind, found, _ in reading.notices:
        if value := value_of(kind, found.raw or ""):
            yield Found(value, found.origin, found.locator, found.raw)


def _contact(reading: Reading) -> Found | None:
    """An ad with a price and a way to ask its seller is on offer."""
    if "visible" not in reading.sources:
        return None
    for node in find_buttons(reading.outline, reading.heading.index if reading.heading else 0, CONTACT_TEXT):
        return Found("in_stock", "css", node.tag or "a", caption_of(node)[:80])
    return None


def _descriptions(reading: Reading) -> Iterator[Found]:
    if reading.product and (text := reading.product.text("description")):
        yield Found(text, reading.product.origin, "description")
    elif text := reading.open_graph("og:description", "description"):
        yield Found(text, "opengraph", "description")
