"""The currency of the page's amounts, as an ISO 4217 code: by code, then by sign with the page's locale and host."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from urllib.parse import urlsplit

from inventory_scrapers.generic.reading import Reading

_CODE = re.compile(r"[A-Z]{3}")
_NAMED = re.compile(rb"""urrency(?:_?code|_?iso|_?active|_?id)?\\?["']?\s*[:=]\s*\\?["']([A-Z]{3})\\?["']""", re.IGNORECASE)
_MOST_NAMED = 300
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "원": "KRW",
    "円": "JPY",
    "元": "CNY",
    "₺": "TRY",
    "฿": "THB",
    "₫": "VND",
    "₪": "ILS",
    "₴": "UAH",
    "₱": "PHP",
    "₦": "NGN",
    "zł": "PLN",
    "lei": "RON",
    "kč": "CZK",
    "ft": "HUF",
    "us$": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "au$": "AUD",
    "a$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "mx$": "MXN",
    "nt$": "TWD",
    "nt": "TWD",
    "rm": "MYR",
    "rp": "IDR",
    "лв": "BGN",
    "лв.": "BGN",
    "грн": "UAH",
    "руб": "RUB",
    "руб.": "RUB",
    "р.": "RUB",
    "tl": "TRY",
    "ر.س": "SAR",
    "د.إ": "AED",
    "rur": "RUB",
    "chf": "CHF",
    "sfr": "CHF",
    "km": "BAM",
    "kn": "HRK",
    "din": "RSD",
    "rmb": "CNY",
    "₸": "KZT",
    "₼": "AZN",
    "₾": "GEL",
    "৳": "BDT",
    "₡": "CRC",
}
_BY_COUNTRY = {
    "$": {
        "us": "USD",
        "ca": "CAD",
        "au": "AUD",
        "nz": "NZD",
        "sg": "SGD",
        "hk": "HKD",
        "mx": "MXN",
        "ar": "ARS",
        "cl": "CLP",
        "co": "COP",
        "tw": "TWD",
        "uy": "UYU",
    },
    "kr": {"se": "SEK", "no": "NOK", "dk": "DKK", "is": "ISK"},
    "¥": {"jp": "JPY", "cn": "CNY"},
    "￥": {"jp": "JPY", "cn": "CNY"},
    "rs": {"in": "INR", "pk": "PKR", "lk": "LKR", "np": "NPR", "mu": "MUR"},
    "r": {"za": "ZAR"},
}
_HOME = {
    "at": "EUR",
    "de": "EUR",
    "fr": "EUR",
    "es": "EUR",
    "it": "EUR",
    "nl": "EUR",
    "be": "EUR",
    "pt": "EUR",
    "ie": "EUR",
    "fi": "EUR",
    "gr": "EUR",
    "sk": "EUR",
    "si": "EUR",
    "lv": "EUR",
    "lt": "EUR",
    "ee": "EUR",
    "pl": "PLN",
    "cz": "CZK",
    "hu": "HUF",
    "ro": "RON",
    "uk": "GBP",
    "jp": "JPY",
    "kr": "KRW",
    "ru": "RUB",
    "tr": "TRY",
    "in": "INR",
    "br": "BRL",
    "se": "SEK",
    "no": "NOK",
    "dk": "DKK",
    "ch": "CHF",
    "pk": "PKR",
    "ua": "UAH",
    "bg": "BGN",
    "rs": "RSD",
}
_BY_LANGUAGE = {"ja": "jp", "zh": "cn", "sv": "se", "nb": "no", "nn": "no", "no": "no", "da": "dk", "is": "is"}


class Currencies:
    """Resolves what stands beside an amount on this page."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.country = _country(reading)

    def of(self, text: str | None) -> str | None:
        """The code for a written currency; for none, the code that the page names; null where it is not certain."""
        named = self.named
        if not text or text.strip(" .,-–") == "":
            return named or (_HOME.get(self.country) if self.country else None)
        sign = text.replace(" ", "").strip().lower().removesuffix(".")
        if sign in _SIGNS:
            return _SIGNS[sign]
        upper = sign.upper()
        if sign in _BY_COUNTRY:
            return self._ambiguous(sign, named)
        return ("RUB" if upper == "RUR" else upper) if _CODE.fullmatch(upper) else named

    def _ambiguous(self, sign: str, named: str | None) -> str | None:
        choices = _BY_COUNTRY[sign]
        if named in choices.values():
            return named
        if sign in "¥￥" and (written := _script(self.reading.doc.title or "")):
            return written
        if self.country in choices:
            return choices[self.country]
        if sign == "$" and self._is_american():
            return "USD"
        return None

    @cached_property
    def named(self) -> str | None:
        """The one code that markup, metas and embedded data of the page name."""
        reading = self.reading
        codes = [offer.currency for offer in reading.offers if offer.currency]
        codes += [
            reading.meta(name) or "" for name in ("product:price:currency", "og:price:currency", "og:currency", "twitter:data1")
        ]
        for code in codes:
            if _CODE.fullmatch(code.strip().upper()):
                return code.strip().upper()
        common = _embedded_codes(reading.doc.source).most_common(2)
        if common and (len(common) == 1 or common[0][1] >= 3 * common[1][1]):
            return common[0][0]
        return None

    def _is_american(self) -> bool:
        """True for a page in American English, or a generic English page on a .com address with no other country."""
        language = (self.reading.doc.language or "").lower()
        host = urlsplit(self.reading.page.url or "").hostname or ""
        return language in ("en-us", "") and host.endswith((".com", ".us", "")) or (language == "en" and host.endswith(".com"))


def _embedded_codes(source: bytes) -> Counter[str]:
    """The codes that scripts and attributes name as a currency, counted."""
    codes: Counter[str] = Counter()
    at, looked = source.find(b"urrency"), 0
    while at >= 0 and looked < _MOST_NAMED:
        if found := _NAMED.match(source, at):
            codes[found[1].decode().upper()] += 1
        at, looked = source.find(b"urrency", at + 7), looked + 1
    return codes


def _script(title: str) -> str | None:
    """The currency of ¥ by the script of the title: kana is Japanese, ideographs without kana are Chinese."""
    if re.search(r"[\u3040-\u30ff]", title):
        return "JPY"
    return "CNY" if re.search(r"[\u4e00-\u9fff]", title) else None


def _country(reading: Reading) -> str | None:
    url = reading.page.url or reading.meta("og:url") or ""
    host = urlsplit(url).hostname or ""
    last = host.rpartition(".")[2]
    if len(last) == 2 and last not in ("co", "io", "me", "tv", "ai", "eu", "cc"):
        return last
    language = (reading.doc.language or "").lower().replace("_", "-")
    region = language.partition("-")[2]
    if len(region) == 2:
        return region
    return _BY_LANGUAGE.get(language[:2])
