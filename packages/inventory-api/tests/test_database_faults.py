"""A database that is locked, full, read-only or restarted: 503 for now, nothing half done, and well again by itself."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from litestar.testing import TestClient
from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import Pool

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.direct import Ask, Steps
from inventory_api.inventory.models import Counter, Item
from inventory_api.settings import Settings
from inventory_api.web import logs

from .conftest import SignedIn, sign_in

LAMP = {"title": "Lamp", "price": {"amount": "5", "currency": "USD"}}


@contextmanager
def on(target: type, name: str, listener: Callable[..., None]) -> Iterator[None]:
    """An event is listened to for a while."""
    event.listen(target, name, listener)
    try:
        yield
    finally:
        event.remove(target, name, listener)


def with_pragma(pragma: str) -> Callable[..., None]:
    """Each connection to the SQLite file of the items has this setting, until it is given back and closed."""

    def set_it(connection: Any, record: Any, _proxy: Any) -> None:
        if isinstance(connection, sqlite3.Connection) and _file(connection).endswith("inventory.sqlite3"):
            connection.execute(f"PRAGMA {pragma}")
            record.invalidate(soft=True)

    return set_it


def _file(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def create(who: SignedIn, **headers: str) -> int:
    """Try to create an item; the status."""
    return who.client.post("/api/inventory", json=LAMP, headers={**who.headers, **headers}).status_code


def assert_refused(who: SignedIn, why: str = "The database does not answer for now.") -> None:
    """A write is 503 with the reason and a hint when to come again."""
    answer = who.client.post("/api/inventory", json=LAMP, headers=who.headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["detail"] == f"{why} Nothing was changed."


def assert_nothing_half_done(database: Database) -> None:
    """Neither an item, nor a word, nor a count."""
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Item)).scalar() == 0
        assert connection.execute(select(func.count()).select_from(Counter)).scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM item_search").scalar() == 0


def test_a_database_that_may_not_be_written(database: Database, signed_in: SignedIn) -> None:
    """Read-only: writes are 503 and leave nothing, and work again when it may be written. On SQLite reads go on."""
    if database.is_sqlite:
        with on(Pool, "checkout", with_pragma("query_only = ON")):
            assert_refused(signed_in)
            assert signed_in.client.get("/api/inventory", headers=signed_in.headers).json()["items"] == []
    else:
        read_only = "ALTER DATABASE %s SET default_transaction_read_only = {}" % database.engine.url.database  # noqa: UP031
        _tell(database, read_only.format("on"))
        _disconnect_all(database)
        assert_refused(signed_in)
        _tell(database, read_only.format("off"))
        _disconnect_all(database)
    assert_nothing_half_done(database)
    assert create(signed_in) == 201


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_full_disk(database: Database, signed_in: SignedIn) -> None:
    """Where no page can be added to the file, writes are 503 and leave nothing; with room again they work."""
    with on(Pool, "checkout", with_pragma("max_page_count = 1")):
        answers = [_create_large(signed_in) for _ in range(3)]
    assert answers == [503] * 3
    assert_nothing_half_done(database)
    assert create(signed_in) == 201


def _create_large(who: SignedIn) -> int:
    large = {**LAMP, "description": "word " * 9_000}
    return who.client.post("/api/inventory", json=large, headers=who.headers).status_code


def test_a_locked_database(database: Database, signed_in: SignedIn) -> None:
    """While somebody else holds the lock, a write waits for a while only, and is 503 then, which says why."""
    short = with_pragma("busy_timeout = 20") if database.is_sqlite else _shorten
    with database.writing() as holder, on(Pool, "checkout", short):
        if not database.is_sqlite:
            holder.exec_driver_sql("SELECT id FROM workspaces FOR UPDATE")
        assert_refused(signed_in, "Another write, such as a large import, holds the database for longer than requests wait.")
    assert_nothing_half_done(database)
    assert create(signed_in) == 201


def test_nobody_waits_for_ever(database: Database) -> None:
    """Each connection waits for a lock for half a minute at most."""
    with database.writing() as connection:
        asked = "PRAGMA busy_timeout" if database.is_sqlite else "SHOW lock_timeout"
        assert connection.exec_driver_sql(asked).scalar() in (30_000, "30s")


def _shorten(connection: Any, _record: Any, _proxy: Any) -> None:
    if isinstance(connection, psycopg.Connection):
        connection.execute("SET lock_timeout = 20")
        connection.commit()


def test_connections_that_are_in_use_are_closed_when_they_are_given_back(database: Database) -> None:
    """What a thread still reads when the service stops is no connection that the server goes on to hold."""
    own, closed = Database(database.url), list[object]()
    event.listen(own.engine, "close", lambda connection, _record: closed.append(connection))
    with own.reading() as connection:
        used = connection.connection.driver_connection
        own.close()
        assert closed == []
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    assert closed == [used]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_server_that_was_restarted_between_requests(database: Database, signed_in: SignedIn) -> None:
    """All connections are gone: the next requests get new ones, and nobody notices, whether threads or the event loop ask."""
    assert create(signed_in) == 201
    _disconnect_all(database)
    assert create(signed_in) == 201
    _disconnect_all(database)
    assert signed_in.client.get("/api/auth/me", headers=signed_in.headers).status_code == 200
    assert len(signed_in.client.get("/api/inventory", headers=signed_in.headers).json()["items"]) == 2


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_server_that_is_restarted_during_a_request(database: Database, settings: Settings) -> None:
    """The request in which connections go is 503 and leaves nothing; the next one works."""
    with TestClient(create_app(settings)) as client:
        who = sign_in(client, "ada@example.org")
        gone = []

        def disconnect(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
            if "counters" in statement and not gone:
                gone.append(statement)
                _disconnect_all(database)

        with on(Engine, "before_cursor_execute", disconnect):
            # With a key a thread does it, whose statements can be caught; for what the event loop writes see test_asking.py.
            assert create(who, **{"Idempotency-Key": "one"}) == 503
        assert gone
        assert_nothing_half_done(database)
        assert create(who) == 201


def _tell(database: Database, statement: str) -> None:
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(statement)


def _disconnect_all(database: Database) -> None:
    """What a restart of the server does to its clients."""
    _tell(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


@pytest.mark.parametrize("ask", ["thread", "loop"])
def test_the_log_says_why_there_is_no_connection(ask: str) -> None:
    """A20: in libpq's words, with the server and without the password, whoever asked."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        port = taken.getsockname()[1]
        database = Database(f"postgresql+psycopg://hub:sekret@127.0.0.1:{port}/hub")
        with pytest.raises(OperationalError) as failed:
            asyncio.run(database.ask(one())) if ask == "loop" else database._read(one())
    reason = logs.of_database(failed.value)["reason"]
    assert f"port {port} failed: Connection refused" in reason
    assert "sekret" not in reason
    assert "\n" not in reason


def one() -> Steps[Any]:
    """A statement."""
    (rows,) = yield [Ask(text("SELECT 1"), {})]
    return rows


def test_the_log_has_no_words_about_statements(database: Database) -> None:
    """A20: those can hold what was sent."""
    with pytest.raises(DBAPIError) as failed, database.reading() as connection:
        connection.execute(text("SELECT CAST('sekret' AS integer), nothing"))
    assert "sekret" not in str(logs.of_database(failed.value))
    assert "reason" not in logs.of_database(failed.value)
