"""A request that is sent again with its Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from msgspec import Struct
from sqlalchemy import Connection

from inventory_api.auth.caller import Caller
from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import Database
from inventory_api.errors import UnprocessableContent
from inventory_api.idempotency import once
from inventory_api.schedules import queries as schedules

from .conftest import SignedIn


class Made(Struct):
    number: int


THING: dict[str, Any] = {"route": "POST /things", "result": Made}


@pytest.fixture
def caller(signed_in: SignedIn) -> Caller:
    """Who asks."""
    return Caller(signed_in.account_id, signed_in.workspace_id)


def test_the_same_request_is_done_once(database: Database, caller: Caller) -> None:
    """Sent again with its key it gets the same answer; without one, or with another, it is done again."""
    numbers = count()

    def ask(key: str | None, data: dict[str, str]) -> int:
        with database.writing() as connection:
            return once(connection, caller, key=key, request=data, make=lambda: Made(next(numbers)), **THING).number

    assert [ask("a", {"x": "1"}), ask("a", {"x": "1"}), ask("b", {"x": "1"}), ask(None, {"x": "1"})] == [0, 0, 1, 2]
    with pytest.raises(UnprocessableContent):
        ask("a", {"x": "2"})


def test_what_failed_is_not_remembered(database: Database, caller: Caller) -> None:
    """Where the work is undone, so is the key: the next try is a first one."""

    def fail() -> Made:
        raise OSError

    with pytest.raises(OSError), database.writing() as connection:  # noqa: PT011
        once(connection, caller, key="a", request={}, make=fail, **THING)
    with database.writing() as connection:
        assert once(connection, caller, key="a", request={}, make=lambda: Made(7), **THING).number == 7


def test_of_requests_at_the_same_time_one_is_done(database: Database, caller: Caller) -> None:
    """Eight at once with one key: all get the same answer."""
    numbers = count()

    def ask(_: int) -> int:
        with database.writing() as connection:
            return once(connection, caller, key="a", request={}, make=lambda: Made(next(numbers)), **THING).number

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) == {0}


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("lock", [lock_workspace, schedules.count])
def test_two_keys_of_a_workspace_do_not_stop_each_other(
    database: Database, caller: Caller, lock: Callable[[Connection, int], object]
) -> None:
    """Each has kept its key, and then locks the workspace to make its thing: a deadlock where that waits for the other's key."""

    def locked(connection: Connection) -> Made:
        lock(connection, caller.workspace_id)
        return Made(1)

    def other(connection: Connection) -> Made:
        with database.writing() as second:
            second.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
            once(second, caller, key="b", request={}, make=lambda: locked(second), **THING)
        return locked(connection)

    with database.writing() as connection:
        assert once(connection, caller, key="a", request={}, make=lambda: other(connection), **THING).number == 1
