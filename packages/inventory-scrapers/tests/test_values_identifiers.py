"""Identifiers: numbers with their check digits, and the labels before them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_scrapers.values import identifiers as ids


def with_check_digit(body: str) -> str:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str((10 - total % 10) % 10)


def kind_of(text: str) -> str | None:
    """As zyte-parsers name it: "isbn10", "gtin13", ..."""
    if isbn := ids.read_isbn(text):
        return f"isbn{len(isbn)}"
    gtin = ids.read_gtin(text)
    return f"gtin{len(gtin)}" if gtin else None


@given(
    st.sampled_from([7, 11, 12, 13]).flatmap(lambda size: st.text("13456789", min_size=size, max_size=size)),
    st.sampled_from(["", " ", "-"]),
)
def test_a_right_check_digit_is_kept_and_every_wrong_one_refused(body: str, separator: str) -> None:
    """Of the ten numbers with the same body exactly one is a GTIN, with or without separators (GS1)."""
    accepted = [number for digit in "0123456789" if (number := ids.read_gtin(separator.join(body + digit)))]
    right = with_check_digit(body)
    assert accepted in ([right], [])
    assert accepted or ids._is_restricted(right)


@pytest.mark.parametrize(
    "text",
    ["00000000", "0000000000000", "1111111111116", "2012345678900", "0000000000017", "12345", "1063HP7710", "", None, "4" * 99],
)
def test_placeholders_and_codes_of_a_shop_are_no_gtin(text: str | None) -> None:
    """Zeros, repeated digits, numbers that GS1 keeps for use within a shop, and other lengths are refused."""
    assert ids.read_gtin(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SKU: ABC-1", "ABC-1"),
        ("Art.-Nr. 123", "123"),
        ("Ref. 55A", "55A"),
        ("品番：X-9", "X-9"),
        ("Артикул: 998", "998"),
        ("Item # 4", "4"),
        ("Model: ZX-3", "ZX-3"),
        ("ABC-1", "ABC-1"),
        ("Refurbished-7", "Refurbished-7"),
        ("N/A", None),
        ("SKU:", None),
        ("", None),
        ("A sentence about a thing, with commas", None),
    ],
)
def test_a_sku_is_what_stands_behind_its_label(text: str, code: str | None) -> None:
    """Labels in many languages are taken off; placeholders, sentences and empty values are null."""
    assert ids.read_sku(text) == code


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    """Whatever the text, an identifier or null comes back."""
    for read in (ids.read_gtin, ids.read_isbn, ids.read_sku):
        read(text)


@pytest.mark.corpus
def test_gtin_cases_of_zyte_parsers(corpus: Path) -> None:
    """Every case of zyte-parsers is read as there: music is a GTIN-13, and an ISSN of 8 characters names no article."""
    cases = json.loads((corpus / "snippets" / "gtin_review_rating_cases.json").read_text())["cases"]
    expected = [(text, {"ismn": "gtin13", "issn": None}.get(kind, kind)) for text, kind in cases["GTIN_CLASSIFICATION_CASES"]]
    assert [case for case in expected if kind_of(case[0]) != case[1]] == []
    assert [case for case in cases["GTIN_IDS"] if (ids.read_gtin(case[0]) or ids.read_isbn(case[0])) != case[1]] == []


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("0-545-01022-5", "9780545010221"),
        ("ISBN 0-8044-2957-X", "9780804429573"),
        ("978-1-933624-76-1", "9781933624761"),
        ("0-545-01022-6", None),
        ("4006381333931", None),
        (None, None),
    ],
)
def test_an_isbn_is_a_gtin_of_bookland(text: str | None, gtin: str | None) -> None:
    """An ISBN of 10 characters is a GTIN-13 by the prefix 978 and a new check digit; what is no ISBN has none (ISO 2108)."""
    assert ids.isbn_as_gtin(text) == gtin
    assert gtin is None or ids.read_gtin(gtin) == gtin
