"""What the service is soaked in: sites that fail now and then, a receiver of webhooks that does, and a PostgreSQL of its own."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOSTS = tuple(f"127.0.0.{number}" for number in range(2, 6))
PAGES, PER_PAGE = 5, 4
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><script src=/cdn-cgi/challenge-platform/x></script></body></html>"
)
PLUGIN = """
from inventory_core import Listing, Money, Request, Scraper, page

class Plugin(Scraper):
    name = "soak"
    hosts = {hosts!r}

    @page(r"/(?P<kind>once|watched)/(?P<name>[^/]+)/(?P<number>[0-9]+)")
    def results(self, page, kind, name, number):
        for row in page.data["items"]:
            price = Money(amount=row["price"], currency="EUR")
            yield Listing(source=self.name, listing_id=row["id"], title=row["title"], price=price, availability=row["stock"])
        if page.data["next"]:
            yield Request(url=page.data["next"], role="next")
"""


class Sites:
    """Shops on addresses of this machine: lists of five pages, and one request in twenty that goes wrong.

    What is watched changes its prices, sells and takes things away from minute to minute. `asked` counts whole answers.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._lock = chance, threading.Lock()
        self.asked: Counter[tuple[str, str]] = Counter()
        self.faults: Counter[str] = Counter()
        self.running: Counter[str] = Counter()
        self.most_at_once = 0
        self._servers = [serve(host, self._answer) for host in HOSTS]
        self.addresses = [f"http://{host}:{server.server_port}" for host, server in zip(HOSTS, self._servers, strict=True)]

    def _answer(self, handler: Handler) -> None:
        host = str(handler.server.server_address[0])
        with self._lock:
            self.running[host] += 1
            self.most_at_once = max(self.most_at_once, self.running[host])
        try:
            self._answer_one(handler, host)
        finally:
            with self._lock:
                self.running[host] -= 1

    def _answer_one(self, handler: Handler, host: str) -> None:
        path = urlsplit(handler.path).path
        if path.count("/") != 3:
            return handler.say(404, b"")
        if fault := self._fault(path):
            return getattr(self, f"_{fault}")(handler)
        handler.say(200, json.dumps(self._page(host, path)).encode(), "application/json")
        with self._lock:
            self.asked[host, path] += 1

    def _fault(self, path: str) -> str | None:
        with self._lock:
            wrong = self._chance.random() < 0.05
            fault = self._chance.choice(("error", "reset", "drip", "busy", "challenge")) if wrong else None
            self.faults[fault or "none"] += 1
        return fault if fault != "challenge" or path.startswith("/watched") else "error"

    def _page(self, host: str, path: str) -> dict[str, Any]:
        _, kind, name, number = path.split("/")
        minute = int(time.time() // 60) if kind == "watched" else 0
        rows = [self._row(name, int(number) * PER_PAGE + place, minute) for place in range(PER_PAGE)]
        port = self._servers[HOSTS.index(host)].server_port
        following = f"http://{host}:{port}/{kind}/{name}/{int(number) + 1}" if int(number) + 1 < PAGES else None
        return {"items": [row for row in rows if row], "next": following}

    def _row(self, name: str, place: int, minute: int) -> dict[str, str] | None:
        state = random.Random(f"{name}-{place}-{minute}").random() if minute else 0.5
        if state < 0.1:
            return None
        stock = "sold_out" if state > 0.9 else "in_stock"
        return {"id": f"{name}-{place}", "title": f"A lamp {place}", "price": f"{10 + int(state * 10)}.00", "stock": stock}

    def _error(self, handler: Handler) -> None:
        handler.say(500, b"<h1>Internal error")

    def _busy(self, handler: Handler) -> None:
        handler.say(429, b"", headers={"Retry-After": "1"})

    def _challenge(self, handler: Handler) -> None:
        handler.say(403, CHALLENGE)

    def _reset(self, handler: Handler) -> None:
        handler.connection.close()

    def _drip(self, handler: Handler) -> None:
        handler.say(200, b'{"items": [', length=10_000)
        handler.close_connection = True

    def close(self) -> None:
        """Close all shops."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


class Receiver:
    """Takes webhooks, and fails one in ten. `taken` counts what it said yes to, by the message's id."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._lock = chance, threading.Lock()
        self.taken: Counter[str] = Counter()
        self.refused = 0
        self._server = serve("127.0.0.1", self._answer)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hub"

    def _answer(self, handler: Handler) -> None:
        handler.rfile.read(int(handler.headers["Content-Length"]))
        with self._lock:
            fails = self._chance.random() < 0.1
            if fails:
                self.refused += 1
            else:
                self.taken[handler.headers["webhook-id"]] += 1
        handler.say(500 if fails else 204, b"")

    def close(self) -> None:
        """Take nothing more."""
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Hands every request to one function."""

    answer: Any
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        type(self).answer(self)

    do_POST = do_GET  # noqa: N815

    def say(
        self, status: int, body: bytes, kind: str = "text/html", headers: dict[str, str] | None = None, length: int | None = None
    ) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": kind, "Content-Length": str(length or len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that was killed is no news."""


def serve(host: str, answer: Any) -> _Server:
    """A server on a free port, answering in threads."""
    server = _Server((host, 0), type("Answering", (Handler,), {"answer": staticmethod(answer)}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def install(folder: Path) -> None:
    """Lay the scraper of the shops into a folder for the path, with the metadata by which it is found."""
    folder.mkdir()
    (folder / "plugin_soak.py").write_text(PLUGIN.format(hosts=HOSTS), "utf-8")
    info = folder / "inventory_soak-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: inventory-soak\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[inventory_core.scrapers.v1]\nsoak = plugin_soak:Plugin\n", "utf-8")


class Postgres:
    """A server of its own in a folder, which can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._data = folder, folder / "data"
        found = shutil.which("initdb") or str(max(Path("/usr/lib/postgresql").glob("*/bin/initdb")))
        self._programs = Path(found).resolve().parent
        folder.mkdir()
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-N")
        self.port = _free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-D", self._data, "-o", options, "-l", self._folder / "log", "-w", "start")

    def stop(self) -> None:
        """Stop it, ending all connections."""
        self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "stop")

    def _run(self, name: str, *arguments: object) -> None:
        command = [str(self._programs / name), *map(str, arguments)]
        who = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        subprocess.run(command, check=True, cwd=self._folder, stdout=subprocess.DEVNULL, **who)  # type: ignore[call-overload]


def _free_port() -> int:
    import socket

    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
