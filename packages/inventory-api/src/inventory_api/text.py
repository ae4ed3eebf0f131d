"""Text as it is compared: without case, accents and forms of writing."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs of Arabic; elsewhere such signs are letters.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]+")


def fold(text: str) -> str:
    """The text in the form in which equal words are equal: `fold("Ｃafé ÑANDÚ") == "cafe nandu"`."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", apart))


def storable(text: str | None) -> str | None:
    """The text without the character NUL, which PostgreSQL cannot keep."""
    return text.replace("\0", "") if text and "\0" in text else text


def without_nul(value: Any) -> Any:
    """A value of lists and dicts whose texts are storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {without_nul(key): without_nul(part) for key, part in value.items()}
    return [without_nul(part) for part in value] if isinstance(value, (list, tuple)) else value
