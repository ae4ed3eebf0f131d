"""Distributions that look installed: a module in a folder on the path, and the metadata that an installer would leave."""

from __future__ import annotations

import importlib
import queue
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
from litestar.testing import TestClient

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.schedules.service import Schedules
from inventory_api.schedules.watch import Watch
from inventory_api.scraping.running import Running
from inventory_api.settings import Settings

from ..conftest import SignedIn, sign_in
from .watching import FakeClock, Watched

SCRAPERS, FETCHERS = "inventory_core.scrapers.v1", "inventory_core.fetchers.v1"


class Site:
    """A folder on `sys.path` to which distributions are added, and from which they are removed, while the service runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(
        self, name: str, source: str, *, group: str = SCRAPERS, target: str = "Plugin", version: str = "1.0", dist: str = ""
    ) -> None:
        """A distribution `inventory-NAME` whose module is `plugin_NAME`, with one entry point; in place of an earlier version."""
        dist = dist or f"inventory_{name}"
        self.remove(dist)
        module = f"plugin_{dist}"
        (self.folder / f"{module}.py").write_text(dedent(source), "utf-8")
        info = self.folder / f"{dist}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {dist.replace('_', '-')}\nVersion: {version}\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {module}:{target}\n", "utf-8")

    def remove(self, dist: str) -> None:
        """Take a distribution away; what is in memory stays there."""
        for info in self.folder.glob(f"{dist}-*.dist-info"):
            shutil.rmtree(info)


def scraper(name: str, body: str = "", hosts: tuple[str, ...] = ()) -> str:
    """The source of a scraper called `name` that reads `/item/ID` and `/search` of `NAME.example`."""
    return SCRAPER.format(name=name, hosts=hosts or (f"{name}.example",)) + indent(dedent(body), "    ")


SCRAPER = """
from urllib.parse import quote
from inventory_core import Condition, Empty, Listing, Money, Note, Request, Scraper, Seller, page

class Plugin(Scraper):
    name = "{name}"
    hosts = {hosts}
    search_options = frozenset({{"sort", "max_price"}})

    def search(self, query):
        return Request(url="https://{name}.example/search?q=" + quote(query.text))

    @page(r"/search", kind="results")
    def results(self, page):
        lines = page.text.splitlines()
        yield Note(code="seen", message=lines[0])
        for line in lines[1:]:
            if line.startswith("next "):
                yield Request(url=line[5:], role="next")
            else:
                yield self.listing(page, *line.split("|"))
        if len(lines) < 2:
            yield Empty()

    @page(r"/item/(?P<id>[^/]+)", kind="item", experimental=True)
    def item(self, page, id):
        yield self.listing(page, id, *page.text.split("|"))

    def listing(self, page, id, title, price, *rest):
        return Listing(
            source=self.name, listing_id=id, url=f"https://{name}.example/item/{{id}}", title=title,
            price=Money(amount=price, currency="EUR"), availability=rest[0] if rest else "in_stock",
            seller=Seller(id="7", name="Ada Lovelace"),
        )
