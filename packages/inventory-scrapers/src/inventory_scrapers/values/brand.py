"""The name of a brand out of the text that shows it."""

from __future__ import annotations

import re

from inventory_core.text import clean_line
from inventory_scrapers.values.nothing import NOTHING

_LABEL = re.compile(
    r"^(?:brand(?: name)?|manufacturer|designer|marke|hersteller|marque|fabricant|marca|fabricante|produttore|merk|fabrikant"
    r"|märke|varumärke|mærke|merke|merkki|valmistaja"
    r"|producent|značka|výrobce|výrobca|márka|gyártó|producător|бренд|производитель|торговая марка|виробник|μάρκα|ブランド"
    r"|メーカー|品牌|브랜드|제조사|العلامة التجارية|מותג|marka)"
    r"\s{0,4}[:：]\s*",
    re.IGNORECASE,
)
_STORE = re.compile(
    r"^(?:visit the (?P<en>.+?) store|besuche den (?P<de>.+?)-store|visiter la boutique (?P<fr>.+)|visita (?:la tienda de"
    r"|lo store di) (?P<es>.+)|visite a loja (?P<pt>.+)"
    r"|bezoek de (?P<nl>.+?)-store|(?P<ja>.+)のストアを表示)$",
    re.IGNORECASE,
)
_NOTHING = NOTHING | {"no brand", "unbranded", "ohne marke", "sans marque", "generic brand"}
_LONGEST = 120


def read_brand(text: str | None) -> str | None:
    """The brand of "Brand: X", "Visit the X Store" or a bare "X"; null for nothing, "N/A" and longer texts than a name.

    "by X" stays as it is: there are brands of that form, and whoever knows the label knows better.
    """
    if not text:
        return None
    name = clean_line(text[: _LONGEST * 4])
    if len(name) > _LONGEST:
        return None
    name = _LABEL.sub("", name)
    if store := _STORE.match(name):
        name = next(part for part in store.groups() if part)
    return name if name and name.casefold() not in _NOTHING and any(map(str.isalnum, name)) else None
