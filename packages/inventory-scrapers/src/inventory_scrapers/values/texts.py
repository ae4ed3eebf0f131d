"""Texts as data names them."""

from __future__ import annotations

from typing import Any

from inventory_core import look_up


def read_texts(data: Any, key: str = "name") -> list[str]:
    """The texts of a text, of an object that has one under `key`, or of a list of either; all else is left out."""
    parts = data if isinstance(data, list) else [data]
    texts = (part if isinstance(part, str) else look_up(part, key) for part in parts)
    return [text for text in texts if isinstance(text, str) and text.strip()]
