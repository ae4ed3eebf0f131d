"""The processes that are soaked, and what is read off them while they run."""

from __future__ import annotations

import os
import re
import secrets
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024
FIGURES = ("memory_mib", "files", "threads")


@dataclass
class Process:
    """One process of the service, through all its restarts; `samples` are of lives that lasted: seconds, and the figures."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    popen: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    samples: list[tuple[float, float, dict[str, float]]] = field(default_factory=list)

    def start(self) -> None:
        """Start it; its output is added to its log."""
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=log)
        self.born = time.monotonic()

    def end(self, number: int) -> None:
        """Send a signal and wait until it is gone."""
        assert self.popen
        self.popen.send_signal(number)
        try:
            self.popen.wait(30)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()

    def sample(self) -> None:
        """Note what the process takes now."""
        if self.popen and self.popen.poll() is None:
            found = figures(self.popen.pid)
            if found:
                self.samples.append((time.monotonic(), self.born, found))


def figures(pid: int) -> dict[str, float] | None:
    """Resident memory in MiB, open files and threads of a process; null where it is gone."""
    try:
        resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_KIB / 1024
        found = Path(f"/proc/{pid}/status").read_text()
        threads = re.search(r"Threads:\s+(\d+)", found)
        return {
            "memory_mib": resident,
            "files": len(os.listdir(f"/proc/{pid}/fd")),
            "threads": float(threads[1] if threads else 0),
        }
    except (OSError, ValueError):
        return None


class Cast:
    """`serve` without jobs, and two workers; on one database."""

    def __init__(self, folder: Path, database: str, hosts: tuple[str, ...]) -> None:
        environment = {**os.environ, **_settings(folder, database, hosts)}
        command = [sys.executable, "-m", "inventory_api"]
        self.service = Process("serve", [*command, "serve", "--port", "0"], environment, folder / "serve.log")
        self.workers = [
            Process(f"worker {name}", [*command, "worker"], environment, folder / f"worker-{name}.log") for name in "ab"
        ]
        self.kills = self.stops = self.ended = 0

    @property
    def all(self) -> list[Process]:
        """Every process."""
        return [self.service, *self.workers]

    def start(self) -> int:
        """Start all of them; answers the port of the service."""
        self.service.start()
        port = _port(self.service.log)
        for worker in self.workers:
            worker.start()
        return port

    def disturb(self, worker: Process, *, kindly: bool) -> None:
        """Kill a worker, or ask it to stop, and start it again."""
        worker.end(signal.SIGTERM if kindly else signal.SIGKILL)
        self.stops, self.kills = self.stops + kindly, self.kills + (not kindly)
        worker.start()

    def supervise(self) -> None:
        """Start again what has ended by itself, as systemd and containers do."""
        for process in self.all:
            if process.popen and process.popen.poll() is not None:
                self.ended += 1
                process.start()

    def stop(self) -> None:
        """Ask all to stop."""
        threads = [threading.Thread(target=process.end, args=(signal.SIGTERM,)) for process in self.all if process.popen]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _settings(folder: Path, database: str, hosts: tuple[str, ...]) -> dict[str, str]:
    return {
        "DATABASE_URL": database,
        "DATA_DIR": str(folder / "data"),
        "SECRET_KEY": secrets.token_hex(32),
        "PYTHONPATH": str(folder / "site"),
        "RUN_JOBS": "false",
        "FETCHER": "requests",
        "INVENTORY_ALLOW_PRIVATE": ",".join(["127.0.0.1", *hosts]),
        "INVENTORY_DELAY": "0.5",
        "INVENTORY_CACHE": "off",
        "JOBS_RUNNING": "8",
        "JOBS_WAITING": "10000",
        "JOB_ATTEMPTS": "1000",
        "STUCK_SECONDS": "5",
        "SCHEDULE_MINUTES": "1",
        "SCHEDULE_FAILURES": "1000",
        "WEBHOOK_RETRY_SECONDS": "1",
        "WEBHOOK_ATTEMPTS": "20",
        "PAGES_A_DAY": "1000000",
        "REQUESTS_PER_MINUTE": "100000",
    }


def _port(log: Path) -> int:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        if log.exists() and (found := re.search(r"answers at http://127\.0\.0\.1:(\d+)", log.read_text("utf-8"))):
            return int(found[1])
        time.sleep(0.1)
    raise SystemExit(f"the service did not start: {log.read_text('utf-8')}")


def drift(process: Process, name: str) -> tuple[float, float] | None:
    """The median of a figure in the second quarter of the run, and in the last; null where the run was too short to tell.

    Samples of the first half minute of a life do not count: it fills then.
    """
    steady = [(moment, found[name]) for moment, born, found in process.samples if moment - born > 30]
    if len(steady) < 40:
        return None
    values: list[float] = [value for _, value in steady]
    quarter = len(values) // 4
    return statistics.median(values[quarter : 2 * quarter]), statistics.median(values[-quarter:])


def sparkline(values: list[float]) -> str:
    """The values as a line of blocks, from nothing to the highest."""
    blocks, most = "▁▂▃▄▅▆▇█", max(values, default=0) or 1
    step = max(1, len(values) // 40)
    return "".join(blocks[round(value / most * 7)] for value in values[::step])


def as_rows(processes: list[Process]) -> list[dict[str, Any]]:
    """A row for each process and figure."""
    return [
        {
            "process": process.name,
            "figure": name,
            "drift": drift(process, name),
            "line": [found[name] for _, _, found in process.samples],
        }
        for process in processes
        for name in FIGURES
    ]
