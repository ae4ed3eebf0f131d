"""Real workers in processes of their own, and a site on this machine that they scrape: for tests that kill and stop them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from inventory_api.database import Database
from inventory_api.scraping.models import Job

from .conftest import FETCHERS, Site, scraper

PER_PAGE = 3
# Imports once what a worker needs, then makes one of itself for each line that it reads: that takes no time.
NURSERY = """
import os, sys, time
import dbos, inventory_api.scraping.engine
from inventory_api.cli.worker import run
for line in sys.stdin:
    shift, _, log = line.strip().partition(" ")
    child = os.fork()
    if not child:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(out, 1), os.dup2(out, 2)
        os.close(0)
        if real := float(shift):
            now = time.time
            time.time = lambda: now() + real
        run()
        os._exit(0)
    print(child, flush=True)
"""
FETCHER = """
from urllib.request import urlopen
from inventory_core import Page

class Plugin:
    name, renders = "loopback", False

    def fetch(self, request, context):
        context.on_traffic(1, 100)
        with urlopen(request.url.replace("https://acme.example", "http://127.0.0.1:{port}"), timeout=60) as answer:
            return Page(answer.read(), url=request.url, status=200)

    def close(self):
        pass
"""


class Shop:
    """A site of lists: `/search?q=NAME&p=N` has three listings, and leads to the next until `pages`."""

    def __init__(self, database: Database, pages: int) -> None:
        self.database, self.pages = database, pages
        self.asked: Counter[tuple[str, int]] = Counter()
        self.asked_again: list[tuple[str, int]] = []
        self.jobs: dict[str, int] = {}
        self.gates: dict[tuple[str, int], threading.Event] = {}
        self.seconds = 0.02
        self._lock = threading.Lock()

    def page(self, name: str, number: int) -> bytes:
        """A list, after whatever gate there is; it is noted whether the job had it already when it was asked for."""
        kept = self.kept(name)
        with self._lock:
            self.asked[name, number] += 1
            if kept >= number:
                self.asked_again.append((name, number))
        time.sleep(self.seconds)  # as a site takes its time
        if gate := self.gates.pop((name, number), None):
            assert gate.wait(60)
        lines = [f"{name}-{number}-{index}|Lamp|{number}.50" for index in range(PER_PAGE)]
        following = [f"next https://acme.example/search?q={name}&p={number + 1}"] if number < self.pages else []
        return "\n".join(["lamps", *lines, *following]).encode()

    def kept(self, name: str) -> int:
        """How many of its pages the job has."""
        with suppress(DBAPIError), self.database.reading() as connection:
            return connection.execute(select(Job.step).where(Job.id == self.jobs.get(name, 0))).scalar_one_or_none() or 0
        return 0  # the database does not answer


@contextmanager
def serving(shop: Shop) -> Iterator[int]:
    """The port of that site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            body = shop.page(asked["q"][0], int(asked.get("p", ["1"])[0]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):  # whoever asked was killed
                self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Fleet:
    """Workers that come and go."""

    def __init__(self, nursery: subprocess.Popen[str], folder: Path) -> None:
        self._nursery, self._folder, self.started = nursery, folder, 0
        self.alive: list[int] = []

    def start(self, clock_shift: float = 0) -> int:
        """One more worker; answers its process."""
        assert self._nursery.stdin
        assert self._nursery.stdout
        self.started += 1
        self._nursery.stdin.write(f"{clock_shift} {self._folder}/worker-{self.started}.log\n")
        self._nursery.stdin.flush()
        self.alive.append(int(self._nursery.stdout.readline()))
        return self.alive[-1]

    def signal(self, pid: int, what: signal.Signals) -> None:
        """Send a signal to a worker."""
        os.kill(pid, what)
        if what is signal.SIGKILL:
            self.alive.remove(pid)

    def log(self) -> str:
        """What all workers wrote."""
        return "".join(path.read_text("utf-8") for path in sorted(self._folder.glob("worker-*.log")))

    def said(self, what: str) -> bool:
        """Whether a worker wrote that event."""
        return re.search(rf'"event":"{what}"', self.log()) is not None


@contextmanager
def fleet(database: Database, site: Site, port: int, **settings: Any) -> Iterator[Fleet]:
    """Workers on that database, with the scraper `acme` and a fetcher that asks the site on this machine for its pages."""
    site.install("acme", scraper("acme"))
    site.install("loopback", FETCHER.replace("{port}", str(port)), group=FETCHERS)
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    env |= {"DATABASE_URL": database.url, "DATA_DIR": str(site.folder), "FETCHER": "loopback", "PYTHONPATH": str(site.folder)}
    env |= {"SCRAPERS_ALLOW": "acme", **{name.upper(): str(value) for name, value in settings.items()}}
    command = [sys.executable, "-c", NURSERY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as nursery:
        made = Fleet(nursery, site.folder)
        try:
            yield made
        finally:
            for pid in made.alive:
                os.kill(pid, signal.SIGKILL)
            nursery.kill()
