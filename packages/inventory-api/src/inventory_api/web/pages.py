"""Pages of rows: opaque cursors, and links both ways (RFC 8288)."""

from __future__ import annotations

import base64
import binascii
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Request

from inventory_api.errors import BadRequest

T = TypeVar("T")


def write_cursor(position: Any) -> str:
    """Where a page begins, as text that means nothing to others."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def read_cursor(cursor: str, kind: type[T]) -> T:
    """The position that `write_cursor` wrote; BadRequest where it is none."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return msgspec.json.decode(base64.b64decode(padded, altchars=b"-_", validate=True), type=kind)
    except (UnicodeEncodeError, binascii.Error, msgspec.MsgspecError, UnicodeDecodeError):
        errors = [{"field": "cursor", "in": "query", "message": "This is no cursor of this list."}]
        raise BadRequest("invalid", "Some of what was sent is not valid.", errors=errors) from None


def link_to(request: Request[Any, Any, Any], cursor: str | None) -> str | None:
    """The address of the same list from that cursor on, without the host; null without one."""
    if cursor is None:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"


def link_header(**links: str | None) -> dict[str, str]:
    """The header that names them: `Link: </api/...>; rel="next"`."""
    told = ", ".join(f'<{link}>; rel="{name.removesuffix("_")}"' for name, link in links.items() if link)
    return {"Link": told} if told else {}
