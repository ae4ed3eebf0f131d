"""When a schedule runs: every so long, or by a cron expression in a time zone.

    timing = Timing(every="6h")                                            30m, 6h, 2d
    timing = Timing(cron="30 7 * * 1-5", time_zone="Europe/Berlin")        the five fields of Debian's cron, read by cronsim
    timing.after(planned, now)                                             the next turn, later than now

Every so long is counted from the turn before, in real time: days that lose or gain an hour do not matter. A time of the day that
a clock skips comes as soon as the clock goes on, one that it shows twice comes once; expressions that run each hour or more often
follow real time. Turns that were missed are not made up for one by one: the next one is the first after now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError
from msgspec import Struct

EVERY = r"^[1-9][0-9]{0,3}[mhd]$"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LOOKED_AT = 100
"""So many turns of a cron expression are looked at to tell how close they come."""


class BadTiming(ValueError):
    """The field that makes no sense, and why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


class Timing(Struct, frozen=True):
    """One of `every` and `cron`. `time_zone` is an IANA name, of use to `cron` alone."""

    every: str | None = None
    cron: str | None = None
    time_zone: str = "UTC"

    def check(self, now: datetime, least: timedelta) -> None:
        """BadTiming where it is not one of both, cannot be read, or has turns closer than `least`."""
        if (self.every is None) == (self.cron is None):
            raise BadTiming("every", "Give either `every`, such as 6h, or `cron`.")
        if self.every is not None and not re.fullmatch(EVERY, self.every):
            raise BadTiming("every", "Give 1 to 9999 minutes, hours or days, as in 30m, 6h or 2d.")
        if self.time_zone not in _zones():
            raise BadTiming("time_zone", "There is no such time zone; an IANA name such as Europe/Berlin is meant.")
        if self._shortest(now) < least:
            minutes = int(least.total_seconds() / 60)
            raise BadTiming("every" if self.every else "cron", f"Its turns must be at least {minutes} minutes apart.")

    def after(self, planned: datetime, now: datetime) -> datetime | None:
        """The first turn after `now`, in UTC, where `planned` was a turn; null where there is none within 50 years."""
        if self.every is None:
            return next(self._by_cron(now), None)
        period = _period(self.every)
        missed = max(0, (now - planned) // period)
        return planned + (missed + 1) * period

    def first(self, now: datetime) -> datetime | None:
        """The first turn of a new schedule: at once with `every`, at the next matching time with `cron`."""
        return now if self.every is not None else self.after(now, now)

    def _shortest(self, now: datetime) -> timedelta:
        if self.every is not None:
            return _period(self.every)
        try:
            turns = list(islice(self._by_cron(now), _LOOKED_AT))
        except CronSimError as error:
            raise BadTiming("cron", f"This is no cron expression: {error}.") from None
        if not turns:
            raise BadTiming("cron", "This never comes.")
        return min((later - earlier for earlier, later in pairwise(turns)), default=timedelta.max)

    def _by_cron(self, now: datetime) -> Iterator[datetime]:
        local = now.astimezone(ZoneInfo(self.time_zone))
        return (turn.astimezone(UTC) for turn in CronSim(self.cron or "", local))


def _period(every: str) -> timedelta:
    return timedelta(**{_UNITS[every[-1]]: int(every[:-1])})


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
