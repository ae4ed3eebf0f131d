"""The service as a process of its own, whose log goes to a file: a pipe that nobody reads would stop it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .conftest import PASSWORD
from .over_http import Service

COMMAND = [sys.executable, "-m", "inventory_api"]
EMAIL = "ada@example.org"


@dataclass(frozen=True)
class Running:
    """A service that answers, its process, and the header of its one account."""

    service: Service
    process: subprocess.Popen[str]
    headers: dict[str, str]


@contextmanager
def running(folder: Path, log: Path, **settings: str) -> Iterator[Running]:
    """`inventory-api serve` with its data in a folder, and an account; stopped at the end."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    env = {**kept, "DATA_DIR": str(folder), "REQUESTS_PER_MINUTE": "1000000", "LOG_LEVEL": "WARNING", **settings}
    created = [*COMMAND, "user", "create", EMAIL]
    subprocess.run(created, env=env, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True, timeout=120)
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*COMMAND, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            address = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
            assert address, log.read_text("utf-8")
            service = Service(int(address[1]))
            service.wait()
            yield Running(service, process, service.sign_in(EMAIL, PASSWORD))
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
