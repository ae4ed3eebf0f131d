"""Labelled texts: what passes over most texts of a page passes over none that holds a label and its value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from inventory_core import Page, read_page
from inventory_scrapers.generic import Generic, labels
from inventory_scrapers.generic.outline import Outline
from inventory_scrapers.generic.runs import Runs
from inventory_scrapers.generic.sieve import LETTERS

_PARTS = st.sampled_from(
    ["|", "•", "·", ";", ",", ", ", " ", "  ", "\n", "\xa0", " / ", "/", "\u2003", "EAN:", "SKU", "AB ", "a", "12"]
)


@given(st.lists(_PARTS, min_size=1, max_size=8).map("".join))
def test_a_text_of_several_parts_is_not_passed_over(text: str) -> None:
    """Wherever a text falls into several parts, the cheaper questions say that it may."""
    if len(labels._SEVERAL.split(text)) > 1:
        assert labels._have_parts(Runs(["Lamp", text, "SKU: 12"], [])) == {1}


@given(
    st.sampled_from(["", "(", "• ", "    ", "-- ("]),
    st.sampled_from(sorted(labels._FIELD_OF)),
    st.sampled_from([": AB-12", ":12", " AB-12", ".: 12", "#12", "s: 12", "12", ""]),
    st.booleans(),
)
def test_every_label_may_begin_a_text(before: str, label: str, behind: str, is_upper: bool) -> None:
    """Each label of the table is looked up, whatever its case, at the beginning of a text; signs may stand before it."""
    text = f"{before}{label.upper() if is_upper and label.upper().lower() == label else label}{behind}"
    assert labels._may_be_label(text[:LETTERS])
    assert labels._may_be_label(text[: labels._SURE])


@pytest.mark.parametrize(
    ("label", "field"), [("Kód produktu (UPC)", "gtin"), ("Artikelnummer (SKU)", "sku"), ("Marke (Hersteller)", "brand")]
)
def test_a_label_that_is_explained_in_brackets(label: str, field: str) -> None:
    """What stands in brackets behind a label says more exactly what its value is."""
    outline = Outline(LexborHTMLParser(f"<table><tr><th>{label}</th><td>AB-1234</td></tr></table>"))
    (found,) = labels.find_labelled(outline)
    assert (found.field, found.value) == (field, "AB-1234")


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("N° d'article", "sku"),
        ("Nr kat.", "sku"),
        ("Артикулен номер", "sku"),
        ("Artikkelinumero", "sku"),
        ("Κωδικός είδους", "sku"),
        ("Робна марка", "brand"),
        ("Εταιρεία", "brand"),
        ("Gencode", "gtin"),
        ("Баркод", "gtin"),
        ("Svītrkods", "gtin"),
        ("Brūkšninis kodas", "gtin"),
        ("Γραμμωτός κώδικας", "gtin"),
        ("Barkod No", "gtin"),
        ("条码", "gtin"),
        ("باركود", "gtin"),
    ],
)
def test_labels_of_many_languages(label: str, field: str) -> None:
    """What shops of other countries write before a number, a bar code, or a maker names the same things."""
    value = {"sku": "VX-48210", "brand": "Veltrona", "gtin": "4006381333931"}[field]
    page = f"<h1>Kordless 18</h1><p>149,90 €</p><div><span>{label}</span><span>{value}</span></div><button>Add to cart</button>"
    (listing,) = read_page(Generic(), Page(body=page.encode(), url="https://shop.example/p/1", status=200)).listings
    assert (listing.brand if field == "brand" else getattr(listing.identifiers, field)) == value


@pytest.mark.parametrize("last", ["Label", "SKU"])
def test_a_row_of_heads_labels_no_cell_of_the_next_row(last: str) -> None:
    """The last head of a table is not the label of the first cell below, which stands in another column."""
    rows = f"<tr><th>Task</th><th>{last}</th></tr><tr><td>12</td><td>done</td></tr>"
    assert not [*labels.find_labelled(Outline(LexborHTMLParser(f"<table>{rows}</table>")))]


def test_a_head_above_its_only_cell() -> None:
    """A head alone in its row labels the cell below."""
    outline = Outline(LexborHTMLParser("<table><tr><th>SKU</th></tr><tr><td>AB-12</td></tr></table>"))
    assert [(one.field, one.value) for one in labels.find_labelled(outline)] == [("sku", "AB-12")]
