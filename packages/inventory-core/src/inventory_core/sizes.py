"""Sizes for people who are told of a limit."""

from __future__ import annotations

_UNITS = ((10**9, "GB"), (2**30, "GiB"), (10**6, "MB"), (2**20, "MiB"), (10**3, "kB"), (2**10, "KiB"))


def size_in_words(count: int) -> str:
    """Bytes in the largest unit of which they are a whole number, with nothing rounded: "10 MB", "10 MiB", "1,234 bytes"."""
    for unit, name in _UNITS:
        if count and count % unit == 0:
            return f"{count // unit:,} {name}"
    return f"{count:,} bytes"
