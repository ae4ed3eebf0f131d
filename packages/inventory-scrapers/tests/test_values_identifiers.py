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


def test_labels_are_told_apart() -> None:
    """Each label belongs to one kind of identifier, and a text that goes on is no label."""
    assert ids.sku_label("Art.-Nr.:") == "Art.-Nr."
    assert ids.mpn_label("Herstellernummer") == "Herstellernummer"
    assert ids.gtin_label("EAN:") == "EAN"
    assert ids.brand_label("Marke:") == "Marke"
    assert not any(label("Modern art") for label in (ids.sku_label, ids.mpn_label, ids.gtin_label, ids.brand_label))


def test_upc_is_the_gtin_12() -> None:
    """A UPC-A is the same number with and without the leading zero of its GTIN-13."""
    assert ids.upc("036000291452") == ids.upc("0036000291452") == "036000291452"
    assert ids.upc("4015600608835") is None


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    """Whatever the text, an identifier or null comes back."""
    for read in (
        ids.read_gtin,
        ids.read_isbn,
        ids.upc,
        ids.classify_gtin,
        ids.read_sku,
        ids.sku_label,
        ids.mpn_label,
        ids.gtin_label,
        ids.brand_label,
    ):
        read(text)


@pytest.mark.corpus
def test_gtin_cases_of_zyte_parsers(corpus: Path) -> None:
    """Every case of zyte-parsers is classified and read as there."""
    cases = json.loads((corpus / "snippets" / "gtin_review_rating_cases.json").read_text())["cases"]
    assert [case for case in cases["GTIN_CLASSIFICATION_CASES"] if ids.classify_gtin(case[0]) != case[1]] == []
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
