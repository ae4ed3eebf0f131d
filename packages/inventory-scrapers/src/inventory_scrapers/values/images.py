"""Pictures as data names them."""

from __future__ import annotations

import re
from typing import Any

from inventory_core import look_up
from inventory_core.listing import WEB_URL

_ADDRESS = re.compile(WEB_URL)
_LONGEST = 8_000


def read_images(data: Any, key: str = "url") -> list[dict[str, str]]:
    """The pictures of an address, an object that has one under `key`, or a list of either; what is no address is left out."""
    parts = data if isinstance(data, list) else [data]
    urls = (part if isinstance(part, str) else look_up(part, key) for part in parts)
    return [{"url": url} for url in urls if isinstance(url, str) and len(url) <= _LONGEST and _ADDRESS.fullmatch(url)]
