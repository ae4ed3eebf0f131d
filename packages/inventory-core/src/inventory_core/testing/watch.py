"""Watches what a scraper does besides reading, in an interpreter of its own: an audit hook cannot be taken away again."""

from __future__ import annotations

import os
import random
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import Any, Literal

Phase = Literal["import", "read"]
CONNECTS = ("socket.", "subprocess.", "urllib.", "http.", "ftplib.", "smtplib.", "sqlite3.", "webbrowser.")
TOUCHES = ("open", "os.", "shutil.", "tempfile.", "glob.", "pathlib.", "mmap.", "fcntl.", "syslog.", "signal.")
RUNS = ("exec", "compile")
CLOCKS = frozenset({"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "sleep"})
TALKS = frozenset({"print", "input", "breakpoint"})
SYSTEM = frozenset({"posix", "nt"})
HARMLESS = frozenset({"fspath", "_path_normpath", "register_at_fork"})
STDLIB = sysconfig.get_path("stdlib")
# What they do is no doing of the scraper's: they import, make classes, write a log, or look up a named time zone.
MACHINERY = ("importlib", "dataclasses.py", "warnings.py", "collections", "logging", "zoneinfo")


class Watch:
    """`seen` has what was done, as [where, what]: the phase and the place in the scraper, and the name of the event."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []
        self._phase: Phase | None = None
        sys.addaudithook(self._audit)

    @contextmanager
    def during(self, phase: Phase) -> Iterator[None]:
        """An "import" reads files and runs code, but connects to nothing and starts nothing; a "read" touches nothing."""
        self._phase = phase
        sys.setprofile(self._profile)
        try:
            yield
        finally:
            sys.setprofile(None)
            self._phase = None

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._phase is None:
            return
        watched = CONNECTS if self._phase == "import" else (*CONNECTS, *TOUCHES, *RUNS)
        if event.startswith(watched) and not (event == "open" and "zoneinfo" in str(arguments[0])):
            self._note(f"{event} {arguments[0]!r:.80}" if arguments else event)

    def _profile(self, frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call" and (function.__module__ == "_thread" and function.__name__.startswith("start_")):
            self._note(f"{function.__name__}()")
        elif self._phase != "read":
            return
        elif event == "c_call":
            self._note_builtin(function)
        elif event == "call" and frame.f_code is type(os.environ).__getitem__.__code__:
            self._note("os.environ")

    def _note_builtin(self, function: Any) -> None:
        name, module, owner = function.__name__, function.__module__, getattr(function, "__self__", None)
        if module == "time" and name in CLOCKS:
            self._note(f"time.{name}()")
        elif module in SYSTEM and name not in HARMLESS:
            self._note(f"os.{name}()")
        elif module == "builtins" and name in TALKS:
            self._note(f"{name}()")
        elif isinstance(owner, type) and issubclass(owner, date) and name in ("now", "utcnow", "today"):
            self._note(f"{owner.__name__}.{name}()")
        elif isinstance(owner, random.Random):
            self._note(f"random.{name}()")

    def _note(self, what: str) -> None:
        phase, self._phase = self._phase, None  # what noting does is not noted
        try:
            if phase and (where := _culprit(phase)):
                self.seen.append([where, what])
        finally:
            self._phase = phase


def _culprit(phase: Phase) -> str:
    """The innermost place outside the standard library and this package; empty where machinery did it."""
    frame: FrameType | None = sys._getframe(2)
    place = ""
    while frame:
        file = frame.f_code.co_filename
        if phase == "read" and _is_machinery(file):
            return ""
        if not place and not _is_ours(file):
            place = f"{os.path.basename(file)}:{frame.f_lineno}, in {frame.f_code.co_name}"
        frame = frame.f_back
    return place and f"{phase}: {place}"


def _is_machinery(file: str) -> bool:
    of_stdlib = file.startswith(STDLIB) and file[len(STDLIB) + 1 :].split(os.sep, maxsplit=1)[0] in MACHINERY
    return of_stdlib or file.startswith("<frozen importlib")


def _is_ours(file: str) -> bool:
    ours = os.path.dirname(os.path.dirname(__file__))
    return file.startswith((ours, "<frozen")) or (file.startswith(STDLIB) and "site-packages" not in file)
