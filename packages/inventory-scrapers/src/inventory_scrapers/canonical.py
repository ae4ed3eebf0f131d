"""The address that a page gives itself."""

from __future__ import annotations

import html
import re

from inventory_core.urls import split_url

_LINK = re.compile(rb"<link\b([^>]{0,2000})>", re.IGNORECASE)
_REL = re.compile(rb"""\brel\s*=\s*["']?\s*canonical\b""", re.IGNORECASE)
_HREF = re.compile(rb"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HEAD = 300_000


def canonical_link(body: bytes) -> str | None:
    """The absolute http(s) address of the first `<link rel="canonical">` (RFC 6596) in the first 300,000 bytes, or null."""
    for link in _LINK.finditer(body, 0, _HEAD):
        href = _HREF.search(link[1]) if _REL.search(link[1]) else None
        if href:
            return _address(href[1] or href[2] or href[3] or b"")
    return None


def _address(raw: bytes) -> str | None:
    url = html.unescape(raw.decode("utf-8", "replace")).strip()
    try:
        split_url(url)
    except ValueError:
        return None
    return url