"""
FETCHER = '''
import threading
from inventory_core import FetchFailed, Outcome, Page

class Plugin:
    """Answers from a table; a page may have to wait at a gate, and several answers come one after the other."""

    name, renders = "table", False
    pages, gates, asked, closed, cancelled = {}, {}, [], [], []
    lock = threading.Lock()

    def fetch(self, request, context):
        with self.lock:
            self.asked.append(request.url)
        context.on_traffic(1, 100)
        if gate := self.gates.get(request.url):
            gate.pass_through()
        found = self.pages[request.url]
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if found == "(until cancelled)":
            if context.cancelled.wait(30):
                self.cancelled.append(request.url)
            raise FetchFailed(Outcome.CANCELLED, "cancelled", "it was cancelled")
        if isinstance(found, Exception):
            raise found
        return Page(found.encode("utf-8", "surrogatepass"), url=request.url, status=200)

    def close(self):
        self.closed.append(self)
'''


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A folder on the path for distributions; what is imported from it is forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield Site(folder)
    for name in [name for name in sys.modules if name.startswith("plugin_inventory_")]:
        del sys.modules[name]


class Gate:
    """A place where a page waits until the test lets it pass."""

    def __init__(self) -> None:
        self._reached, self._open = threading.Event(), threading.Event()

    def pass_through(self) -> None:
        """Called by what has to wait."""
        self._reached.set()
        assert self._open.wait(30), "nobody opened the gate"

    def wait_until_reached(self) -> None:
        """Return once something waits here."""
        assert self._reached.wait(30), "nothing came to the gate"

    def open(self) -> None:
        """Let everything pass."""
        self._open.set()


class Shop:
    """The pages that the fetcher `table` answers with, and what was asked of it."""

    def __init__(self, fetcher: Any) -> None:
        self.pages: dict[str, str | Exception | list[str | Exception]] = fetcher.pages
        self.asked: list[str] = fetcher.asked
        self.closed: list[Any] = fetcher.closed
        self.cancelled: list[str] = fetcher.cancelled
        self._gates: dict[str, Gate] = fetcher.gates

    def gate(self, url: str) -> Gate:
        """A gate before a page."""
        self._gates[url] = Gate()
        return self._gates[url]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings of a service that runs jobs, and fetches by the table of the test, whatever else is installed."""
    return settings.model_copy(update={"fetcher": "table", "run_jobs": True, "shutdown_seconds": 0.5})


@pytest.fixture
def shop(site: Site) -> Shop:
    """The scraper `acme` and the fetcher `table`, installed."""
    site.install("acme", scraper("acme"))
    site.install("table", FETCHER, group=FETCHERS)
    return Shop(importlib.import_module("plugin_inventory_table").Plugin)


class Work:
    """The jobs of an account over HTTP, with a way to wait for their end."""

    def __init__(self, user: SignedIn, ended: queue.SimpleQueue[int]) -> None:
        self.user, self._ended, self._known = user, ended, set[int]()

    def post(self, path: str, **body: Any) -> Any:
        """The answer to a posted object."""
        return self.user.client.post(path, json=body, headers=self.user.headers)

    def start(self, **body: Any) -> int:
        """Begin a job; answers its id."""
        answer = self.post("/api/scraping/jobs", **body)
        assert answer.status_code == 202, answer.text
        return int(answer.json()["id"])

    def read(self, job_id: int) -> dict[str, Any]:
        """The job as it stands."""
        answer = self.user.client.get(f"/api/scraping/jobs/{job_id}", headers=self.user.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def cancel(self, job_id: int) -> dict[str, Any]:
        """Ask it to end."""
        answer = self.post(f"/api/scraping/jobs/{job_id}/cancel")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def end(self, job_id: int) -> dict[str, Any]:
        """The job after its end."""
        while job_id not in self._known:
            self._known.add(self._ended.get(timeout=30))
        return self.read(job_id)

    def run(self, **body: Any) -> dict[str, Any]:
        """Begin a job and wait for its end."""
        return self.end(self.start(**body))


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> queue.SimpleQueue[int]:
    """The ids of jobs, as they end."""
    ids: queue.SimpleQueue[int] = queue.SimpleQueue()
    whole = Running._do

    def do_and_tell(self: Running, entry: Any, work: Any) -> None:
        try:
            whole(self, entry, work)
        finally:
            ids.put(entry.job_id)

    monkeypatch.setattr(Running, "_do", do_and_tell)
    return ids


@pytest.fixture
def work(shop: Shop, ended: queue.SimpleQueue[int], signed_in: SignedIn) -> Work:
    """The jobs of a fresh account on a service with `acme` and `table`."""
    return Work(signed_in, ended)


@pytest.fixture
def watched(
    shop: Shop, ended: queue.SimpleQueue[int], settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watched]:
    """A fresh account on a service with `acme` and `table`, whose schedules the test looks after."""
    clock, made = FakeClock(), []

    class ByHand(Watch):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, now=clock)
            made.append(self)

        def start(self) -> None:
            pass

    monkeypatch.setattr("inventory_api.background.Watch", ByHand)
    monkeypatch.setattr("inventory_api.parts.Schedules", partial(Schedules, now=clock))
    with TestClient(create_app(settings)) as client:
        yield Watched(Work(sign_in(client, "ada@example.org"), ended), made[0], clock)
