"""Types of the wire that several domains share."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from litestar import Request
from litestar.params import PathParameter

from inventory_api.errors import BadRequest

AnyRequest = Request[Any, Any, Any]
NO_NUL = r"^[^\u0000]*$"
"""What a text matches that PostgreSQL can keep."""
OPEN_NAME = r"^[a-z][a-z0-9_]*$"
"""What a name of the model matches, also one that is added later."""
RowId = Annotated[int, PathParameter(ge=1, le=2**53 - 1)]
"""The number of a row, in a path: as far as every JSON reader counts exactly."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_BLANK = re.compile(r":\d\d(\.\d+)? \d\d:\d\d$")
"""What is left of a + in an address, where it means a blank."""
NO_MOMENT = "a moment with a time zone, such as 2026-01-31T12:00:00Z"
_PLUS = "; in an address a + is a blank: write %2B"


def read_moment(field: str, text: str | None) -> datetime | None:
    """The moment of a query parameter, as RFC 3339 has it, in UTC; BadRequest. With datetime as its type a number would pass."""
    if text is None:
        return None
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        errors = [{"field": field, "in": "query", "message": f"{NO_MOMENT}{_PLUS if _BLANK.search(text) else ''}"}]
        raise BadRequest("invalid", "Some of what was sent is not valid.", errors=errors) from None
