"""Items as files: CSV that is safe in a spreadsheet, JSONL that loses nothing, Excel workbooks. Written as they are read."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import msgspec

from inventory_api.errors import Unavailable
from inventory_api.inventory.schemas import Item, ItemRecord
from inventory_core.spreadsheet import guard

MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MOST_ROWS = 1_048_575
_LONGEST_CELL = 32_767
_PIECE = 64 * 1024


@dataclass(frozen=True)
class Column:
    """A column of the table formats: its name, whether its cells are text, and how a cell is read from an item."""

    name: str
    is_text: bool
    read: Callable[[Item], Any]


def _text(name: str, read: Callable[[Item], str | None]) -> Column:
    return Column(name, is_text=True, read=read)


COLUMNS = (
    _text("ref", lambda item: item.ref),
    _text("title", lambda item: item.title),
    Column("price_amount", is_text=False, read=lambda item: item.price.amount if item.price else None),
    _text("price_currency", lambda item: item.price.currency if item.price else None),
    _text("availability", lambda item: item.availability),
    _text("condition_grade", lambda item: item.condition.grade if item.condition else None),
    _text("condition_raw", lambda item: item.condition.raw if item.condition else None),
    _text("brand", lambda item: item.brand),
    _text("category", lambda item: joined(item.category, " > ")),
    Column("quantity", is_text=False, read=lambda item: item.quantity),
    _text("sku", lambda item: item.sku),
    _text("gtin", lambda item: item.gtin),
    _text("mpn", lambda item: item.mpn),
    _text("tags", lambda item: joined(item.tags, "; ")),
    _text("notes", lambda item: item.notes),
    _text("description", lambda item: item.description),
    _text("url", lambda item: item.url),
    _text("images", lambda item: " ".join(image.url for image in item.images)),
    _text("custom", lambda item: json.dumps(item.custom, ensure_ascii=False, sort_keys=True) if item.custom else None),
    _text("source", lambda item: item.source),
    Column("created_at", is_text=False, read=lambda item: moment(item.created_at)),
    Column("updated_at", is_text=False, read=lambda item: moment(item.updated_at)),
)


def joined(parts: list[str], separator: str) -> str:
    """Several texts in one cell; as a JSON list where the separator's sign stands in one of them."""
    sign = separator.strip()
    if any(sign in part or part.strip() != part or not part or part.startswith("[") for part in parts):
        return json.dumps(parts, ensure_ascii=False)
    return separator.join(parts)


def moment(value: datetime) -> str:
    """RFC 3339 in UTC."""
    return value.isoformat().replace("+00:00", "Z")


def write_csv(items: Iterable[list[Item]]) -> Iterator[bytes]:
    """CSV (RFC 4180, UTF-8): the header, then a piece a batch."""
    yield _csv([[column.name for column in COLUMNS]])
    for batch in items:
        yield _csv([[_cell(column, item) for column in COLUMNS] for item in batch])


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cell(column: Column, item: Item) -> str:
    value = column.read(item)
    if value is None:
        return ""
    return guard(str(value)) if column.is_text else str(value)


def write_jsonl(records: Iterable[list[ItemRecord]]) -> Iterator[bytes]:
    """A line of JSON an item, with its listings and their history; the same items always give the same bytes."""
    encoder = msgspec.json.Encoder(order="sorted")
    for batch in records:
        yield encoder.encode_lines(batch)


def write_xlsx(items: Iterable[list[Item]]) -> Iterator[bytes]:
    """An Excel workbook of one sheet; kept in a temporary file until it is whole. Needs the extra `xlsx`."""
    with tempfile.TemporaryFile() as file:
        _fill_workbook(file, items)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def check_xlsx() -> None:
    """Unavailable where the extra is not installed; asked before the answer begins."""
    try:
        import xlsxwriter  # noqa: F401
    except ImportError:
        raise Unavailable("xlsx_not_installed", 'Excel needs an extra: pip install "inventory-api[xlsx]"') from None


def _fill_workbook(file: IO[bytes], items: Iterable[list[Item]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("items")
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(COLUMNS):
        sheet.write_string(0, index, column.name, book.add_format({"bold": True}) if index == 0 else None)
    row = 0
    for batch in items:
        for item in batch:
            row += 1
            if row <= _MOST_ROWS:
                _write_row(sheet, row, item)
    book.close()


def _write_row(sheet: Any, row: int, item: Item) -> None:
    for index, column in enumerate(COLUMNS):
        value = column.read(item)
        if isinstance(value, int):
            sheet.write_number(row, index, value)
        elif value not in (None, ""):
            sheet.write_string(row, index, str(value)[:_LONGEST_CELL])
