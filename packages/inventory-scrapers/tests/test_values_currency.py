"""Currency texts to ISO 4217 codes: told by the page or left open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_core.currencies import CODES
from inventory_scrapers.values.currency import currency_of_host, currency_of_locale, to_iso4217
from inventory_scrapers.values.currency_data import COUNTRY_CURRENCY, LANGUAGE_COUNTRY, SYMBOLS

ANY_TEXT = st.none() | st.text(max_size=30) | st.sampled_from([*SYMBOLS, *CODES])


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_is_itself(code: str) -> None:
    """An ISO 4217 code, in either case, is its own answer and never ambiguous."""
    assert to_iso4217(code) == to_iso4217(code.lower()) == (code, False)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("€", "EUR"),
        ("US$", "USD"),
        ("A$", "AUD"),
        ("zł", "PLN"),
        ("Kč", "CZK"),
        ("円", "JPY"),
        ("₽", "RUB"),
        ("R$", "BRL"),
        ("RMB", "CNY"),
        ("£", "GBP"),
    ],
)
def test_a_sign_of_one_currency_needs_nothing_else(written: str, code: str) -> None:
    """What stands for one currency is that currency."""
    assert to_iso4217(written) == (code, False)


@pytest.mark.parametrize("written", ["$", "kr", "¥", "R", "Rs", "dollars", "﷼", "franc"])
@pytest.mark.parametrize(
    "context", [{}, {"locale": "en"}, {"host": "shop.com"}, {"host": "shop.io"}, {"locale": "fr-FR"}, {"hint": "EUR"}]
)
def test_a_sign_of_several_is_not_guessed(written: str, context: dict[str, str]) -> None:
    """A sign of several currencies stays open where nothing says which: a language, a .com or other money do not."""
    assert to_iso4217(written, **context) == (None, True)


@pytest.mark.parametrize(
    ("written", "context", "code"),
    [
        ("$", {"locale": "en-AU"}, "AUD"),
        ("$", {"locale": "en_CA.UTF-8"}, "CAD"),
        ("$", {"locale": "es-MX"}, "MXN"),
        ("$", {"locale": "zh-Hant-HK"}, "HKD"),
        ("$", {"host": "shop.com.au"}, "AUD"),
        ("$", {"host": "https://shop.example/en-ca/p/1"}, "CAD"),
        ("$", {"host": "en-nz.shop.example"}, "NZD"),
        ("$", {"hint": "CAD"}, "CAD"),
        ("kr", {"locale": "sv"}, "SEK"),
        ("kr", {"locale": "nb-NO"}, "NOK"),
        ("kr", {"host": "butik.dk"}, "DKK"),
        ("¥", {"locale": "ja"}, "JPY"),
        ("¥", {"host": "shop.cn"}, "CNY"),
        ("R", {"host": "winkel.co.za"}, "ZAR"),
        ("£", {"host": "shop.eg"}, "EGP"),
        ("L", {"locale": "ro-MD"}, "MDL"),
        ("L", {"host": "magazin.md"}, "MDL"),
        ("L", {"locale": "es-HN"}, "HNL"),
        ("Le", {"locale": "en-SL"}, "SLE"),
        ("SR", {"locale": "fr-SC"}, "SCR"),
        ("SR", {}, "SAR"),
    ],
)
def test_the_page_tells_which(written: str, context: dict[str, str], code: str) -> None:
    """A code elsewhere on the page, the region of the locale, or the host's country decides among what the sign may stand for."""
    assert to_iso4217(written, **context) == (code, False)


def test_the_nearer_word_goes_first() -> None:
    """The code of the page goes before its locale, the locale's region before the host, the host before a language alone."""
    assert to_iso4217("$", hint="CAD", locale="en-US", host="a.com.au") == ("CAD", False)
    assert to_iso4217("$", locale="en-US", host="a.com.au") == ("USD", False)
    assert to_iso4217("kr", locale="sv", host="a.dk") == ("DKK", False)


def test_a_place_whose_currency_the_sign_is_not_decides_nothing() -> None:
    """A German page with a $ is not priced in euros, and not in dollars of the United States either."""
    assert to_iso4217("$", locale="de-DE", host="laden.de") == (None, True)


@pytest.mark.parametrize("written", ["", None, "   ", "zzz", "₿", "GBp", "\x00", "12"])
def test_what_is_no_currency_is_null(written: str | None) -> None:
    """An unknown text is null and not ambiguous; pence are no pounds."""
    assert to_iso4217(written) == (None, False)


@given(text=ANY_TEXT, locale=ANY_TEXT, host=ANY_TEXT, hint=ANY_TEXT)
def test_any_text_gives_a_code_or_none(text: str | None, locale: str | None, host: str | None, hint: str | None) -> None:
    """Nothing raises; the code is of ISO 4217 or null, and what is ambiguous has no code."""
    code, ambiguous = to_iso4217(text, locale=locale, host=host, hint=hint)
    assert code is None or code in CODES
    assert not (code and ambiguous)
    assert currency_of_host(host) in {None, *CODES}
    assert currency_of_locale(locale) in {None, *CODES}


def test_the_tables_hold_together() -> None:
    """Every sign stands for known codes, every country has one, every language's country is known."""
    assert {code for codes in SYMBOLS.values() for code in codes.replace("!", "").split()} <= CODES
    assert set(COUNTRY_CURRENCY.values()) <= CODES
    assert set(LANGUAGE_COUNTRY.values()) <= set(COUNTRY_CURRENCY)
