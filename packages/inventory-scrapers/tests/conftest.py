"""What the tests of this package share."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from inventory_scrapers.fetch.addresses import Resolver
from inventory_scrapers.fetch.pace import Pace, PaceRules
from inventory_scrapers.fetch.polite import FetchSettings, PoliteFetcher
from inventory_scrapers.fetch.robots import RobotsCache
from inventory_scrapers.fetch.transport import TransportLimits


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages: INVENTORY_CORPUS, else ../shared/corpus beside the checkout, else the test is skipped.

    A set INVENTORY_CORPUS that is no folder fails the test: where the corpus was promised, nothing is skipped in silence.
    """
    if named := os.environ.get("INVENTORY_CORPUS"):
        folder = Path(named)
        if not folder.is_dir():
            pytest.fail(f"INVENTORY_CORPUS is {named}, which is no folder")
        return folder
    folder = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("no corpus: INVENTORY_CORPUS is not set and ../shared/corpus is not beside the checkout")
    return folder


class FakeClock:
    """A clock that moves when someone waits; `waits` are the seconds that were waited."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.waits: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.seconds

    def time(self) -> float:
        return 1_800_000_000.0 + self.seconds

    def wait(self, cancelled: threading.Event, seconds: float) -> None:
        with self._lock:
            if not cancelled.is_set():
                self.waits.append(seconds)
                self.seconds += seconds


class LocalSite:
    """A web server on the loopback address. `pages` maps a path to (status, headers, body) or to a function of the handler.

    `seen` has (host, path, headers, time on `clock`) of each request, `connections` counts the connections.
    """

    def __init__(self, clock: FakeClock) -> None:
        self.pages: dict[str, object] = {"/robots.txt": (404, {}, b"")}
        self.seen: list[tuple[str, str, dict[str, str], float]] = []
        self.connections = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                site.connections += 1

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.seen.append((headers.get("host", "").partition(":")[0], self.path, headers, clock.now()))
                self.rfile.read(int(headers.get("content-length", 0)))
                found = site.pages.get(self.path, (404, {}, b"nothing here"))
                if callable(found):
                    found = found(self)
                if found is None:
                    return
                status, more, body = found  # type: ignore[misc]
                self.send_response_only(status)
                for name, value in {"Content-Length": str(len(body)), **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                if status != 304:
                    self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.port = self.server.server_address[1]
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def url(self, path: str = "/", host: str = "shop.example") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for _, path, _, _ in self.seen if path != "/robots.txt"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def site(clock: FakeClock) -> Iterator[LocalSite]:
    local = LocalSite(clock)
    yield local
    local.close()


@pytest.fixture
def make_fetcher(clock: FakeClock) -> Iterator[Callable[..., PoliteFetcher]]:
    """Makes fetchers on the fake clock whose resolver puts every name of .example on the loopback address, with leave to go there."""
    made: list[PoliteFetcher] = []

    def make(*, pace: Pace | None = None, resolver: Resolver | None = None, **settings: Any) -> PoliteFetcher:
        settings = {"allow_private": ("*.example",), "limits": TransportLimits(2.0, 5.0), **settings}
        fetcher = PoliteFetcher(
            FetchSettings(**settings),
            pace=pace or Pace(PaceRules(), clock=clock, jitter=lambda: 0.0),
            robots=RobotsCache(clock),
            resolver=resolver or (lambda _host, _port: ["127.0.0.1"]),
        )
        made.append(fetcher)
        return fetcher

    yield make
    for fetcher in made:
        fetcher.close()
