"""Excel workbooks (extra `xlsx`), a row a listing, with flat memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import IO

import xlsxwriter

from inventory_core import Listing
from inventory_core.money import plain
from inventory_scrapers.export.flatten import HEADER, Cell, row
from inventory_scrapers.export.formats import ExportError

MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
# A workbook holds binary floating point numbers; more digits than this would be lost.
MAX_DIGITS = 15
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class XlsxWriter:
    """One sheet. Text is text, never a formula or a link; a number that Excel cannot hold exactly is written as text."""

    def __init__(self, file: IO[bytes]) -> None:
        self._book = xlsxwriter.Workbook(file, {**_OPTIONS, "in_memory": False})
        self._sheet = self._book.add_worksheet("listings")
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._sheet.freeze_panes(1, 0)
        bold = self._book.add_format({"bold": True})
        for index, name in enumerate(HEADER):
            self._sheet.write_string(0, index, name, bold)
        self._rows = 0

    def write(self, listings: Iterable[Listing]) -> None:
        """Add a row a listing; ExportError where the sheet is full."""
        for listing in listings:
            if self._rows >= MAX_ROWS:
                raise ExportError(f"an Excel sheet holds {MAX_ROWS:,} listings; use csv or parquet for more")
            self._rows += 1
            for index, cell in enumerate(row(listing)):
                self._put(index, cell)

    def close(self) -> None:
        """Write the workbook."""
        self._book.close()

    def _put(self, index: int, cell: Cell) -> None:
        at = (self._rows, index)
        if isinstance(cell, bool):
            self._sheet.write_boolean(*at, cell)
        elif isinstance(cell, (Decimal, int, float)) and _is_exact(cell):
            self._sheet.write_number(*at, float(cell))
        elif isinstance(cell, dt.datetime):
            self._sheet.write_datetime(*at, cell.replace(tzinfo=None), self._moment)
        elif cell is not None:
            text = plain(cell) if isinstance(cell, Decimal) else str(cell)
            self._sheet.write_string(*at, text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…")


def _is_exact(number: Decimal | float) -> bool:
    if isinstance(number, float):
        return True
    return len(Decimal(number).normalize().as_tuple().digits) <= MAX_DIGITS
