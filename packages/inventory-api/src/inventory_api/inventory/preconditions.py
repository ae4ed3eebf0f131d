"""ETag, If-Match and If-None-Match (RFC 9110, 8.8.3 and 13.1): an item's version, in quotes."""

from __future__ import annotations

import re
from collections.abc import Callable

from inventory_api.errors import BadRequest

_TAGS = re.compile(r'\s*(?:W/)?"([^"]*)"\s*(?:,|$)')


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def if_match(header: str | None) -> Callable[[int], bool]:
    """Which versions a write may change: all where the header is not sent, or is `*`. BadRequest where it is no list of ETags."""
    if header is None or header.strip() == "*":
        return lambda _version: True
    tags = _tags(header)
    return lambda version: str(version) in tags


def is_known(header: str | None, version: int) -> bool:
    """True where a reader says by If-None-Match that it has this version."""
    return header is not None and (header.strip() == "*" or str(version) in _tags(header))


def _tags(header: str) -> set[str]:
    if not re.fullmatch(rf"(?:{_TAGS.pattern})+", header):
        raise BadRequest("etag_invalid", 'If-Match and If-None-Match take ETags as they were answered, such as "3".')
    return {found[1] for found in _TAGS.finditer(header)}
