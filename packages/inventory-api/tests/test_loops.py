"""What a process looks after again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from inventory_api.loops import Loop


def counting(*failures: Exception) -> tuple[Callable[[], None], threading.Semaphore]:
    """A step that fails so at first, and a count of its calls."""
    calls, left = threading.Semaphore(0), list(failures)

    def step() -> None:
        calls.release()
        if left:
            raise left.pop(0)

    return step, calls


def test_a_step_comes_at_once_and_whenever_it_is_woken() -> None:
    """However long the pause; after the stop none comes."""
    step, calls = counting()
    loop = Loop("test", step, 3600)
    loop.start()
    assert calls.acquire(timeout=30)
    loop.wake()
    assert calls.acquire(timeout=30)
    loop.stop()
    loop.wake()
    assert not calls.acquire(blocking=False)


def test_a_step_that_fails_is_followed_by_others() -> None:
    """A database that is away, or a fault of ours, ends one step and not the loop."""
    step, calls = counting(OperationalError("SELECT 1", {}, Exception("away")), RuntimeError("a fault"))
    loop = Loop("test", step, 0.001)
    loop.start()
    assert all(calls.acquire(timeout=30) for _ in range(3))
    loop.stop()


def test_the_step_that_is_under_way_is_waited_for() -> None:
    """A stop ends between two steps; a long step is told by `is_stopping`."""
    entered, ended = threading.Event(), threading.Event()

    def step() -> None:
        entered.set()
        while not loop.is_stopping:
            pass
        ended.set()

    loop = Loop("test", step, 3600)
    loop.start()
    assert entered.wait(30)
    loop.stop()
    assert ended.is_set()


def test_one_that_never_began_can_be_stopped() -> None:
    """As by a service that is made and never started."""
    Loop("test", lambda: None, 1).stop()
