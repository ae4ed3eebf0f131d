"""Something that a process looks after again and again, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from inventory_api.web.logs import of_database

log = structlog.get_logger(__name__)


class Loop:
    """Calls `step` at once and then every so many seconds, or sooner when woken, until it is stopped.

    A step that fails is logged, and the next one comes in its time: a database that was away is found again.
    """

    def __init__(self, name: str, step: Callable[[], None], seconds: float) -> None:
        self._name, self._step, self._seconds = name, step, seconds
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_stopping(self) -> bool:
        """Whether a long step should leave the rest to another process."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Let the next step come now. From any thread."""
        self._woken.set()

    def stop(self) -> None:
        """End after the step that is under way, which is waited for."""
        self._stopping.set()
        self._woken.set()
        if self._thread.ident:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            self._try()
            self._woken.wait(self._seconds)

    def _try(self) -> None:
        try:
            self._step()
        except (OperationalError, InterfaceError) as error:
            log.warning("database_unavailable", loop=self._name, **of_database(error))
        except Exception:
            log.exception("loop_failed", loop=self._name)
