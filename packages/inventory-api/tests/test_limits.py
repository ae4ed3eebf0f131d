"""Limits are counted in lots where somebody is in a hurry, and hold all the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from threading import Lock
from typing import Any

import pytest
from sqlalchemy import Engine, Executable

from inventory_api.direct import first
from inventory_api.errors import TooManyRequests
from inventory_api.settings import Settings
from inventory_api.web import limits as module
from inventory_api.web.limits import Limit, Limits

LARGE = Limit("large", 1_000, 3_600)


@pytest.fixture
def workers(settings: Settings) -> Iterator[list[Limits]]:
    """Two workers' limits over one database."""
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Limits(settings.database))) for _ in range(2)]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that were counted in the database, one a statement."""
    keys: list[str] = []

    def count(engine: Engine, statement: Executable, values: dict[str, Any]) -> Any:
        keys.append(values["key"])
        return first(engine, statement, values)

    monkeypatch.setattr(module, "first", count)
    return keys


def allowed(limits: Limits, limit: Limit, times: int, key: str = "a") -> int:
    """How many of so many requests pass."""
    passed = 0
    for _ in range(times):
        try:
            limits.use(limit, key)
            passed += 1
        except TooManyRequests:
            pass
    return passed


def test_workers_and_threads_in_a_hurry_stay_within_the_limit(workers: list[Limits], written: list[str]) -> None:
    """Never more pass than the limit has; at most two lots are left over; far fewer statements than requests were needed."""
    counted, adding = 0, Lock()

    def hurry(worker: Limits) -> None:
        nonlocal counted
        passed = allowed(worker, LARGE, 200)
        with adding:
            counted += passed

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(hurry, workers * 2))
    assert counted == 800
    assert len(written) < 500
    rest = sum(allowed(worker, LARGE, 150) for worker in workers)
    assert 170 <= rest <= 202  # some are there again meanwhile


def test_a_small_limit_is_counted_one_by_one(workers: list[Limits]) -> None:
    """Below two hundred nothing is counted ahead: exactly so many pass, whichever worker they come to."""
    small = Limit("small", 10, 3_600)
    assert [allowed(workers[number % 2], small, 1) for number in range(12)] == [1] * 10 + [0] * 2


def test_who_is_not_in_a_hurry_is_counted_one_by_one(
    workers: list[Limits], written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request is its own statement, and nothing of a lot is lost."""
    monkeypatch.setattr(module, "_HURRY_SECONDS", 0.0)
    assert allowed(workers[0], LARGE, 20) == len(written) == 20


def test_the_headers_tell_what_is_left(workers: list[Limits]) -> None:
    """Requests counted ahead are told as left."""
    told = [workers[0].use(LARGE, "b").headers["RateLimit"] for _ in range(30)]
    assert [int(each.partition("r=")[2].partition(";")[0]) for each in told] == list(range(999, 969, -1))
