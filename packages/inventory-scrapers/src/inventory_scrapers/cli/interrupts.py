"""Ctrl-C: the first ends the crawl in order, the second at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Protocol

from inventory_scrapers.cli.failure import say


class Stoppable(Protocol):
    """A crawl, or what drives several."""

    def stop(self, reason: str = ...) -> None:
        """Ask for nothing more. From any thread."""
        ...


class Interrupts:
    """While it is entered, the first SIGINT stops the crawl and the second raises KeyboardInterrupt. `count` is how many came."""

    def __init__(self, crawl: Stoppable) -> None:
        self._crawl = crawl
        self.count = 0

    def __enter__(self) -> Interrupts:
        self._before = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.count > 1:
            raise KeyboardInterrupt
        # In a thread, because the interrupted code may hold the lock that stopping takes.
        threading.Thread(target=self._stop, daemon=True).start()

    def _stop(self) -> None:
        self._crawl.stop("interrupted")
        say("stopping; what was read is kept (Ctrl-C again ends at once)", color="yellow")
