"""The currency of the page's amounts: what stands beside them, with what the page, its language and its host tell."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from urllib.parse import urlsplit

from inventory_scrapers.generic.reading import Reading
from inventory_scrapers.values.currency import currency_of_host, currency_of_locale, to_iso4217

_CODE = re.compile(r"[A-Z]{3}")
_NAMED = re.compile(
    rb"""urrency(?:_?code|_?iso|_?active|_?id)?\\?["']?\s*[:=]\s*\\?["']([A-Z]{3})\\?["']""",
    re.IGNORECASE,
)
_MOST_NAMED = 300
# Domains of countries that are sold to everyone, and those that RFC 2606 keeps from use.
_GENERIC = frozenset({"us", "io", "co", "me", "cc", "tv", "ai", "gg", "to", "ly"})
_RESERVED = frozenset({"example", "test", "invalid", "localhost"})
# Numbers of companies, taxes and telephones that belong to one country with a dollar.
# Telephone numbers and words of tax and post that tell which country's dollar it is; found by their rarest letter.
_NUMBERS = re.compile(
    rb"[:+](?:(?<=tel:)\+?(61|64|65(?=\d{8})|852|52(?=\d{10}))"
    rb"|(?<=\+)(61(?=[ (])|64(?=[ (])|65(?= \d{4})|852(?= )|52(?=[ (])))"
)
_BODIES = re.compile(rb"ABN(?<=\bABN)\b|HST(?<=\bHST)\b|Canada Post")
_DOLLARS = {
    b"61": "AUD",
    b"ABN": "AUD",
    b"64": "NZD",
    b"65": "SGD",
    b"852": "HKD",
    b"HST": "CAD",
    b"Canada Post": "CAD",
    b"52": "MXN",
}
_METAS = ("product:price:currency", "og:price:currency", "og:currency")
_KANA, _IDEOGRAPH = re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\u4e00-\u9fff]")


class Currencies:
    """Resolves what stands beside an amount on this page."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._url = reading.page.url or reading.meta("og:url") or ""
        self._language = reading.doc.language

    def of(self, text: str | None) -> str | None:
        """The ISO 4217 code for a written currency; for none, what the page, its host or its region name; else null."""
        written = (text or "").strip(" .,:-–—")
        if not written:
            return self.named or self.shown or currency_of_host(self._url) or currency_of_locale(self._language)
        hint = self.named or self._script(written) or self.shown
        code, _ = to_iso4217(written, locale=self._language, host=self._url, hint=hint)
        return code or self._american(written)

    def of_shown(self, text: str | None, raw: str) -> str | None:
        """The code of what a visitor sees, where it contradicts the markup: a sign of one currency alone, a country's dollar.

        "$ 1.199.900" is no US dollar on a page whose language or host names a country with a dollar of its own.
        """
        written = (text or "").strip(" .,:-–—")
        if not written:
            return None
        code, is_ambiguous = to_iso4217(written)
        if code:
            return code
        local = currency_of_locale(self._language) or currency_of_host(self._url)
        is_local = bool(local) and to_iso4217(written, hint=local)[0] == local
        return local if is_ambiguous and is_local and (self.named != "USD" or local != "USD") else None

    @cached_property
    def shown(self) -> str | None:
        """The code of the sign that most amounts of the page have beside them, of those that mean one currency alone."""
        signs = Counter(seen.currency_text.strip(" .,:-–—") for seen in self._reading.prices if seen.currency_text)
        codes = ((to_iso4217(sign)[0], count) for sign, count in signs.most_common(5))
        return next((code for code, count in codes if code), None)

    @cached_property
    def named(self) -> str | None:
        """The one code that markup, metas and embedded data of the page name."""
        codes = [offer.currency for offer in self._reading.offers] + [self._reading.meta(name) for name in _METAS]
        for code in codes:
            if code and (found := to_iso4217(code)[0]):
                return found
        common = _embedded_codes(self._reading.doc.source).most_common(2)
        if common and (len(common) == 1 or common[0][1] >= 3 * common[1][1]):
            return to_iso4217(common[0][0])[0]
        return None

    def _script(self, written: str) -> str | None:
        """The currency of ¥ by the script of the title: kana is Japanese, ideographs without kana are Chinese."""
        title = self._reading.doc.title or ""
        if written not in ("¥", "￥"):
            return None
        return "JPY" if _KANA.search(title) else "CNY" if _IDEOGRAPH.search(title) else None

    def _american(self, written: str) -> str | None:
        """The dollar of an English page at an address of no country: that of the country whose numbers it writes, else USD."""
        language = (self._language or "en").lower()
        host = urlsplit(self._url).hostname or ""
        if written != "$" or language not in ("en", "en-us") or "." not in host or currency_of_host(host):
            return None
        domain = host.rpartition(".")[2]
        if domain in _RESERVED or (len(domain) == 2 and domain not in _GENERIC):
            return None
        source = self._reading.doc.source
        named = {*_BODIES.findall(source), *(match[match.lastindex or 0] for match in _NUMBERS.finditer(source))}
        found = {_DOLLARS[name] for name in named}
        return next((code for code in _DOLLARS.values() if code in found), "USD")


def _embedded_codes(source: bytes) -> Counter[str]:
    """The codes that scripts and attributes name as a currency, counted."""
    codes: Counter[str] = Counter()
    at, looked = source.find(b"urrency"), 0
    while at >= 0 and looked < _MOST_NAMED:
        if found := _NAMED.match(source, at):
            codes[found[1].decode().upper()] += 1
        at, looked = source.find(b"urrency", at + 7), looked + 1
    return codes
