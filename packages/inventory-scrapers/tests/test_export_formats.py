"""Listings written in every format are read back from what was written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
import zipfile
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inventory_core import Listing
from inventory_core.money import plain
from inventory_core.spreadsheet import guard, unguard
from inventory_scrapers.export import FORMATS, ExportError, open_writer
from inventory_scrapers.export.flatten import COLUMNS, HEADER

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
texts = words | st.builds(lambda start, rest: start + rest, st.sampled_from([*DANGEROUS, "'=", " =", "'", "\ufeff@"]), words)
amounts = st.decimals(min_value="-1e9", max_value="1e12", places=2, allow_nan=False, allow_infinity=False)
moments = st.datetimes(min_value=dt.datetime(2000, 1, 1), max_value=dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))


@st.composite
def listings(draw: st.DrawFn) -> Listing:
    maybe = st.none() | texts
    amount = draw(st.none() | amounts)
    return Listing(
        source="acme",
        listing_id=draw(words.filter(bool)),
        title=draw(maybe),
        description=draw(maybe),
        brand=draw(maybe),
        price=None if amount is None else {"amount": amount, "currency": draw(st.sampled_from([None, "USD", "JPY"]))},
        tax_included=draw(st.none() | st.booleans()),
        quantity=draw(st.none() | st.integers(0, 2**53)),
        rating={"value": draw(st.none() | st.floats(0, 5))},
        color=tuple(draw(st.lists(texts, max_size=2))),
        attributes=draw(st.dictionaries(words, words | st.tuples(words, words), max_size=2)),
        listed_at=draw(st.none() | moments),
    )


def written(form: str, *found: Listing, append: bool = False) -> bytes:
    file = io.BytesIO()
    writer = open_writer(form, file, append=append)
    for listing in found:
        writer.write([listing])
    writer.close()
    return file.getvalue()


def one(**fields: Any) -> Listing:
    return Listing(source="acme", listing_id="1", **fields)


def csv_rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


@given(st.lists(listings(), max_size=3))
def test_json_and_jsonl_hold_the_whole_listing(found: list[Listing]) -> None:
    """What is written is read back as the same listings, exactly."""
    lines = written("jsonl", *found).decode().split("\n")[:-1]
    assert [Listing.model_validate_json(line) for line in lines] == found
    assert [Listing.model_validate(value) for value in json.loads(written("json", *found))] == found


@given(st.lists(listings(), max_size=3))
def test_no_text_cell_of_a_csv_is_a_formula_and_every_value_comes_back(found: list[Listing]) -> None:
    """A text cell never begins as a formula does; without its guard it is the text that was observed; numbers are numbers."""
    rows = csv_rows(written("csv", *found))
    assert len(rows) == len(found)
    for row, listing in zip(rows, found, strict=True):
        for column in COLUMNS:
            assert column.kind != "text" or not row[column.name].startswith(DANGEROUS)
        assert unguard(row["title"]) == (listing.title or "")
        assert unguard(row["color"]) == ", ".join(listing.color)
        assert row["price"] == ("" if listing.price is None else plain(listing.price.amount))
        assert row["quantity"] == ("" if listing.quantity is None else str(listing.quantity))
        assert json.loads(unguard(row["attributes"]) or "{}") == json.loads(json.dumps(dict(listing.attributes)))
        assert (dt.datetime.fromisoformat(row["listed_at"]) if row["listed_at"] else None) == listing.listed_at


@given(texts)
@example("'\n")
@example("''=1")
def test_a_guarded_text_can_be_told_from_every_other(text: str) -> None:
    """Taking the guard off gives back the text, so that no two texts share a cell."""
    assert unguard(guard(text)) == text
    assert not guard(text).lstrip(" \u00a0\ufeff\u200b").startswith(DANGEROUS)


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "  =1", "'=1"]
)
def test_each_way_to_begin_a_formula_is_guarded(text: str) -> None:
    """The beginnings that OWASP lists, their full-width forms, and these behind spaces or quotes."""
    assert csv_rows(written("csv", one(title=text)))[0]["title"] == f"'{text}"


def test_a_negative_number_stays_a_number() -> None:
    """Only text cells are guarded."""
    assert csv_rows(written("csv", one(price={"amount": "-5.00"})))[0]["price"] == "-5.00"


def test_a_csv_has_its_header_once() -> None:
    """Also without a listing, and not again where a file is continued."""
    assert written("csv").decode() == ",".join(HEADER) + "\r\n"
    assert not written("csv", one(), append=True).startswith(b"source")


def test_nothing_is_an_empty_array_and_no_line() -> None:
    """Without listings, json is [] and jsonl is empty."""
    assert json.loads(written("json")) == []
    assert written("jsonl") == b""


def test_columns_have_one_name_each() -> None:
    """No column hides another."""
    assert len(set(HEADER)) == len(HEADER)


def read_sheet(body: bytes) -> list[dict[str, str | float]]:
    """The cells of a workbook by column name: text as str, numbers as float."""
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml"))
    assert not list(root.iter(f"{SHEET}f"))
    rows = [[_value(cell) for cell in row] for row in root.iter(f"{SHEET}row")]
    names = {place.rstrip("0123456789"): str(value) for place, value in rows[0]}
    return [{names[place.rstrip("0123456789")]: value for place, value in row} for row in rows[1:]]


def _value(cell: Any) -> tuple[str, str | float]:
    text = "".join(part.text or "" for part in cell.iter(f"{SHEET}t"))
    return cell.get("r"), text if cell.get("t") == "inlineStr" else float(cell.findtext(f"{SHEET}v"))


@pytest.mark.extras
def test_a_workbook_has_text_as_text_and_numbers_as_numbers() -> None:
    """No cell is a formula; an amount is a number, unless Excel's floating point would change it."""
    pytest.importorskip("xlsxwriter")
    found = one(title="=1+1", description="x" * 40_000, price={"amount": "12.50"}, tax_included=True, quantity=3, brand="007")
    exact = one(price={"amount": "12345678901234567.89"}, listed_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    rows = read_sheet(written("xlsx", found, exact))
    assert rows[0] | {"title": "=1+1", "price": 12.5, "quantity": 3, "brand": "007", "tax_included": 1} == rows[0]
    assert len(str(rows[0]["description"])) == 32_767
    assert rows[1]["price"] == "12345678901234567.89"
    assert rows[1]["listed_at"] == 46024


@pytest.mark.extras
@settings(max_examples=20, deadline=None)
@given(st.lists(listings(), max_size=3))
def test_a_parquet_file_is_typed_and_exact(found: list[Listing]) -> None:
    """Amounts come back as decimals, moments in UTC, texts and flags as they were, nulls as nulls."""
    io_module = pytest.importorskip("arro3.io")
    table = io_module.read_parquet(io.BytesIO(written("parquet", *found))).read_all()
    assert tuple(table.schema.names) == HEADER

    def column(name: str) -> list[Any]:
        return [cell.as_py() for chunk in table.column(name).chunks for cell in chunk]

    assert column("title") == [listing.title for listing in found]
    assert column("tax_included") == [listing.tax_included for listing in found]
    assert column("price") == [listing.price and listing.price.amount for listing in found]
    assert column("listed_at") == [listing.listed_at for listing in found]


@pytest.mark.extras
def test_an_amount_that_a_parquet_column_cannot_hold_is_an_error_not_another_amount() -> None:
    """Ten decimal places are refused with the amount in the message; nine are exact."""
    pytest.importorskip("arro3.io")
    assert written("parquet", one(price={"amount": Decimal("0.000000001")}))
    with pytest.raises(ExportError, match=r"0\.0000000001"):
        written("parquet", one(price={"amount": "0.0000000001"}))


@pytest.mark.parametrize(("form", "module"), [("xlsx", "xlsxwriter"), ("parquet", "arro3.core")])
def test_a_missing_extra_is_named(form: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library of a format is not installed, the message says what to install."""
    monkeypatch.delitem(sys.modules, FORMATS[form].partition(":")[0], raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ExportError, match=rf"inventory-scrapers\[{form}\]"):
        open_writer(form, io.BytesIO())
