"""On standard error: a bar of pages, listings, and what is being waited for; in a log, a line for each long wait."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from inventory_core.results import Wait
from inventory_scrapers.cli.failure import say

if TYPE_CHECKING:
    from rich.progress import Progress

LONG = 10.0
"""Seconds of a wait that a log is told of, so that nobody takes it for a program that hangs."""
_REASONS = {"crawl_delay": "crawl delay", "retry_after": "Retry-After"}


class PageProgress:
    """Counts pages and listings; `waits` may be called from any thread."""

    def __init__(self, *, total: int | None = None, quiet: bool = False) -> None:
        self._bar = None if quiet or not sys.stderr.isatty() else _make_bar(total, self.waiting)
        self._logs = not quiet and self._bar is None
        self._lock = threading.Lock()
        self._waits: dict[str, tuple[str, float]] = {}
        self._listings = 0

    def page_read(self, listings: int) -> None:
        """Count a page."""
        self._listings += listings
        if self._bar:
            self._bar.update(self._bar.task_ids[0], advance=1, listings=self._listings)

    def waits(self, wait: Wait) -> None:
        """Show that a host is being waited for."""
        with self._lock:
            self._waits[wait.host] = (_REASONS.get(wait.reason, wait.reason), time.monotonic() + wait.seconds)
        if self._logs and wait.seconds >= LONG:
            say(f"waiting {wait.seconds:.0f} s for {wait.host} ({_REASONS.get(wait.reason, wait.reason)})")

    def waiting(self) -> str:
        """What is being waited for now: "12 s for acme.example (Retry-After)"."""
        now = time.monotonic()
        with self._lock:
            left = [(until - now, host, reason) for host, (reason, until) in self._waits.items() if until > now]
        if not left:
            return ""
        seconds, host, reason = max(left)
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        return f"waiting {seconds:.0f} s for {host} ({reason}){more}"

    def __enter__(self) -> PageProgress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()


def _make_bar(total: int | None, waiting: object) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
    from rich.text import Text

    class Waiting(ProgressColumn):
        max_refresh = 0.2

        def render(self, task: Task) -> Text:
            return Text(waiting() if callable(waiting) else "", style="yellow")

    bar = Progress(
        SpinnerColumn("dots" if (sys.stderr.encoding or "").lower().startswith("utf") else "line"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("pages  [bold]{task.fields[listings]}[/] listings"),
        Waiting(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task("", total=total, listings=0)
    return bar
