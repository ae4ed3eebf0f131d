"""Words by which a shop says that something cannot be bought now."""

from __future__ import annotations

import re

from inventory_scrapers.values import availability_words as words

# Notices that the thing as a whole cannot be bought now; matched against text in lower case.
OUT_TEXT = re.compile(rf"\b(?:{words.OUT_ANYWHERE})\b|(?=[^\x00-\x7f])(?:{words.OUT_PIECES})")


def is_out(text: str) -> bool:
    """True where a text holds words that something cannot be had."""
    return OUT_TEXT.search(text.lower()) is not None
