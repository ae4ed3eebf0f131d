"""When schedules run: by their period or their cron expression, over days that lose or gain an hour, and after a pause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_api.schedules.timing import BadTiming, Timing

QUARTER = timedelta(minutes=15)
BERLIN = "Europe/Berlin"
SPRING, AUTUMN = "2026-03-29", "2026-10-25"
"""There the clock goes from 02:00 to 03:00, and from 03:00 back to 02:00."""


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def turns(timing: Timing, start: str, count: int) -> list[datetime]:
    """The turns after a moment."""
    found = [moment(start)]
    for _ in range(count):
        following = timing.after(found[-1], found[-1])
        assert following
        found.append(following)
    return found[1:]


def test_every_so_long_is_counted_from_the_turn_before() -> None:
    """A worker that came seconds late does not move the turns, and the hours are real ones, whatever the clock does."""
    timing = Timing(every="6h")
    planned = moment(f"{SPRING}T00:00+01:00")
    assert timing.after(planned, planned + timedelta(seconds=7)) == planned + timedelta(hours=6)


@pytest.mark.parametrize("timing", [Timing(every="30m"), Timing(cron="*/30 * * * *")], ids=["every", "cron"])
def test_turns_that_were_missed_are_not_made_up_for(timing: Timing) -> None:
    """After two days without a worker the next turn is the first one to come."""
    planned, now = moment("2026-05-01T12:00Z"), moment("2026-05-03T12:10Z")
    assert timing.after(planned, now) == moment("2026-05-03T12:30Z")


def test_a_skipped_time_comes_as_soon_as_the_clock_goes_on() -> None:
    """02:30 is not on the clock of that day: the turn is at 03:00, and at 02:30 again the day after."""
    found = turns(Timing(cron="30 2 * * *", time_zone=BERLIN), f"{SPRING}T01:00+01:00", 2)
    assert found == [moment(f"{SPRING}T03:00+02:00"), moment("2026-03-30T02:30+02:00")]


def test_a_repeated_time_comes_once() -> None:
    """02:30 is on the clock of that day twice: the turn is the first of them."""
    found = turns(Timing(cron="30 2 * * *", time_zone=BERLIN), f"{AUTUMN}T00:00+02:00", 2)
    assert found == [moment(f"{AUTUMN}T02:30+02:00"), moment("2026-10-26T02:30+01:00")]


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_frequent_turns_follow_real_time(day: str) -> None:
    """Every half hour stays every half hour while the clock is put forward or back."""
    start = moment(f"{day}T00:00Z") - timedelta(hours=2)
    found = turns(Timing(cron="*/30 * * * *", time_zone=BERLIN), start.isoformat(), 12)
    assert {later - earlier for earlier, later in pairwise([start, *found])} == {timedelta(minutes=30)}


def test_a_time_zone_is_where_the_clock_is_read() -> None:
    """Half past seven on working days in New York, in summer and in winter, told in UTC."""
    timing = Timing(cron="30 7 * * 1-5", time_zone="America/New_York")
    assert turns(timing, "2026-07-03T12:00Z", 1) == [moment("2026-07-06T11:30Z")]
    assert turns(timing, "2026-12-04T13:00Z", 1) == [moment("2026-12-07T12:30Z")]


def test_the_first_turn() -> None:
    """With a period at once, with a cron expression at its next time."""
    now = moment("2026-05-01T12:10Z")
    assert Timing(every="6h").first(now) == now
    assert Timing(cron="0 13 * * *").first(now) == moment("2026-05-01T13:00Z")


BAD = {
    "nothing": (Timing(), "every"),
    "both": (Timing(every="6h", cron="0 7 * * *"), "every"),
    "too often": (Timing(every="14m"), "every"),
    "too often by cron": (Timing(cron="*/5 7 * * *"), "cron"),
    "two that are close": (Timing(cron="0,5 3 1 1 *"), "cron"),
    "no hour": (Timing(cron="0 25 * * *"), "cron"),
    "no day": (Timing(cron="0 0 31 2 *"), "cron"),
    "no zone": (Timing(cron="0 7 * * *", time_zone="Europe/Atlantis"), "time_zone"),
    "a path": (Timing(cron="0 7 * * *", time_zone="../../etc/passwd"), "time_zone"),
}


@pytest.mark.parametrize(("timing", "field"), BAD.values(), ids=list(BAD))
def test_what_makes_no_sense_is_refused_by_field(timing: Timing, field: str) -> None:
    """And so is what asks a site more often than the settings allow, wherever in the year that is."""
    with pytest.raises(BadTiming) as caught:
        timing.check(moment("2026-05-01T12:00Z"), QUARTER)
    assert caught.value.field == field


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    late=st.timedeltas(timedelta(), timedelta(days=40)),
    timing=st.sampled_from(
        [Timing(every="15m"), Timing(every="7h"), Timing(every="3d")]
        + [
            Timing(cron=cron, time_zone=zone)
            for cron in ("*/15 * * * *", "30 2 * * *", "0 */2 * * *", "0 0 1 * *", "15 1-3 * * SUN")
            for zone in ("UTC", BERLIN, "America/New_York", "Australia/Lord_Howe")
        ]
    ),
)
def test_the_next_turn_is_always_to_come(now: datetime, late: timedelta, timing: Timing) -> None:
    """Whatever the moment, the zone and the delay, the next turn is later than now, and the same whoever asks."""
    timing.check(now, QUARTER)
    following = timing.after(now, now + late)
    assert following is not None
    assert following > now + late
    assert following == timing.after(now, now + late)
