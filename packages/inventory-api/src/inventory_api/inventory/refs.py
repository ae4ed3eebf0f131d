"""Refs of items that were given none: 32 hexadecimal digits, of which twelve are the time: new ones lie together in an index."""

from __future__ import annotations

import re
from datetime import datetime
from secrets import token_hex

_MADE = re.compile("[0-9a-f]{32}")


def new_ref(now: datetime) -> str:
    """A ref that no other item has."""
    return f"{int(now.timestamp() * 1000):012x}{token_hex(10)}"


def is_made(ref: str) -> bool:
    """Whether a ref looks made: nobody searches for its words."""
    return _MADE.fullmatch(ref) is not None
