"""Amounts of money in a short text, as a page shows them: values.price finds them, this adds what markup leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from inventory_scrapers.values.price import PriceText
from inventory_scrapers.values.price import find_amounts as find_priced

# Signs and names of currencies as they stand beside amounts; which ISO 4217 code each is depends on the page.
_SIGNS = "$€£¥￥₹₽₩₺฿₫₪₴₱₦₸₼₾₡₲₵₭₮৳֏៛؋円원元圓"
_CODES = """usd eur gbp cad aud nzd jpy cny rmb inr rub rur byn ron pln czk huf sek nok dkk chf brl mxn try uah aed sar qar kwd
omr bhd jod iqd irr lbp pkr lkr npr bdt krw hkd sgd twd thb idr myr php vnd zar ils bgn hrk rsd bam mkd mdl isk ars uyu clp cop
pen pyg bob crc gtq hnl nio jmd egp mad tnd dzd ngn kes ghs ugx tzs etb xof xaf xpf kzt uzs gel amd azn mnt mvr afn aoa awg bbd
bif bmd bnd bsd bwp bzd cdf djf fjd gip gmd gnf gyd htg kgs khr kmf kyd lrd lsl lyd mmk mru mwk mzn pgk rwf sbd sll
srd ssp syp szl tjs tmt ttd vuv wst xcd xcg yer zmw zwg"""
_WORDS = """lei zł zl kč ft kr kn лв грн руб сум сом тг тенге ден дин rs rp rm tl fr sfr nt bs km euro euros евро ευρώ
ksh tsh ush vnđ fcfa cfa tk dh dhs dt da kd bd jd sr qr manat nis birr kc lekë ლარი դրամ
fcfp cfp fbu fdj nfk"""
_NAMES = (*_CODES.split(), *_WORDS.split())
_OF_OTHER_SCRIPTS = (
    "ر.س",
    "د.إ",
    "د.ك",
    "ر.ق",
    "د.ب",
    "د.ع",
    "د.أ",
    "د.ا",
    "د.ت",
    "د.م",
    "د.ج",
    "ر.ع",
    "ل.ل",
    "ج.م",
    "ريال",
    "درهم",
    "دينار",
    "جنيه",
    "تومان",
    "ریال",
    "دج",
    "د.ل",
    "ل.س",
    "ر.ي",
    "ج.س",
    'ש"ח',
    "ש״ח",
    "ብር",
)
# Of writing whose words have these signs in them, too: each with what it must not stand beside.
_RUPEES = "".join(rf"|{sign}(?<![\u0900-\u0dff]{sign})(?![\u0900-\u0dff])" for sign in ("रु", "रू", "රු", "ரூ"))
_LARGE = r"\s?(?=\d{1,3}(?:[ ,.\u00a0]\d{3})*(?:[ ,.\u00a0]\d{3}|[.,]\d\d)(?!\d))"
# Marks of other kinds, each beginning with one letter or sign, which is looked for faster than a class of them is;
# "s/ 5" are soles, "uploads/2020" are none; "4 790р" are roubles; "990 din" are dinars, "din 30 de zile" is Romanian.
_UNNAMED = (
    r"s(?<![a-z]s)/\.?\s?(?=\d)|b(?<![a-z]b)/\.|so'm(?<![a-z]so'm)(?![a-z])|đ(?!\w)|р(?:(?<![^\W\d]р)\.|(?<=\dр)(?!\w)"
    r"|(?<=\d\sр)(?!\w))|บาท"
    rf"|{'|'.join(map(re.escape, _OF_OTHER_SCRIPTS))}{_RUPEES}"
    r"|din(?:(?<=\ddin)|(?<=\d\sdin))(?!\w)"
    # "599:-" and "12.–" are prices without a sign; so is the rand's or quetzal's letter before thousands or cents.
    r"|:(?<=\d:)-|/(?:(?<=\d/)|(?<=\d\s/))-|,[-–—]|\.[-–]"
    rf"|r(?<!\wr){_LARGE}|q(?<!\wq){_LARGE}|l(?<!\wl)\.?{_LARGE}|g(?<!\wg)s\.?{_LARGE}"
)
_NAME = rf"(?<![a-z])(?:{'|'.join(_NAMES)})(?![a-zżółćęśąźńčřšžýáíéúůäöüß])\.?"
_HAS_NAME, _HAS_UNNAMED = re.compile(_NAME), re.compile(_UNNAMED)
# Most texts can be told to have no name without trying all of them: by their words in ASCII, or by how these begin.
_SIGN = re.compile(f"[{_SIGNS}]")
_LETTERS = bytes(byte if byte in range(ord("a"), ord("z") + 1) else ord(" ") for byte in range(256))
_ASCII_NAMES = frozenset(name.encode() for name in _NAMES if name.isascii())
_TOKEN = re.compile(r"[a-z]+[^\W\d_]*|[^\W\d_a-z]+")
_BEGINNINGS = frozenset(name[:3] for name in _NAMES)
_WITHOUT_WORD = re.compile("[,.:/][-–—]|đ|บาท|[\u05d0-\u06ff\u0900-\u0dff\u1200-\u137f]")
_DOLLARS = ("$", "us$", "ca$", "c$", "a$", "au$", "nz$", "hk$", "s$", "mx$", "nt$", "r$", "r $", "r\xa0$")
_SPECIAL = (
    "b/.",
    "so'm",
    "đ",
    "р",
    "р.",
    "din",
    "din.",
    "บาท",
    "r",
    "q",
    ",-",
    ",–",
    ",—",
    ".-",
    ".–",
    *_OF_OTHER_SCRIPTS,
    "रु",
    "रू",
    "රු",
    "ரூ",
)
_ALONE = (*_DOLLARS, *_SIGNS, *_NAMES, *(f"{name}." for name in _NAMES), *_SPECIAL)
# Any of these alone, also with a note behind it.
_MARKS = frozenset(mark + note for mark in _ALONE for note in ("", "*", "~", " *", " ~"))
_DASHED = re.compile(r"(?:\s?/-|[.,][-–—]+|:[-–—]|[.,]?[-–—]{2})(?!\d)")
_PENCE = re.compile(r"(\d{1,2})\s?p")
# What most prices are, and needs no weighing of what its signs may mean: "$1,299.00", "12,99 €".
_PLAIN = re.compile(
    r"(?P<before>(?:(?:US)?\$|[€£¥₹])[ \xa0]?)?"
    r"(?P<number>\d{1,6}(?:[.,]\d\d)?|[1-9]\d{0,2}(?:(?:,\d{3}){1,2}(?:\.\d\d)?|(?:\.\d{3}){1,2}(?:,\d\d)?))"
    r"(?P<after>[ \xa0]?(?:[$€£₹₽원円]|zł))?",
    re.ASCII,
)
LONGEST_NUMBER = 18
_LONGEST_MARK = 12
# What tells which way letters run, as around the signs of Arabic currencies.
_DIRECTIONS = "\u200e\u200f\u061c "


class Amount(NamedTuple):
    """An amount as written: its value, the currency text beside it, and the span in the text."""

    amount: Decimal
    currency_text: str | None
    text: str
    start: int
    end: int
    is_range_end: bool = False


@lru_cache(maxsize=4_096)
def has_currency_mark(text: str) -> bool:
    """True where a currency sign, code or name stands in a short text; it is asked of the same ones again and again."""
    if text.isdecimal():
        return False
    text = text.lower()
    has_sign = "$" in text if text.isascii() else _SIGN.search(text)
    return bool(has_sign or _has_name(text) or _HAS_UNNAMED.search(text))


def _has_name(text: str) -> bool:
    if text.isascii():
        return not _ASCII_NAMES.isdisjoint(text.encode().translate(_LETTERS).split())
    if _BEGINNINGS.isdisjoint([word[:3] for word in _TOKEN.findall(text)]) and not _WITHOUT_WORD.search(text):
        return False
    return _HAS_NAME.search(text) is not None


def is_mark(text: str) -> bool:
    """True for a currency sign, code or name alone."""
    if len(text) > _LONGEST_MARK:
        return False
    folded = text.lower().strip(_DIRECTIONS)
    return folded in _MARKS or folded.removesuffix(".") in _MARKS


def find_amounts(text: str) -> Iterator[Amount]:
    """The amounts of a short text in order; with a currency sign anywhere, only those that have one beside them."""
    if plain := _plain_amount(text):
        yield plain
        return
    if pence := _PENCE.fullmatch(text):
        yield Amount(Decimal(pence[1]) / 100, "£", text, 0, len(text))
        return
    found = [(price, _mark_of(text, price)) for price in find_priced(text) if _is_amount(price)]
    has_marks = any(mark for _, mark in found)
    for price, mark in found:
        if mark or not has_marks:
            start, end = price.written
            yield Amount(price.amount, mark, text[start:end].strip(), start, end)
            if price.upper is not None:
                yield Amount(price.upper, mark, text[start:end].strip(), start, end, is_range_end=True)


def _plain_amount(text: str) -> Amount | None:
    """The amount of a text that is nothing else and has one sign; null where it takes more to tell."""
    found = _PLAIN.fullmatch(text)
    if found is None or (found["before"] is None) == (found["after"] is None):
        return None
    number = found["number"].replace(",", ".")
    whole, cents = (number[:-3], number[-3:]) if number[-3:-2] == "." else (number, "")
    return Amount(Decimal(whole.replace(".", "") + cents), (found["before"] or found["after"]).strip(), text, 0, len(text))


def _is_amount(price: PriceText) -> bool:
    return price.amount >= 0 and price.amount.adjusted() <= LONGEST_NUMBER


def _mark_of(text: str, price: PriceText) -> str | None:
    """The currency beside an amount; for one with a dash in the place of cents that dash, which no other number has."""
    if price.currency_text:
        return price.currency_text
    start, end = price.span
    return ",-" if _DASHED.search(text, max(start, end - 2), end + 2) else None


def exact(text: str) -> Decimal | None:
    """A decimal from its plain digits; null where it is none, below zero, or of a length that no price has."""
    if len(text) > LONGEST_NUMBER:
        return None
    try:
        value = Decimal(text)
    except ArithmeticError:
        return None
    return value if value.is_finite() and value >= 0 and abs(value.adjusted()) <= LONGEST_NUMBER else None
