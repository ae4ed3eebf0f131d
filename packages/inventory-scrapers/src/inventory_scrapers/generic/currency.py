"""The currency of the page's amounts: what stands beside them, with what the page, its language and its host tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from inventory_scrapers.generic.reading import Reading
from inventory_scrapers.values.currency import currency_of_host, currency_of_locale, to_iso4217

_CODE = re.compile(r"[A-Z]{3}")
_NAMED = re.compile(
    rb"""urrency(?:_?code|_?iso|_?active|_?id)?\\?["']?\s*[:=]\s*(?:\{\s*\\?["']?active\\?["']?\s*:\s*)?\\?["']([A-Z]{3})\\?["']""",
    re.IGNORECASE,
)
# A hidden field of a form.
_FIELD = re.compile(rb"""urrency(?:_?code)?["']?\s+value\s*=\s*["']?([A-Z]{3})\b""", re.IGNORECASE)
_MOST_NAMED = 300
_MOST_TEXTS, _KANA_TEXTS = 600, 4
# Domains of countries that are sold to everyone, and those that RFC 2606 keeps from use.
_GENERIC = frozenset({"us", "io", "co", "me", "cc", "tv", "ai", "gg", "to", "ly"})
_RESERVED = frozenset({"example", "test", "invalid", "localhost"})
# Words of tax and post and telephone numbers that tell which country's dollar it is. Each regex begins with one letter, which is
# searched for many times faster than several words or signs are.
_BODIES = {
    re.compile(rb"N(?<=\bABN)\b"): "AUD",
    re.compile(rb"H(?<=\bH)ST\b"): "CAD",
    re.compile(rb"C(?=anada Post)"): "CAD",
}
_WRITTEN_NUMBER = re.compile(rb"\+(61(?=[ (])|64(?=[ (])|65(?= \d{4})|852(?= )|52(?=[ (]))")
_LINKED_NUMBER = re.compile(rb"tel:\+?(61|64|65(?=\d{8})|852|52(?=\d{10}))")
_CALLED = {b"61": "AUD", b"64": "NZD", b"65": "SGD", b"852": "HKD", b"52": "MXN"}
_DOLLARS = ("AUD", "NZD", "SGD", "HKD", "CAD", "MXN")
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
            return self.named or currency_of_host(self._url) or self.shown or currency_of_locale(self._language)
        hint = self.named or self._script(written) or self.shown
        code, _ = to_iso4217(written, locale=self._language, host=self._url, hint=hint)
        return code or self._regional(written) or self._american(written)

    def of_shown(self, text: str | None) -> str | None:
        """The code of what a visitor sees, where it contradicts the markup: a sign of one currency alone, a country's dollar.

        "$ 1.199.900" is no US dollar on a page whose language or host names a country with a dollar of its own.
        """
        written = (text or "").strip(" .,:-–—")
        if not written:
            return None
        code, is_ambiguous = to_iso4217(written)
        if code:
            return self._of_sure(written)
        local = currency_of_locale(self._language) or currency_of_host(self._url)
        is_local = bool(local) and to_iso4217(written, hint=local)[0] == local
        return local if is_ambiguous and is_local and (self.named != "USD" or local != "USD") else None

    def _of_sure(self, written: str) -> str | None:
        """The code of a sign that is taken for one currency, unless the page's markup, language or host names another of its own.

        "руб." are roubles of Russia, and of Belarus on its pages.
        """
        code = to_iso4217(written)[0]
        return to_iso4217(written, hint=self.named, locale=self._language, host=self._url)[0] if code else None

    @cached_property
    def shown(self) -> str | None:
        """The code of the sign that most amounts of the page have beside them, of those that mean one currency alone."""
        signs = Counter(seen.currency_text.strip(" .,:-–—") for seen in self._reading.all_prices if seen.currency_text)
        return next((code for sign, _ in signs.most_common(5) if (code := self._of_sure(sign))), None)

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
        """The currency of ¥ by the page's script: kana is Japanese; ideographs are Chinese where nothing says Japan."""
        title = self._reading.doc.title or ""
        if written not in ("¥", "￥"):
            return None
        is_japanese = (self._language or "").lower()[:2] == "ja" or currency_of_host(self._url) == "JPY"
        if is_japanese or _KANA.search(title):
            return "JPY"
        return ("JPY" if self._has_kana else "CNY") if _IDEOGRAPH.search(title) else None

    @property
    def _has_kana(self) -> bool:
        """True where several of the page's texts have kana, as all Japanese ones do; a Chinese page has it in a name at most."""
        texts = self._reading.outline.runs.texts[:_MOST_TEXTS]
        return len({text for text in texts if _KANA.search(text)}) >= _KANA_TEXTS

    def _regional(self, written: str) -> str | None:
        """What the sign means in the region that a meta names; "en_US" stands on pages of all countries, which tells nothing."""
        locale = (self._reading.meta("og:locale", "content-language") or "").replace("_", "-")
        local = currency_of_locale(locale) if not locale.lower().endswith("-us") else None
        return local if local and to_iso4217(written, hint=local)[0] == local else None

    def _american(self, written: str) -> str | None:
        """The dollar of an English page at an address of no country: that of the country whose numbers it writes, else USD."""
        language = (self._language or "en").lower()
        host = urlsplit(self._url).hostname or ""
        if written != "$" or language not in ("en", "en-us") or "." not in host or currency_of_host(host):
            return None
        domain = host.rpartition(".")[2]
        if domain in _RESERVED or (len(domain) == 2 and domain not in _GENERIC):
            return None
        found = _dollars(self._reading.doc.source)
        return next((code for code in _DOLLARS if code in found), "USD")


def _dollars(source: bytes) -> set[str]:
    """The dollars of the countries whose taxes, post and telephone numbers a page names."""
    numbers: list[bytes] = _WRITTEN_NUMBER.findall(source)
    numbers += [found[1] for at in _places(source, b"tel:") if (found := _LINKED_NUMBER.match(source, at))]
    return {_CALLED[number] for number in numbers} | {code for body, code in _BODIES.items() if body.search(source)}


def _places(source: bytes, word: bytes) -> Iterator[int]:
    at = source.find(word)
    while at >= 0:
        yield at
        at = source.find(word, at + len(word))


def _embedded_codes(source: bytes) -> Counter[str]:
    """The codes that scripts and attributes name as a currency, counted."""
    codes: Counter[str] = Counter()
    for at in islice(_places(source, b"urrency"), _MOST_NAMED):
        if found := _NAMED.match(source, at) or _FIELD.match(source, at):
            codes[found[1].decode().upper()] += 1
    return codes
