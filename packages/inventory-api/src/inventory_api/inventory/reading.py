"""Files as items: every row is checked by itself, and what is wrong with it is told with its number and field."""

from __future__ import annotations

import csv
import io
import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from inventory_api.errors import BadRequest
from inventory_api.inventory.exports import COLUMNS
from inventory_api.inventory.schemas import ItemRecord, RowError
from inventory_api.settings_sources import closest
from inventory_api.web.fields import refused
from inventory_core.sizes import size_in_words
from inventory_core.spreadsheet import unguard

LONGEST_ROW = 1024 * 1024
_NAMES = frozenset(column.name for column in COLUMNS)
_IS_TEXT = {column.name: column.is_text for column in COLUMNS}
_SEPARATORS = ",;\t"
"""What spreadsheets write between cells: RFC 4180 has the comma, Excel what the country has beside a decimal comma."""
_SEP_LINE = re.compile(r"sep=([,;\t])\r?\n")
_DECIMAL_COMMA = re.compile(r"(\d+),(\d{1,2})")
_TO_UTF8 = "a spreadsheet program writes it as CSV UTF-8"
_LISTS = {"tags": ";", "category": ">"}
# Nothing is not a value of these: the service gives them one.
_LEFT_OUT = ("ref", "created_at", "updated_at")
_JSONL = msgspec.json.Decoder(ItemRecord)

Row = tuple[int, ItemRecord | RowError]


def read_jsonl(body: bytes) -> Iterator[Row]:
    """A line an item; empty lines are passed over."""
    for number, line in enumerate((line for line in body.split(b"\n") if line.strip()), 1):
        if len(line) > LONGEST_ROW:
            yield number, RowError(number, f"the row has more than {size_in_words(LONGEST_ROW)}")
            continue
        try:
            yield number, _checked(_JSONL.decode(line))
        except (msgspec.DecodeError, ValueError) as error:
            yield number, row_error(number, error)


def read_csv(body: bytes) -> Iterator[Row]:
    """A header that names columns of the export, then a row an item. An empty cell is null; empty lines are no rows.

    Between cells are commas, semicolons or tabs, as the header has them. An amount may be 12,50: one or two digits behind a comma
    are no thousands.
    """
    separator, text = _separated(_decoded(body))
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    header = _header(rows)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, RowError(number, f"this is not CSV: {error}; what follows was not read")
            return
        if cells:
            yield number, _read_cells(number, header, cells)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-16" if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest("not_utf8", f"the file is not UTF-8 at byte {error.start}; {_TO_UTF8}") from None


def _separated(text: str) -> tuple[str, str]:
    """What stands between cells, and the table: in a line of its own, as Excel reads it, or in the header."""
    if named := _SEP_LINE.match(text):
        return named[1], text[named.end() :]
    header = text.partition("\n")[0]
    return next((one for one in _SEPARATORS if one in header), ","), text


def _header(rows: Iterable[list[str]]) -> list[str]:
    try:
        header = [name.strip() for name in next(iter(rows))]
    except (StopIteration, csv.Error):
        raise BadRequest("no_header", "the file has no header row") from None
    unknown = [name for name in header if name not in _NAMES]
    if unknown or len(set(header)) < len(header):
        raise BadRequest("unknown_columns", _wrong_header(header, unknown))
    return header


def _wrong_header(header: list[str], unknown: list[str]) -> str:
    if not unknown:
        return f"the header names a column twice: {', '.join(name for name, count in Counter(header).items() if count > 1)}"
    wrong = ", ".join(_unknown(name) for name in unknown)[:300]
    return f"the header names columns that are not known: {wrong}; known are {', '.join(column.name for column in COLUMNS)}"


def _unknown(name: str) -> str:
    if not name:
        return "one without a name"
    written = name.lower().replace(" ", "_")
    beginning = next((column.name for column in COLUMNS if column.name.startswith(f"{written}_")), None)
    near = beginning or closest(written, _NAMES)
    return f"{name} (was {near} meant?)" if near else name


def _read_cells(number: int, header: list[str], cells: list[str]) -> ItemRecord | RowError:
    if len(cells) != len(header):
        return RowError(number, f"the row has {len(cells)} cells, the header {len(header)}")
    try:
        values = {name: unguard(cell) if _IS_TEXT[name] else cell for name, cell in zip(header, cells, strict=True)}
        return _checked(msgspec.convert(_nested(values), ItemRecord))
    except (msgspec.ValidationError, ValueError) as error:
        return _by_column(row_error(number, error))


def _by_column(error: RowError) -> RowError:
    """The error of a field under the name of its column, as in price_amount."""
    column = (error.field or "").replace(".", "_")
    return msgspec.structs.replace(error, field=column) if column in _NAMES else error


def _nested(cells: dict[str, str]) -> dict[str, Any]:
    """The cells of a row under the names of the model; those of one value together."""
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        if name.startswith(("price_", "condition_")) or (name in _LEFT_OUT and not cell):
            continue
        values[name] = _value(name, cell)
    for field, first, second in (("price", "amount", "currency"), ("condition", "grade", "raw")):
        if f"{field}_{first}" in cells:
            parts = {first: _value(f"{field}_{first}", cells[f"{field}_{first}"]), second: cells.get(f"{field}_{second}") or None}
            values[field] = parts if parts[first] else None
    return values


def _value(name: str, cell: str) -> Any:
    try:
        if name in _LISTS:
            return json.loads(cell) if cell.startswith("[") else _split(cell, _LISTS[name])
        if name == "images":
            return [{"url": url} for url in cell.split()]
        if name == "custom":
            return json.loads(cell) if cell else {}
        if name == "price_amount" and (parts := _DECIMAL_COMMA.fullmatch(cell)):
            return f"{parts[1]}.{parts[2]}"
        if name == "quantity" and cell:
            return int(cell)
    except ValueError:
        wanted = "a whole number" if name == "quantity" else "JSON"
        raise ValueError(f"{cell[:40]!r} is not {wanted} - at `$.{name}`") from None
    return cell or None


def _split(cell: str, separator: str) -> list[str]:
    return [part.strip() for part in cell.split(separator) if part.strip()]


def _checked(record: ItemRecord) -> ItemRecord:
    """A record whose moments say their zone."""
    for name in ("created_at", "updated_at"):
        value = getattr(record, name)
        if value is not msgspec.UNSET and value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone - at `$.{name}`")
    return record


def row_error(number: int, error: Exception) -> RowError:
    """What a decoder says of a row, the field apart from the message."""
    if type(error) is msgspec.DecodeError:
        return RowError(number, f"this is no JSON: {error}"[:300])
    wrong = refused(ItemRecord, str(error))
    return RowError(number, wrong["message"][:300], wrong["field"])
