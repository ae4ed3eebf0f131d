"""Whether an amount stands on a page: in units or cents, in the digits of any script, parted, or with a word for thousands."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from inventory_core.money import plain
from inventory_core.testing import quoting

# What stands between the digits of one number, also escaped.
_JOINT = re.compile(r"(?<=\d)(?:[.,'’٫٬،，．\s]|&nbsp;|&#8239;|&#160;)(?=\d)")
_TAG = re.compile(r"<[^<>]*>")
_POWERS = {
    **{
        "k": 3,
        "tsd": 3,
        "tis": 3,
        "mil": 3,
        "тыс": 3,
        "lakh": 5,
        "lac": 5,
        "m": 6,
        "mn": 6,
        "mio": 6,
        "млн": 6,
        "cr": 7,
        "crore": 7,
    },
    **{"万": 4, "萬": 4, "만": 4, "億": 8, "亿": 8, "억": 8},
}
_MANY = re.compile(rf"(\d+(?:[.,]\d+)?)\s*({'|'.join(sorted(_POWERS, key=len, reverse=True))})(?![a-z])\s*", re.IGNORECASE)


def stands_in(amount: Decimal, raw: str | None, text: str) -> bool:
    """True where a page has the amount as a number, or has what is quoted for it, which says the amount in another way."""
    significant = plain(amount).replace(".", "").strip("0")
    if not significant or significant in _numbers(text):
        return True
    return bool(raw) and _says(_with_ascii_digits(str(raw)), amount) and quoting.stands_in(str(raw), quoting.writings(text))


@lru_cache(maxsize=4)
def _numbers(text: str) -> frozenset[str]:
    """The digits of all numbers of a page, with its tags and without them, less the zeros around them."""
    folded = _with_ascii_digits(text)
    texts = (_JOINT.sub("", one) for one in (folded, _TAG.sub("", folded)))
    return frozenset(run.strip("0") for one in texts for run in re.findall(r"\d+", one))


def _says(raw: str, amount: Decimal) -> bool:
    """True where a text is the amount in parts ("12 € 50"), or with words for thousands and the like ("1万2800円", "1.5k")."""
    text = re.sub(r"(?<=\d)[,'’\s](?=\d{3}(?!\d))", "", raw)
    if many := list(_MANY.finditer(text)):
        return _sum(many, text[many[-1].end() :]) == amount
    return re.sub(r"\D", "", raw).strip("0") == plain(amount).replace(".", "").strip("0")


def _sum(many: list[re.Match[str]], after: str) -> Decimal:
    rest = re.match(r"\d+", after)
    parts = [Decimal(one[1].replace(",", ".")) * 10 ** _POWERS[one[2].lower()] for one in many]
    return sum(parts, Decimal(rest[0] if rest else 0))


def _with_ascii_digits(text: str) -> str:
    """The digits of all scripts as 0 to 9."""
    others = set() if text.isascii() else {one for one in text if one.isdecimal()}
    return text.translate({ord(one): str(unicodedata.digit(one)) for one in others})
