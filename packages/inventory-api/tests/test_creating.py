"""Items that are made one by one and come together, on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from inventory_api.auth.models import Workspace
from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import Database
from inventory_api.inventory.counters import recount
from inventory_api.inventory.creating import Creating
from inventory_api.inventory.models import Counter, Item

from .waiting import until

Rows = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _only_postgresql(database: Database) -> Iterator[None]:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer, which is a thread")
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
    assert [type(each) for each in made] == [dict, dict, IntegrityError, dict]
    assert titles(database, workspace) == ["0", "1", "3"]
    assert are_right(database, workspace)


def test_a_workspace_that_is_gone_refuses_all(database: Database) -> None:
    """Nobody waits for ever."""
    made = create_all(database, 999_999, [{"title": "lamp"}] * 3)
    assert [type(each) for each in made] == [IntegrityError] * 3


def test_a_broken_database_refuses_all(database: Database, workspace: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits gets the error, and is not asked a second time: nobody knows what was kept."""
    asked = []

    async def broken(_database: Database, steps: Any) -> Any:
        asked.append(steps)
        raise OperationalError("", {}, Exception("the connection is lost"))

    monkeypatch.setattr(Database, "tell", broken)
    made = create_all(database, workspace, [{"title": "lamp"}] * 3)
    assert [type(each) for each in made] == [OperationalError] * 3
    assert len(asked) == 1


def while_locked(database: Database, workspace: int, work: Callable[[Creating], Awaitable[Any]]) -> Any:
    """What `work` gives, begun while another transaction holds the workspace."""

    async def run() -> Any:
        with database.writing() as connection:
            lock_workspace(connection, workspace)
            begun = asyncio.ensure_future(work(Creating(database)))
            await asyncio.to_thread(until, lambda: _is_waited_for(database))
        return await begun

    return asyncio.run(run())


def _is_waited_for(database: Database) -> bool:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with database.glancing() as connection:
        return connection.exec_driver_sql(waiting).first() is not None


def test_who_goes_away_before_it_is_sent_is_not_made(database: Database, workspace: int) -> None:
    """What a request that was cancelled still waited with is left out; the others are made."""

    async def work(creating: Creating) -> list[Any]:
        first = asyncio.create_task(creating.create(workspace, {"title": "first"}))
        await asyncio.sleep(0)
        late = [asyncio.create_task(creating.create(workspace, {"title": title})) for title in ("gone", "last")]
        await asyncio.sleep(0)
        late[0].cancel()
        return await asyncio.gather(first, *late, return_exceptions=True)

    _, gone, last = while_locked(database, workspace, work)
    assert isinstance(gone, asyncio.CancelledError)
    assert last["title"] == "last"
    assert titles(database, workspace) == ["first", "last"]


def test_workspaces_do_not_wait_for_each_other(database: Database, workspace: int) -> None:
    """While one is locked by somebody, an item of another one is made."""
    with database.writing() as connection:
        other = connection.execute(
            Workspace.__table__.insert().values(name="other", created_at=func.now()).returning(Workspace.id)
        ).scalar_one()

    async def work(creating: Creating) -> list[Any]:
        locked = asyncio.create_task(creating.create(workspace, {"title": "locked"}))
        free = await creating.create(other, {"title": "free"})
        is_early = not locked.done()
        return [free["title"], is_early, (await locked)["title"]]

    assert while_locked(database, workspace, work) == ["free", True, "locked"]


def test_nothing_is_kept_of_what_is_done(database: Database, workspace: int) -> None:
    """Once all are made the process knows no more of them, and goes on to make others."""

    async def work() -> tuple[int, int]:
        creating = Creating(database)
        for number in range(3):
            await creating.create(workspace, {"title": str(number)})
        await asyncio.sleep(0)
        return len(creating._waiting), len(creating._tasks)

    assert asyncio.run(work()) == (0, 0)
