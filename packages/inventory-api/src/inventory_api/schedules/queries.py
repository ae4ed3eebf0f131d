"""What the tables of schedules are asked for by their owners. What workers ask is in `due.py` and `settling.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, func, insert, select, update

from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import table_of
from inventory_api.listings.queries import LISTINGS, SHOWN
from inventory_api.schedules.models import Change, Run, Schedule
from inventory_api.web.keyset import Page, Place, RowNumber, descends, in_order, page_of, parameters, read_place

SCHEDULES = table_of(Schedule)
RUNS = table_of(Run)
CHANGES = table_of(Change)
UNDER_WAY = ("waiting", "running")
Row = dict[str, Any]

_RUN_COLUMNS = [column.label(f"run_{column.name}") for column in RUNS.c if column.name not in {"claimed_at", "schedule_id"}]
_WITH_LAST_RUN = select(SCHEDULES, *_RUN_COLUMNS).select_from(
    SCHEDULES.outerjoin(RUNS, (RUNS.c.id == SCHEDULES.c.last_run_id) & (RUNS.c.schedule_id == SCHEDULES.c.id))
)
_MINE = SCHEDULES.c.workspace_id == bindparam("workspace_id")
_ONE = _WITH_LAST_RUN.where(_MINE, SCHEDULES.c.id == bindparam("id"))
_LOCK = select(SCHEDULES.c.id).where(_MINE, SCHEDULES.c.id == bindparam("id")).with_for_update(key_share=True)
_COUNT = select(func.count()).where(_MINE)
_SCHEDULE_OF = select(RUNS.c.schedule_id).where(RUNS.c.id == bindparam("run_id")).scalar_subquery()
_WORKSPACE_OF = select(SCHEDULES.c.workspace_id).where(SCHEDULES.c.id == _SCHEDULE_OF)
_OF_RUN = select(SCHEDULES).where(SCHEDULES.c.id == _SCHEDULE_OF).with_for_update(key_share=True)
_UNDER_WAY = (
    select(RUNS)
    .where(RUNS.c.schedule_id == bindparam("schedule_id"), RUNS.c.state.in_(UNDER_WAY))
    .order_by(RUNS.c.id.desc())
    .limit(1)
)
_RUN = (
    select(RUNS)
    .join(SCHEDULES, SCHEDULES.c.id == RUNS.c.schedule_id)
    .where(_MINE, RUNS.c.schedule_id == bindparam("schedule_id"), RUNS.c.id == bindparam("id"))
)


def insert_schedule(connection: Connection, values: Row) -> int:
    """A new schedule; answers its id."""
    return int(connection.execute(insert(SCHEDULES).values(values).returning(SCHEDULES.c.id)).scalar_one())


def count(connection: Connection, workspace_id: int) -> int:
    """How many schedules a workspace has; nobody adds one until the transaction ends."""
    lock_workspace(connection, workspace_id)
    return connection.execute(_COUNT, {"workspace_id": workspace_id}).scalar_one()


def find(connection: Connection, workspace_id: int, number: int) -> Row | None:
    """One schedule with its last run, whose columns begin with `run_`; null where the workspace has none of that number."""
    row = connection.execute(_ONE, {"workspace_id": workspace_id, "id": number}).mappings().first()
    return dict(row) if row else None


def find_to_change(connection: Connection, workspace_id: int, number: int) -> Row | None:
    """The same, and nobody else changes it until the transaction ends."""
    connection.execute(_LOCK, {"workspace_id": workspace_id, "id": number})
    return find(connection, workspace_id, number)


def update_schedule(connection: Connection, number: int, values: Row) -> None:
    """Set columns of a schedule."""
    connection.execute(update(SCHEDULES).where(SCHEDULES.c.id == number).values(values))


def delete_schedule(connection: Connection, workspace_id: int, number: int) -> bool:
    """Delete a schedule with its runs; false where the workspace has none of that number."""
    mine = delete(SCHEDULES).where(SCHEDULES.c.workspace_id == workspace_id, SCHEDULES.c.id == number)
    return connection.execute(mine).rowcount == 1


def list_schedules(connection: Connection, workspace_id: int, *, cursor: str | None, limit: int) -> Page:
    """A page of schedules, the latest first."""
    place = read_place(cursor, "-id", (RowNumber,))
    found = connection.execute(
        _latest_first(_WITH_LAST_RUN.where(_MINE), SCHEDULES, place), {"workspace_id": workspace_id, **parameters(place, limit)}
    )
    return page_of(found.mappings(), "-id", ["id"], limit, place)


def take(connection: Connection, run_id: int) -> Row | None:
    """The schedule of a run; until the end nobody else changes it, or what its workspace has. Null where it was deleted."""
    workspace_id = connection.execute(_WORKSPACE_OF, {"run_id": run_id}).scalar()
    if workspace_id is None:
        return None
    lock_workspace(connection, workspace_id)
    row = connection.execute(_OF_RUN, {"run_id": run_id}).mappings().first()
    return dict(row) if row else None


def insert_run(connection: Connection, schedule_id: int, planned_at: datetime | None, now: datetime) -> int:
    """A run that waits for a worker, now the last one of its schedule; answers its id."""
    values = {"schedule_id": schedule_id, "state": "waiting", "complete": False, "planned_at": planned_at, "created_at": now}
    run_id = int(connection.execute(insert(RUNS).values(values).returning(RUNS.c.id)).scalar_one())
    update_schedule(connection, schedule_id, {"last_run_id": run_id})
    return run_id


def run_under_way(connection: Connection, schedule_id: int) -> Row | None:
    """The run that waits or runs, if there is one."""
    row = connection.execute(_UNDER_WAY, {"schedule_id": schedule_id}).mappings().first()
    return dict(row) if row else None


def find_run(connection: Connection, workspace_id: int, schedule_id: int, number: int) -> Row | None:
    """One run of a schedule of the workspace."""
    values = {"workspace_id": workspace_id, "schedule_id": schedule_id, "id": number}
    row = connection.execute(_RUN, values).mappings().first()
    return dict(row) if row else None


def list_runs(connection: Connection, schedule_id: int, *, cursor: str | None, limit: int) -> Page:
    """A page of the runs of a schedule, the latest first."""
    statement = select(RUNS).where(RUNS.c.schedule_id == bindparam("schedule_id"))
    place = read_place(cursor, "-id", (RowNumber,))
    found = connection.execute(_latest_first(statement, RUNS, place), {"schedule_id": schedule_id, **parameters(place, limit)})
    return page_of(found.mappings(), "-id", ["id"], limit, place)


def list_changes(
    connection: Connection, run_id: int, workspace_id: int, *, change: str | None, cursor: str | None, limit: int
) -> Page:
    """A page of what a run found, with the listings as they are now, those that were seen first first."""
    statement = (
        select(CHANGES.c.change, *SHOWN)
        .join(LISTINGS, LISTINGS.c.id == CHANGES.c.listing_id)
        .where(CHANGES.c.run_id == bindparam("run_id"), LISTINGS.c.workspace_id == bindparam("workspace_id"))
    )
    values: Row = {"run_id": run_id, "workspace_id": workspace_id}
    if change is not None:
        statement, values = statement.where(CHANGES.c.change == bindparam("change")), {**values, "change": change}
    place = read_place(cursor, "listing", (RowNumber,))
    statement = in_order(statement, (CHANGES.c.listing_id,), descends=descends("listing", place), continues=place is not None)
    found = connection.execute(statement, values | parameters(place, limit)).mappings()
    return page_of(found, "listing", ["id"], limit, place)


def _latest_first(statement: Select[Any], table: Table, place: Place | None) -> Select[Any]:
    return in_order(statement, (table.c.id,), descends=descends("-id", place), continues=place is not None)
