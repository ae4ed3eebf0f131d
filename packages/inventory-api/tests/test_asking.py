"""Statements that the event loop runs on PostgreSQL itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Integer, Select, bindparam, cast, func, literal, select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError

from inventory_api.asking import CONNECTIONS, Asking
from inventory_api.database import Database, Exact, Json, Moment
from inventory_api.direct import Ask, Rows, Steps, run
from inventory_api.inventory.counters import recount
from inventory_api.inventory.models import Counter
from inventory_api.inventory.queries import Filters
from inventory_api.inventory.store import insert_items, insert_together, read_item
from inventory_api.web.limits import Limit, Limits, Use

from .conftest import SignedIn
from .item_lists import list_items

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Work = Callable[[Asking], Awaitable[Any]]
ONE = select((cast(bindparam("number"), Integer) + 1).label("found"))
PID = select(func.pg_backend_pid().label("pid"))
SLEEP = select(func.pg_sleep(bindparam("seconds")).label("slept"))


@pytest.fixture(autouse=True)
def _only_postgresql(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("on SQLite there is no journey to save")


def use(database: Database, work: Work) -> Any:
    """What `work` gives in an event loop of its own."""

    async def run() -> Any:
        asking = Asking(database.engine, "SET default_transaction_isolation = 'repeatable read'")
        try:
            return await work(asking)
        finally:
            asking.close()

    return asyncio.run(run())


def steps(*asks: Ask) -> Steps[list[Rows]]:
    """Ask for all of them together."""
    found = yield asks
    return found


def of(number: int) -> Ask:
    return Ask(ONE, {"number": number})


def test_values_come_as_they_do_otherwise(database: Database) -> None:
    """Moments, exact numbers, JSON, text and null are the same as SQLAlchemy gives them; and a statement of text gives tuples."""
    kinds: dict[str, tuple[Any, Any]] = {
        "moment": (Moment, datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)),
        "exact": (Exact, Decimal("12.3400")),
        "json": (Json, {"a": [1, None, "ü"]}),
        "nothing": (Integer, None),
    }
    statement: Select[Any] = select(*[cast(bindparam(name, type_=kind), kind).label(name) for name, (kind, _) in kinds.items()])
    values = {name: value for name, (_, value) in kinds.items()}
    asks = [
        Ask(statement, values),
        Ask(statement, values, plan_anew=True),
        Ask(text("SELECT 1, CAST(:word AS text)"), {"word": "%"}),
    ]
    with database.reading() as connection:
        expected = dict(connection.execute(statement, values).mappings().one())
    found = use(database, lambda asking: asking.run(steps(*asks)))
    assert found == [[expected], [expected], [(1, "%")]]
    assert [type(value) for value in found[0][0].values()] == [type(value) for value in expected.values()]


def test_what_is_asked_together_is_of_one_moment(database: Database) -> None:
    """Two statements see the same snapshot, and the next journey another one."""
    snapshot = Ask(select(func.now().label("at")), {})

    async def work(asking: Asking) -> list[Any]:
        return [*await asking.run(steps(snapshot, of(1), snapshot)), *await asking.run(steps(snapshot))]

    first, _, second, later = use(database, work)
    assert first == second
    assert first != later


def test_an_error_spoils_nothing_behind_it(database: Database) -> None:
    """A value that the server refuses is SQLAlchemy's DataError; what was behind it is prepared anew."""
    bad = Ask(text("SELECT CAST(:number AS integer)"), {"number": "no number"})

    async def work(asking: Asking) -> Any:
        before = await asking.run(steps(Ask(PID, {})))
        with pytest.raises(DataError):
            await asking.run(steps(bad, of(1)))
        with pytest.raises(ProgrammingError):
            await asking.run(steps(Ask(text("SELECT nothing"), {})))
        return before, await asking.run(steps(of(1)))

    before, after = use(database, work)
    assert after == [[{"found": 2}]]
    assert before[0][0]["pid"] > 0


def test_a_connection_that_the_server_ended_is_replaced(database: Database) -> None:
    """Whether it ended while nobody used it, or under a statement, which is asked a second time where it may be."""

    async def work(asking: Asking) -> Any:
        ((first,),) = await asking.run(steps(Ask(PID, {})))
        with database.writing() as connection:
            connection.execute(select(func.pg_terminate_backend(first["pid"])))
        ((second,),) = await asking.run(steps(Ask(PID, {})))
        slow = asyncio.create_task(asking.run(steps(Ask(SLEEP, {"seconds": 20})), again=False))
        await _is_asleep(database)
        with database.writing() as connection:
            connection.execute(select(func.pg_terminate_backend(second["pid"])))
        with pytest.raises(OperationalError) as told:
            await slow
        return first["pid"], second["pid"], told.value.connection_invalidated

    first, second, invalidated = use(database, work)
    assert first != second
    assert invalidated


async def _is_asleep(database: Database) -> None:
    asleep = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()")
    while True:
        with database.glancing() as connection:
            if connection.execute(asleep).scalar_one():
                return
        await asyncio.sleep(0)


def test_no_processes_are_started_for_a_query(database: Database, workspace: int) -> None:
    """Nor is a lock waited for for ever: so it is on the connections of threads, and of the loop that reads and writes."""
    shown = [func.current_setting(name).label(name) for name in ("max_parallel_workers_per_gather", "lock_timeout")]
    ask = Ask(select(*shown), {})

    async def work() -> list[Any]:
        return [await database.ask(steps(ask)), await database.tell(steps(ask))]

    in_loop = asyncio.run(work())
    with database.reading() as connection:
        assert [[[dict(connection.execute(ask.statement).mappings().one())]]] * 2 == in_loop
    assert in_loop[0] == [[{"max_parallel_workers_per_gather": "0", "lock_timeout": "30s"}]]
    database.close()


