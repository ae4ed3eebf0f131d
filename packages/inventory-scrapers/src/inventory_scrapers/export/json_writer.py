"""JSON: one array, or a line a listing. Everything that the model holds, evidence and warnings too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from inventory_core import Listing


class JsonlWriter:
    """A line a listing (UTF-8, money as strings), written as it comes."""

    def __init__(self, file: IO[bytes], append: bool = False) -> None:
        self._file = file

    def write(self, listings: Iterable[Listing]) -> None:
        """Add a line a listing."""
        for listing in listings:
            self._file.write(listing.model_dump_json().encode() + b"\n")

    def close(self) -> None:
        """Nothing is left to write."""


class JsonWriter:
    """One array of listings, a line each."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._before = b"[\n"

    def write(self, listings: Iterable[Listing]) -> None:
        """Add listings to the array."""
        for listing in listings:
            self._file.write(self._before + listing.model_dump_json().encode())
            self._before = b",\n"

    def close(self) -> None:
        """End the array."""
        self._file.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")
