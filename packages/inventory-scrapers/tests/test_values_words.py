"""Conditions, ratings and brands out of short texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from inventory_scrapers.values.brand import read_brand
from inventory_scrapers.values.condition import read_condition
from inventory_scrapers.values.rating import read_rating, read_review_count


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("https://schema.org/UsedCondition", "used"),
        ("NewCondition", "new"),
        ("RefurbishedCondition", "refurbished"),
        ("New with tags", "new_with_tags"),
        ("新品、未使用", "new"),
        ("未使用に近い", "like_new"),
        ("Zustand: Sehr gut", "very_good"),
        ("Très bon état", "very_good"),
        ("Buen estado", "good"),
        ("Usato", "used"),
        ("pre-owned", "used"),
        ("Oddly shiny", "unknown"),
        ("Like new (see photos)", "like_new"),
        ("Used - very good", "very_good"),
        ("Gebraucht wie neu", "like_new"),
        ("中古 (目立った傷や汚れなし)", "very_good"),
        ("Renewed by the maker", "refurbished"),
        ("Brand new in its box", "new"),
        ("Not new", "unknown"),
    ],
)
def test_conditions_have_a_grade_and_keep_their_text(text: str, grade: str) -> None:
    """A known condition has its grade, another text "unknown"; the text stays beside it."""
    condition = read_condition(text)
    assert condition is not None
    assert (condition.grade, condition.raw) == (grade, text)


def test_no_condition_is_null_and_never_new() -> None:
    """Nothing, and a description, name no condition."""
    assert read_condition(None) is read_condition("  ") is read_condition("new " * 40) is None


@pytest.mark.parametrize(
    ("text", "value", "best", "count"),
    [
        ("4,5 von 5", 4.5, 5, None),
        ("4.5/5 (123)", 4.5, 5, 123),
        ("4.5 out of 5 stars", 4.5, 5, None),
        ("5つ星のうち4.2", 4.2, 5, None),
        ("3,2", 3.2, None, None),
    ],
)
def test_ratings(text: str, value: float, best: float | None, count: int | None) -> None:
    """Value, best and count are read where they are written."""
    rating = read_rating(text)
    assert rating is not None
    assert (rating.value, rating.best, rating.count) == (value, best, count)


def test_a_rating_above_its_best_is_none() -> None:
    """A value greater than what it is out of ("5 out of 3") is no rating."""
    assert read_rating("5 out of 3") is None


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("Brand: Acme", "Acme"),
        ("Visit the Acme Store", "Acme"),
        (" Acme ", "Acme"),
        ("N/A", None),
        ("", None),
        ("Besuche den Acme-Store", "Acme"),
        ("by Acme", "by Acme"),
    ],
)
def test_brands(text: str, brand: str | None) -> None:
    """Labels and shop links are taken off; what says "no brand" is null."""
    assert read_brand(text) == brand


@given(st.text(max_size=150))
def test_no_text_raises(text: str) -> None:
    """Whatever the text, a value or null comes back."""
    for read in (read_brand, read_condition, read_rating, read_review_count):
        read(text)


def text_of(html: str) -> str:
    body = LexborHTMLParser(f"<body>{html}").body
    return body.text(separator=" ").strip() if body else ""


def values_of(text: str) -> list[float] | None:
    rating = read_rating(text)
    return [part for part in (rating.value, rating.best, rating.count) if part is not None] if rating else None


@pytest.mark.corpus
def test_ratings_and_counts_of_zyte_parsers(corpus: Path) -> None:
    """Every count and rating text of zyte-parsers is read as there, and 101 of 105 rating elements by their text alone."""
    cases = json.loads((corpus / "snippets" / "gtin_review_rating_cases.json").read_text())["cases"]
    assert [case for case in cases["REVIEW_COUNT_CASES"] if read_review_count(case[0]) != case[1]] == []
    assert [case for case in cases["RATING_VALUE_CASES"] if values_of(case[0]) != case[1]] == []
    rows: list[dict[str, Any]] = json.loads((corpus / "snippets" / "rating_values.json").read_text())
    right = [row for row in rows if (values_of(text_of(row["html"])) or [None])[0] == row["ratingValue"]]
    assert len(right) >= 101


@pytest.mark.corpus
def test_brands_of_zyte_parsers(corpus: Path) -> None:
    """Where an element has text, at least 95 % of the brands are read as there; the rest keep a label that is dropped here."""
    rows: list[dict[str, Any]] = json.loads((corpus / "snippets" / "brand_values.json").read_text())
    shown = [(text_of(row["html"]), row["value"]) for row in rows]
    shown = [(text, value) for text, value in shown if text]
    assert sum(read_brand(text) == value for text, value in shown) >= 0.95 * len(shown)
