"""A currency as written to its ISO 4217 code."""

from __future__ import annotations

import re
from functools import lru_cache

from inventory_core.currencies import CODES
from inventory_scrapers.values.currency_data import ALIASES, COUNTRY_CURRENCY, LANGUAGE_COUNTRY, SYMBOLS

_SOLD_TO_EVERYONE = "io co me tv ai cc ws fm to ly gg sh la vc im nu tk st eu ag ac cx"
_NOT_A_COUNTRY = frozenset(_SOLD_TO_EVERYONE.split())
_EDITION = re.compile(
    r"/(?:[a-z]{2}[-_]([a-z]{2})|([a-z]{2})[/_-](?:[a-z]{2})"
    r"|(us|gb|au|nz|in|ie|jp|cn|kr|tw|hk|sg|mx|br|ch|at|cz|dk))(?=/|$)",
    re.IGNORECASE,
)
_REGION = re.compile(r"^[a-z]{2,3}(?:[-_][a-z]{4})?[-_]([a-z]{2})(?=$|[-_.@])", re.IGNORECASE)


def to_iso4217(
    text: str | None, *, locale: str | None = None, host: str | None = None, hint: str | None = None
) -> tuple[str | None, bool]:
    """The code of a currency text, and whether the text was one that could be several ("$", "kr", "¥").

    What could be several is decided by the explicit code in `hint`, then by the region of `locale` ("en-US"; a language
    alone where it has one country, "sv"), then by `host`: a host name or address with its country domain (".com.au") or its
    edition ("/en-gb/"). Where none decides, the code is null and the second value true: none is guessed.
    """
    written = (text or "").strip(" \t\n\xa0\u200e\u200f:")
    if code := _code(written):
        return code, False
    candidates, default = _candidates(written)
    if not candidates:
        return None, False
    if len(candidates) == 1 and default:
        return default, False
    for code in (_code((hint or "").strip()), currency_of_locale(locale), currency_of_host(host), _currency_of_language(locale)):
        if code in candidates:
            return code, False
    return (default, False) if default else (None, True)


@lru_cache(maxsize=2048)
def _code(written: str) -> str | None:
    upper = written.upper()
    if len(upper) in (4, 5) and upper.endswith("$"):
        upper = upper[:-1].rstrip()
    if upper in CODES and written != "GBp":
        return upper
    return ALIASES.get(upper)


@lru_cache(maxsize=2048)
def _candidates(written: str) -> tuple[tuple[str, ...], str | None]:
    forms = (written, written.replace(" ", ""), written.rstrip("."), written.lower(), written.capitalize(), written.upper())
    codes = next((SYMBOLS[form] for form in forms if form in SYMBOLS), "")
    names = tuple(codes.replace("!", "").split())
    return names, names[0] if "!" in codes else None


@lru_cache(maxsize=512)
def currency_of_locale(locale: str | None) -> str | None:
    """The currency of a locale's region: "en-US", "pt_BR", "zh-Hans-CN"; null without a region."""
    match = _REGION.match(locale or "")
    return COUNTRY_CURRENCY.get(match[1].upper()) if match else None


def _currency_of_language(locale: str | None) -> str | None:
    language = re.split(r"[-_]", locale or "", maxsplit=1)[0].lower()
    return COUNTRY_CURRENCY.get(LANGUAGE_COUNTRY.get(language, "")) if language else None


@lru_cache(maxsize=512)
def currency_of_host(host: str | None) -> str | None:
    """The currency of a host name or address by its edition ("/en-gb/", "de-de.") or country domain (".com.au"); else null.

    Country domains that are sold to everyone (.io, .co, .me) tell nothing.
    """
    if not host:
        return None
    name, _, path = host.partition("//")[2].partition("/") if "//" in host else host.partition("/")
    edition = _EDITION.match("/" + path)
    if edition and (code := COUNTRY_CURRENCY.get((edition[1] or edition[2] or edition[3]).upper())):
        return code
    labels = name.rsplit("@", 1)[-1].split(":")[0].rstrip(".").lower().split(".")
    if code := currency_of_locale(labels[0] if len(labels) > 2 else None):
        return code
    return None if labels[-1] in _NOT_A_COUNTRY else COUNTRY_CURRENCY.get(labels[-1].upper())
