"""Numbers and makers that stand in the midst of a text: "Glazed by hand. EAN 4006381333931. Brand: Potter."

Read where no label of their own names them, from texts that are longer than a label and its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inventory_scrapers.generic.outline import Outline

_SHORTEST, _LONGEST, _BEFORE, _AFTER = 12, 3000, 5, 120
_GTIN = re.compile(
    r"\b(?:EAN|GTIN|UPC|ISBN|JAN)(?:[- ]?(?:8|1[0-4]))?(?:[- ]?(?:code|Code|kód|kod))?\W{0,4}(\d[\d -]{6,16}[\dXx])(?!\d)"
)
# A number in an element of its own, and what a label before it, in any language, says of its kind: "Kod kreskowy (EAN)".
_ALONE, _KIND, _LONGEST_LABEL = re.compile(r"\d[\d -]{6,16}[\dXx]"), re.compile(r"\b(?:EAN|GTIN|UPC|ISBN|JAN)(?![a-z])"), 40
_SKU = re.compile(
    r"(?:\bSKU|\bArt(?:ikel)?\.?[- ]?(?:Nr|No|nr|no)|\b[Ii]tem (?:[Nn]o|[Nn]umber|#)|\b[Ss]tock (?:[Nn]o|[Rr]ef)"
    r"|\bR[ée]f(?:[ée]rence)?|\bCod(?:ice|\.)|\bK[óo]d"
    r"|Артикул|Код товара|商品番号|商品編號|商品编号|品番|貨號|货号|상품코드|מק\"ט"
    r"|รหัสสินค้า)[.:：#№]*\s*((?=[\w./-]*\d)[A-Z0-9][\w./-]{2,30})"
)
_MPN = re.compile(
    r"\b(?:MPN|[Mm]fr\.? [Pp]art (?:[Nn]o|#)|[Pp]art [Nn](?:o|umber)|[Mm]odel [Nn](?:o|umber))[.:#]*"
    r"\s*((?=[\w./-]*\d)[A-Z0-9][\w./-]{2,30})"
)
_BRAND = re.compile(
    r"(?:\b(?:Brand|Marke|Marca|Marque|Merk|Märke|Mærke|Merke|Merkki|Márka|Značka|Marka|Manufacturer|Hersteller"
    r"|Fabricant|Fabricante|Produttore|Fabrikant"
    r"|Tillverkare|Producent|Producător)|Бренд|Производитель|Марка|Виробник|ブランド|メーカー|品牌"
    r"|브랜드)\s?[:：]\s*([^\W\d_][^.,;:|\n()]{1,38})"
)
_PATTERNS = {"gtin": _GTIN, "sku": _SKU, "mpn": _MPN, "brand": _BRAND}


def in_sentences(outline: Outline, heading: int, field: str) -> Iterator[str]:
    """The values of gtin, sku, mpn or brand that texts of the thing's own part of the page name; the nearest first."""
    pattern, runs = _PATTERNS[field], outline.runs
    # A number has a digit, and a maker a colon before it.
    likely = sorted(runs.joined.holding((":", "："))) if field == "brand" else runs.numbered
    for index in likely:
        text = runs.texts[index]
        is_near = heading - _BEFORE <= index < heading + _AFTER
        if not is_near or not _SHORTEST <= len(text) <= _LONGEST or outline.is_apart(index):
            continue
        for found in pattern.finditer(text):
            if _is_own(outline, index):
                yield found[1].strip(" .-")
        if field == "gtin" and index and _is_of_a_kind(runs.texts[index - 1], text) and _is_own(outline, index):
            yield text


def _is_of_a_kind(label: str, text: str) -> bool:
    """True for a number alone behind a label that holds the name of a kind of number."""
    return len(label) <= _LONGEST_LABEL and _ALONE.fullmatch(text) is not None and _KIND.search(label) is not None


def _is_own(outline: Outline, index: int) -> bool:
    """False for a text of side matter or of a link."""
    place = outline.place(outline.runs[index].node)
    return place is not None and not place.side and not place.link
