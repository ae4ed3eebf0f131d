"""Can it be bought? What codes of page data, notices and buttons say."""

from __future__ import annotations

import re
from functools import cache

from inventory_core.listing import Availability
from inventory_scrapers.values import availability_words as words

# schema.org/ItemAvailability, OpenGraph product:availability, feeds of shops, and states of page data, without separators.
_NAMES: dict[Availability, str] = {
    "in_stock": "instock instoreonly onlineonly available availablefororder true onsale forsale instockonline",
    "limited": "limitedavailability lowstock limited fewleft limitedstock",
    "pre_order": "preorder presale comingsoon",
    "back_order": "backorder backordered availableonbackorder onbackorder",
    "made_to_order": "madetoorder",
    "reserved": "reserved pending onhold trading",
    "sold": "sold",
    "out_of_stock": "outofstock soldout oos unavailable notavailable false nostock temporarilyunavailable outstock",
    "discontinued": "discontinued obsolete endoflife",
}
CODES: dict[str, Availability] = {code: value for value, codes in _NAMES.items() for code in codes.split()}
"""What a text without separators is, in lower case, that names an availability by a code."""
OUT: frozenset[Availability] = frozenset({"sold", "out_of_stock", "discontinued"})
"""What cannot be bought any more."""
# schema.org SoldOut is a stock level of a shop, no sale of one thing: marketplaces map their own.
_URL = re.compile(
    r"^(?:https?:)?/*(?:www\.)?(?:schema\.org|data-vocabulary\.org|rdf\.data-vocabulary\.org"
    r"|purl\.org/goodrelations)[/#]*(?:v1#)?|^(?:schema|gr):",
    re.IGNORECASE,
)
_NO_PIECES = re.compile(r"\W*0+ (?!%)")
_NONE_LEFT = re.compile(rf"\s*[:：=\s]\s*(?:{words.NONE_LEFT})")
_LATER = re.compile(rf"(?:\W+(?:available|back|only|expected|again|wieder|igen|taas|ponownie))*\W+(?:{words.LATER})(?![^\W_])")
_SEPARATORS = str.maketrans("", "", " -_/.#\xa0")
_LONGEST = 80
_CLASSES: tuple[tuple[str, Availability], ...] = (
    (words.DISCONTINUED, "discontinued"),
    (words.SOLD, "sold"),
    (words.OUT, "out_of_stock"),
    (words.PRE, "pre_order"),
    (words.MADE, "made_to_order"),
    (words.BACK, "back_order"),
    (words.RESERVED, "reserved"),
    (words.LIMITED, "limited"),
    (words.IN, "in_stock"),
)
PHRASES = rf"\b(?:{'|'.join(phrases for phrases, _ in _CLASSES)})(?![^\W_])"
"""What a text must hold to name an availability, if it is no code: a pattern of the phrases as words of their own."""


def read_availability(text: object) -> Availability | None:
    """The availability that a value of page data or a short notice names; null where it names none.

    Values: schema.org (address, prefix or bare, any case), OpenGraph product:availability, booleans and states of embedded data.
    Notices: a phrase in one of some thirty languages that is the whole text or stands before its first delimiter; a text of
    more than 80 characters is a description and says nothing. A negation ("not in stock") is a phrase of its own.
    """
    if isinstance(text, bool):
        return "in_stock" if text else "out_of_stock"
    if not isinstance(text, str) or not (stripped := text.strip()) or len(stripped) > _LONGEST:
        return None
    code = _URL.sub("", stripped, count=1).translate(_SEPARATORS).lower()
    if value := CODES.get(code):
        return value
    folded = stripped.replace("\xa0", " ").replace("’", "'").lower()
    found = _phrase().match(folded)
    if not found or not found.lastindex:
        return None
    value = _CLASSES[found.lastindex - 1][1]
    return said_exactly(value, folded, folded[found.end(found.lastindex) :]) if value in ("in_stock", "limited") else value


def said_exactly(value: Availability, text: str, behind: str) -> Availability | None:
    """What a notice in lower case says that begins with a phrase of stock; `behind` is what follows the phrase.

    "In stock: no" and "0 in stock" say the opposite, and "available soon" says nothing of today.
    """
    if _NO_PIECES.match(text) or _NONE_LEFT.match(behind):
        return "out_of_stock"
    return None if _LATER.match(behind) else value


@cache
def _phrase() -> re.Pattern[str]:
    """The phrase is the whole text, or what stands before its first delimiter. A group for each class, in their order.

    Made when it is first asked for: it takes longer than an import of a scraper may. Matched in lower case: twice as fast.
    """
    classes = "|".join(f"({phrases})" for phrases, _ in _CLASSES)
    return re.compile(rf"{words.LEAD}(?:{classes})(?![^\W_])[\W_]*(?:$|[.!,;:(|•–—\n-]|(?<=[：（！。，、]))")
