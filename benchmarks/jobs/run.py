"""Jobs a second, seconds to take over, and what an idle worker costs; beside the bare figures of the queue's engine.

    python benchmarks/jobs/run.py
    python benchmarks/jobs/run.py --databases sqlite --count 200 --rounds 3

A job fetches one page from a fetcher that answers at once, and keeps its listing. Bare is dbos alone: an empty workflow in the
same queue, with the same limits and as many threads. Taking over is the time from `kill -9` of the worker to the first page that
another, which runs already, asks for; dbos alone does not do it. Where other work shares the machine, the ratios are what holds.
PostgreSQL is that of `--server`; a database is made on it, and removed.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import func, insert, select

from inventory_api.auth.models import Workspace
from inventory_api.database import Database
from inventory_api.migrations import migrate
from inventory_api.scraping.models import Job
from inventory_api.settings import Settings

PLUGIN = """
import os, time
from inventory_core import Listing, Page, Scraper, page

class Bench(Scraper):
    name = "bench"
    hosts = ("bench.example",)

    @page(r"/item/(?P<id>.+)")
    def item(self, page, id):
        yield Listing(source=self.name, listing_id=id, url=page.url, title="Lamp")

class Fetch:
    name, renders = "bench", False

    def fetch(self, request, context):
        if "stay" in request.url:
            with open(os.environ["BENCH_ASKED"], "a") as asked:
                asked.write(f"{time.time()}\\n")
            context.cancelled.wait(600)
        return Page(b"<title>Lamp</title>", url=request.url, status=200)

    def close(self):
        pass
"""
ENTRY_POINTS = (
    "[inventory_core.scrapers.v1]\nbench = bench_plugin:Bench\n[inventory_core.fetchers.v1]\nbench = bench_plugin:Fetch\n"
)
BARE = """
import sys, time
from inventory_api.scraping.engine import Engine
from inventory_api.scraping.entry import Entry
url, count, at_once = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
done = []
engine = Engine(url, "bare", lambda job_id, fence: done.append(job_id), at_once=at_once, of_an_account=count)
first, began = time.time_ns(), time.monotonic()
for number in range(count):
    engine.enter(Entry(first + number, 0), 1, "normal")
while len(done) < count:
    time.sleep(0.01)
print(time.monotonic() - began)
engine.stop()
"""
AT_ONCE = 8


def until(holds: Callable[[], Any], seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


@contextmanager
def database(kind: str, server: str, folder: Path) -> Iterator[Database]:
    """A new and migrated one."""
    name = f"inventory_bench_{uuid.uuid4().hex[:8]}"
    url = f"sqlite:///{folder}/bench.sqlite3"
    if kind == "postgresql":
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        url = f"{server.rpartition('/')[0]}/{name}"
    opened = Database(Settings(database_url=url).database)
    migrate(opened)
    try:
        yield opened
    finally:
        opened.close()
        if kind == "postgresql":
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Bench:
    """Workers on one database, and jobs for them."""

    def __init__(self, opened: Database, folder: Path) -> None:
        self.database, self.asked = opened, folder / "asked"
        self.asked.touch()
        (folder / "bench_plugin.py").write_text(PLUGIN)
        info = folder / "bench-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bench\nVersion: 1\n")
        (info / "entry_points.txt").write_text(ENTRY_POINTS)
        settings = {"DATA_DIR": str(folder), "DATABASE_URL": opened.url, "FETCHER": "bench", "SCRAPERS_ALLOW": "bench"}
        limits = {"JOBS_AT_ONCE": str(AT_ONCE), "JOBS_RUNNING": "1000", "JOB_ATTEMPTS": "1000", "LOG_LEVEL": "INFO"}
        self.env = {**os.environ, "PYTHONPATH": str(folder), "BENCH_ASKED": str(self.asked), **settings, **limits}
        with opened.writing() as connection:
            made = connection.execute(insert(Workspace).values(name="bench", created_at=datetime.now(UTC)))
            self.workspace = made.inserted_primary_key[0]

    def worker(self) -> subprocess.Popen[bytes]:
        """A worker that takes jobs."""
        log = self.asked.with_name(f"log-{uuid.uuid4().hex}")
        with log.open("wb") as errors:
            command = [sys.executable, "-m", "inventory_api", "worker"]
            started = subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL, stderr=errors)
        until(lambda: "worker_ready" in log.read_text())
        return started

    def ask(self, names: list[str]) -> None:
        rows = [
            {
                "workspace_id": self.workspace,
                "state": "queued",
                "target": {"kind": "url", "url": f"https://bench.example/item/{name}"},
                "scraper": "bench",
                "limits": {"pages": 5},
                "progress": {},
                "created_at": datetime.now(UTC),
            }
            for name in names
        ]
        with self.database.writing() as connection:
            connection.execute(insert(Job), rows)

    def wait(self) -> None:
        until(lambda: self.count(select(func.count()).where(Job.state.in_(("queued", "running")))) == 0)

    def count(self, query: Any) -> int:
        with self.database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def drain(self, count: int) -> float:
        """Seconds for so many jobs, by one worker."""
        began = time.monotonic()
        self.ask([uuid.uuid4().hex for _ in range(count)])
        self.wait()
        return time.monotonic() - began

    def bare(self, count: int) -> float:
        """The same for empty workflows."""
        command = [sys.executable, "-c", BARE, self.database.url, str(count), str(AT_ONCE)]
        return float(subprocess.run(command, env=self.env, capture_output=True, check=True, text=True).stdout)

    def take_over(self, first: subprocess.Popen[bytes]) -> float:
        """Seconds from the death of a worker to the first page of the other."""
        self.ask([f"stay-{uuid.uuid4().hex}"])
        before = len(self.asked.read_text().splitlines())
        until(lambda: len(self.asked.read_text().splitlines()) > before)
        second = self.worker()
        killed = time.time()
        first.kill()
        first.wait()
        until(lambda: len(self.asked.read_text().splitlines()) > before + 1)
        second.kill()
        second.wait()
        return float(self.asked.read_text().splitlines()[-1]) - killed


def cpu(process: subprocess.Popen[bytes], seconds: float) -> float:
    """Percent of a core that a process uses while it has nothing to do."""

    def used() -> float:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    before = used()
    time.sleep(seconds)
    return 100 * (used() - before) / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--server", default=os.environ.get("INVENTORY_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres"))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}")
    for kind in arguments.databases:
        with tempfile.TemporaryDirectory() as folder, database(kind, arguments.server, Path(folder)) as opened:
            measure(kind, Bench(opened, Path(folder)), arguments.count, arguments.rounds)


def measure(kind: str, bench: Bench, count: int, rounds: int) -> None:
    worker = bench.worker()
    bench.drain(1)
    print(f"{kind}: idle worker {cpu(worker, 20):.1f} % of a core")
    ours = [count / bench.drain(count) for _ in range(rounds)]
    worker.send_signal(signal.SIGTERM)
    worker.wait()
    bare = [count / bench.bare(count) for _ in range(rounds)]
    ratios = sorted(one / other for one, other in zip(ours, bare, strict=True))
    told = f"{median(ours):.1f} jobs a second, dbos alone {median(bare):.1f}: {median(ratios):.2f} of it"
    print(f"{kind}: {told} ({ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)
    taken = []
    for _ in range(rounds):
        taken.append(bench.take_over(bench.worker()))
        with bench.database.writing() as connection:
            connection.execute(Job.__table__.delete())  # type: ignore[attr-defined]
    print(f"{kind}: taken over after {median(taken):.1f} s ({min(taken):.1f} to {max(taken):.1f})", flush=True)


if __name__ == "__main__":
    main()
