"""What the tests of the pace share: within a process, and over several."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable
from typing import Any


def gaps(site: Any) -> list[float]:
    """The seconds between the requests that a site saw; its threads note them as they come to it, so in the order of time."""
    times = sorted(time for _, _, _, time in site.seen)
    return [round(later - earlier, 6) for earlier, later in itertools.pairwise(times)]


def together(tasks: Iterable[Callable[[], object]]) -> None:
    """Run all at once, each in a thread, and wait until they have ended."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


class Busy:
    """A page of a site that takes a moment; `most` is how many asked for it at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, _handler: object) -> tuple[int, dict[str, str], bytes]:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        threading.Event().wait(0.005)
        with self._lock:
            self.now -= 1
        return 200, {}, b"page"
