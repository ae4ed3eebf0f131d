"""What may go of each table, looked for in stretches of row numbers: none is looked at twice, and no lock lasts long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Insert, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from inventory_api.database import table_of
from inventory_api.events.queries import EVENTS
from inventory_api.listings.queries import OBSERVATIONS
from inventory_api.retention.models import Chore
from inventory_api.schedules.models import Known
from inventory_api.schedules.queries import RUNS, SCHEDULES, UNDER_WAY
from inventory_api.scraping.models import Job
from inventory_api.scraping.queries import WAITING
from inventory_api.webhooks.queries import DELIVERIES

JOBS = table_of(Job)
CHORES = table_of(Chore)
KNOWN = table_of(Known)
_BEFORE: Any = bindparam("before")


class Old(Struct, frozen=True):
    """Rows of a table that may go once they are old, and how many numbers (of `column`) one transaction looks at."""

    table: Table
    condition: ColumnElement[bool]
    stretch: int
    column: str = "id"

    @property
    def number(self) -> ColumnElement[int]:
        """By what it is looked through."""
        return self.table.c[self.column]


_LATER = OBSERVATIONS.alias("later")
JOBS_ENDED = Old(JOBS, (JOBS.c.finished_at < _BEFORE) & JOBS.c.state.not_in(WAITING), 500)
RUNS_ENDED = Old(
    RUNS,
    (RUNS.c.finished_at < _BEFORE)
    & RUNS.c.state.not_in(UNDER_WAY)
    & ~select(SCHEDULES.c.id).where(SCHEDULES.c.last_run_id == RUNS.c.id, SCHEDULES.c.id == RUNS.c.schedule_id).exists(),
    20,
)
"""The last run of each schedule stays. A run takes with it what it found, which may be much."""
OBSERVATIONS_PAST = Old(
    OBSERVATIONS,
    (OBSERVATIONS.c.at < _BEFORE)
    & select(_LATER.c.id)
    .where(_LATER.c.listing_id == OBSERVATIONS.c.listing_id, _LATER.c.id > OBSERVATIONS.c.id, _LATER.c.at < _BEFORE)
    .exists(),
    2_000,
)
"""The one that held at that moment stays: so the history since is whole, and no listing is without any."""

DELIVERIES_ENDED = Old(DELIVERIES, DELIVERIES.c.finished_at < _BEFORE, 500)


_SAW_IT = select(RUNS.c.id).where(RUNS.c.id == KNOWN.c.run_id, RUNS.c.finished_at.is_(None) | (RUNS.c.finished_at >= _BEFORE))
_OTHERS = KNOWN.alias("others")
_ANY_THERE = select(_OTHERS.c.listing_id).where(_OTHERS.c.schedule_id == KNOWN.c.schedule_id, _OTHERS.c.gone.is_(False))
GONE_LISTINGS = Old(KNOWN, KNOWN.c.gone & ~_SAW_IT.exists() & _ANY_THERE.exists(), 5, "schedule_id")
"""What is gone and was last seen by a run that is not kept. Where all is gone it stays: a page that vanished may come back."""


def bounds(connection: Connection, old: Old) -> tuple[int, int] | None:
    """The least and the greatest number of a table; null where it is empty."""
    least, greatest = connection.execute(select(func.min(old.number), func.max(old.number))).one()
    return None if least is None else (least, greatest)


def delete_stretch(connection: Connection, old: Old, first: int, before: datetime) -> int:
    """Delete what may go among the numbers of one stretch; answers how many rows went."""
    among = old.number.between(bindparam("first"), bindparam("last"))
    values = {"first": first, "last": first + old.stretch - 1, "before": before}
    return connection.execute(delete(old.table).where(among, old.condition), values).rowcount


def count_old(connection: Connection, old: Old, before: datetime) -> int:
    """How many rows of a table may go."""
    counted = select(func.count()).select_from(old.table).where(old.condition)
    return int(connection.execute(counted, {"before": before}).scalar_one())


def count_events(connection: Connection, before: datetime) -> int:
    """How many events may go."""
    counted = select(func.count()).select_from(EVENTS).where(EVENTS.c.at < before)
    return int(connection.execute(counted).scalar_one())


def _insert(kind: type[postgresql.Insert] | type[sqlite.Insert]) -> Insert:
    values: dict[str, Any] = {"name": bindparam("chore"), "next_at": bindparam("following")}
    return kind(CHORES).values(values).on_conflict_do_nothing()


_ENTER = {"postgresql": _insert(postgresql.Insert), "sqlite": _insert(sqlite.Insert)}
_CLAIM = (
    update(CHORES)
    .where(CHORES.c.name == bindparam("chore"), CHORES.c.next_at <= bindparam("now"))
    .values(next_at=bindparam("following"))
)
_NOT_YET = select(CHORES.c.name).where(CHORES.c.name == bindparam("chore"), CHORES.c.next_at > bindparam("now"))


def is_due(connection: Connection, chore: str, now: datetime) -> bool:
    """Whether a chore is to be done, or was never heard of."""
    return connection.execute(_NOT_YET, {"chore": chore, "now": now}).first() is None


def claim(connection: Connection, chore: str, now: datetime, period: timedelta) -> bool:
    """Take the turn of a chore: true for one process a period. A new one has its first turn after a period."""
    values = {"chore": chore, "now": now, "following": now + period}
    if connection.execute(_CLAIM, values).rowcount == 1:
        return True
    connection.execute(_ENTER[connection.dialect.name], values)
    return False
