"""Points in time as sites write them in their data."""

from __future__ import annotations

import datetime as dt
from typing import Any

# Before the web and far ahead are no dates of a listing: milliseconds or an id were taken for seconds.
_EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC).timestamp()
_LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp()


def read_moment(value: Any) -> dt.datetime | None:
    """A point in time with its zone, from unix seconds (number or text) or ISO 8601 text that names a zone; else null.

    A date without a zone is no point in time, and none is guessed.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)) or (isinstance(value, str) and value.isdecimal()):
        return _from_seconds(float(value))
    if not isinstance(value, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _from_seconds(seconds: float) -> dt.datetime | None:
    if not _EARLIEST <= seconds <= _LATEST:
        return None
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
