"""Amounts of money in a short text, and where in it they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Signs and names of currencies as they stand beside amounts; which ISO 4217 code each is depends on the page.
CURRENCY_MARK = re.compile(
    r"(?:US|CA|C|AU?|NZ|HK|S|R|MX|NT)?\$|[€£¥￥₹₽₩₺฿₫₪₴₱₦₸₼₾₡₲₵₭₮৳]|(?<![A-Za-z])(?:USD|EUR|GBP|CAD|AUD|NZD|JPY|CNY|RMB|INR|RUB|RUR|RON|PLN|CZK|HUF|SEK|NOK|DKK"
    r"|CHF|BRL|MXN|TRY|UAH|AED|SAR|QAR|KWD|PKR|KRW|HKD|SGD|TWD|THB|IDR|MYR|PHP|VND|ZAR|ILS|BGN|HRK|RSD|ISK|ARS|CLP|COP|PEN|EGP|MAD|NGN|KES"
    r"|lei|zł|Kč|Ft|kr|kn|лв|грн|руб|Rs|Rp|RM|TL|Fr|SFr|NT|Bs|KM|din)(?![A-Za-zżółćęśąźńčřšžýáíéúůäöüß])\.?|р\.|円|원|元|ر\.س|د\.إ|ريال|درهم|جنيه|,-|,–|\.–",
    re.IGNORECASE,
)
_NUMBER = r"\d{1,3}(?:[.,'’\s\u00a0\u202f\u2009]\d{2,3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,3})?"
_AMOUNT = re.compile(
    rf"(?:(?P<before>{CURRENCY_MARK.pattern})\s*|(?<![\d.,A-Za-z]))(?P<number>{_NUMBER})(?!\s*%)(?![\d])\s*(?P<after>{CURRENCY_MARK.pattern})?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:[-–—~]|to|bis|à|a|do|до)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written: its value, the currency text beside it, and the span in the text."""

    amount: Decimal
    currency_text: str | None
    text: str
    start: int
    end: int
    is_range_end: bool = False


def find_amounts(text: str) -> Iterator[Amount]:
    """The amounts of a short text in order; with a currency sign anywhere, only those that have one beside them."""
    found = list(_AMOUNT.finditer(text))
    signed = [match for match in found if match["before"] or match["after"]]
    previous = None
    for match in signed or found:
        amount = to_decimal(match["number"])
        if amount is None:
            continue
        is_end = previous is not None and bool(_RANGE.fullmatch(text[previous : match.start()]))
        previous = match.end()
        yield Amount(amount, match["before"] or match["after"], match[0].strip(), match.start(), match.end(), is_end)


def to_decimal(number: str) -> Decimal | None:
    """A written number: the last of "." and "," is decimal unless three digits follow it."""
    digits = re.sub(r"[\s\u00a0\u202f\u2009'’]", "", number)
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        tail = digits[last + 1 :]
        whole = re.sub(r"[.,]", "", digits[:last])
        digits = whole + tail if len(tail) == 3 and whole != "0" else f"{whole}.{tail}"
    try:
        return Decimal(digits)
    except ArithmeticError:
        return None
