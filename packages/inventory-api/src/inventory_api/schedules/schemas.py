"""Schedules and their runs on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from inventory_api.listings.schemas import ListingSummary
from inventory_api.schedules.timing import EVERY
from inventory_api.scraping.schemas import Address, JobLimits, Name, Priority, Search, Target, Trouble
from inventory_api.web.wire import NO_NUL

Every = Annotated[
    str,
    Meta(
        max_length=40,
        description="Minutes, hours or days from one turn to the next.",
        examples=["6h"],
        extra_json_schema={"pattern": EVERY},  # timing.py says what is wrong with another one
    ),
]
Cron = Annotated[
    str,
    Meta(
        pattern=r"^[0-9A-Za-z*/,#-]+( [0-9A-Za-z*/,#-]+){4}$",
        max_length=200,
        description="Minute, hour, day of the month, month, day of the week.",
        examples=["30 7 * * 1-5"],
    ),
]
Zone = Annotated[str, Meta(min_length=1, max_length=60, pattern=NO_NUL, description="An IANA name.", examples=["Europe/Berlin"])]
ScheduleState = Literal["active", "paused"]
RunState = Literal["waiting", "running", "done", "failed", "cancelled", "refused"]
ChangeName = Literal["new", "changed", "sold", "gone", "back"]


class NewSchedule(Struct, forbid_unknown_fields=True):
    """What to scrape again and again, an address or a `search`, and when: `every` so long, or by `cron` in a `time_zone`.

    The rest is as in a job; the scraper that is chosen now stays the schedule's. With `every` the first run begins at once, with
    `cron` at the next matching time.
    """

    name: Name
    url: Address | None = None
    search: Search | None = None
    scraper: Name | None = None
    details: bool = False
    keep_sellers: bool = False
    priority: Priority = "normal"
    limits: JobLimits = field(default_factory=JobLimits)
    every: Every | None = None
    cron: Cron | None = None
    time_zone: Zone = "UTC"
    active: bool = True


class ScheduleChange(Struct, forbid_unknown_fields=True):
    """What to change; what is left out stays. `every` takes the place of `cron`, and the other way round.

    What is scraped, and whether `details` are, cannot be changed: runs are compared, so that something else is another schedule.
    """

    name: Name | UnsetType = UNSET
    keep_sellers: bool | UnsetType = UNSET
    priority: Priority | UnsetType = UNSET
    limits: JobLimits | UnsetType = UNSET
    every: Every | UnsetType = UNSET
    cron: Cron | UnsetType = UNSET
    time_zone: Zone | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class Counts(Struct):
    """Listings of a run: all that it saw, and what they are to the runs before.

    One counts as one thing, the first that holds of new, sold, back and changed. Gone are those that it did not see.
    """

    seen: int = 0
    new: int = 0
    changed: int = 0
    sold: int = 0
    gone: int = 0
    back: int = 0


class Run(Struct):
    """One turn of a schedule.

    `planned_at` is null where someone asked for it. `complete` says that it saw all that there was to see: only then is anything
    gone. `error` says why it failed, or why no job was begun (`refused`).
    """

    id: int
    schedule_id: int
    job_id: int | None
    state: RunState
    complete: bool
    outcome: str | None
    error: Trouble | None
    counts: Counts | None
    planned_at: datetime | None
    created_at: datetime
    finished_at: datetime | None


class RunPage(Struct):
    """Runs, the latest first."""

    items: list[Run]
    next: str | None
    previous: str | None


class Schedule(Struct):
    """A schedule as it stands. `paused_reason` says why the service paused it; it is null where you did."""

    id: int
    name: str
    target: Target
    scraper: str
    priority: Priority
    limits: JobLimits
    every: str | None
    cron: str | None
    time_zone: str
    state: ScheduleState
    paused_reason: str | None
    failures: int
    """Runs that failed in a row."""
    next_run_at: datetime | None
    last_run: Run | None
    created_at: datetime
    updated_at: datetime


class SchedulePage(Struct):
    """Schedules, the latest first."""

    items: list[Schedule]
    next: str | None
    previous: str | None


class Found(Struct):
    """What a run found of a listing, and the listing as it is now."""

    change: ChangeName
    listing: ListingSummary


class FoundPage(Struct):
    """What a run found, in the order in which the listings were first seen."""

    items: list[Found]
    next: str | None
    previous: str | None
