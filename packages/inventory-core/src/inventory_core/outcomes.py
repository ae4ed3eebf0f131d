"""What became of one page."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """One page, one outcome. Broken, blocked and empty are never the same thing."""

    OK = "ok"
    PARTIAL = "partial"
    EMPTY = "empty"
    NOT_FOUND = "not_found"
    BLOCKED = "blocked"
    LOGIN_REQUIRED = "login_required"
    ROBOTS_DISALLOWED = "robots_disallowed"
    RATE_LIMITED = "rate_limited"
    LAYOUT_CHANGED = "layout_changed"
    NEEDS_RENDERING = "needs_rendering"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    NETWORK_ERROR = "network_error"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"

    @property
    def has_answer(self) -> bool:
        """True where the site answered the question, be it with nothing."""
        return self in _ANSWERS

    @property
    def ends_host(self) -> bool:
        """True where asking the same host again now would be impolite or pointless."""
        return self in _ENDS_HOST

    @property
    def is_transient(self) -> bool:
        """True where the same request may succeed later; a resumed crawl asks again."""
        return self in _TRANSIENT


_ANSWERS = frozenset({Outcome.OK, Outcome.PARTIAL, Outcome.EMPTY, Outcome.NOT_FOUND})
_ENDS_HOST = frozenset({Outcome.BLOCKED, Outcome.RATE_LIMITED})
_TRANSIENT = frozenset({Outcome.RATE_LIMITED, Outcome.NETWORK_ERROR, Outcome.TIMEOUT, Outcome.CANCELLED, Outcome.BLOCKED})
