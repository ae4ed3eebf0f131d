"""A server that is told to stop waits for its answers to end before it tells the application: streams would never."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from typing import Any


def call_when_told_to_stop(work: Callable[[], None]) -> None:
    """Call in the running event loop at SIGTERM or SIGINT, before the server's own handler; nothing outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        earlier = signal.getsignal(number)
        if callable(earlier):
            signal.signal(number, _first(loop, work, earlier))


def _first(loop: asyncio.AbstractEventLoop, work: Callable[[], None], earlier: Callable[..., Any]) -> Callable[..., Any]:
    def handle(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(work)
        earlier(number, frame)

    return handle
