"""What it is called by: SKU, GTIN, MPN, each from every place that may tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from inventory_core import Found
from inventory_core.listing import Origin
from inventory_scrapers.generic.labels import Labelled
from inventory_scrapers.generic.price_seen import above, locator_of
from inventory_scrapers.generic.product import GTIN_PROPERTIES, Node, Offer, offers_of, text_of
from inventory_scrapers.generic.reading import Reading
from inventory_scrapers.generic.sentences import in_sentences
from inventory_scrapers.values.identifiers import isbn_as_gtin, read_gtin

_SKU = re.compile(r"(?=.*\d)[\w][\w./+#-]*(?: [\w./+#-]+){0,3}")
_CODES = re.compile(r"(?=.*\d)(?=.{3})[A-Z0-9][A-Z0-9./+#-]*(?: [A-Z0-9./+#-]+){0,3}")
_ONE_TOKEN = re.compile(r"(?=.*\d)[^\W_][\w./+-]{1,39}")
# Behind a label a code needs no digit: "VL-OND", "woo-belt".
_LETTERS = re.compile(r"[^\W\d_]+(?:[-_.][^\W\d_]+)+|[A-Z]{3,12}")
_LAST_CODE = re.compile(r"(?=.*[A-Z])(?=.*\d.*\d)[A-Z0-9][A-Z0-9./-]{4,30}")
# A number behind its sign, right beside the heading; six hexadecimal digits are a colour.
_SIGNED = re.compile(r"#\s?(?![0-9A-Fa-f]{6}$)(?=.*\d)([\w-]{4,20})")
_NEXT = 3
# Labels that name who numbers a part; beside such a number "part number" is the shop's own.
_OF_MAKER = re.compile(
    r"manufactur|manuf|mf[rg]|herst|fabri|costruttore|produttore|produ[cs]en|producat|v[ýy]rob|gy[áa]r(?:t|i)|valmistaj"
    r"|tillverk|メーカー|제조|производител"
)
_DIGITS = re.compile(r"\d[\d -]{6,17}[\dXx]")
# Shops number their own things with fewer digits: so many with a right check digit are a GTIN, whatever they are called.
_THIRTEEN = re.compile(r"\d{13}")
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
# Some templates write properties outside the item that they belong to.
_LOOSE_SKU = "[itemprop=sku]"
_CALLED_SKU = frozenset({"sku", "product-sku", "product_sku", "productsku", "item-sku", "sku-value", "sku-number"})
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


def gtins(reading: Reading) -> Iterator[Found]:
    """GTINs with a right check digit: markup, metas, labelled text, attributes."""
    for raw, origin, locator in _raw_gtins(reading):
        if code := _gtin_of(raw):
            yield Found(code, origin, locator, raw)


def _raw_gtins(reading: Reading, *, text: bool = True) -> Iterator[tuple[str, Origin, str]]:
    for node in own_nodes(reading):
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
    for code in told_in_sentences(reading, "gtin"):
        yield code, "text", "gtin"
    for labelled in reading.labelled:
        if labelled.field in ("sku", "mpn") and _THIRTEEN.fullmatch(labelled.value):
            yield labelled.value, "text", labelled.label
    for node in own_nodes(reading):
        if (raw := node.text("sku", "mpn", "productID")) and _THIRTEEN.fullmatch(raw):
            yield raw, node.origin, "sku"
    if reading.sources >= {"visible"} and (
        found := re.search(r"(?<!\d)(97[89]\d{10})(?!\d)", urlsplit(reading.page.url or "").path)
    ):
        yield found[1], "url", "path"


def told_in_sentences(reading: Reading, field: str) -> Iterator[str]:
    """The values of a field that texts of the page name, where no label of its own names one."""
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


def own_nodes(reading: Reading) -> list[Node]:
    """The main product, and its only variant or offers that are products of their own."""
    if not reading.product:
        return []
    selected = [node for node in reading.variants if _is_selected(reading, node)]
    return [*selected[:1], reading.product, *([] if selected else _offered(reading))]


def _offered(reading: Reading) -> list[Node]:
    """The first variant that can be had, whose price is the page's, or the first of those that cannot."""
    to_be_had = (node for node in reading.variants if any(not offer.is_out for offer in offers_of(node)))
    return [*islice(to_be_had, 1)] or reading.variants[:1]


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
        yield from (Found(raw, "text", "sku") for raw in told_in_sentences(reading, "sku"))
        yield from sorted(
            (one for one in mpns(reading) if one.origin == "text"), key=lambda one: bool(_OF_MAKER.search(one.locator))
        )
        yield from _sku_of_url(reading)
        yield from (Found(raw, node.origin, "mpn") for node in own_nodes(reading) if (raw := node.text("mpn")))


