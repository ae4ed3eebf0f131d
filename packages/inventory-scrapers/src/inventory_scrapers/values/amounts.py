"""Numbers in text, with point and comma in either role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

MAX_DIGITS = 30
_ZEROS = "\u0660\u06f0\u0966\u09e6\uff10"  # Arabic-Indic, Persian, Devanagari, Bengali, fullwidth
_FOLD = {ord(zero) + n: str(n) for zero in _ZEROS for n in range(10)}
_FOLD |= dict.fromkeys(map(ord, "\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\n\r"), " ")
_FOLD |= dict.fromkeys(map(ord, "\u2019\u2018\u00b4`\u066c"), "'")
_FOLD |= dict(zip(map(ord, "\u060c\uff0c\uff0e\u2212\ufe63\uff0d\uff0f\u066a\uff05\xb7"), ",,.---/%%\u066b", strict=True))
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

# A number with its separators; "36. 24" and "118, 99" are written by shops that set the cents apart. Behind a letter, or a vowel
# sign as in "රු.750", a point does not begin it.
_NUMBER = re.compile(
    r"(?:\d+|(?<![\w\u0900-\u0dff.,])\.(?=\d))(?:(?<=\d)[.,'\u066b]\d+|(?<=\d) \d{3}(?!\d)|(?<=\.)\d+)*"
    r"(?P<apart>(?<=\d)[.,] \d\d(?![\d.,%]))?(?P<raised>[.,]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{2})?(?P<dash>[.,](?:--?|[–—]{1,2})(?![\d-]))?"
)
_TEN_THOUSANDS = {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8}
_SMALLER = re.compile(r"[千천]?(\d{1,4}(?:,\d{3})?)(?!\d)")
_SEPARATOR = re.compile(r"[.,'\u066b ]")


class Number(NamedTuple):
    """A number, its span in the folded text and how it is written there."""

    value: Decimal
    start: int
    end: int
    text: str


def fold(text: str) -> str:
    """Digits of other scripts, spaces and look-alike signs as ASCII, one character for one, so that spans stay true."""
    return text if text.isascii() and "\n" not in text and "\t" not in text else text.translate(_FOLD)


def find_numbers(folded: str, *, decimal: str | None = None, three_places: bool = False) -> Iterator[Number]:
    """Every number of a folded text; what is no number (a date, a version) is left out."""
    skip = 0
    for match in _NUMBER.finditer(folded):
        if match.start() < skip:
            continue
        end = match.end()
        value = number_value(match, decimal, three_places=three_places)
        if value is None:
            continue
        if end < len(folded) and folded[end] in _TEN_THOUSANDS:
            value, end = _with_ten_thousands(folded, value, end)
            skip = end
        yield Number(value, match.start(), end, match[0])


def number_value(match: re.Match[str], decimal: str | None, *, three_places: bool) -> Decimal | None:
    """The value of a match; null where its separators make no number."""
    text = match[0]
    if len(text) > 2 * MAX_DIGITS:
        return None
    if match["dash"]:
        text = text[: match.start("dash") - match.start()]
    if match["raised"]:
        head = text[: match.start("raised") - match.start()]
        return _join(head, match["raised"].translate(_SUPERSCRIPT).lstrip(".,"))
    if match["apart"]:
        return _join(text[:-4], text[-2:])
    if text.isdecimal():
        return Decimal(text) if len(text) <= MAX_DIGITS else None
    return read_number(text, decimal, three_places=three_places)


def read_number(text: str, decimal: str | None = None, *, three_places: bool = False) -> Decimal | None:
    """A written number: "1.234,56", "1,00,000", "1 234", ".75".

    Of two kinds of separators the last is decimal. A single one before three digits parts thousands ("1.299"), unless `decimal`
    names it, the whole is 0 or longer than three digits, or the currency has three places (`three_places`, for a point).
    """
    if decimal == " " and re.fullmatch(r"\d+ \d\d", text):
        text = text.replace(" ", ".")
        decimal = "."
    point = _decimal_point(text, decimal, three_places=three_places)
    if point is None:
        return _join(text, "")
    return _join(text[:point], text[point + 1 :])


def _decimal_point(text: str, decimal: str | None, *, three_places: bool) -> int | None:
    dots, commas = text.count("."), text.count(",")
    if "\u066b" in text:
        return text.rindex("\u066b")
    if decimal in (".", ","):
        return text.rindex(decimal) if text.count(decimal) == 1 else None
    if dots and commas:
        last = "." if text.rindex(".") > text.rindex(",") else ","
        return text.rindex(last) if text.count(last) == 1 else None
    if dots + commas != 1:
        return None
    return _single(text, "." if dots else ",", three_places=three_places)


def _single(text: str, mark: str, *, three_places: bool) -> int | None:
    at = text.index(mark)
    whole, tail = text[:at], len(text) - at - 1
    if tail != 3 or " " in whole or "'" in whole or len(whole) > 3 or whole.strip("0") == "":
        return at
    return at if three_places and mark == "." else None


def _join(whole: str, cents: str) -> Decimal | None:
    groups = _SEPARATOR.split(whole)
    if len(groups) > 1 and not _are_groups(groups):
        return None
    digits = "".join(groups)
    if len(digits) + len(cents) > MAX_DIGITS or not (digits + cents).isdecimal():
        return None
    return Decimal(f"{digits or '0'}.{cents}" if cents else digits)


def _are_groups(groups: list[str]) -> bool:
    """Thousands ("1", "234", "567") or lakhs ("1", "00", "000")."""
    middle = {len(group) for group in groups[1:-1]}
    return len(groups[-1]) == 3 and 1 <= len(groups[0]) <= 3 and (middle <= {3} or (middle == {2} and len(groups[0]) <= 2))


def _with_ten_thousands(folded: str, value: Decimal, end: int) -> tuple[Decimal, int]:
    """Ten thousands and what follows them: "3万5000" is 35000, "1.2億" 120000000."""
    unit = _TEN_THOUSANDS[folded[end]]
    value, end = value * unit, end + 1
    if smaller := _SMALLER.match(folded, end):
        rest = int(smaller[1].replace(",", ""))
        if rest < unit and smaller.end() < len(folded) and folded[smaller.end()] in _TEN_THOUSANDS:
            return value + rest * _TEN_THOUSANDS[folded[smaller.end()]], smaller.end() + 1
        if rest < unit:
            return value + rest, smaller.end()
    return value, end
