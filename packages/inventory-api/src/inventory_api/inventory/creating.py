"""Items that are made one by one: those of one workspace that come together go in one transaction.

    creating = Creating(database)
    row = await creating.create(workspace_id, {"title": "Lamp"})

Who writes to a workspace holds its lock until the commit is on the disk. Those that come meanwhile would wait for each other
there, each with a connection and a commit of its own; here they wait before they are sent. A lone one is sent at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import DataError, IntegrityError

from inventory_api.auth.workspaces import no_workspace
from inventory_api.database import Database
from inventory_api.errors import Conflict
from inventory_api.inventory.store import Row, insert_items, insert_together, read_items, ref_taken

_NO_SUCH_WORKSPACE = "23503"  # SQLSTATE of a foreign key that leads nowhere
MOST = 50
"""So many go together."""


class _New(NamedTuple):
    row: Row
    made: asyncio.Future[dict[str, Any]]


class Creating:
    """What waits to be made in this process, by workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[int, list[_New]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def create(self, workspace_id: int, row: Row) -> dict[str, Any]:
        """The item by column. Conflict ("ref_taken") where its ref is there already, NotFound where the workspace is gone."""
        new = _New(row, asyncio.get_running_loop().create_future())
        if workspace_id in self._waiting:
            self._waiting[workspace_id].append(new)
        else:
            self._waiting[workspace_id] = [new]
            task = asyncio.create_task(self._create_all(workspace_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await new.made

    async def _create_all(self, workspace_id: int) -> None:
        """Make what waits, and what comes meanwhile."""
        try:
            while waiting := self._waiting[workspace_id]:
                self._waiting[workspace_id] = waiting[MOST:]
                if still_there := [new for new in waiting[:MOST] if not new.made.done()]:
                    await self._create(workspace_id, still_there)
        finally:
            for new in self._waiting.pop(workspace_id):
                new.made.cancel()

    async def _create(self, workspace_id: int, together: Sequence[_New]) -> None:
        try:
            rows = await self._insert(workspace_id, [new.row for new in together])
        except (Conflict, DataError) as error:
            await self._create_apart(workspace_id, together, error)
        except Exception as error:
            _refuse(together, error)
        else:
            for new, row in zip(together, rows, strict=True):
                if not new.made.done():
                    new.made.set_result(row)

    async def _insert(self, workspace_id: int, rows: Sequence[Row]) -> list[dict[str, Any]]:
        if not self._database.writes_in_loop:
            return await asyncio.to_thread(self._insert_in_thread, workspace_id, rows)
        try:
            return await self._database.tell(insert_together(workspace_id, rows, datetime.now(UTC)))
        except IntegrityError as error:
            if getattr(error.orig, "sqlstate", None) == _NO_SUCH_WORKSPACE:
                raise no_workspace() from error
            raise ref_taken() from error

    def _insert_in_thread(self, workspace_id: int, rows: Sequence[Row]) -> list[dict[str, Any]]:
        with self._database.writing() as connection:
            ids = insert_items(connection, workspace_id, rows, datetime.now(UTC))
            found = {row["id"]: row for row in read_items(connection, workspace_id, ids)}
        return [found[number] for number in ids]

    async def _create_apart(self, workspace_id: int, together: Sequence[_New], error: Exception) -> None:
        """One of them cannot be, so that none was kept: each has its own answer."""
        if len(together) == 1:
            _refuse(together, error)
            return
        for new in together:
            await self._create(workspace_id, [new])


def _refuse(together: Sequence[_New], error: Exception) -> None:
    for new in together:
        if not new.made.done():
            new.made.set_exception(_own(error))


def _own(error: Exception) -> Exception:
    """The same error as an object of its own: whoever raises one adds to its traceback."""
    own: Exception = type(error).__new__(type(error), *error.args)
    own.__dict__.update(error.__dict__)
    own.__cause__ = error.__cause__
    return own.with_traceback(error.__traceback__)
