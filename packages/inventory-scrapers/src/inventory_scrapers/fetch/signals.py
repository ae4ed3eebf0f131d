"""What a page says about being used by machines: recorded, and obeyed where the user asks for that.

X-Robots-Tag and the robots meta (noindex), the TDM Reservation Protocol (W3C TDMRep), Content-Usage (draft-ietf-aipref-attach).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from inventory_core.page import Page

HEADERS = ("x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage")
_METAS = frozenset({b"robots", b"tdm-reservation", b"tdm-policy", b"inventory-scrapers"})
_META = re.compile(rb"<meta\b[^>]{0,1000}>", re.IGNORECASE)
_NAME = re.compile(rb"""\bname\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s"'>]{1,500}))""", re.IGNORECASE)
_HEAD = 200_000


def reservations(page: Page) -> dict[str, str]:
    """The signals of a page by name, values as given: from its headers, then from the metas of its first 200,000 bytes."""
    found = {name: page.headers[name] for name in HEADERS if page.headers.get(name)}
    for meta in _META.findall(page.body, 0, _HEAD):
        name, content = _NAME.search(meta), _CONTENT.search(meta)
        if name and content and name[1].lower() in _METAS:
            value = (content[1] or content[2] or content[3] or b"").decode("utf-8", "replace").strip()
            found.setdefault(f"meta {name[1].decode().lower()}", value)
    return found


def reserved(found: Mapping[str, str]) -> str | None:
    """The name of a signal that asks not to use the page, or null."""
    for name, value in found.items():
        text = value.lower()
        if "robots" in name and re.search(r"\b(noindex|none|noai)\b", text):
            return name
        if name.endswith("tdm-reservation") and text.strip() == "1":
            return name
        if name == "content-usage" and re.search(r"=\s*n\b", text):
            return name
    return None
