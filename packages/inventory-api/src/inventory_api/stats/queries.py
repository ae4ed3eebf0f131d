"""What statistics are read from: counters, the listings that changed last, jobs. All are few, however many items there are."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, literal, literal_column, select

from inventory_api.auth.workspaces import WORKSPACES
from inventory_api.database import table_of
from inventory_api.direct import Ask, Steps
from inventory_api.inventory.models import Counter
from inventory_api.listings.queries import LISTINGS, OBSERVATIONS
from inventory_api.scraping.models import Job

_COUNTERS = table_of(Counter)
CATEGORIES = 100
"""So many categories are told, the largest: their names are anybody's, and may be without end."""
RECENT = 20

_OF_WORKSPACE = _COUNTERS.c.workspace_id == bindparam("workspace_id")
_KEPT = (_COUNTERS.c.name, _COUNTERS.c.key, _COUNTERS.c.currency, _COUNTERS.c.count, _COUNTERS.c.amount)
_BOUNDED = select(*_KEPT).where(
    _OF_WORKSPACE,
    _COUNTERS.c.name.in_(map(literal, ("items", "source", "condition", "availability", "value", "value_sold", "price"))),
)
_CATEGORIES = (
    select(*_KEPT)
    .where(_OF_WORKSPACE, _COUNTERS.c.name == "category")
    .order_by(_COUNTERS.c.count.desc(), _COUNTERS.c.key)
    .limit(literal_column(str(CATEGORIES)))
)


_TOLD = ("id", "item_id", "title", "price_amount", "price_currency", "availability", "first_seen_at", "changed_at")
_BEFORE = OBSERVATIONS.alias("before")
_SEEN = OBSERVATIONS.alias("seen")


def _seen(column: str) -> Select[Any]:
    return (
        select(_SEEN.c[column]).where(_SEEN.c.listing_id == LISTINGS.c.id).order_by(_SEEN.c.id.desc()).limit(literal_column("1"))
    )


_LAST_BUT_ONE = _seen("id").offset(literal_column("1")).correlate(LISTINGS).scalar_subquery()
_RECENT = (
    select(
        *[LISTINGS.c[name] for name in _TOLD],
        _seen("at").correlate(LISTINGS).scalar_subquery().label("at"),
        *[_BEFORE.c[name].label(f"before_{name}") for name in ("id", "price_amount", "price_currency", "availability")],
    )
    .select_from(LISTINGS.outerjoin(_BEFORE, _BEFORE.c.id == _LAST_BUT_ONE))
    .where(LISTINGS.c.workspace_id == bindparam("workspace_id"))
    .order_by(LISTINGS.c.changed_at.desc(), LISTINGS.c.id.desc())
    .limit(literal_column(str(RECENT)))  # as a parameter it would be planned anew each time, by PostgreSQL
)


_JOBS = (
    select(Job.state, Job.outcome, func.count().label("jobs"))
    .where(Job.workspace_id == bindparam("workspace_id"))
    .group_by(Job.state, Job.outcome)
    .order_by(Job.state, Job.outcome)
)


_CHANGES = select(WORKSPACES.c.changes).where(WORKSPACES.c.id == bindparam("workspace_id"))


class Found(NamedTuple):
    """All that statistics are made of."""

    changes: int | None
    """What the workspace had counted of its changes before the rest was read; None where there is no such workspace."""
    counters: list[dict[str, Any]]
    """All of the workspace, of its categories the largest."""
    recent: list[dict[str, Any]]
    """The listings that changed last, each with what it showed before its last observation."""
    jobs: list[dict[str, Any]]
    """How many have each state and outcome; read from their index alone."""


def find(workspace_id: int) -> Steps[Found]:
    """All of it, asked for in one journey."""
    asked = (_CHANGES, _BOUNDED, _CATEGORIES, _RECENT, _JOBS)
    changes, bounded, categories, recent, jobs = yield [Ask(statement, {"workspace_id": workspace_id}) for statement in asked]
    return Found(_number(changes), [*bounded, *categories], recent, jobs)


def find_changes(workspace_id: int) -> Steps[tuple[int | None, list[dict[str, Any]]]]:
    """What tells whether the rest is still the same, and the jobs, of which it does not tell."""
    changes, jobs = yield [Ask(statement, {"workspace_id": workspace_id}) for statement in (_CHANGES, _JOBS)]
    return _number(changes), jobs


def _number(changes: list[dict[str, Any]]) -> int | None:
    return changes[0]["changes"] if changes else None
