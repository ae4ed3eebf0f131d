"""Parquet files (extra `parquet`), typed: decimals exact, moments in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import IO, Any

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from inventory_core import Listing
from inventory_core.money import plain
from inventory_scrapers.export.flatten import COLUMNS, HEADER, Cell, Kind, row
from inventory_scrapers.export.formats import ExportError

BATCH = 1_000
PRECISION, SCALE = 38, 9
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TYPES: dict[Kind, Any] = {
    "text": DataType.utf8(),
    "decimal": DataType.decimal128(PRECISION, SCALE),
    "integer": DataType.int64(),
    "float": DataType.float64(),
    "boolean": DataType.bool(),
    "moment": DataType.timestamp("us", tz="UTC"),
}


class ParquetWriter:
    """Column arrays in batches of 1,000 listings, written when it is closed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._rows: list[list[Cell]] = []
        self._batches: list[Any] = []
        self._schema = Schema([Field(column.name, _TYPES[column.kind], nullable=True) for column in COLUMNS])

    def write(self, listings: Iterable[Listing]) -> None:
        """Add listings; ExportError where an amount has more than 29 digits, or 9 decimal places."""
        for listing in listings:
            self._rows.append(row(listing))
            if len(self._rows) >= BATCH:
                self._pack()

    def close(self) -> None:
        """Write the file."""
        self._pack()
        write_parquet(RecordBatchReader.from_batches(self._schema, self._batches), self._file)

    def _pack(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            arrays = [_array(column.kind, [cells[i] for cells in rows]) for i, column in enumerate(COLUMNS)]
            self._batches.append(RecordBatch(dict(zip(HEADER, arrays, strict=True)), schema=self._schema))


def _array(kind: Kind, cells: list[Any]) -> Any:
    plain_type, convert = _CONVERT.get(kind, (_TYPES[kind], lambda cell: cell))
    values = [None if cell is None else convert(cell) for cell in cells]
    made = Array(values, type=plain_type)
    return made if plain_type is _TYPES[kind] else made.cast(_TYPES[kind])


def _decimal(amount: Decimal) -> str:
    written = plain(amount)
    whole, _, places = written.lstrip("-0").partition(".")
    if len(whole) > PRECISION - SCALE or len(places.rstrip("0")) > SCALE:
        raise ExportError(f"{written} has more digits than a parquet column holds exactly; use jsonl or csv")
    return written


def _microseconds(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)


# What the Arrow library cannot make from Python values is made as text or integers and cast.
_CONVERT: dict[Kind, tuple[Any, Callable[[Any], Any]]] = {
    "decimal": (DataType.utf8(), _decimal),
    "moment": (DataType.int64(), _microseconds),
}
