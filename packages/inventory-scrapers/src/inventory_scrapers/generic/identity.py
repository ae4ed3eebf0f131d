"""Who made it and what it is called by: brand, SKU, GTIN, MPN, each from every place that may tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from inventory_core import Found
from inventory_core.listing import Origin
from inventory_scrapers.generic.headings import agreement, letters
from inventory_scrapers.generic.price_cards import is_in
from inventory_scrapers.generic.price_seen import above, locator_of
from inventory_scrapers.generic.product import GTIN_PROPERTIES, Node, Offer, text_of
from inventory_scrapers.generic.reading import Reading
from inventory_scrapers.generic.sentences import in_sentences
from inventory_scrapers.values.brand import read_brand
from inventory_scrapers.values.identifiers import isbn_as_gtin, read_gtin

_SKU = re.compile(r"(?=.*\d)[\w][\w./+#-]*(?: [\w./+#-]+){0,3}")
_CODES = re.compile(r"(?=.*\d)(?=.{3})[A-Z0-9][A-Z0-9./+#-]*(?: [A-Z0-9./+#-]+){0,3}")
_ONE_TOKEN = re.compile(r"(?=.*\d)[^\W_][\w./+-]{1,39}")
# Behind a label a code needs no digit: "VL-OND", "woo-belt".
_LETTERS = re.compile(r"[^\W\d_]+(?:[-_.][^\W\d_]+)+|[A-Z]{3,12}")
_DIGITS = re.compile(r"\d[\d -]{6,17}[\dXx]")
_ELEVEN = re.compile(r"\s*[0-9]{11}\s*")
_MANY_DIGITS = re.compile(r"\d(?:[ -]?\d){4}")
_SKU_ATTRIBUTES = (
    "data-product-sku",
    "data-sku",
    "data-productsku",
    "data-item-sku",
    "data-product-code",
    "data-articlenumber",
    "data-product_sku",
)
_HAS_SKU = ",".join(f"[{name}]" for name in _SKU_ATTRIBUTES)
_SKU_CLASS = re.compile(
    r"(?<![a-z])sku|(?:product|item|article|artikel|prod)[-_]?(?:code|number|nr|no|nummer|reference|ref|id)(?![a-z])"
    r"|(?<![a-z])(?:reference|referencia|referenz|artikelnummer|codigo|codice|articul|artnr|partnumber|part-number|kod)(?![a-z])"
)
_URL_CODES = (
    re.compile(r"/(?:dp|gp/product)/([A-Z0-9]{10})(?:[/?]|$)"),
    re.compile(
        r"/(?:itm|item|items|deal|product|products|p|pd|prod|listing|goods|ad|offer|lot)/(?:[\w%-]+/)?(\d{5,})(?:[/_.-]|$)"
    ),
    re.compile(r"(?:^|[-_/,.a-z])(\d{6,})(?:\.html?|\.aspx|\.php|/)?$"),
    re.compile(r"[-/_][a-z]{0,3}(\d{7,})(?:[-/_.]|$)"),
)
_URL_PARAMETERS = (
    "id",
    "sku",
    "pid",
    "item",
    "itemid",
    "item_id",
    "productid",
    "product_id",
    "goods_id",
    "goodsno",
    "prodid",
    "articleid",
)
_NO_BRAND = re.compile(
    r"^(?:no ?brand|unbranded|n/?a|none|null|undefined|generic|brand|default|other|unknown|does not apply|ohne marke"
    r"|sans marque|sin marca|-+)$",
    re.IGNORECASE,
)
_BRAND_ELEMENTS = (
    "[itemprop=brand],[class*=brand],[id*=brand],[class*=manufacturer],[class*=byline],[id*=byline],[data-brand],[data-product-brand]"
    ",[data-vendor],[class*=vendor],[class*=supplier],[class*=hersteller],a[href*='/brand'],a[href*='/marke'],a[href*='/marca']"
    ",a[href*='/marque'],a[href*=manufacturer],a[href*='/vendor'],a[href*='/hersteller'],a[href*='/fabricante'],a[href*='/producent']"
    ",a[href*='/merk'],a[href*='/marchi'],a[href*='/produttor'],a[href*='/designer'],a[href*='/brend'],a[href*='/proizvoditel']"
    ",a[href*='brand='],a[href*='/znack'],a[href*='/varumarke']"
)
_BY = re.compile(r"[Bb]y:?\s+((?:[A-Z][\w'’.-]*|&|and|of)(?:\s+(?:[A-Z][\w'’.-]*|&|and|of)){0,3})")
_BY_WORDS = frozenset({"by", "von", "par", "de", "di", "da", "door", "från", "av", "af", "fra", "merkiltä", "od", "от", "від"})
_LOGO = re.compile(r"\b(?:logo|brand|marke|hersteller)\b:?", re.IGNORECASE)
_VISIT = re.compile(
    r"^(?:visit the (.+?) (?:store|shop)|brand: (.+)|by (.+)|see more by (.+)|shop (?:all )?(.+)|visita la tienda de (.+)"
    r"|marca: (.+)|besuche den (.+?)[- ]store|marke: (.+)|visiter la boutique (.+)|marque\s*: (.+)|visita lo store di (.+)"
    r"|more (?:from|by) (.+)|von (.+)|de (.+)|from (.+))$",
    re.IGNORECASE,
)


def gtins(reading: Reading) -> Iterator[Found]:
    """GTINs with a right check digit: markup, metas, labelled text, attributes."""
    for raw, origin, locator in _raw_gtins(reading):
        if code := _gtin_of(raw):
            yield Found(code, origin, locator, raw)


def _raw_gtins(reading: Reading, *, text: bool = True) -> Iterator[tuple[str, Origin, str]]:
    for node in _own_nodes(reading):
        for name in GTIN_PROPERTIES:
            if raw := text_of(node.data.get(name)):
                yield raw, node.origin, name
        product_id = node.text("productID")
        if product_id and re.match(r"(?:isbn|ean|upc|gtin)\d*:", product_id, re.IGNORECASE):
            yield product_id.partition(":")[2], node.origin, "productID"
    for offer in _own_offers(reading):
        if offer.gtin and reading.product:
            yield offer.gtin, reading.product.origin, f"{offer.path}.gtin"
    for name in (
        "product:ean",
        "product:upc",
        "product:isbn",
        "product:gtin",
        "og:upc",
        "og:ean",
        "og:isbn",
        "book:isbn",
        "books:isbn",
    ):
        if raw := reading.open_graph(name):
            yield raw, "opengraph", name
    if text:
        yield from _gtins_in_text(reading)


def _gtins_in_text(reading: Reading) -> Iterator[tuple[str, Origin, str]]:
    for labelled in reading.labelled:
        if labelled.field == "gtin" and (found := _DIGITS.search(labelled.value)):
            yield found[0], "text", labelled.label
    for code in _in_sentences(reading, "gtin"):
        yield code, "text", "gtin"
    for node in _own_nodes(reading):
        if (raw := node.text("sku", "mpn", "productID")) and re.fullmatch(r"\d{13}", raw):
            yield raw, node.origin, "sku"
    if reading.sources >= {"visible"} and (
        found := re.search(r"(?<!\d)(97[89]\d{10})(?!\d)", urlsplit(reading.page.url or "").path)
    ):
        yield found[1], "url", "path"


def _in_sentences(reading: Reading, field: str) -> Iterator[str]:
    if "visible" in reading.sources and reading.heading and not any(one.field == field for one in reading.labelled):
        yield from in_sentences(reading.outline, reading.heading.index, field)


def invalid_gtin(reading: Reading) -> str | None:
    """The first number that markup or metas give as a GTIN and that is none: its length or its check digit is wrong."""
    for raw, _, locator in _raw_gtins(reading, text=False):
        if _MANY_DIGITS.search(raw) and not _gtin_of(raw):
            return f"{raw[:40]} ({locator}) has a wrong length or check digit, or is reserved for use inside shops"
    return None


def _gtin_of(raw: str) -> str | None:
    """A GTIN, an ISBN as one, or a UPC whose leading zero a spreadsheet has dropped."""
    return read_gtin(raw) or isbn_as_gtin(raw) or (read_gtin(f"0{raw.strip()}") if _ELEVEN.fullmatch(raw) else None)


def _own_nodes(reading: Reading) -> list[Node]:
    """The main product, and its only variant or offers that are products of their own."""
    if not reading.product:
        return []
    selected = [node for node in reading.variants if _is_selected(reading, node)]
    return [*selected[:1], reading.product, *([] if selected else reading.variants[:1])]


def _own_offers(reading: Reading) -> list[Offer]:
    """The offer that the address selects, or the first one."""
    query = urlsplit(reading.page.url or "").query
    selected = [offer for offer in reading.offers if query and offer.url and query in offer.url]
    return selected[:1] or reading.offers[:1]


def _is_selected(reading: Reading, node: Node) -> bool:
    url = node.text("url", "@id") or text_of(
        (node.data.get("offers") or {}).get("url") if isinstance(node.data.get("offers"), dict) else None
    )
    query = urlsplit(reading.page.url or "").query
    return bool(url and query and query in url)


def skus(reading: Reading) -> Iterator[Found]:
    """SKUs: what the page labels as its number, markup, metas, scripts; only where none says: attributes, the address."""
    found = list(_told_skus(reading))
    yield from found or _sku_attributes(reading)
    if not found:
        yield from _classed_skus(reading)
        yield from (Found(raw, "text", "sku") for raw in _in_sentences(reading, "sku"))
        yield from (one for one in mpns(reading) if one.origin == "text")
        yield from _sku_of_url(reading)
        yield from (Found(raw, node.origin, "mpn") for node in _own_nodes(reading) if (raw := node.text("mpn")))


def _told_skus(reading: Reading) -> Iterator[Found]:
    for labelled in reading.labelled:
        if labelled.field == "sku" and (value := _code_in(labelled.value)):
            yield Found(value, "text", labelled.label, labelled.value)
    for node in _own_nodes(reading):
        if raw := node.text("sku"):
            yield Found(raw, node.origin, "sku")
    for offer in reading.offers:
        if offer.sku and reading.product:
            yield Found(offer.sku, reading.product.origin, f"{offer.path}.sku")
    for name in ("product:retailer_item_id", "product:retailer_part_no", "og:sku", "product:sku", "product:item_id"):
        if raw := reading.open_graph(name):
            yield Found(raw, "opengraph", name)
    for node in _own_nodes(reading):
        if raw := node.text("productID", "productId", "identifier"):
            yield Found(raw.partition(":")[2] or raw, node.origin, "productID")
    yield from _embedded(reading, "sku")


def _embedded(reading: Reading, *names: str) -> Iterator[Found]:
    for found in reading.embedded:
        for name in names:
            if value := found.fields.get(name):
                yield Found(value, "embedded_json", f"{found.locator}.{name}")


def _code_in(text: str) -> str | None:
    """The code at the start of a labelled value: capitals and digits, several words only where all of them are."""
    found = _CODES.match(text)
    if found and found.end() == len(text) and len(text) <= 40:
        return text
    words = text.split()
    first = words[0].rstrip(",;|)") if words else ""
    is_code = bool(_ONE_TOKEN.fullmatch(first) or (len(words) == 1 and _LETTERS.fullmatch(first))) and len(first) >= 2
    if is_code and (len(words) == 1 or len(first) >= 5):
        return first
    is_pair = len(words) == 2 and len(text) <= 24 and words[1][-1].isdecimal() and first[:1].isupper()
    return text if is_pair else None


def _classed_skus(reading: Reading) -> Iterator[Found]:
    """A lone code near the heading whose element is named after article numbers."""
    heading = reading.heading
    if "visible" not in reading.sources or not heading:
        return
    for run in reading.outline.runs[max(0, heading.index - 8) : heading.index + 40]:
        if len(run.text) <= 30 and _ONE_TOKEN.fullmatch(run.text) and not reading.outline.is_apart(run.index):
            place = reading.outline.place(run.node)
            if place and not place.side and any(_SKU_CLASS.search(step.label.text) for step in above(place, 2)):
                yield Found(run.text, "css", locator_of(place))


def _sku_attributes(reading: Reading) -> Iterator[Found]:
    if "visible" not in reading.sources:
        return
    marked = [node.attributes for node in reading.tree.css(_HAS_SKU)]
    for name in _SKU_ATTRIBUTES:
        values = {attributes.get(name) or "" for attributes in marked} - {""}
        if len(values) == 1 and _ONE_TOKEN.fullmatch(value := values.pop()):
            yield Found(value, "css", f"[{name}]")


def _sku_of_url(reading: Reading) -> Iterator[Found]:
    if "visible" not in reading.sources or not reading.page.url:
        return
    parts = urlsplit(reading.page.url)
    for pattern in _URL_CODES:
        if found := pattern.search(parts.path):
            yield Found(found[1], "url", "path", parts.path[-200:])
            return
    for name, values in parse_qs(parts.query).items():
        if name.lower() in _URL_PARAMETERS and _ONE_TOKEN.fullmatch(values[0]):
            yield Found(values[0], "url", name)


def mpns(reading: Reading) -> Iterator[Found]:
    """Manufacturers' part numbers: markup, metas, labelled text; not what markup calls the shop's own number."""
    own = {node.text("sku") for node in _own_nodes(reading)}
    for node in _own_nodes(reading):
        if raw := node.text("mpn"):
            yield Found(raw, node.origin, "mpn")
    if raw := reading.open_graph("product:mfr_part_no", "product:mpn"):
        yield Found(raw, "opengraph", "product:mfr_part_no")
    for labelled in reading.labelled:
        if labelled.field == "mpn" and _SKU.fullmatch(labelled.value) and len(labelled.value) <= 40 and labelled.value not in own:
            yield Found(labelled.value, "text", labelled.label)
    yield from (Found(raw, "text", "mpn") for raw in _in_sentences(reading, "mpn"))
    yield from _embedded(reading, "mpn")
    for node in _own_nodes(reading):
        if raw := node.text("model"):
            yield Found(raw, node.origin, "model")


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
    scripted = [found for found in _embedded(reading, "brand") if _brand_of(str(found.value))]
    yield from (*marked, *scripted, *written)
    if marked or scripted or written:
        return
    told = [Found(raw, "text", "brand") for raw in _in_sentences(reading, "brand") if _brand_of(raw) and len(raw.split()) <= 4]
    linked = [*told[:1], *_linked_brands(reading), *_named_brands(reading)]
    yield from linked or _shop_as_brand(reading)


def _brand_of(text: str) -> str | None:
    """A brand without what surrounds it; null where the text says that there is none."""
    name = read_brand(text)
    return None if name is None or _NO_BRAND.match(name) else name


def _shop_as_brand(reading: Reading) -> Iterator[Found]:
    """The site's name, where its host is called the same: what a maker's own shop sells is the maker's."""
    name = reading.open_graph("og:site_name")
    if name and 2 < len(name) <= 40 and _is_the_shop(reading, name):
        yield Found(name, "opengraph", "og:site_name")


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
        if run.node.tag == "a" and 0 < run.index - heading.index <= 5 and _follows_by(reading, run.index):
            yield Found(run.text, "css", "a")
        if not 2 < len(text) <= 30 or len(text) >= len(name):
            continue
        if (name.startswith(f"{text} ") and run.node.tag in ("a", "h2", "h3")) or name.endswith(f" by {text}"):
            place = reading.outline.place(run.node)
            if place is None or not place.side:
                yield Found(run.text, "css", run.node.tag or "")


def _follows_by(reading: Reading, index: int) -> bool:
    """True for a text behind "by" alone, as shops of several makers write under the name."""
    texts = reading.outline.runs.texts
    return texts[index - 1].casefold().strip(" :") in _BY_WORDS and 1 < len(texts[index]) <= 40


def _marked_brands(reading: Reading) -> Iterator[Found]:
    for node in _own_nodes(reading):
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
    for node in reading.tree.css(_BRAND_ELEMENTS):
        index = reading.outline.start(node)
        if abs(index - heading.index) > 40 or reading.outline.is_apart(index):
            continue
        place = reading.outline.place(node)
        if place is None or place.side or place.hidden or is_in(place, reading.cards):
            continue
        text = _brand_text(node)
        if 1 < len(text) <= 40 and len(text.split()) <= 5 and agreement(text, [heading.text]) < 0.99 and _brand_of(text):
            yield Found(text, "css", locator_of(place))


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
