"""Events on the wire: one form for pages, the stream and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, get_args

from msgspec import Struct

Kind = Literal[
    "listing.new",
    "listing.changed",
    "listing.sold",
    "listing.back",
    "listing.gone",
    "job.finished",
    "job.failed",
    "job.cancelled",
    "schedule.ran",
]
KINDS: tuple[str, ...] = get_args(Kind)


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened. The ids name what it was about, and are null where it was not about such a thing."""

    id: int
    """From 1 in each workspace, without gaps, in the order in which things happened."""
    kind: str
    """Later versions may add kinds: pass over those that you do not know."""
    at: datetime
    listing_id: int | None
    item_id: int | None
    job_id: int | None
    schedule_id: int | None
    data: dict[str, Any]
    """More of it, by kind; fields may be added."""


class EventPage(Struct, frozen=True):
    """Some events, oldest first."""

    items: list[Event]
    next: str | None
    """The address of the page after; null where there is nothing newer yet."""
    after: int
    """How far these pages came: ask for what is newer than this."""
    forgotten: int
    """Events up to this id are no longer kept. Greater than the id that you asked after: you missed some."""
