"""ETag, If-Match and If-None-Match (RFC 9110, 8.8.3 and 13.1): an item's version, in quotes."""

from __future__ import annotations

import re
from collections.abc import Callable

from inventory_api.errors import BadRequest, PreconditionFailed

_TAGS = re.compile(r'\s*(W/)?"([^"]*)"\s*(?:,|$)')
_WEAK = 'If-Match takes an ETag as it was answered, such as "3". A weak one, W/"3", is often the work of a proxy that compresses.'


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def if_match(header: str | None) -> Callable[[int], bool]:
    """Which versions a write may change: all where the header is not sent, or is `*`.

    BadRequest where it is no list of ETags, PreconditionFailed where all are weak (W/"3"): what has such a one is alike, and need
    not be the same (RFC 9110, 13.1.1).
    """
    if header is None or header.strip() == "*":
        return lambda _version: True
    tags = {tag for is_weak, tag in _tags(header) if not is_weak}
    if not tags:
        raise PreconditionFailed("etag_weak", _WEAK)
    return lambda version: str(version) in tags


def is_known(header: str | None, version: int) -> bool:
    """True where a reader says by If-None-Match that it has this version."""
    return header is not None and (header.strip() == "*" or str(version) in {tag for _, tag in _tags(header)})


def _tags(header: str) -> list[tuple[bool, str]]:
    """Of each ETag, whether it is weak, and what it says."""
    if not re.fullmatch(rf"(?:{_TAGS.pattern})+", header):
        raise BadRequest("etag_invalid", 'If-Match and If-None-Match take ETags as they were answered, such as "3".')
    return [(bool(weak), tag) for weak, tag in _TAGS.findall(header)]
