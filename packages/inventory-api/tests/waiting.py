"""Waiting for what another thread or process does, without taking the processor from it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any


def pause(seconds: float = 0.01) -> None:
    """Let others work."""
    threading.Event().wait(seconds)


def until(holds: Callable[[], Any], why: str = "it did not come about", *, seconds: float = 60) -> Any:
    """What a condition answers once that is true; AssertionError with the reason after so many seconds."""
    end = monotonic() + seconds
    while not (found := holds()):
        assert monotonic() < end, why
        pause()
    return found
