"""Sizes for people."""

from __future__ import annotations

import pytest

from inventory_core.sizes import size_in_words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (10_000_000, "10 MB"), (10_485_760, "10 MiB"), (1_048_576, "1 MiB"), (65_536, "64 KiB"), (500_000_000, "500 MB"),
        (2_000_000_000, "2 GB"), (1_234, "1,234 bytes"), (10_485_761, "10,485,761 bytes"), (0, "0 bytes"),
    ],
)  # fmt: skip
def test_a_size_is_told_in_its_unit(count: int, words: str) -> None:
    """In the largest unit of which it is a whole number, of tens or of twos, and never rounded."""
    assert size_in_words(count) == words
