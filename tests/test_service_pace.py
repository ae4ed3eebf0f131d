"""Several workers ask a site as one: one request at a time, each the delay after the answer before, whoever got it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest

from .test_service_jobs import PAGE, Service, serving

POSTGRES = os.environ.get("INVENTORY_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres")
SITES = 10
PAGES = int(os.environ.get("INVENTORY_PACE_PAGES", "6"))
"""How many pages of each site are asked for."""
DELAY = 0.5


@dataclass
class Log:
    """What a site saw: path, when the request came, when the last of its answer was about to be sent."""

    seen: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def gaps(self) -> list[float]:
        """From each answer to the next request; less than 0 where there were two at once."""
        spans = sorted((began, ended) for _, began, ended in self.seen)
        return [began - max(end for _, end in spans[: number + 1]) for number, (began, _) in enumerate(spans[1:])]


class Handler(BaseHTTPRequestHandler):
    """A site that takes up to a tenth of a second to answer."""

    log: Log

    def do_GET(self) -> None:
        began = time.monotonic()
        threading.Event().wait(random.random() / 10)
        body = PAGE if self.path != "/robots.txt" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.log.seen.append((self.path, began, time.monotonic()))
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def sites() -> Iterator[dict[str, Log]]:
    """Ten sites, each on an address of its own of this machine; their logs by URL."""
    with ExitStack() as stack:
        logs = {}
        for number in range(SITES):
            log = Log()
            handler = type("OwnSite", (Handler,), {"log": log})
            try:
                server = stack.enter_context(ThreadingHTTPServer((f"127.0.0.{number + 11}", 0), handler))
            except OSError as error:  # not everywhere all of 127/8 is this machine
                pytest.skip(f"127.0.0.{number + 11} cannot be listened on: {error}")
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(server.shutdown)
            logs[f"http://127.0.0.{number + 11}:{server.server_port}"] = log
        yield logs


@contextmanager
def new_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database; PostgreSQL is skipped where none answers."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'inventory.sqlite3'}"
        return
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if "INVENTORY_TEST_POSTGRES" in os.environ:
            raise
        pytest.skip(f"no PostgreSQL answers ({str(error).splitlines()[0]}); set INVENTORY_TEST_POSTGRES")
    name = f"inventory_test_{uuid.uuid4().hex[:12]}"
    with server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield POSTGRES.rpartition("/")[0] + f"/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def working(folder: Path, log: Path, settings: dict[str, str]) -> Iterator[None]:
    """`inventory-api worker` on the data of a service, until it is stopped."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    env = {**kept, "DATA_DIR": str(folder), "INVENTORY_CACHE": "off", **settings}
    command = [sys.executable, "-m", "inventory_api", "worker"]
    with log.open("w") as told, subprocess.Popen(command, env=env, stdout=told, stderr=told) as process:
        try:
            yield
            assert process.poll() is None, log.read_text("utf-8")
        finally:
            process.terminate()
            process.wait(60)


def finished(service: Service, job_id: int) -> str:
    """The state of a job after its end."""
    end = time.monotonic() + 120
    while (job := service.ask(f"/api/scraping/jobs/{job_id}"))["state"] in ("queued", "running"):
        assert time.monotonic() < end, job
        threading.Event().wait(0.1)
    return str(job["state"])


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_workers_keep_the_pace_of_ten_sites(kind: str, sites: dict[str, Log], tmp_path: Path) -> None:
    """No site sees two requests at once, nor one less than half a second after the answer before, as the sites' own logs show."""
    settings = {
        "INVENTORY_ALLOW_PRIVATE": ",".join(url.removeprefix("http://").partition(":")[0] for url in sites),
        "INVENTORY_DELAY": str(DELAY),
        "LOG_LEVEL": "ERROR",
        "JOBS_AT_ONCE": "20",
        "JOBS_RUNNING": "40",
        "JOBS_WAITING": "1000",
    }
    pages = [f"{url}/page/{number}" for number in range(PAGES) for url in sites]
    with new_database(kind, tmp_path) as database, ExitStack() as stack:
        settings["DATABASE_URL"] = database
        service = stack.enter_context(serving(tmp_path, RUN_JOBS="false", **settings))
        for number in range(2):
            stack.enter_context(working(tmp_path, tmp_path / f"worker {number}", settings))
        jobs = [service.ask("/api/scraping/jobs", {"url": page})["id"] for page in pages]
        states = {finished(service, job_id) for job_id in jobs}
    assert states == {"done"}
    for url, log in sites.items():
        paths = [path for path, _, _ in log.seen if path != "/robots.txt"]
        assert sorted(paths) == sorted(f"/page/{number}" for number in range(PAGES))
        assert min(log.gaps) >= DELAY, (url, log.gaps)
    of_robots = sum(path == "/robots.txt" for log in sites.values() for path, _, _ in log.seen)
    assert of_robots > SITES, "each worker asks for robots.txt once: only one of them has worked"
