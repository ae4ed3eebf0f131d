"""Which formats there are, and how one is opened."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import IO, Protocol

from inventory_core import Listing

FORMATS = {
    "json": "inventory_scrapers.export.json_writer:JsonWriter",
    "jsonl": "inventory_scrapers.export.json_writer:JsonlWriter",
    "csv": "inventory_scrapers.export.csv_writer:CsvWriter",
    "xlsx": "inventory_scrapers.export.xlsx_writer:XlsxWriter",
    "parquet": "inventory_scrapers.export.parquet_writer:ParquetWriter",
}
SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
BINARY = frozenset({"xlsx", "parquet"})
APPENDABLE = frozenset({"jsonl", "csv"})


class ExportError(Exception):
    """What was asked for cannot be written; the message says why, for people."""


class Writer(Protocol):
    """Writes listings as they come; nothing is complete before `close`."""

    def write(self, listings: Iterable[Listing]) -> None:
        """Add listings."""
        ...

    def close(self) -> None:
        """Write what is still missing; the file itself stays open."""
        ...


def open_writer(name: str, file: IO[bytes], *, append: bool = False) -> Writer:
    """A writer of that format on an open binary file; ExportError where its extra is not installed.

    `append` continues a jsonl or csv file that holds listings already.
    """
    module, _, kind = FORMATS[name].partition(":")
    try:
        make = getattr(import_module(module), kind)
    except ModuleNotFoundError as error:
        if name not in BINARY:
            raise
        raise ExportError(f'{name} needs an extra: pip install "inventory-scrapers[{name}]" ({error})') from error
    writer: Writer = make(file, append) if name in APPENDABLE else make(file)
    return writer
