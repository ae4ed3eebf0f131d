"""A crawl by the command that is interrupted, or killed, and gone on with: nothing is lost, nothing is written twice."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from inventory_core import Crawl, Page, Request
from inventory_core.fetcher import FetchContext
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.output import FileOutput
from inventory_scrapers.cli.place import Place, load
from inventory_scrapers.sightings import Sightings

DEADLINE = 60
HOSTS, LISTS, ITEMS = 5, 4, 3
PLUGIN = """
import json, os, urllib.request
from inventory_core import Page, Request, Scraper, page

class Big(Scraper):
    \"\"\"Each host has a chain of lists; a list shows its items, and the last item of the list before once more.\"\"\"
    name = "big"
    hosts = ("*.big.test",)

    @page(r"/list/(?P<number>\\d+)")
    def results(self, page, number):
        for path in page.data["items"]:
            draft = self.draft(page, listing_id=page.url.split("/")[2] + path, url=page.absolute(path))
            yield draft.put("title", path, "api").put("brand", "of the list", "api")
            yield Request(url=page.absolute(path), role="detail")
        for path in page.data["next"]:
            yield Request(url=page.absolute(path), role="next")

    @page(r"/item/.*")
    def item(self, page):
        draft = self.draft(page, listing_id=page.url.split("/")[2] + page.data["path"]).put("title", page.data["path"], "api")
        yield draft.put("description", "in full", "api")

class Asks:
    name, renders = "asks", False

    def fetch(self, request, context):
        with urllib.request.urlopen(os.environ["BIG_SERVER"] + request.url.removeprefix("https:/"), timeout=30) as answer:
            return Page(answer.read(), url=request.url, status=200, request=request)

    def close(self):
        pass
"""


def page_of(path: str) -> dict[str, object]:
    """What stands at a path of each host."""
    kind, number = path.strip("/").split("/")
    if kind == "item":
        return {"path": path}
    before = [f"/item/{int(number) - 1}-{ITEMS - 1}"] if number != "0" else []
    more = [f"/list/{int(number) + 1}"] if int(number) + 1 < LISTS else []
    return {"items": [*before, *(f"/item/{number}-{item}" for item in range(ITEMS))], "next": more}


class Server:
    """Serves all hosts; counts what is asked for, and calls `on_request` with how many that were."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.on_request: Callable[[int], None] = lambda _count: None
        server, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with lock:
                    server.asked[self.path] += 1
                    server.on_request(server.asked.total())
                body = json.dumps(page_of("/" + self.path.removeprefix("/").partition("/")[2])).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    return

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def run(tmp_path: Path, server: Server) -> Callable[..., int]:
    """Run the command in an empty folder and give its exit code; `at` (requests from now) and `sign`: when it gets a signal."""
    (tmp_path / "big_plugin.py").write_text(PLUGIN)
    info = tmp_path / "big_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: big-plugin\nVersion: 1.0\n")
    groups = "[inventory_core.scrapers.v1]\nbig = big_plugin:Big\n[inventory_core.fetchers.v1]\nasks = big_plugin:Asks\n"
    (info / "entry_points.txt").write_text(groups)
    address = f"http://127.0.0.1:{server.http.server_port}"
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "BIG_SERVER": address}

    def run(*arguments: str, at: int = 0, sign: signal.Signals | None = None) -> int:
        command = [sys.executable, "-m", "inventory_scrapers", "scrape", *arguments, "--fetcher", "asks", "--pages", "1000"]
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL)
        wanted = server.asked.total() + at
        if sign is not None:
            server.on_request = lambda count: process.send_signal(sign) if count == wanted else None
        try:
            return process.wait(DEADLINE)
        finally:
            process.kill()

    return run


def start(folder: Path) -> str:
    """A cursor from which all hosts are to be crawled."""
    pending = tuple(Request(url=f"https://h{host}.big.test/list/0") for host in range(HOSTS))
    (folder / "c.json").write_text(json.dumps({"scraper": "big", "pending": [one.model_dump() for one in pending]}))
    return "c.json"


def everything(*, details: bool) -> tuple[set[str], set[str]]:
    """All paths of all hosts that a crawl asks for, and the ids of all listings."""
    items = {f"/item/{number}-{item}" for number in range(LISTS) for item in range(ITEMS)}
    paths = {f"/list/{number}" for number in range(LISTS)} | (items if details else set())
    hosts = [f"h{host}.big.test" for host in range(HOSTS)]
    return {f"/{host}{path}" for host in hosts for path in paths}, {f"{host}{item}" for host in hosts for item in items}


def written(file: Path) -> list[dict[str, Any]]:
    if file.suffix == ".csv":
        return list(csv.DictReader(file.read_text().splitlines()))
    return [json.loads(line) for line in file.read_text().splitlines()]


@pytest.mark.parametrize("at", [1, 6, 17])
def test_after_ctrl_c_nothing_is_asked_for_twice(run: Any, server: Server, tmp_path: Path, at: int) -> None:
    """Interrupted at any request and gone on with, each page is asked for once and each listing written once."""
    assert run("--resume", start(tmp_path), "--output", "o.jsonl", at=at, sign=signal.SIGINT) == ExitCode.INTERRUPTED
    assert run("--resume", "c.json", "--output", "o.jsonl") == ExitCode.OK
    paths, ids = everything(details=False)
    assert server.asked == Counter(paths)
    assert Counter(one["listing_id"] for one in written(tmp_path / "o.jsonl")) == Counter(ids)


