"""Recorded pages: a crawl written into a folder while it runs, and repeated from it without a network.

    crawl = Crawl(scraper, RecordingFetcher(PoliteFetcher(), Path("recorded")), [request])
    crawl = Crawl(scraper, ReplayFetcher(Path("recorded")), [request])      # the same pages, byte for byte

docs/replay.md describes the form of the folder. A WARC file may stand in the place of one for replay (extra `warc`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from inventory_core.errors import FetchFailed
from inventory_core.fetcher import FetchContext, Fetcher
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_scrapers.fetch.recording import Exchange, Folder, key_of

MAX_BYTES = 64 * 1024 * 1024


class Recording(Protocol):
    """Where recorded exchanges are found; `get` raises FetchFailed for what is damaged or too large."""

    def get(self, request: Request) -> Exchange | None:
        """What is recorded for a request; null where nothing is."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


class ReplayFetcher:
    """Answers from a folder of recorded pages, or from a WARC file (`.warc`, `.warc.gz`), and never from the network.

    Serves a crawl as its fetcher and as its renderer at once. What was recorded as failed fails again, in the same words; a
    request that was not recorded is NETWORK_ERROR `not_recorded`, a damaged recording UNREADABLE `damaged_recording`, one larger
    than `max_bytes` TOO_LARGE `recorded_bytes`. The traffic of the first time is reported again, so that limits end the crawl at
    the same page; nothing is waited for. OSError where there is no such folder or file.
    """

    name = "replay"
    renders = False

    def __init__(self, source: Path | str, *, max_bytes: int = MAX_BYTES) -> None:
        self._recording = _open(Path(source), max_bytes)

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The recorded page for a request."""
        exchange = self._recording.get(request)
        if exchange is None:
            raise FetchFailed(Outcome.NETWORK_ERROR, "not_recorded", f"no recording of {request.url}")
        context.on_traffic(exchange.requests, exchange.received)
        return exchange.replayed(request)

    def close(self) -> None:
        """Let go of files."""
        self._recording.close()


class RecordingFetcher:
    """Passes everything on to another fetcher, and writes into a folder what came back, failures too.

    Two may write into one folder at a time, such as that of a crawl and that of its renderer. What is recorded again replaces
    what was recorded before. What its own crawl cancelled is not recorded. A page that cannot be written is not given either:
    NETWORK_ERROR `not_written`.
    """

    def __init__(self, inner: Fetcher, folder: Path | str) -> None:
        self.name, self.renders = inner.name, inner.renders
        self._inner, self._folder = inner, Folder(Path(folder))
        self._folder.create()

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page of the other fetcher."""
        counted = _Counted(context)
        try:
            page = self._inner.fetch(request, counted.context)
        except FetchFailed as failed:
            if failed.outcome is not Outcome.CANCELLED:
                self._write(request, counted.add_to(Exchange.of_failure(failed)))
            raise
        self._write(request, counted.add_to(Exchange.of_page(page)))
        return page

    def close(self) -> None:
        """Close the other fetcher."""
        self._inner.close()

    def _write(self, request: Request, exchange: Exchange) -> None:
        try:
            self._folder.put(key_of(request), request, exchange)
        except OSError as error:
            message = f"the page could not be recorded: {error.strerror or type(error).__name__}"
            raise FetchFailed(Outcome.NETWORK_ERROR, "not_written", message) from error


class _Counted:
    """A context that also counts the traffic of one fetch."""

    def __init__(self, context: FetchContext) -> None:
        self._lock = threading.Lock()
        self._pass_on: Callable[[int, int], None] = context.on_traffic
        self.requests = self.received = 0
        self.context = replace(context, on_traffic=self._count)

    def add_to(self, exchange: Exchange) -> Exchange:
        return replace(exchange, requests=self.requests, received=self.received)

    def _count(self, requests: int, received: int) -> None:
        with self._lock:
            self.requests += requests
            self.received += received
        self._pass_on(requests, received)


class _FolderRecording:
    def __init__(self, folder: Folder, max_bytes: int) -> None:
        self._folder, self._max_bytes = folder, max_bytes

    def get(self, request: Request) -> Exchange | None:
        return self._folder.get(key_of(request), self._max_bytes)

    def close(self) -> None:
        pass


def _open(source: Path, max_bytes: int) -> Recording:
    if source.is_dir():
        return _FolderRecording(Folder(source), max_bytes)
    if not source.is_file():
        raise FileNotFoundError(f"{source} is neither a folder of recorded pages nor a WARC file")
    from inventory_scrapers.fetch.warc import WarcRecording

    return WarcRecording(source, max_bytes)
