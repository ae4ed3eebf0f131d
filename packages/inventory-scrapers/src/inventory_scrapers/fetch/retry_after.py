"""The Retry-After header (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

LONGEST = 366 * 86_400.0


def retry_after_seconds(value: str | None, now: float) -> float | None:
    """Seconds from `now` (since 1970) that a header asks to wait: a number or a date; null where it is neither.

    What lies in the past is 0, what lies beyond a year is a year.
    """
    text = (value or "").strip()
    if not text:
        return None
    try:
        seconds = float(text) if text.lstrip("+-").replace(".", "", 1).isdecimal() and len(text) < 300 else _date(text) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST)


def _date(text: str) -> float:
    return parsedate_to_datetime(text[:100]).timestamp()