def test_one_that_nobody_waits_for_any_more_is_closed(database: Database) -> None:
    """Its answer cannot come to somebody else."""

    async def work(asking: Asking) -> Any:
        slow = asyncio.create_task(asking.run(steps(Ask(SLEEP, {"seconds": 20}))))
        await _is_asleep(database)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        return await asking.run(steps(of(4)))

    assert use(database, work) == [[{"found": 5}]]


def test_who_asks_and_what_is_read_are_one_journey(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time that a token is seen its session is looked up together with the route's own statements."""
    journeys, fetch = list[int](), Asking._fetch_once

    async def counted(self: Asking, asks: Any, *args: Any, **given: Any) -> Any:
        journeys.append(len(asks))
        return await fetch(self, asks, *args, **given)

    monkeypatch.setattr(Asking, "_fetch_once", counted)
    monkeypatch.setattr(Limits, "use_where_possible", _uncounted)
    for path, expected in (("/api/inventory", [2]), ("/api/inventory/1", [2]), ("/api/stats", [6]), ("/api/stats", [3])):
        journeys.clear()
        signed_in.client.get(path, headers=signed_in.headers)
        assert journeys == expected, path


async def _uncounted(_limits: Limits, limit: Limit, _key: str) -> Use:
    return Use(limit, 0.0)


def test_many_at_once_take_turns(database: Database) -> None:
    """Each gets its own answer over no more connections than there may be."""

    async def work(asking: Asking) -> Any:
        asks = [steps(of(number), Ask(PID, {})) for number in range(10 * CONNECTIONS)]
        return await asyncio.gather(*[asking.run(each) for each in asks])

    found = use(database, work)
    assert [answer[0] for answer in found] == [[{"found": number + 1}] for number in range(10 * CONNECTIONS)]
    assert len({answer[1][0]["pid"] for answer in found}) <= CONNECTIONS


def test_a_large_value_goes_through(database: Database) -> None:
    """More than fits into the socket at once, there and back."""
    ask = Ask(select(cast(literal("").concat(bindparam("word")), Json).label("word")), {"word": f'"{"x" * 5_000_000}"'})
    (((row),),) = use(database, lambda asking: asking.run(steps(ask)))
    assert row["word"] == "x" * 5_000_000


def test_items_made_in_the_loop_are_as_those_of_threads(database: Database, workspace: int) -> None:
    """The same columns, words and counters, however many are made at once; one whose ref is taken leaves nothing."""
    new = {
        "title": "Über lamp", "tags": ["a"], "price_amount": Decimal("12.50"), "price_currency": "USD", "quantity": 3,
        "category": ["Lamps"], "custom": {"n": 1, "t": "ü"}, "images": [{"url": "https://a.example/1"}],
    }  # fmt: skip
    with database.writing() as connection:
        (number,) = insert_items(connection, workspace, [{**new, "ref": "by a thread"}], NOW)

    async def make() -> list[Any]:
        refs = [*[f"in the loop {number}" for number in range(20)], "by a thread"]
        made = [database.tell(insert_together(workspace, [{**new, "ref": ref}], NOW)) for ref in refs]
        return await asyncio.gather(*made, return_exceptions=True)

    *made, refused = asyncio.run(make())
    database.close()
    with database.reading() as connection:
        by_thread = run(connection, read_item(workspace, number)) or {}
        kept = connection.execute(select(Counter.count, Counter.amount).order_by(Counter.name, Counter.key)).all()
        assert len(list_items(connection, workspace, Filters(text="uber lamp"), limit=50).rows) == 21
    with database.writing() as connection:
        recount(connection, workspace)
        assert connection.execute(select(Counter.count, Counter.amount).order_by(Counter.name, Counter.key)).all() == kept
    assert isinstance(refused, IntegrityError)
    assert [{**each, "id": number, "ref": "by a thread"} for (each,) in made] == [by_thread] * 20


def test_what_is_written_is_whole_or_not_at_all(database: Database, workspace: int) -> None:
    """A server that ends the connection behind the last statement, before the commit, leaves nothing; the next one is written."""

    def slowly() -> Steps[Any]:
        steps = insert_together(workspace, [{"title": "lamp"}], NOW)
        return (yield [*next(steps), Ask(SLEEP, {"seconds": 20})])

    async def work() -> list[int]:
        left = []
        slow = asyncio.create_task(database.tell(slowly()))
        await _is_asleep(database)
        _end_those_asleep(database)
        with pytest.raises(OperationalError):
            await slow
        left.append(_count(database))
        _end_those_that_wait(database)
        await database.tell(insert_together(workspace, [{"title": "lamp"}], NOW))
        _end_those_that_wait(database)  # and nobody has told the loop yet
        await database.tell(insert_together(workspace, [{"title": "lamp"}], NOW))
        return [*left, _count(database)]

    assert asyncio.run(work()) == [0, 2]
    database.close()


def _count(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM items")).scalar_one())


def _end_those_asleep(database: Database) -> None:
    _end(database, "query LIKE '%pg_sleep%'")


def _end_those_that_wait(database: Database) -> None:
    """Connections that nobody uses now."""
    _end(database, "state = 'idle' AND backend_type = 'client backend'")


def _end(database: Database, which: str) -> None:
    ending = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND {which}"
    with database.glancing() as connection:
        connection.execute(text(f"{ending} AND pid <> pg_backend_pid()"))
