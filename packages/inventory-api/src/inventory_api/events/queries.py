"""All SQL of the events."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from inventory_api.database import table_of
from inventory_api.events.models import Event, EventHead

EVENTS = table_of(Event)
HEADS = table_of(EventHead)
REACH = 5_000
"""A page looks no further than so many events, however few of them it is about."""


class Head(Struct, frozen=True):
    """How far a workspace's events go: those after `forgotten` up to `last` are there."""

    last: int = 0
    forgotten: int = 0


def _count(insert: Any) -> Any:
    statement = insert(HEADS).values(workspace_id=bindparam("workspace_id"), last=bindparam("count"), forgotten=0)
    counted = {"last": HEADS.c.last + statement.excluded.last}
    return statement.on_conflict_do_update(index_elements=[HEADS.c.workspace_id], set_=counted)


_COUNT = {"postgresql": _count(postgresql.insert).returning(HEADS.c.last), "sqlite": _count(sqlite.insert)}
_HEAD = select(HEADS.c.last, HEADS.c.forgotten).where(HEADS.c.workspace_id == bindparam("workspace_id"))
_LASTS = select(HEADS.c.workspace_id, HEADS.c.last).where(HEADS.c.workspace_id.in_(bindparam("ids", expanding=True)))
_AFTER = (
    select(EVENTS)
    .where(
        EVENTS.c.workspace_id == bindparam("workspace_id"),
        EVENTS.c.id > bindparam("after"),
        EVENTS.c.id <= bindparam("until"),
    )
    .order_by(EVENTS.c.id)
    .limit(bindparam("limit"))
)
_OF_KINDS = _AFTER.where(EVENTS.c.kind.in_(bindparam("kinds", expanding=True)))


def count(connection: Connection, workspace_id: int, number: int) -> int:
    """Count so many events of a workspace; the number of the last of them. Others who count wait until the transaction ends."""
    counted = connection.execute(_COUNT[connection.dialect.name], {"workspace_id": workspace_id, "count": number})
    # With RETURNING SQLite would guard the statement by a savepoint, for which its index of words is written out each time.
    return int(counted.scalar_one()) if counted.returns_rows else head(connection, workspace_id).last


def head(connection: Connection, workspace_id: int) -> Head:
    """How far the events of a workspace go."""
    row = connection.execute(_HEAD, {"workspace_id": workspace_id}).first()
    return Head(*row) if row else Head()


def lasts(connection: Connection, workspace_ids: Collection[int]) -> dict[int, int]:
    """The newest events of several workspaces; those that never had one are left out."""
    return {row.workspace_id: row.last for row in connection.execute(_LASTS, {"ids": list(workspace_ids)})}


def after(
    connection: Connection, workspace_id: int, kinds: Collection[str], *, position: int, until: int, limit: int
) -> list[dict[str, Any]]:
    """Events after a position and up to another, oldest first, of these kinds or, where none is named, of all."""
    values = {"workspace_id": workspace_id, "after": position, "until": until, "limit": limit}
    if not kinds:
        return [dict(row) for row in connection.execute(_AFTER, values).mappings()]
    return [dict(row) for row in connection.execute(_OF_KINDS, {**values, "kinds": sorted(kinds)}).mappings()]


_OLDEST_AT = (
    select(EVENTS.c.at).where(EVENTS.c.workspace_id == HEADS.c.workspace_id).order_by(EVENTS.c.id).limit(1).scalar_subquery()
)
_OUTDATED = select(HEADS.c.workspace_id).where(bindparam("before") > _OLDEST_AT).limit(1)
_OLDEST = (
    select(EVENTS.c.id, EVENTS.c.at)
    .where(EVENTS.c.workspace_id == bindparam("workspace_id"))
    .order_by(EVENTS.c.id)
    .limit(bindparam("limit"))
)
_FORGET = update(HEADS).where(HEADS.c.workspace_id == bindparam("its_workspace")).values(forgotten=bindparam("through"))
_DELETE = delete(EVENTS).where(EVENTS.c.workspace_id == bindparam("workspace_id"), EVENTS.c.id <= bindparam("through"))


def delete_before(connection: Connection, before: datetime, limit: int) -> int:
    """Forget the oldest events of one workspace, as many as the limit at most; 0 where none is older than that."""
    workspace_id = connection.execute(_OUTDATED, {"before": before}).scalar()
    if workspace_id is None:
        return 0
    oldest = connection.execute(_OLDEST, {"workspace_id": workspace_id, "limit": limit}).all()
    through = max(row.id for row in oldest if row.at < before)
    connection.execute(_FORGET, {"its_workspace": workspace_id, "through": through})
    return connection.execute(_DELETE, {"workspace_id": workspace_id, "through": through}).rowcount
