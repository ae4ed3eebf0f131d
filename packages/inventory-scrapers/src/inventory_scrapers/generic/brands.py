"""Who made it: brands by labels, markup, scripts, links, logos, and the shop's own name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from inventory_core import Found
from inventory_scrapers.generic.headings import agreement, letters
from inventory_scrapers.generic.identity import embedded_values, own_nodes, told_in_sentences
from inventory_scrapers.generic.price_cards import is_in
from inventory_scrapers.generic.price_seen import locator_of
from inventory_scrapers.generic.product import text_of
from inventory_scrapers.generic.reading import Reading
from inventory_scrapers.values.brand import read_brand

_NO_BRAND = re.compile(
    r"^(?:no ?brand|unbranded|n/?a|none|null|undefined|generic|brand|default|other|unknown|does not apply|ohne marke"
    r"|sans marque|sin marca|-+|others|andere|sonstige|autres?|otr[oa]s?|altr[oia]|outr[oa]s?|anders|overig|inn[eya]|jin[éáý]"
    r"|ostatní|egyéb|alt(?:ele|ul|ii)|drug[oi]|ostalo|annet|andet|övrigt?|muut?|diğer|друг(?:ой|ое|ие|а)|прочее|інше|інші"
    r"|その他|其他|기타|(?:view|see|show|browse) (?:all|more)\b.*|all brands|alle marken|toutes les marques"
    r"|(?:& |and )?model|info(?:rmation)?|-*\W*(?:choose|select)(?: one| a brand| brand)?\W*-*|.*[:：])$",
    re.IGNORECASE,
)
# What makes an element that of a brand: an attribute, a part of its class or its id, or where it leads.
_BRAND_ATTRIBUTES = frozenset({"data-brand", "data-product-brand", "data-vendor"})
# (Not that of the site: "site-branding", "navbar-brand".)
_BRAND_CLASS = re.compile(
    "(?<!nav-)(?<!navbar-)(?<!site-)(?<!header-)[Bb]rand(?!ing)|[Mm]anufacturer|[Bb]yline|[Vv]endor|[Ss]upplier|[Hh]ersteller"
)
_BRAND_ID = re.compile("[Bb]rand|[Bb]yline")
_BRAND_LINK = re.compile(
    "/brand|/marke|/marca|/marque|manufacturer|/vendor|/hersteller|/fabricante|/producent|/merk|/marchi|/produttor|/designer"
    "|/brend|/proizvoditel|brand=|/znack|/varumarke"
)
_REACH = 40
_BY = re.compile(r"[Bb]y:?\s+((?:[A-Z][\w'’.-]*|&|and|of)(?:\s+(?:[A-Z][\w'’.-]*|&|and|of)){0,3})")
_BY_WORDS = frozenset({"by", "von", "par", "de", "di", "da", "door", "från", "av", "af", "fra", "merkiltä", "od", "от", "від"})
_LOGO = re.compile(r"\b(?:logo|brand|marke|hersteller)\b:?", re.IGNORECASE)
_VISIT = re.compile(
    r"^(?:visit the (.+?) (?:store|shop)|brand: (.+)|by (.+)|see more by (.+)|shop (?:all )?(.+)|visita la tienda de (.+)"
    r"|marca: (.+)|besuche den (.+?)[- ]store|marke: (.+)|visiter la boutique (.+)|marque\s*: (.+)|visita lo store di (.+)"
    r"|more (?:from|by) (.+)|von (.+)|de (.+)|from (.+))$",
    re.IGNORECASE,
)


def brands(reading: Reading) -> Iterator[Found]:
    """Brands: labelled text, markup, metas, scripts, a brand link near the name, the name's first words, the shop's own name."""
    start = reading.heading.index - 10 if reading.heading else 0
    labelled = [
        one for one in reading.labelled if one.field == "brand" and 1 < len(one.value) <= 40 and len(one.value.split()) <= 5
    ]
    labelled.sort(key=lambda one: one.run.index < start)
    written = [Found(value, "text", one.label) for one in labelled if (value := _brand_of(one.value))]
    marked = [found for found in _marked_brands(reading) if _brand_of(str(found.value))]
    if marked and written and _is_the_shop(reading, str(marked[0].value)) and not _is_the_shop(reading, str(written[0].value)):
        yield written[0]
    scripted = [found for found in embedded_values(reading, "brand") if _brand_of(str(found.value))]
    yield from (*marked, *scripted, *written)
    if marked or scripted or written:
        return
    told = [
        Found(raw, "text", "brand") for raw in told_in_sentences(reading, "brand") if _brand_of(raw) and len(raw.split()) <= 4
    ]
    linked = [*told[:1], *_linked_brands(reading), *_named_brands(reading), *_pictured_brands(reading)]
    yield from linked or _shop_as_brand(reading)


def _brand_of(text: str) -> str | None:
    """A brand without what surrounds it; null where the text says that there is none."""
    name = read_brand(text)
    return None if name is None or _NO_BRAND.match(name) else name


def _shop_as_brand(reading: Reading) -> Iterator[Found]:
    """The site's name, where its host is called the same: what a maker's own shop sells is the maker's."""
    name = reading.open_graph("og:site_name")
    if name and 2 < len(name) <= 40 and name[0].isalnum() and _is_the_shop(reading, name):
        yield Found(name, "opengraph", "og:site_name")
    elif reading.heading and (name := _shop_in_heading(reading)):
        yield Found(name, "css", reading.heading.node.tag or "")


