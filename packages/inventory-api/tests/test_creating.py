"""Items that are made one by one and come together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from inventory_api.auth.models import Workspace
from inventory_api.database import Database
from inventory_api.errors import Conflict, NotFound
from inventory_api.inventory.counters import recount
from inventory_api.inventory.creating import Creating
from inventory_api.inventory.models import Counter, Item
from inventory_api.inventory.store import Row

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Rows = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _connections_end(database: Database) -> Iterator[None]:
    yield
    database.close()


def create_all(database: Database, workspace: int, rows: Rows) -> list[Any]:
    """What becomes of rows that come at one moment."""

    async def work() -> list[Any]:
        creating = Creating(database)
        return await asyncio.gather(*[creating.create(workspace, row) for row in rows], return_exceptions=True)

    return asyncio.run(work())


def changes(database: Database, workspace: int) -> int:
    """How many transactions the workspace was locked by."""
    with database.reading() as connection:
        return connection.execute(select(Workspace.changes).where(Workspace.id == workspace)).scalar_one()


def titles(database: Database, workspace: int) -> list[str]:
    """Of all items, in the order of their numbers."""
    with database.reading() as connection:
        found = select(Item.title).where(Item.workspace_id == workspace).order_by(Item.id)
        return [title or "" for title in connection.execute(found).scalars()]


def are_right(database: Database, workspace: int) -> bool:
    """Whether the counters say what the items do."""
    kept = (
        select(Counter.name, Counter.key, Counter.count).where(Counter.workspace_id == workspace).order_by(*Counter.__table__.c)
    )
    with database.writing() as connection:
        before = connection.execute(kept).all()
        recount(connection, workspace)
        return bool(connection.execute(kept).all() == before)


def test_those_that_come_together_go_together(database: Database, workspace: int) -> None:
    """Twenty at one moment are one transaction, each has its own number, and the counters are right."""
    made = create_all(database, workspace, [{"title": str(number)} for number in range(20)])
    assert [each["title"] for each in made] == [str(number) for number in range(20)]
    assert len({each["id"] for each in made}) == 20
    assert titles(database, workspace) == [each["title"] for each in made]
    assert changes(database, workspace) == 1
    assert are_right(database, workspace)


def test_no_more_go_together_than_a_few(database: Database, workspace: int) -> None:
    """Of 120, fifty are the most of one transaction."""
    assert len(create_all(database, workspace, [{"title": "lamp"}] * 120)) == 120
    assert (len(titles(database, workspace)), changes(database, workspace)) == (120, 3)


def test_one_that_cannot_be_is_refused_alone(database: Database, workspace: int) -> None:
    """Of two with one ref the first is made; all others are, too."""
    refs = ["a", "b", "a", "c"]
    made = create_all(database, workspace, [{"title": f"{number}", "ref": ref} for number, ref in enumerate(refs)])
    assert [type(each) for each in made] == [dict, dict, Conflict, dict]
    assert titles(database, workspace) == ["0", "1", "3"]
    assert are_right(database, workspace)


def test_a_workspace_that_is_gone_refuses_all(database: Database) -> None:
    """Nobody waits for ever; each has an error of its own, so that none adds to the traceback of another's."""
    made = create_all(database, 999_999, [{"title": "lamp"}] * 3)
    assert [(type(each), each.code, str(each)) for each in made] == [(NotFound, "workspace_not_found", made[0].detail)] * 3
    assert len({id(each) for each in made}) == 3


class Held(Creating):
    """Its first transaction, or that of one workspace, waits until it is let go."""

    def __init__(self, database: Database, workspace: int) -> None:
        super().__init__(database)
        self.workspace, self.let_go, self.sent = workspace, asyncio.Event(), asyncio.Event()

    async def _insert(self, workspace_id: int, rows: Sequence[Row]) -> list[dict[str, Any]]:
        if workspace_id == self.workspace:
            self.sent.set()
            await self.let_go.wait()
        return await super()._insert(workspace_id, rows)


def test_a_broken_database_refuses_all(database: Database, workspace: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits gets the error, and is not asked a second time: nobody knows what was kept."""
    asked = []

    async def broken(_creating: Creating, _workspace: int, rows: Sequence[Row]) -> Any:
        asked.append(len(rows))
        raise OperationalError("", {}, Exception("the connection is lost"))

    monkeypatch.setattr(Creating, "_insert", broken)
    made = create_all(database, workspace, [{"title": "lamp"}] * 3)
    assert ([type(each) for each in made], asked) == ([OperationalError] * 3, [3])


def test_who_goes_away_before_it_is_sent_is_not_made(database: Database, workspace: int) -> None:
    """What a request that was cancelled still waited with is left out; the others are made."""

    async def work() -> list[Any]:
        creating = Held(database, workspace)
        first = asyncio.create_task(creating.create(workspace, {"title": "first"}))
        await creating.sent.wait()
        gone, last = (asyncio.create_task(creating.create(workspace, {"title": title})) for title in ("gone", "last"))
        await asyncio.sleep(0)
        gone.cancel()
        creating.let_go.set()
        return await asyncio.gather(first, gone, last, return_exceptions=True)

    _, gone, last = asyncio.run(work())
    assert isinstance(gone, asyncio.CancelledError)
    assert last["title"] == "last"
    assert titles(database, workspace) == ["first", "last"]


def test_nothing_is_sent_where_all_have_gone(database: Database, workspace: int) -> None:
    """Where nobody waits any more there is no transaction, which would lock the workspace and count a change."""

    async def work() -> None:
        creating = Held(database, workspace)
        first = asyncio.create_task(creating.create(workspace, {"title": "first"}))
        await creating.sent.wait()
        gone = [asyncio.create_task(creating.create(workspace, {"title": "gone"})) for _ in range(2)]
        await asyncio.sleep(0)
        for each in gone:
            each.cancel()
        creating.let_go.set()
        await asyncio.gather(first, *gone, *creating._tasks, return_exceptions=True)

    asyncio.run(work())
    assert (titles(database, workspace), changes(database, workspace)) == (["first"], 1)


def test_workspaces_do_not_wait_for_each_other(database: Database, workspace: int) -> None:
    """While the items of one are on their way, one of another is made."""
    with database.writing() as connection:
        new = insert(Workspace).values(name="other", created_at=NOW).returning(Workspace.id)
        other = connection.execute(new).scalar_one()

    async def work() -> list[Any]:
        creating = Held(database, workspace)
        slow = asyncio.create_task(creating.create(workspace, {"title": "slow"}))
        quick = await creating.create(other, {"title": "quick"})
        is_first = not slow.done()
        creating.let_go.set()
        return [quick["title"], is_first, (await slow)["title"]]

    assert asyncio.run(work()) == ["quick", True, "slow"]


def test_nothing_is_kept_of_what_is_done(database: Database, workspace: int) -> None:
    """Once all are made the process knows no more of them, and goes on to make others."""

    async def work() -> tuple[int, int]:
        creating = Creating(database)
        for number in range(3):
            await creating.create(workspace, {"title": str(number)})
        await asyncio.sleep(0)
        return len(creating._waiting), len(creating._tasks)

    assert asyncio.run(work()) == (0, 0)
