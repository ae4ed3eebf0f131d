"""Currencies as they are written beside an amount."""

from __future__ import annotations

import re

from inventory_core.currencies import CODES
from inventory_scrapers.values.currency_data import ALIASES, SYMBOLS, WEAK, WORD_CODES

# Only where the text is this and an amount; upper-case codes that are words among them.
_WEAK = WEAK | WORD_CODES
_DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u061c"


# Codes that are words when written in small letters: "above", "the", "wall", "end", "seconds".
_WORDS_IN_LOWER = frozenset(
    {"NAD", "DEM", "MUR", "FIM", "ESP", "AMD", "ANG", "ARS", "GEL", "VES", "SAR", "SCR", "DOP", "STD", "HUF"}
)


def _written() -> frozenset[str]:
    codes = CODES | set(ALIASES)
    forms = set(SYMBOLS) | codes
    forms |= {code.lower() for code in codes - WORD_CODES - _WORDS_IN_LOWER}
    forms |= {code.capitalize() for code in codes - WORD_CODES - _WORDS_IN_LOWER - {"CAN"}}
    forms |= {f"{code}$" for code in codes if code.endswith("D")}
    # "S $9" is a size; apart from its dollar sign only the real's letter is written, and Canada's at the beginning.
    forms |= {f"{left} $" for left in ("US", "AU", "CA", "NZ", "HK", "R", "C")} | {"F CFA"}
    forms |= {f"{code} $" for code in SYMBOLS["$"].replace("!", "").split()}
    forms |= {"KR", "KČ", "ZŁ", "RP"}
    forms |= {form.upper() for form in SYMBOLS if len(form) > 2} | {form.title() for form in SYMBOLS if len(form) > 1}
    return frozenset(forms)


WRITTEN = _written()
LONGEST = max(map(len, WRITTEN))
_ENDS = frozenset(form[-1] for form in WRITTEN)
_STARTS = frozenset(form[0] for form in WRITTEN)
_SIGN_FORMS = (form for form in SYMBOLS if form[-1] == "$" or not any(char.isalpha() for char in form))
_SIGNS = re.compile("|".join(sorted(map(re.escape, _SIGN_FORMS), key=len, reverse=True)))
_WORDS = re.compile(r"[^\s/():*,\d]+")
_CYRILLIC_ENDING = re.compile(r"л(?:[ьяией]|ей)?\b")
_GLUED = frozenset("₣₵$£¥円元圓원圆")


def before(text: str, end: int, start: int = 0) -> tuple[int, int] | None:
    """The span of the currency that is written right before `end`: "US$" in "US$ 5", "Rs." in "Rs.5"; else null."""
    stop = end
    while stop > start and text[stop - 1] in " :\u200e\u200f":
        stop -= 1
    if stop == start or text[stop - 1] not in _ENDS or end - stop > 4:
        return None
    for begin in range(max(start, stop - LONGEST), stop):
        if text[begin:stop] == "C $" and begin:
            continue
        if text[begin:stop] in WRITTEN and not (begin > start and text[begin].isalpha() and _goes_on(text[begin - 1])):
            return (begin, stop)
    return None


def after(text: str, start: int, end: int | None = None) -> tuple[int, int] | None:
    """The span of the currency that is written right after `start`: "zł" in "5 zł za sztukę"; else null."""
    end = len(text) if end is None else end
    begin = start
    while begin < end and text[begin] in " \u200e\u200f":
        begin += 1
    if begin == end or text[begin] not in _STARTS or begin - start > 4:
        return None
    for stop in range(min(end, begin + LONGEST), begin, -1):
        if text[begin:stop] in WRITTEN and _is_whole(text, begin, stop):
            return (begin, stop)
    return None


def _goes_on(char: str) -> bool:
    """True for a letter of a script that parts its words with spaces, so that it and the next one are one word."""
    return char.isalpha() and not ("\u0e00" <= char <= "\u0eff" or "\u2e80" <= char <= "\ud7ff" or "\uf900" <= char <= "\uffef")


def _is_whole(text: str, begin: int, stop: int) -> bool:
    last = text[stop - 1]
    if stop == len(text) or not last.isalpha() or not text[stop].isalpha() or last in _GLUED:
        return True
    return text[begin:stop] in ("руб", "Руб") and _CYRILLIC_ENDING.match(text, stop) is not None


def is_weak(written: str) -> bool:
    """True for what is a currency only where nothing else is written: "L", "Q", "TOP"."""
    return written in _WEAK


def find_currency(text: str) -> str | None:
    """The first currency that a short text names, as it is written there; with or without an amount."""
    stripped = text.strip(_DIRECTIONS + " \t\n\r\xa0*:")
    if stripped in WRITTEN:
        return stripped
    if sign := _SIGNS.search(stripped):
        return sign[0]
    for match in _WORDS.finditer(stripped):
        word = match[0]
        if word in WRITTEN and word not in _WEAK:
            return word
        span = after(word, 0)
        if span and not is_weak(word[: span[1]]):
            return word[: span[1]]
    return None
