"""GTINs of the markup: right ones are read, wrong ones are told."""

from __future__ import annotations

import json

import pytest

from inventory_core import Listing, Outcome, Page, read_page
from inventory_scrapers.generic import Generic


def only(**properties: str) -> Listing:
    product = {"@context": "https://schema.org", "@type": "Product", "name": "Blue Mug", **properties}
    product["offers"] = {"@type": "Offer", "price": "12.50", "priceCurrency": "EUR"}  # type: ignore[assignment]
    script = f"<script type=application/ld+json>{json.dumps(product)}</script>"
    body = f"<html lang=en><title>Blue Mug</title>{script}<h1>Blue Mug</h1></html>"
    result = read_page(Generic(), Page(body=body.encode(), url="https://shop.example/p/blue-mug", status=200))
    assert result.outcome is Outcome.OK, result.message
    (listing,) = result.listings
    return listing


@pytest.mark.parametrize(
    ("name", "raw", "gtin"),
    [
        ("gtin13", "4006381333931", "4006381333931"),
        ("gtin", " 4006381-333931 ", "4006381333931"),
        ("gtin12", "036000291452", "036000291452"),
        ("gtin12", "36000291452", "036000291452"),
        ("isbn", "0-545-01022-5", "9780545010221"),
        ("gtin8", "96385074", "96385074"),
    ],
)
def test_a_right_gtin_is_read_without_a_word(name: str, raw: str, gtin: str) -> None:
    """Hyphens, a lost leading zero and an ISBN of ten characters are read as the GTIN they are; nothing is warned."""
    listing = only(**{name: raw})
    assert listing.identifiers.gtin == gtin
    assert not [warning for warning in listing.warnings if warning.code == "gtin_invalid"]


def shown(row: str) -> str | None:
    page = f"<html lang=en><title>Blue Mug</title><h1>Blue Mug</h1><p class=price>€12.50</p><table><tr>{row}</tr></table></html>"
    result = read_page(Generic(), Page(body=page.encode(), url="https://shop.example/p/blue-mug", status=200))
    assert result.outcome is Outcome.OK, result.message
    return result.listings[0].identifiers.gtin


@pytest.mark.parametrize(
    "label",
    [
        "UPC",
        "Kód produktu (UPC)",
        "Kod kreskowy (EAN)",
        "ISBN knihy",
        "条形码(UPC)",
        "Artikelnummer",
        "상품 코드",
        "Stregkode",
        "Code à barre",
        "バーコード",
    ],
)
def test_a_number_behind_a_label_of_any_language(label: str) -> None:
    """A label that holds EAN, UPC or ISBN names a GTIN in any language, and so do thirteen digits with a right check digit."""
    assert shown(f"<th>{label}</th><td>4006381333931</td>") == "4006381333931"


@pytest.mark.parametrize("row", ["<th>Artikelnummer</th><td>4006381333932</td>", "<th>Bean</th><td>4006381333931</td>"])
def test_a_number_of_another_kind_is_no_gtin(row: str) -> None:
    """Thirteen digits with a wrong check digit are an article number, and a word with those letters in it names no kind."""
    assert shown(row) is None


@pytest.mark.parametrize("raw", ["4006381333932", "400638133393", "2012345678900"])
def test_a_wrong_gtin_is_null_and_warned(raw: str) -> None:
    """A wrong check digit or length, or a number reserved for use inside shops, is left out with a warning that names it."""
    listing = only(gtin13=raw)
    assert listing.identifiers.gtin is None
    (warning,) = [warning for warning in listing.warnings if warning.code == "gtin_invalid"]
    assert warning.field == "identifiers.gtin"
    assert raw in warning.message


@pytest.mark.parametrize("raw", ["", "N/A", "does not apply", "0"])
def test_a_placeholder_is_no_wrong_gtin(raw: str) -> None:
    """What a shop writes for "none" is null and not worth a warning."""
    listing = only(gtin13=raw)
    assert listing.identifiers.gtin is None
    assert not [warning for warning in listing.warnings if warning.code == "gtin_invalid"]


def test_a_right_gtin_beside_a_wrong_one() -> None:
    """The right one is taken, and the wrong one is still told."""
    listing = only(gtin13="4006381333932", gtin="4006381333931")
    assert listing.identifiers.gtin == "4006381333931"
    assert [warning.code for warning in listing.warnings] == ["gtin_invalid"]
