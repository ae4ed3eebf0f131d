"""Text from pages is data; both databases and JSON take it only where it is proper text."""

from __future__ import annotations

from typing import Any

from inventory_core import Listing


def proper(value: Any) -> Any:
    """The same JSON value with U+FFFD for what no UTF-8 text or PostgreSQL holds: half a surrogate pair, and NUL."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {proper(name): proper(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [proper(part) for part in value]
    return value


def proper_listing(listing: Listing) -> Listing:
    """The same listing; a new one only where a text in it is not proper."""
    try:
        if "\\u0000" not in listing.model_dump_json():
            return listing
    except ValueError:  # half a surrogate pair
        pass
    return Listing.model_validate(proper(listing.model_dump()))
