"""Item: what one reader of structured data found, with the place where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MAX_DEPTH = 64
"""Structured data that nests deeper is cut there: real pages stay under 20."""

_SCHEMA_ORG = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)(?=[A-Za-z])", re.IGNORECASE)


class Item(dict[str, Any]):
    """A plain dict with a `locator`: a path or selector within its source, for evidence."""

    __slots__ = ("locator",)

    def __init__(self, data: dict[str, Any] | None = None, locator: str = "") -> None:
        super().__init__(data or {})
        self.locator = locator

    @property
    def types(self) -> list[str]:
        """The names under "@type", always a list; empty where there are none."""
        found = self.get("@type")
        names = found if isinstance(found, list) else [found]
        return [name for name in names if isinstance(name, str)]


def short_name(name: str) -> str:
    """A name without the address of schema.org: "http://schema.org/Product" and "schema:Product" are "Product"."""
    return _SCHEMA_ORG.sub("", name.strip())


def is_type(data: Any, names: Iterable[str]) -> bool:
    """True where decoded data is an object whose "@type" is, or holds, one of the names."""
    found = data.get("@type") if isinstance(data, dict) else None
    types = found if isinstance(found, list) else [found]
    return any(isinstance(name, str) and short_name(name) in names for name in types)
