"""What the tests of this package share."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from inventory_scrapers.fetch import Pace, PaceRules
from inventory_scrapers.fetch.addresses import Resolver
from inventory_scrapers.fetch.polite import PoliteFetcher
from inventory_scrapers.fetch.robots import RobotsCache
from inventory_scrapers.fetch.settings import FetchSettings
from inventory_scrapers.fetch.transport import TransportLimits

# How long an example takes says how busy the machine is.
settings.register_profile("unhurried", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


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
                self.seconds += max(0.0, seconds)  # it may have passed the moment since it was read


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

            do_POST = do_GET  # noqa: N815

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
    """Makes fetchers on the fake clock whose resolver puts every name on the loopback address, with leave for .example."""
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


ACME = '''
import json, os, threading, urllib.request
from inventory_core import Blocked, Empty, FetchFailed, NeedsRendering, Outcome, Page, Request, Scraper, page

HOME = "https://acme.test"

class Acme(Scraper):
    """Pages are JSON: {"items": [{"id", "title", "price"}], "next": path, "details": true}. With ACME_PRINTS it prints."""
    name = "acme"
    hosts = ("acme.test",)
    access = "official_api"
    search_options = frozenset({"min_price", "sort", "filters"})

    def search(self, query):
        return Request(url=f"{HOME}/list/1?q={query.text.replace(' ', '+')}")

    @page(r"/list/\\d+")
    def results(self, page):
        if page.data.get("signal"):
            raise {"blocked": Blocked, "needs_rendering": NeedsRendering}[page.data["signal"]]("the page says so")
        for item in page.data["items"]:
            yield self._draft(page, item)
            if page.data.get("details"):
                yield Request(url=f"{HOME}/item/{item['id']}", role="detail")
        if page.data.get("next"):
            yield Request(url=HOME + page.data["next"], role="next")
        if not page.data["items"]:
            yield Empty()

    @page(r"/item/(?P<id>\\w+)")
    def item(self, page, id):
        yield self._draft(page, page.data)

    def _draft(self, page, item):
        if os.environ.get("ACME_PRINTS"):
            print("what a plugin prints")
        draft = self.draft(page, listing_id=item["id"], url=f"{HOME}/item/{item['id']}")
        draft.fill("api", item, {"title": "title", "description": "description", "brand": "brand"})
        return draft

PAGES = {
    "/list/1": {"items": [{"id": "a1", "title": "=one"}, {"id": "a2", "title": "two"}], "next": "/list/2"},
    "/list/2": {"items": [{"id": "a2", "title": "two"}, {"id": "a3", "title": "three"}], "next": "/list/3"},
    "/list/3": {"items": [{"id": "a4", "title": "four"}], "next": None},
    "/list/10": {"items": [{"id": "a1", "title": "=one"}, {"id": "a2", "title": "two"}], "details": True, "next": None},
    "/item/a1": {"id": "a1", "title": "=one", "description": "in full"},
    "/list/20": {"items": [{"id": "a1", "title": "=one"}], "next": "/list/40"},
    "/list/30": {"items": []},
    "/list/40": {"signal": "blocked"},
    "/list/50": {"signal": "needs_rendering"},
    "/list/60": {"nothing": "known"},
}
FAILURES = {"/list/70": (Outcome.REFUSED, "private_address"), "/list/80": (Outcome.NETWORK_ERROR, "dns")}

class Canned:
    """Answers from PAGES; first tells the server ACME_SERVER, where there is one, and waits for its answer."""
    name, renders = "canned", False

    def fetch(self, request, context):
        path = request.url.removeprefix(HOME).partition("?")[0]
        context.on_traffic(1, 100)
        if server := os.environ.get("ACME_SERVER"):
            urllib.request.urlopen(server + path, timeout=20).read()
        if path in FAILURES:
            raise FetchFailed(*FAILURES[path], "no page came")
        found = PAGES.get(path)
        body = json.dumps(found).encode() if found else b"gone"
        return Page(body, url=request.url, status=200 if found else 404, request=request)

    def close(self):
        pass
'''


@pytest.fixture(scope="session")
def acme_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH with an installed plugin: the scraper `acme`, a broken one, the fetcher `canned`."""
    folder = tmp_path_factory.mktemp("acme")
    (folder / "acme_plugin.py").write_text(ACME, encoding="utf-8")
    metadata = folder / "acme_plugin-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-plugin\nVersion: 1.0\n")
    scrapers = "[inventory_core.scrapers.v1]\nacme = acme_plugin:Acme\nbroken = acme_missing:Broken\n"
    (metadata / "entry_points.txt").write_text(f"{scrapers}[inventory_core.fetchers.v1]\ncanned = acme_plugin:Canned\n")
    return folder


@pytest.fixture
def acme(acme_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The plugin of `acme_folder`, installed for this test."""
    from inventory_scrapers import use

    forget = use.registry.cache_clear
    monkeypatch.syspath_prepend(str(acme_folder))
    forget()
    yield acme_folder
    forget()


@pytest.fixture
def command(acme: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Run `inventory-scrapers ARGUMENTS` in this process and an empty folder, with the acme plugin; `input` is standard input."""
    from inventory_scrapers.cli.app import app

    monkeypatch.chdir(tmp_path)
    return lambda *arguments, input=None: CliRunner().invoke(app, [str(one) for one in arguments], input=input)
