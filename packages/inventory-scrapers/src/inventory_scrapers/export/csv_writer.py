"""CSV (RFC 4180, UTF-8) that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import IO

from inventory_core import Listing
from inventory_core.money import plain
from inventory_core.spreadsheet import guard
from inventory_scrapers.export.flatten import COLUMNS, HEADER, Cell, row


class CsvWriter:
    """A row a listing, written as it comes. Text cells are guarded; numbers are plain numbers, moments ISO 8601 in UTC."""

    def __init__(self, file: IO[bytes], append: bool = False) -> None:
        self._file = file
        self._needs_header = not append

    def write(self, listings: Iterable[Listing]) -> None:
        """Add a row a listing."""
        rows = [[_write(column.kind == "text", cell) for column, cell in zip(COLUMNS, row(one), strict=True)] for one in listings]
        self._put(rows)

    def close(self) -> None:
        """The header, where not one listing came."""
        self._put([])

    def _put(self, rows: list[list[str]]) -> None:
        text = io.StringIO(newline="")
        out = csv.writer(text)
        if self._needs_header:
            out.writerow(HEADER)
            self._needs_header = False
        out.writerows(rows)
        self._file.write(text.getvalue().encode())


def _write(is_text: bool, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return plain(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guard(str(cell)) if is_text else str(cell)
