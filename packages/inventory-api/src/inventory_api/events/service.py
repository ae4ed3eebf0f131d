"""What happened is recorded in the transaction in which it happens, and read in the order of the commits.

    record(connection, workspace_id, [NewEvent("job.finished", {"outcome": "ok"}, job_id=7)], now)
    read(connection, workspace_id, after=12, kinds=["job.finished"], limit=100)     -> events, and how far that came

A workspace counts its events under a lock that lasts until the commit. So whoever has seen an event has seen all before it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from inventory_api.auth.workspaces import lock_workspace
from inventory_api.bulk import insert_rows
from inventory_api.database import json_text
from inventory_api.events import queries
from inventory_api.events.queries import EVENTS, REACH, Head
from inventory_api.events.schemas import Event

RESET = "reset"
MISSED = "Events after the one that you saw last are no longer kept. Read the lists anew to see how things are."
"""What is told in place of events that were forgotten before someone could have them."""


class NewEvent(Struct, frozen=True):
    """Something to record: a kind of `schemas.KINDS`, what there is to say, and the ids of what it is about."""

    kind: str
    data: dict[str, Any]
    listing_id: int | None = None
    item_id: int | None = None
    job_id: int | None = None
    schedule_id: int | None = None


class Found(Struct, frozen=True):
    """Events in order, and the id up to which nothing else is to be found: never one that is no event yet."""

    events: list[Event]
    through: int
    head: Head


def record(connection: Connection, workspace_id: int, events: Sequence[NewEvent], now: datetime) -> None:
    """Record what happens in this transaction; NotFound where the workspace is gone.

    Whoever records holds the workspace's lock, so that no two who need both ever wait for each other.
    """
    if not events:
        return
    lock_workspace(connection, workspace_id)
    first = queries.count(connection, workspace_id, len(events)) - len(events) + 1
    rows = [
        {**msgspec.structs.asdict(event), "workspace_id": workspace_id, "id": number, "at": now, "data": json_text(event.data)}
        for number, event in enumerate(events, first)
    ]
    insert_rows(connection, EVENTS, rows)


def read(connection: Connection, workspace_id: int, after: int, kinds: Collection[str], limit: int) -> Found:
    """The next events after that id. The connection must show one moment, as `Database.reading` does.

    Those that were forgotten are passed over: `head.forgotten` tells. There may be more where `through` is before `head.last`.
    """
    head = queries.head(connection, workspace_id)
    start = max(after, head.forgotten)
    until = min(start + REACH, head.last)
    rows = queries.after(connection, workspace_id, kinds, position=start, until=until, limit=limit) if until > start else []
    through = rows[-1]["id"] if len(rows) == limit else until
    return Found([event_of(row) for row in rows], through, head)


def event_of(row: dict[str, Any]) -> Event:
    """A row as it is told."""
    told = {name: row[name] for name in Event.__struct_fields__}
    return Event(**{**told, "data": msgspec.json.decode(row["data"])})
