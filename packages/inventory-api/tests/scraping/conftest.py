"""Distributions that look installed: a module in a folder on the path, and the metadata that an installer would leave."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

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

    def module(self, dist: str) -> object:
        """The module of a distribution in memory."""
        return sys.modules[f"plugin_{dist}"]


def scraper(name: str, body: str = "", hosts: tuple[str, ...] = ()) -> str:
    """The source of a scraper called `name` that reads `/item/ID` and `/search` of `NAME.example`."""
    return SCRAPER.format(name=name, hosts=hosts or (f"{name}.example",)) + indent(dedent(body), "    ")


SCRAPER = """
from inventory_core import Condition, Empty, Listing, Money, Note, Request, Scraper, Seller, page

class Plugin(Scraper):
    name = "{name}"
    hosts = {hosts}
    search_options = frozenset({{"sort", "max_price"}})

    def search(self, query):
        return Request(url="https://{name}.example/search?q=" + query.text)

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
    """Answers from a table; a page may have to wait at a gate."""

    name, renders = "table", False
    pages, gates, asked, closed = {}, {}, [], []
    lock = threading.Lock()

    def fetch(self, request, context):
        with self.lock:
            self.asked.append(request.url)
        context.on_traffic(1, 100)
        if gate := self.gates.get(request.url):
            gate["reached"].set()
            if not gate["open"].wait(30):
                raise AssertionError("nobody opened the gate")
        found = self.pages[request.url]
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
