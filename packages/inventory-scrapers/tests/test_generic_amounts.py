"""What tells most texts of a page from amounts of money at little cost says the same as the whole reading of them would."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inventory_scrapers.generic import amounts
from inventory_scrapers.generic.runs import Runs
from inventory_scrapers.values.price import find_amounts as find_priced

_DIGITS = "".join(char for char in map(chr, range(sys.maxunicode + 1)) if char.isdecimal())
_SURROUNDINGS = st.sampled_from(["", " ", "12", "1 299", "12.50", "/", "(", "\xa0", ":", " Preis "])


# No text of a page holds the zero byte.
@given(
    st.lists(st.text("a é–%\n" + _DIGITS, max_size=12) | st.text(st.characters(exclude_characters="\0"), max_size=12), max_size=8)
)
def test_texts_with_digits_are_found_at_once(texts: list[str]) -> None:
    """The texts with a digit are those in which one is found one by one, whatever stands beside it."""
    assert Runs(texts, []).numbered == [index for index, text in enumerate(texts) if re.search(r"\d", text)]


def test_digits_of_every_script_are_digits() -> None:
    """No script's digit is passed over, and no other character is taken for one."""
    assert Runs([*_DIGITS, "½", "²", "Ⅳ", "五", "abc"], []).numbered == [*range(len(_DIGITS))]


@given(st.from_regex(amounts._PLAIN, fullmatch=True))
def test_plain_amounts_are_what_a_whole_reading_makes_of_them(text: str) -> None:
    """A text that is one amount with its sign has the value, the currency and the span that weighing all its signs gives it."""
    plain = amounts._plain_amount(text)
    assume(plain is not None)
    (whole,) = find_priced(text)
    assert (plain.amount, plain.currency_text) == (whole.amount, whole.currency_text)
    assert (plain.start, plain.end, plain.text) == (*whole.written, text)


@given(st.sampled_from([*amounts._NAMES, *amounts._SIGNS]), _SURROUNDINGS, _SURROUNDINGS, st.booleans())
def test_every_sign_and_name_is_a_mark(mark: str, before: str, after: str, is_upper: bool) -> None:
    """Each sign, code and name of a currency is found in a text, in either case and glued to numbers, and alone."""
    mark = mark.upper() if is_upper and mark.upper().lower() == mark else mark
    assert amounts.has_currency_mark(f"{before}{mark}{after}")
    assert amounts.is_mark(mark)


_MARKED = (
    "S/ 45",
    "so'm",
    "r 1 299",
    "599:-",
    "12,-",
    "50 р.",
    "12eur",
    "١٢ ريال",
    "4 790р.",
    "4790р",
    "4 790 р",
    "L. 1,290.00",
    "JOD 5.250",
    "12 500 F CFA",
    "रु. 1,250",
    "රු1,250",
    "FJD 12.50",
)
_NOT_MARKED = (
    "uploads/2020/03",
    "router 1",
    "2024-01-31",
    "Euronics 12",
    "12 kruk",
    "1234",
    "12 рукавов",
    "2р3",
    "XL 12.00",
    "गुरुवार 12",
)


@pytest.mark.parametrize("text", [*_MARKED, *_NOT_MARKED])
def test_a_mark_is_no_part_of_a_word(text: str) -> None:
    """Letters and dashes are marks of money only where they are no part of a word, a date or an address."""
    assert amounts.has_currency_mark(text) is (text in _MARKED)


@pytest.mark.parametrize(
    "text", ["US$", "r\xa0$", "ر.س.\u200f", "zł.", "€*", "Kč ~", ",-", "R", "شيكل", "usd 5", "n$", "€ €", "price"]
)
def test_a_mark_alone_has_at_most_a_note_behind_it(text: str) -> None:
    """A sign, code or name in either case is a mark, with its point and a star or a wave; with anything else it is none."""
    assert amounts.is_mark(text) is (text not in ("شيكل", "usd 5", "n$", "€ €", "price"))