def _shop_in_heading(reading: Reading) -> str | None:
    """The first words of the heading, where the host is called by them alone: "Acme Tools" of "Acme Tools Claw Hammer"."""
    words = reading.heading.text.split() if reading.heading and "visible" in reading.sources else []
    heads = (" ".join(words[:count]) for count in (3, 2, 1) if count < len(words))
    return next((head for head in heads if len(letters(head)) > 3 and letters(head) in reading.shop_names), None)


def _is_the_shop(reading: Reading, brand: str) -> bool:
    """True for a brand that is the name of the site: many shops write themselves there."""
    host = (urlsplit(reading.page.url or "").hostname or "").replace("-", "")
    own = letters(brand)
    return len(own) > 2 and (own in host or own.replace("and", "") in host.replace("and", ""))


def _named_brands(reading: Reading) -> Iterator[Found]:
    """A short text beside the heading that the heading begins with, or ends with after "by"."""
    heading = reading.heading
    if "visible" not in reading.sources or not heading:
        return
    name = heading.text.casefold()
    for run in reading.outline.runs[max(0, heading.index - 6) : heading.index + 9]:
        text = run.text.casefold()
        if (found := _BY.fullmatch(run.text)) and 0 < run.index - heading.index <= 3:
            yield Found(found[1], "css", run.node.tag or "")
        if 0 < run.index - heading.index <= 5 and _follows_by(reading, run.index, run.node.tag == "a"):
            yield Found(run.text, "css", run.node.tag or "")
        if not 2 < len(text) <= 30 or len(text) >= len(name):
            continue
        if run.index != heading.index and abs(run.index - heading.index) <= 3 and _is_in_title(reading, run.text, name):
            yield Found(run.text, "css", run.node.tag or "")
        if (name.startswith(f"{text} ") and run.node.tag in ("a", "h2", "h3")) or name.endswith(f" by {text}"):
            place = reading.outline.place(run.node)
            if place is None or not place.side:
                yield Found(run.text, "css", run.node.tag or "")


def _is_in_title(reading: Reading, text: str, name: str) -> bool:
    """True for a short text that the page's title names as the maker: "Potter Blue Mug", "Blue Mug by Potter"."""
    maker = text.casefold()
    if not text[:1].isupper() or len(maker.split()) > 4 or letters(maker) in reading.shop_names:
        return False
    return any(f"{maker} {name}" in title or f"{name} by {maker}" in title for title in map(str.casefold, reading.title_texts))


def _follows_by(reading: Reading, index: int, is_link: bool) -> bool:
    """True for a text behind "by" alone, as shops of several makers write under the name; it is a link, or "By:" has a colon."""
    before, text = reading.outline.runs.texts[index - 1 : index + 1]
    is_label = is_link or (before.rstrip().endswith(":") and text[:1].isupper() and len(text.split()) <= 4)
    return is_label and before.casefold().strip(" :") in _BY_WORDS and 1 < len(text) <= 40


def _pictured_brands(reading: Reading) -> Iterator[Found]:
    """A picture near the heading that is called as the heading begins: the maker's logo."""
    heading = reading.heading
    if "visible" not in reading.sources or not heading:
        return
    name = heading.text.casefold()
    for index, node in reading.outline.elements(heading.index - _REACH, heading.index + _REACH):
        alt = (node.attributes.get("alt") or "").strip() if node.tag == "img" else ""
        if 1 < len(alt) <= 30 and name.startswith(f"{alt.casefold()} ") and not reading.outline.is_apart(index):
            place = reading.outline.place(node)
            if place is not None and not (place.side or place.hidden or is_in(place, reading.cards)):
                yield Found(alt, "css", locator_of(place))


def _marked_brands(reading: Reading) -> Iterator[Found]:
    for node in own_nodes(reading):
        for name in ("brand", "manufacturer"):
            if (raw := text_of(node.data.get(name))) and not raw.startswith("http"):
                yield Found(raw, node.origin, name)
    for name in ("product:brand", "og:brand", "og:product:brand", "brand"):
        if raw := reading.open_graph(name):
            yield Found(raw, "opengraph", name)


def _linked_brands(reading: Reading) -> Iterator[Found]:
    """A short text or a logo beside the heading that links to the brand, or is classed as one."""
    heading = reading.heading
    if "visible" not in reading.sources or not heading:
        return
    for index, node in reading.outline.elements(heading.index - _REACH, heading.index + _REACH):
        if not _is_of_a_brand(node) or reading.outline.is_apart(index):
            continue
        place = reading.outline.place(node)
        if place is None or place.side or place.hidden or is_in(place, reading.cards):
            continue
        text = _brand_text(node)
        if 1 < len(text) <= 40 and len(text.split()) <= 5 and agreement(text, [heading.text]) < 0.99 and _brand_of(text):
            yield Found(text, "css", locator_of(place))


def _is_of_a_brand(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(
        _BRAND_CLASS.search(attributes.get("class") or "")
        or _BRAND_ID.search(attributes.get("id") or "")
        or attributes.get("itemprop") == "brand"
        or not _BRAND_ATTRIBUTES.isdisjoint(attributes)
        or (node.tag == "a" and _BRAND_LINK.search(attributes.get("href") or ""))
    )


def _brand_text(node: LexborNode) -> str:
    """What an element of a brand says: its attribute, its text, or the text of the logo in it."""
    attributes = node.attributes
    text = attributes.get("data-brand") or attributes.get("data-product-brand") or node.text(separator=" ", strip=True)
    if not text:
        logo = node if node.tag == "img" else node.css_first("img[alt]")
        text = (logo.attributes.get("alt") if logo is not None else None) or attributes.get("title") or ""
        text = _LOGO.sub("", text)
    text = re.sub(r"\s+", " ", text).strip()
    if found := _VISIT.match(text):
        text = next(part for part in found.groups() if part)
    return text
