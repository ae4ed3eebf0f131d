"""Prices in text: read_price for a short text, find_prices for a longer one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from inventory_scrapers.values import price_words as words
from inventory_scrapers.values import symbols
from inventory_scrapers.values.amounts import Number, find_numbers, fold

_THREE_PLACES = re.compile(r"د\.[كبأات]|ر\.ع|ع\.د|\b(?:KD|K\.D\.|BD|JD|DT|KWD|BHD|IQD|JOD|LYD|OMR|TND)\b", re.IGNORECASE)
_TUNISIAN = re.compile(r"د\.ت|\b(?:DT|TND)\b", re.IGNORECASE)
_RANGE = re.compile(r" ?(?:[-–—~〜～]|(?:to|bis|à|a|do|до|至|through|hasta|tot|til|till|и до|y) ) ?", re.IGNORECASE)
_COMMA = "de fr es it pt nl pl ru uk cs sk sl hr sr bg ro hu tr sv da nb no fi el id vi lv lt et"
_COMMA_LANGUAGES = frozenset(_COMMA.split())
_BLANK = " \u200e\u200f:*"
_SHORT = 200  # a text in which one currency speaks for every amount
_LONGEST = 4000  # characters of a "short text" that are read
_REACH = 48  # characters beside an amount that its words are looked for in
_TIMES = {"k": 1000, **dict.fromkeys(("m", "mio", "mln"), 10**6)}
_TIMES |= dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 10**5) | dict.fromkeys(("crore", "cr"), 10**7)
_MULTIPLE = re.compile(r"((?<=\d)[kKM](?= ?[$€£₽₹]|$)| ?(?i:lakhs?|lacs?|crore|cr|mio|mln)(?![^\W_]))")
_NEVER_BEFORE = frozenset({"TOP", "ALL", "CUP", "CAN", "SIT"})
_CENTS_GLUED = re.compile(r"(\d{2})(?![\d.,'])")
_DINAR = re.compile(r"د\.ت\.?")
_CENTS_RAISED = re.compile(r" (\d\d)(?!\d)")
_CENTS_APART = re.compile(r" (\d{2}) ?$")
_WITH_CENTS = re.compile(r" ?\d[\d ]*(?:[.,]\d{3})*[.,]\d\d(?!\d)")
_NOT_BEFORE_BARE = frozenset("#№_+/,.(")


class PriceText(NamedTuple):
    """An amount of money as a text shows it.

    `currency_text` is the currency as written ("US$", "Kč"); `upper` the end of a range; `kind` what the words beside it say
    ("from", "former", ...); `per_unit` what it is the price of ("100 g"); `tax_included` null where nothing is said; `span` where
    the digits stand in the text, `written` the same with the currency and the upper end. `is_installment`: a part to be paid
    several times, not the price.
    """

    amount: Decimal
    currency_text: str | None
    span: tuple[int, int]
    kind: words.Kind = "plain"
    upper: Decimal | None = None
    per_unit: str | None = None
    tax_included: bool | None = None
    is_installment: bool = False
    is_free: bool = False
    written: tuple[int, int] = (0, 0)

    @property
    def is_from(self) -> bool:
        """True for "from £5": the least of several prices."""
        return self.kind == "from"


def read_price(
    text: str | None, *, locale: str | None = None, currency_hint: str | None = None, decimal_hint: str | None = None
) -> PriceText | None:
    """The price that a short text (its first 4,000 characters) shows; null where it shows none. See find_prices for long ones.

    An amount with a currency beside it goes before one without; former prices, savings, shipping and installments come last.
    `currency_hint` is a text that may name the currency where this one does not. `decimal_hint` is "." or "," where the decimal
    separator is known, " " where the cents stand apart ("12 99"). "1.299" is 1299, unless a price per unit in a `locale` that
    writes its decimals so. "Free" and its like are 0 with `is_free`.
    """
    if not text:
        return None
    folded = fold(text[:_LONGEST])
    if words.is_free(folded):
        currency = symbols.find_currency(currency_hint) if currency_hint else None
        return PriceText(Decimal(0), currency, (0, len(text)), is_free=True)
    found = list(_prices(folded, _decimal_of(folded, locale, decimal_hint), decimal_hint == " "))
    best = _best(found, folded)
    if best is None:
        return None
    if best.currency_text is None and currency_hint:
        best = best._replace(currency_text=symbols.find_currency(currency_hint))
    if best.tax_included is None and _has_more(folded, best):
        best = best._replace(tax_included=words.read_tax(folded))
    return best


def find_prices(text: str, *, decimal_hint: str | None = None) -> list[PriceText]:
    """Every amount of a text that has a currency beside it, in order; in time linear in the text."""
    folded = fold(text)
    prices = _prices(folded, decimal_hint, False)
    return [price for price in prices if price.currency_text and not symbols.is_weak(price.currency_text)]


def find_amounts(text: str) -> list[PriceText]:
    """Every amount of a short text, and every number that may be one, in order; a range is one of them.

    What the words beside it say of an amount is left out: `kind`, `per_unit`, `is_installment`.
    """
    return list(_prices(fold(text), None, False, is_described=False))


def find_currency(text: str | None) -> str | None:
    """The currency that a short text names, with or without an amount, as it is written there."""
    if not text:
        return None
    folded = fold(text[:_LONGEST])
    beside = next((price.currency_text for price in _prices(folded, None, False) if price.currency_text), None)
    return beside or symbols.find_currency(folded)


def _has_more(folded: str, price: PriceText) -> bool:
    """True where more than the amount and a short currency is written."""
    return len(folded) - (price.span[1] - price.span[0]) > len(price.currency_text or "") + 1


def _decimal_of(folded: str, locale: str | None, hint: str | None) -> str | None:
    if hint or not locale or "/" not in folded:
        return hint
    return "," if locale[:2].lower() in _COMMA_LANGUAGES else None


def _best(found: list[PriceText], folded: str) -> PriceText | None:
    """The price among the amounts of a short text."""
    if not found:
        return None
    if words.is_free_shipping(folded[: found[0].span[0]]):
        return None
    return found[0] if len(found) == 1 else min(found, key=_rank)


def _rank(price: PriceText) -> int:
    """Lower is likelier; of equals the first."""
    rank = 0 if price.currency_text else 4
    rank += price.is_installment + 2 * (price.kind in ("saving", "shipping")) + (price.kind == "former")
    return rank + 2 * (not price.amount and price.kind == "plain") + (price.per_unit is not None and not price.is_installment)


def _prices(folded: str, decimal: str | None, apart: bool, *, is_described: bool = True) -> Iterator[PriceText]:
    """Prices and bare numbers that may be prices, in order; a range is one price."""
    # Three places are told from thousands behind a point alone.
    three = "." in folded and len(folded) < _SHORT and _THREE_PLACES.search(folded) is not None
    if decimal is None and "," in folded and "." not in _DINAR.sub("", folded) and _TUNISIAN.search(folded):
        # Of the dinars that alone is written with a comma: "89,000 DT" are 89.
        decimal = ","
    numbers = find_numbers(folded, decimal=decimal, three_places=three)
    previous = 0
    pending: PriceText | None = None
    pending_end = 0
    for number in numbers:
        if number.start < previous:
            continue  # the cents of the one before
        got = _price(folded, number, previous, apart)
        if got is None:
            continue
        price, begin, end = got
        if is_described:
            price = _described(folded, price, previous, begin, end)
        if pending is not None:
            merged = _range(folded, pending, pending_end, price, begin)
            if merged is not None:
                pending, pending_end, previous = merged, end, end
                continue
            yield pending
        pending, pending_end, previous = price, end, end
    if pending is not None:
        yield pending


def _price(folded: str, number: Number, previous: int, apart: bool) -> tuple[PriceText, int, int] | None:
    """The price at a number with the span that it and its currency take; null where the number is none."""
    start, end, value = number.start, number.end, number.value
    if apart and value == int(value) and (cents := _CENTS_RAISED.match(folded, end)):
        value, end = value + Decimal(cents[1]) / 100, cents.end()
    value, end = _multiplied(folded, value, end)
    minus = start > previous and folded[start - 1] == "-"
    left, right = symbols.before(folded, start - minus, previous), symbols.after(folded, end)
    currency, begin, stop = _choose(folded, left, right, (start, end))
    if currency is not None and right and stop == right[1]:
        value, stop = _cents_after_sign(folded, number, value, stop)
    if _is_percent(folded, start, stop) or (currency is None and not _may_be_bare(folded, number, previous, stop)):
        return None
    outside = begin > previous and folded[begin - 1] == "-" and _is_minus(folded, begin)
    if outside or (minus and begin < start):
        value = -value
    return PriceText(value / 100 if currency == "¢" else value, currency, (start, end), written=(begin, stop)), begin, stop


def _is_percent(folded: str, start: int, stop: int) -> bool:
    return folded.startswith(("%", " %"), stop) or (start > 0 and folded[start - 1] == "%")


def _beside(folded: str, previous: int, begin: int, stop: int) -> tuple[str, str]:
    """The words before and after an amount with its currency, stripped and case-folded."""
    lead = folded[max(previous, begin - _REACH) : begin].rstrip(" :-(~≈").casefold()
    return lead, folded[stop : stop + _REACH].lstrip(" *)").casefold()


def _described(folded: str, price: PriceText, previous: int, begin: int, stop: int) -> PriceText:
    """The price with what the words before `begin` (its currency included) and after `stop` say of it."""
    lead, tail = _beside(folded, previous, begin, stop)
    if not lead and not tail:
        return price
    unit = (words.unit_after(folded, stop) if tail else None) or words.unit_before(folded, previous, begin)
    parts = folded[max(0, begin - _REACH) : begin]
    part = bool(lead or previous) and words.is_installment(parts)
    part = part or (unit is not None and words.is_monthly(unit))
    return price._replace(kind=words.kind_of(lead, tail), per_unit=unit, is_installment=part)


def _choose(
    folded: str, left: tuple[int, int] | None, right: tuple[int, int] | None, span: tuple[int, int]
) -> tuple[str | None, int, int]:
    """The currency of the two sides: a code after the amount names better than a sign before it ("$5 CAD")."""
    start, end = span
    before = folded[left[0] : left[1]] if left else None
    after = folded[right[0] : right[1]] if right else None
    if before and left and symbols.is_weak(before) and (before in _NEVER_BEFORE or _words_before(folded, left[0])):
        before = None
    if after and right and symbols.is_weak(after) and (_words_after(folded, right[1]) or before):
        after = None
    if after and right and _is_of_the_next(folded, span, right, before):
        after = None
    if before and after and right and left:
        if before.endswith("$") and len(before) == 1 and after.isalpha() and len(after) == 3:
            return after, left[0], right[1]
        if before == after or (after == "$" and before.isalpha()):
            return before, left[0], right[1]
        return before, left[0], end
    if before and left:
        return before, left[0], end
    if after and right:
        return after, start, right[1]
    return None, start, end


def _is_of_the_next(folded: str, span: tuple[int, int], right: tuple[int, int], before: str | None) -> bool:
    """True for the sign behind "$5 $3", which has one, and behind "10 € 4,20", whose cents say which is the price."""
    if not _words_after(folded, right[1])[:1].isdecimal():
        return False
    following = _WITH_CENTS.match(folded, right[1])
    has_own = following is not None and symbols.after(folded, following.end()) is not None
    return bool(before) or bool(following and not has_own and not _WITH_CENTS.match(folded[span[0] : span[1]]))


def _words_before(folded: str, end: int) -> str:
    return folded[max(0, end - _REACH) : end].strip(_BLANK)


def _words_after(folded: str, start: int) -> str:
    return folded[start : start + _REACH].strip(_BLANK)


def _cents_after_sign(folded: str, number: Number, value: Decimal, stop: int) -> tuple[Decimal, int]:
    """The value with cents behind the sign: "35€99" and, where the text ends so, "35€ 99"."""
    match = _CENTS_GLUED.match(folded, stop) or _CENTS_APART.match(folded, stop)
    if match is None or value != int(value) or "." in number.text[-3:-2] or folded[stop - 1].isalpha():
        return value, stop
    return Decimal(f"{int(value)}.{match[1]}"), match.end()


def _multiplied(folded: str, value: Decimal, end: int) -> tuple[Decimal, int]:
    """The value of "6.35 Lacs", "$1.2M"; a k or an M counts only where it touches the number and no letter follows."""
    if end < len(folded) and (match := _MULTIPLE.match(folded, end)):
        return value * _TIMES[match[1].strip().lower()], match.end()
    return value, end


def _is_minus(folded: str, at: int) -> bool:
    return at < 2 or folded[at - 2] in " ("


def _may_be_bare(folded: str, number: Number, previous: int, stop: int) -> bool:
    """True where a number without a currency may be a price: not part of a word, a date, a time, a code or a measure."""
    start, end = number.start, number.end
    left = folded[start - 1] if start else ""
    right = folded[end] if end < len(folded) else ""
    if left.isalnum() or left in _NOT_BEFORE_BARE or (right.isalnum() and right != "x"):
        return False
    follows_digit = start > 1 and folded[start - 2].isdecimal()
    if (left in " :-" and follows_digit) or (right in {"_", ":", "/"} and folded[end + 1 : end + 2].isdecimal()):
        return False
    if right == "-" and folded[end + 1 : end + 2] == "0":
        return False
    return not words.is_no_price(*_beside(folded, previous, start, stop))


def _range(folded: str, low: PriceText, low_end: int, high: PriceText, high_begin: int) -> PriceText | None:
    """Two amounts with a range sign between them as one price; null where they are two prices."""
    if low.upper is not None or high_begin - low_end > 10 or high.amount <= low.amount:
        return None
    if not _RANGE.fullmatch(folded, low_end, high_begin):
        return None
    if low.currency_text and high.currency_text and low.currency_text.rstrip(".") != high.currency_text.rstrip("."):
        return None
    if not low.currency_text and symbols.is_weak(high.currency_text or ""):
        return None
    currency = low.currency_text or high.currency_text
    written = (low.written[0], high.written[1])
    kind: words.Kind = "from" if low.is_from else "plain"
    return low._replace(currency_text=currency, upper=high.amount, per_unit=high.per_unit, kind=kind, written=written)