def _told_skus(reading: Reading) -> Iterator[Found]:
    for labelled in reading.labelled:
        if labelled.field == "sku" and (value := _code_in(labelled.value)):
            yield Found(value, "text", labelled.label, labelled.value)
    for node in own_nodes(reading):
        if raw := node.text("sku"):
            yield Found(raw, node.origin, "sku")
    for offer in reading.offers:
        if offer.sku and reading.product:
            yield Found(offer.sku, reading.product.origin, f"{offer.path}.sku")
    for name in ("product:retailer_item_id", "product:retailer_part_no", "og:sku", "product:sku", "product:item_id"):
        if raw := reading.open_graph(name):
            yield Found(raw, "opengraph", name)
    for node in own_nodes(reading):
        if raw := node.text("productID", "productId", "identifier"):
            yield Found(raw.partition(":")[2] or raw, node.origin, "productID")
    yield from embedded_values(reading, "sku")


def embedded_values(reading: Reading, *names: str) -> Iterator[Found]:
    """The values of these fields in the page's data about the thing."""
    for found in reading.embedded:
        for name in names:
            if value := found.fields.get(name):
                yield Found(value, "embedded_json", f"{found.locator}.{name}")


def names_a_number(labelled: Labelled) -> bool:
    """True where a label of an article's number has one behind it: "Code sits at the left" and "Model: see below" have none."""
    if labelled.field == "sku":
        return _code_in(labelled.value) is not None
    if labelled.field == "mpn":
        return len(labelled.value) <= 40 and _SKU.fullmatch(labelled.value) is not None
    return labelled.field == "gtin" and _DIGITS.search(labelled.value) is not None


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
    # The maker's name may stand before the code: "Potter & Sons BM100-7".
    if 2 <= len(words) <= 4 and _LAST_CODE.fullmatch(words[-1]) and not re.search(r"\d", " ".join(words[:-1])):
        return words[-1]
    is_pair = len(words) == 2 and len(text) <= 24 and words[1][-1].isdecimal() and first[:1].isupper()
    return text if is_pair else None


def _classed_skus(reading: Reading) -> Iterator[Found]:
    """A lone code near the heading whose element is named after article numbers."""
    heading = reading.heading
    if "visible" not in reading.sources or not heading:
        return
    for run in reading.outline.runs[max(0, heading.index - 8) : heading.index + 40]:
        if abs(run.index - heading.index) <= _NEXT and (signed := _SIGNED.fullmatch(run.text)):
            yield Found(signed[1], "css", run.node.tag or "", run.text)
        if len(run.text) <= 30 and _ONE_TOKEN.fullmatch(run.text) and not reading.outline.is_apart(run.index):
            place = reading.outline.place(run.node)
            if (
                place
                and not place.side
                and (_is_called_sku(run.node) or any(_SKU_CLASS.search(step.label.text) for step in above(place, 2)))
            ):
                yield Found(run.text, "css", locator_of(place))


def _is_called_sku(node: LexborNode) -> bool:
    """True where an attribute of any name says so: data-code="sku", data-testid="product-sku"."""
    return any(value and value.lower() in _CALLED_SKU for value in node.attributes.values())


def _sku_attributes(reading: Reading) -> Iterator[Found]:
    if "visible" not in reading.sources:
        return
    marked = [node.attributes for node in reading.tree.css(_HAS_SKU)]
    for name in _SKU_ATTRIBUTES:
        values = {attributes.get(name) or "" for attributes in marked} - {""}
        if len(values) == 1 and _ONE_TOKEN.fullmatch(value := values.pop()):
            yield Found(value, "css", f"[{name}]")
    loose = {node.attributes.get("content") or node.text(strip=True) for node in reading.tree.css(_LOOSE_SKU)} - {""}
    if len(loose) == 1 and _ONE_TOKEN.fullmatch(value := loose.pop()):
        yield Found(value, "css", _LOOSE_SKU)


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
    own = {node.text("sku") for node in own_nodes(reading)}
    for node in own_nodes(reading):
        if raw := node.text("mpn"):
            yield Found(raw, node.origin, "mpn")
    if raw := reading.open_graph("product:mfr_part_no", "product:mpn"):
        yield Found(raw, "opengraph", "product:mfr_part_no")
    for labelled in sorted(reading.labelled, key=lambda one: _OF_MAKER.search(one.label) is None):
        if labelled.field == "mpn" and _SKU.fullmatch(labelled.value) and len(labelled.value) <= 40 and labelled.value not in own:
            yield Found(labelled.value, "text", labelled.label)
    yield from (Found(raw, "text", "mpn") for raw in told_in_sentences(reading, "mpn"))
    yield from embedded_values(reading, "mpn")
    for node in own_nodes(reading):
        if raw := node.text("model"):
            yield Found(raw, node.origin, "model")
