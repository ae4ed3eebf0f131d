"""Amounts of money in a short text, and where in it they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Signs and names of currencies as they stand beside amounts; which ISO 4217 code each is depends on the page.
_MARK = (
    r"(?:(?<![A-Za-z])(?-i:US|CA|C|AU?|NZ|HK|S|R|MX|NT)\s?)?\$|[€£¥￥₹₽₩₺฿₫₪₴₱₦₸₼₾₡₲₵₭₮৳]|(?<![A-Za-z])(?:USD|EUR|GBP|CAD"
    r"|AUD|NZD|JPY|CNY|RMB|INR|RUB|RUR|RON|PLN|CZK|HUF"
    r"|SEK|NOK|DKK|CHF|BRL|MXN|TRY|UAH|AED|SAR|QAR|KWD|PKR|KRW|HKD|SGD|TWD|THB|IDR|MYR|PHP|VND|ZAR|ILS|BGN|HRK|RSD|ISK|ARS"
    r"|CLP|COP|PEN|EGP|MAD|NGN|KES"
    r"|lei|zł|Kč|Ft|kr|kn|лв|грн|руб|Rs|Rp|RM|TL|Fr|SFr|NT|Bs|KM|din|euros?)(?![A-Za-zżółćęśąźńčřšžýáíéúůäöüß])\.?|р\.|円|원"
    r"|元|ر\.س|د\.إ|ريال|درهم|جنيه|,-|,–|,—|\.–|\.-"
)
CURRENCY_MARK = re.compile(_MARK, re.IGNORECASE)
_HAS_MARK = re.compile(_MARK.replace("(?-i:", "(?:").lower())
_BEFORE = re.compile(rf"({_MARK})\s*\Z", re.IGNORECASE)
_AFTER = re.compile(rf"\s*({_MARK})", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:[.,'’\s\u00a0\u202f\u2009]\d{2,3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,3})?)(?!\d)(?!\s?%)"
)
_RANGE = re.compile(r"\s*(?:[-–—~]|to|bis|à|a|do|до)\s*", re.IGNORECASE)
_REACH = 12
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written: its value, the currency text beside it, and the span in the text."""

    amount: Decimal
    currency_text: str | None
    text: str
    start: int
    end: int
    is_range_end: bool = False


def has_currency_mark(text: str) -> bool:
    """True where a currency sign, code or name stands in a text; in lower case the search is several times faster."""
    return _HAS_MARK.search(text.lower()) is not None


def find_amounts(text: str) -> Iterator[Amount]:
    """The amounts of a short text in order; with a currency sign anywhere, only those that have one beside them."""
    found = [amount for match in _NUMBER.finditer(text) if (amount := _amount(text, match))]
    signed = [amount for amount in found if amount.currency_text]
    previous = -1
    for amount in _with_range_ends(text, found, signed) if signed else found:
        is_end = previous >= 0 and bool(_RANGE.fullmatch(text, previous, amount.start))
        previous = amount.end
        yield Amount(amount.amount, amount.currency_text, amount.text, amount.start, amount.end, is_end)


def _with_range_ends(text: str, found: list[Amount], signed: list[Amount]) -> list[Amount]:
    """The signed amounts and those that a dash joins to one: "$10 - 20", "10 - 20 zł"."""
    kept: list[Amount] = []
    for index, amount in enumerate(found):
        beside = [found[other] for other in (index - 1, index + 1) if 0 <= other < len(found)]
        if amount.currency_text or any(other.currency_text and _joined(text, amount, other) for other in beside):
            kept.append(amount)
    return kept or signed


def _joined(text: str, one: Amount, other: Amount) -> bool:
    first, second = sorted((one, other), key=lambda amount: amount.start)
    return bool(_RANGE.fullmatch(text, first.end, second.start))


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    start, end = match.span()
    before = _BEFORE.search(text[max(0, start - _REACH) : start])
    after = _AFTER.match(text, end)
    if not before and start and text[start - 1].isalpha():
        return None
    value = to_decimal(match[0])
    if value is None:
        return None
    if before:
        start -= len(before[0])
    # ",-" after a signed amount is no cents, and no currency either.
    if after:
        end = after.end()
    mark = before[1] if before else after[1] if after else None
    return Amount(value, mark, text[start:end].strip(), start, end)


def to_decimal(number: str) -> Decimal | None:
    """A written number: the last of "." and "," is decimal unless three digits follow it."""
    digits = re.sub(r"[\s\u00a0\u202f\u2009'’]", "", number)
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        tail = digits[last + 1 :]
        whole = re.sub(r"[.,]", "", digits[:last])
        digits = whole + tail if len(tail) == 3 and whole != "0" else f"{whole}.{tail}"
    return exact(digits)


def exact(text: str) -> Decimal | None:
    """A decimal from its plain digits; null where it is none, below zero, or of a length that no price has."""
    if len(text) > LONGEST_NUMBER:
        return None
    try:
        value = Decimal(text)
    except ArithmeticError:
        return None
    return value if value.is_finite() and value >= 0 and abs(value.adjusted()) <= LONGEST_NUMBER else None
