"""Items as files, and files as items."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_api.errors import BadRequest
from inventory_api.inventory.exports import COLUMNS, write_csv, write_jsonl
from inventory_api.inventory.reading import read_csv, read_jsonl
from inventory_api.inventory.schemas import Condition, Image, Item, ItemRecord, Money, OpenCondition, RowError

WHEN = datetime(2026, 11, 25, 12, 0, 0, 1, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
LINE = TEXT.map(str.strip).filter(bool)
AMOUNT = st.decimals(min_value=0, max_value=10**15, places=3).map(lambda amount: format(amount, "f"))
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Any item."""
    money = st.builds(Money, AMOUNT, st.sampled_from(["EUR", "JPY", None]))
    return Item(
        id=1,
        ref=draw(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)),
        title=draw(LINE | st.none()),
        notes=draw(LINE | st.none()),
        description=draw(LINE | st.none()),
        tags=draw(st.lists(TEXT, max_size=3)),
        price=draw(money | st.none()),
        availability=draw(st.sampled_from(["in_stock", "sold", None])),
        condition=draw(st.builds(OpenCondition, st.just("good"), LINE | st.none()) | st.none()),
        brand=draw(LINE | st.none()),
        category=draw(st.lists(TEXT, max_size=3)),
        quantity=draw(st.integers(0, 10**6) | st.none()),
        sku=draw(LINE | st.none()),
        gtin=draw(st.sampled_from(["4006381333931", None])),
        mpn=draw(LINE | st.none()),
        url=draw(st.sampled_from(["https://shop.example/a?b=c", None])),
        images=draw(st.lists(st.just(Image("https://shop.example/a.jpg")), max_size=2)),
        source=None,
        custom=draw(st.dictionaries(LINE, TEXT | st.integers(-5, 5) | st.booleans() | st.none(), max_size=3)),
        edited=[],
        version=1,
        created_at=WHEN,
        updated_at=WHEN,
    )


def record(item: Item) -> ItemRecord:
    """The same item as a line of a file."""
    values = {name: getattr(item, name) for name in ItemRecord.__struct_fields__ if name != "listings"}
    return ItemRecord(**values)


@given(items())
def test_a_csv_that_was_exported_is_imported_with_the_same_values(item: Item) -> None:
    """What a table can hold comes back from it: text, lists, exact money, custom fields."""
    ((number, found),) = read_csv(b"".join(write_csv([[item]])))
    assert number == 1
    assert isinstance(found, ItemRecord), found
    wanted = record(item)
    for column in COLUMNS:
        name = column.name.split("_")[0] if column.name.startswith(("price_", "condition_")) else column.name
        assert getattr(found, name) == getattr(wanted, name), name


@given(st.lists(items(), max_size=3))
def test_jsonl_loses_nothing(found: list[Item]) -> None:
    """Reading an export and writing it again gives the same bytes."""
    body = b"".join(write_jsonl([[record(item) for item in found]]))
    again = [row for _, row in read_jsonl(body)]
    assert b"".join(write_jsonl([[row for row in again if isinstance(row, ItemRecord)]])) == body
    assert len(again) == len(found)


@given(items())
def test_no_text_cell_of_a_csv_is_a_formula_and_numbers_stay_numbers(item: Item) -> None:
    """A17: re-parsed, no cell of text begins as a formula does; amounts and quantities are as they were."""
    rows = list(csv.DictReader(io.StringIO(b"".join(write_csv([[item]])).decode(), newline="")))
    for column in COLUMNS:
        cell = rows[0][column.name]
        assert not column.is_text or not cell.lstrip(" \u00a0\ufeff\u200b").startswith(DANGEROUS)
    assert rows[0]["price_amount"] == (item.price.amount if item.price else "")
    assert rows[0]["quantity"] == ("" if item.quantity is None else str(item.quantity))