@pytest.mark.parametrize("at", [1, 20, 55])
def test_after_ctrl_c_details_still_come_merged(run: Any, server: Server, tmp_path: Path, at: int) -> None:
    """With --details too: each page once, and each listing in full, at most once more as its list showed it."""
    assert run("--resume", start(tmp_path), "--details", "--output", "o.jsonl", at=at, sign=signal.SIGINT) == ExitCode.INTERRUPTED
    assert run("--resume", "c.json", "--details", "--output", "o.jsonl") == ExitCode.OK
    paths, ids = everything(details=True)
    assert server.asked == Counter(paths)
    rows = written(tmp_path / "o.jsonl")
    assert Counter(one["listing_id"] for one in rows if one["description"] and one["brand"]) == Counter(ids)
    assert max(Counter(one["listing_id"] for one in rows).values()) <= 2


@pytest.mark.parametrize(("name", "every", "details"), [("o.jsonl", 7, False), ("o.csv", 11, False), ("o.jsonl", 23, True)])
def test_a_crawl_that_is_killed_again_and_again_loses_nothing(
    run: Any, server: Server, tmp_path: Path, name: str, every: int, details: bool
) -> None:
    """Killed without warning every few requests, it goes on from its cursor, and each listing stands in the file once."""
    more = ["--details"] if details else []
    kills, cursor = 0, start(tmp_path)
    while run("--resume", cursor, "--output", name, *more, at=every, sign=signal.SIGKILL) == -signal.SIGKILL:
        kills += 1
        every += 1
    assert kills >= 2
    paths, ids = everything(details=details)
    assert set(server.asked) == paths
    rows = written(tmp_path / name)
    assert Counter(one["listing_id"] for one in rows) == Counter(ids)
    assert all(one["brand"] and (one["description"] or not details) for one in rows)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


class Canned:
    name, renders = "canned", False

    def fetch(self, request: Request, context: FetchContext) -> Page:
        return Page(b"", url=request.url, request=request)

    def close(self) -> None:
        pass


def a_crawl(acme: Path) -> Crawl:
    from inventory_scrapers.use import registry

    return Crawl(registry().scraper("acme"), Canned(), [Request(url="https://acme.test/list/1")])


def test_keeping_the_place_takes_a_twentieth_of_the_time(acme: Path, tmp_path: Path) -> None:
    """Where it took half a second, it is not done again for ten; but after each page once the crawl was told to stop."""
    crawl, clock, file = a_crawl(acme), Clock(), tmp_path / "c.json"
    place = Place(file, crawl, Sightings(), FileOutput("jsonl", str(tmp_path / "o")), follows=True, clock=clock)
    place.page_written()
    file.unlink()
    place.page_written()
    assert not file.exists()
    crawl.stop()
    place.page_written()
    assert file.exists()
    file.unlink()
    clock.now += 10
    crawl.report.stopped = None
    place.page_written()
    assert file.exists()


def test_a_place_that_could_not_be_kept_to_the_end_is_gone_with_the_crawl(
    acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk filled up meanwhile, the file of an earlier page does not stay beside an output that is whole."""
    file, clock = tmp_path / "c.json", Clock()
    out = FileOutput("jsonl", str(tmp_path / "o"))
    place = Place(file, a_crawl(acme), Sightings(), out, follows=True, wanted=False, clock=clock)
    place.page_written()
    assert file.exists()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inventory_scrapers.cli.place.write_whole", full)
    clock.now += 100
    place.page_written()
    place.drop()
    assert not file.exists()


def test_a_page_whose_listings_may_be_missing_is_asked_for_again(acme: Path, tmp_path: Path) -> None:
    """Ended between a page and its listings, the page is the first that is asked for, and nothing of it counts as given."""
    crawl, seen = a_crawl(acme), Sightings(shown={"acme:a1": b"mark"})
    place = Place(tmp_path / "c.json", crawl, seen, FileOutput("json", str(tmp_path / "o")), follows=True)
    place.page_came(Request(url="https://acme.test/list/9"))
    place.keep()
    kept = load(str(tmp_path / "c.json"))
    assert ([request.url[-1] for request in kept.pending], kept.shown) == (["9", "1"], {})
    place.page_written()
    place.keep()
    kept = load(str(tmp_path / "c.json"))
    assert ([request.url[-1] for request in kept.pending], kept.shown) == (["1"], {"acme:a1": b"mark"})


@pytest.mark.parametrize(("more", "code"), [((), ExitCode.OK), (("--cursor", "c.json"), ExitCode.OUTPUT)])
def test_a_place_that_cannot_be_kept_ends_only_a_crawl_that_was_to_keep_it(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], code: ExitCode
) -> None:
    """Where no cursor was asked for, the output is all that counts."""

    def fails(_path: Path, _content: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("inventory_scrapers.cli.place.write_whole", fails)
    arguments = ("scrape", "https://acme.test/list/1", "--fetcher", "canned", "--output", "o.jsonl", *more)
    assert command(*arguments).exit_code == code
    assert (tmp_path / "o.jsonl").exists() == (code is ExitCode.OK)


def test_only_the_file_that_was_written_is_cut_back(tmp_path: Path) -> None:
    """Another file, or one that an orderly end left behind, keeps all that it holds."""
    from inventory_scrapers.cli.output import cut_back

    mine, other = tmp_path / "o.jsonl", tmp_path / "other.jsonl"
    for file in (mine, other):
        file.write_text("1234567890")
        cut_back(str(file), (str(mine.resolve()), 4))
    assert (mine.read_text(), other.read_text()) == ("1234", "1234567890")
    cut_back(None, (str(mine.resolve()), 1))
    cut_back(str(mine), (str(mine.resolve()), 9))
    assert mine.read_text() == "1234"
