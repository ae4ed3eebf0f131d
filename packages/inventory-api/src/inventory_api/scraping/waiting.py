"""Jobs that wait for a thread: in the order in which they were asked for, but so that no account keeps the others waiting."""

from __future__ import annotations

import threading
from collections import Counter


class Waiting:
    """A queue that passes over the jobs of an account that has as many running as it may. From any thread."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._jobs: dict[int, int | None] = {}  # the account of each
        self._running: Counter[int | None] = Counter()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, job_id: int, account_id: int | None) -> None:
        """Let a job wait; once, however often it is put."""
        with self._changed:
            self._jobs.setdefault(job_id, account_id)
            self._changed.notify_all()

    def take(self) -> tuple[int, int | None] | None:
        """The next job that may run and its account, when there is one; None where the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._next() is not None)
            job_id = self._next()
            if self._closed or job_id is None:
                return None
            account_id = self._jobs.pop(job_id)
            self._running[account_id] += 1
            return job_id, account_id

    def done(self, account_id: int | None) -> None:
        """A job of that account runs no more."""
        with self._changed:
            self._running[account_id] -= 1
            self._running += Counter()  # forgets accounts that run nothing
            self._changed.notify_all()

    def close(self) -> None:
        """Hand out nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _next(self) -> int | None:
        return next((job_id for job_id, account_id in self._jobs.items() if self._running[account_id] < self._at_once), None)