@pytest.mark.parametrize(
    ("line", "field", "word"),
    [
        (b'{"title": 5}', "title", "must be text or null, not a whole number"),
        (b'{"title": "a", "price": {"amount": 12.5}}', "price.amount", "must be text, not a number"),
        (b'{"title": "a", "price": {"amount": "1e5"}}', "price.amount", "such as 12.50"),
        (b'{"title": "a\\u0000"}', "title", "character NUL"),
        (b'{"title": "a", "owner": 1}', "owner", "unknown field"),
        (b'{"title": "a", "created_at": "2026-01-01T00:00:00"}', "created_at", "time zone"),
        (b'{"title": "a', None, "this is no JSON"),
        (b"lamp", None, "this is no JSON"),
        (b"\xff\xfe", None, "malformed"),
        (b'{"title": "\xff"}', None, "utf-8"),
        (b"[" * 100_000, None, ""),
        (b'{"title": "a", "notes": "' + b"x" * 1_048_577 + b'"}', None, "more than 1 MiB"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_field(line: bytes, field: str | None, word: str) -> None:
    """Each wrong row gives one error that names what is wrong, and the rows around it are read."""
    good = b'{"title": "fine"}'
    first, bad, last = [row for _, row in read_jsonl(b"\n".join([good, line, good]))]
    assert isinstance(bad, RowError)
    assert (bad.row, bad.field) == (2, field)
    assert word.lower() in bad.message.lower()
    assert isinstance(first, ItemRecord)
    assert first == last


@pytest.mark.parametrize(
    ("row", "field"),
    [("a,x", "quantity"), ("a,-1", "quantity"), (",", None), ("a,1,2", None), ("a,1.5", "quantity")],
)
def test_a_bad_row_of_a_table_is_told_with_its_number(row: str, field: str | None) -> None:
    """A cell that does not fit names its column; a row with too many cells says so. An empty row is a row without values."""
    rows = [found for _, found in read_csv(f"title,quantity\n{row}\nfine,3\n".encode())]
    assert isinstance(rows[1], ItemRecord)
    if row != ",":
        assert isinstance(rows[0], RowError)
        assert rows[0].field == field


def test_a_cell_that_is_too_long_is_told_with_what_became_of_the_rest() -> None:
    """A19: nobody takes the rows behind it for read, where rows that are not valid are skipped."""
    (_, error), *more = read_csv(b"title\n" + b"x" * 200_000 + b"\nfine\n")
    assert isinstance(error, RowError)
    assert "what follows was not read" in error.message
    assert more == []


@pytest.mark.parametrize("body", [b"", b"title,colour\na,b\n", b"title,title\na,b\n", b"title\n\xff\n"])
def test_a_table_whose_header_is_not_known_is_refused_whole(body: bytes) -> None:
    """A missing, unknown or doubled column is no row error but a refusal that names it; so is what is no UTF-8."""
    with pytest.raises(BadRequest):
        list(read_csv(body))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (b"name,cost", "not known: name, cost; known are ref, title,"),
        (
            b"Title,price,Qantity",
            r"not known: Title \(was title meant\?\), price \(was price_amount meant\?\), Qantity \(was quantity",
        ),
        (b"title,", "not known: one without a name; known are"),
        (b"title,tags,title", "a column twice: title$"),
        ("Größe".encode("cp1252"), "not UTF-8 at byte 2; a spreadsheet program writes it as CSV UTF-8"),
    ],
)
def test_a_refused_header_says_what_is_wanted(header: bytes, said: str) -> None:
    """The columns that there are, the one that is there twice, or how to save the file, are named."""
    with pytest.raises(BadRequest, match=said):
        list(read_csv(header + b"\na,b\n"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("first", ["", "sep={}\r\n"])
def test_the_tables_of_spreadsheets_of_any_country_are_read(first: str, separator: str, encoding: str) -> None:
    """Commas, semicolons or tabs between cells, byte order marks, UTF-16, Excel's own first line and a decimal comma are read."""
    lines = [["title", "price_amount", "price_currency", "tags"], ["Lämpchen", '"12,5"', "EUR", '"a; b"']]
    body = first.format(separator) + "".join(separator.join(cells) + "\r\n" for cells in lines)
    ((_, row),) = read_csv(body.encode(encoding))
    assert isinstance(row, ItemRecord), row
    assert (row.title, row.price, row.tags) == ("Lämpchen", Money("12.5", "EUR"), ["a", "b"])


@pytest.mark.parametrize("amount", ["1,234", "1,234.50", "1.234,50", ",5", "12,", "-1,5", "1,2,3"])
def test_an_amount_that_has_two_readings_is_refused(amount: str) -> None:
    """A comma before three digits may be of thousands or of decimals: nothing is guessed."""
    ((_, row),) = read_csv(f"title;price_amount;price_currency\nLamp;{amount};EUR\n".encode())
    assert isinstance(row, RowError)
    assert (row.field, "such as 12.50" in row.message) == ("price_amount", True)


def test_empty_lines_of_a_table_are_no_rows() -> None:
    """Editors leave one at the end; numbers go on counting lines of the file."""
    rows = list(read_csv(b"title\na\n\nb\n\n"))
    assert [number for number, row in rows if isinstance(row, ItemRecord)] == [1, 3]
    assert len(rows) == 2


def test_an_unknown_grade_of_a_newer_scraper_is_kept_in_files_and_refused_from_users() -> None:
    """Files keep names that this version does not know; a request must use those that it does."""
    assert msgspec.json.decode(b'{"condition": {"grade": "mint"}}', type=ItemRecord).condition == OpenCondition("mint")
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"grade": "mint"}', type=Condition)
