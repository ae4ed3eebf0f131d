"""Both services as processes of two workers each on one database, and the requests that mean the same to them."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import cpu
import msgspec
from data import OWNER, PASSWORD, WRITER
from fill import COMMON, RARE
from load import Request, ask, read

PEERS = Path(__file__).parents[1] / "peers"
CELLS = ("read one", "first page", "deep page", "filter, sort", "common word", "rare word", "statistics", "create")
DEEP = 1_000
_TITLE = "vintage lamp for the desk"
_NEW = {
    "title": _TITLE,
    "description": "Lamp by Brand7. " + "A sentence of some length about the thing. " * 4,
    "availability": "in_stock",
    "brand": "Brand7",
    "quantity": 1,
    "sku": "S1",
    "url": "https://acme.example/item/1",
    "tags": ["lamp", "desk"],
}
OURS = msgspec.json.encode({**_NEW, "price": {"amount": "12.50", "currency": "USD"}, "condition": {"grade": "good"}}).decode()
PEERS_OWN = msgspec.json.encode({**_NEW, "price": "12.50", "currency": "USD", "condition": "good", "category": "Lamp"}).decode()


@dataclass(frozen=True)
class Service:
    """A running one."""

    name: str
    port: int
    pid: int
    url: str
    requests: dict[str, Request]

    def cpu_seconds(self) -> dict[int, float]:
        """What each of its processes has used so far, on PostgreSQL those that serve its database, too. Linux."""
        return {pid: cpu.seconds(pid) for pid in [*_family(self.pid), *cpu.backends(self.url)]}


@contextmanager
def both(url: str, count: int, page: int, folder: Path, workers: int) -> Iterator[list[Service]]:
    """The peer and inventory-api, ready; they are stopped at the end."""
    with ExitStack() as stack:
        port = _free_port()
        peer = stack.enter_context(_process(_peer_command(port, workers), {"DATABASE_URL": url}, PEERS))
        own = stack.enter_context(ours(url, count, page, folder, workers))
        yield [Service("peer", port, peer, url, _peer_requests(port, count, page)), own]


@contextmanager
def ours(url: str, count: int, page: int, folder: Path, workers: int) -> Iterator[Service]:
    """Inventory-api alone."""
    port = _free_port()
    environment = {"DATABASE_URL": url, "DATA_DIR": str(folder), **_UNLIMITED}
    with _process(_our_command(port, workers), environment, folder) as pid:
        yield Service("ours", port, pid, url, _our_requests(port, count, page))


_UNLIMITED = {
    "REQUESTS_PER_MINUTE": str(10**9),
    "ANONYMOUS_REQUESTS_PER_MINUTE": str(10**9),
    "ACCESS_TOKEN_MINUTES": "1440",
}
"""Requests are counted as always; only the limit is out of reach."""


def _peer_command(port: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "-w", str(workers), "-b", f"127.0.0.1:{port}", "service:create_app()"]


def _our_command(port: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "inventory_api", "serve", "--port", str(port), "--workers", str(workers)]


@contextmanager
def _process(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[int]:
    log = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *[each for child in children for each in _family(int(child))]]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _peer_requests(port: int, count: int, page: int) -> dict[str, Request]:
    tokens = {email: _sign_in(port, email) for email in (OWNER, WRITER)}

    def get(*paths: str) -> Request:
        return Request(paths, tokens[OWNER])

    many = f"/api/inventory?per_page={page}"
    return {
        "read one": get(*[f"/api/inventory/{number}" for number in _numbers(1, count)]),
        "first page": get(many),
        "deep page": get(f"{many}&page={_depth(count, page)}"),
        "filter, sort": get(f"{many}&currency=USD&condition=good&sort=price&order=asc"),
        "common word": get(f"{many}&search={COMMON}"),
        "rare word": get(f"{many}&search={RARE}"),
        "statistics": get("/api/stats"),
        "create": Request(["/api/inventory"], tokens[WRITER], "POST", PEERS_OWN),
    }


def _our_requests(port: int, count: int, page: int) -> dict[str, Request]:
    tokens = {email: _sign_in(port, email) for email in (OWNER, WRITER)}

    def get(*paths: str) -> Request:
        return Request(paths, tokens[OWNER])

    many = f"/api/inventory?limit={page}"
    last: Any = read(port, get("/api/inventory?limit=1"))
    newest = last["items"][0]["id"]
    return {
        "read one": get(*[f"/api/inventory/{number}" for number in _numbers(newest - count + 1, count)]),
        "first page": get(many),
        "deep page": get(_walk(port, get(many), _depth(count, page))),
        "filter, sort": get(f"{many}&currency=USD&condition=good&sort=price"),
        "common word": get(f"{many}&q={COMMON}"),
        "rare word": get(f"{many}&q={RARE}"),
        "statistics": get("/api/stats"),
        "create": Request(["/api/inventory"], tokens[WRITER], "POST", OURS),
    }


def _depth(count: int, page: int) -> int:
    return min(DEEP, count // page)


def _walk(port: int, first: Request, depth: int) -> str:
    """The address of a page so deep, by way of all before it."""
    connection = HTTPConnection("127.0.0.1", port)
    path = first.paths[0]
    for _ in range(depth - 1):
        path = msgspec.json.decode(ask(connection, first, path))["next"]
    connection.close()
    return path


def _numbers(first: int, count: int) -> list[int]:
    return [first + number for number in random.Random(1).sample(range(count), 1_000)]


def _sign_in(port: int, email: str) -> str:
    """The access token of an account, as soon as the service answers."""
    request = Request(["/api/auth/login"], "", "POST", msgspec.json.encode({"email": email, "password": PASSWORD}).decode())
    end = time.monotonic() + 60
    while True:
        try:
            return str(read(port, request)["access_token"])
        except ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
