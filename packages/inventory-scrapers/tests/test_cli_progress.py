"""What a waiting person is told."""

from __future__ import annotations

import io
import sys

import pytest

from inventory_core import Wait
from inventory_scrapers.cli.progress import PageProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_longest_wait_is_named_with_host_and_reason() -> None:
    """Seconds, host and reason in people's words; how many other hosts are waited for; nothing once the wait is over."""
    progress = PageProgress()
    assert progress.waiting() == ""
    progress.waits(Wait(host="past.example", reason="pace", seconds=0))
    assert progress.waiting() == ""
    progress.waits(Wait(host="a.example", reason="crawl_delay", seconds=50.2))
    assert progress.waiting() == "waiting 50 s for a.example (crawl delay)"
    progress.waits(Wait(host="b.example", reason="retry_after", seconds=100.2))
    assert progress.waiting() == "waiting 100 s for b.example (Retry-After) and 1 more"


def test_the_bar_shows_pages_listings_and_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal the bar is drawn on standard error; it is gone when the work is done."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    with PageProgress(total=3) as progress:
        progress.waits(Wait(host="a.example", reason="crawl_delay", seconds=50.2))
        progress.page_read(40)
    assert "1/3" in screen.getvalue()
    assert "waiting 50 s for a.example (crawl delay)" in screen.getvalue()
    assert "40" in screen.getvalue()


@pytest.mark.parametrize("quiet", [True, False])
def test_a_log_is_told_of_long_waits(quiet: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no bar is drawn, a line says what takes half a minute, and none what takes two seconds; --quiet says nothing."""
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    progress = PageProgress(quiet=quiet)
    progress.waits(Wait(host="a.example", reason="pace", seconds=2))
    progress.waits(Wait(host="a.example", reason="backoff", seconds=32))
    assert log.getvalue() == ("" if quiet else "waiting 32 s for a.example (backoff)\n")


@pytest.mark.parametrize("quiet", [True, False])
def test_nothing_is_drawn_where_no_person_watches(quiet: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in a pipe, and not with --quiet."""
    screen = Terminal() if quiet else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    with PageProgress(total=3, quiet=quiet) as progress:
        progress.page_read(40)
    assert screen.getvalue() == ""
