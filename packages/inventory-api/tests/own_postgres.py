"""A PostgreSQL server of a test's own, to be stopped and started: skipped where none is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _programs() -> Path:
    """The folder of initdb and pg_ctl; the test is skipped where there is none."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if (folder / "pg_ctl").exists():
            return folder
    pytest.skip("no PostgreSQL server is installed here (initdb, pg_ctl)")


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


class OwnPostgres:
    """A server in a folder; with `log_folder` its write-ahead log lies elsewhere."""

    def __init__(self, folder: Path, log_folder: Path) -> None:
        self._programs, self._data = _programs(), folder / "data"
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        # A server does not run as root.
        self._owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        for each in (folder, log_folder):
            each.chmod(0o755)
            if self._owner:
                os.chown(each, self._owner.pw_uid, self._owner.pw_gid)
        self._log = log_folder / "server.log"
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-X", str(log_folder / "wal"), "-N")

    def start(self) -> None:
        """Return when it takes connections."""
        options = f"-p {self.port} -h 127.0.0.1 -k '' -c max_wal_size=64MB -c max_connections=200"
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self._log), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: "fast" ends all connections, "immediate" is a crash."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        who = {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []} if self._owner else {}
        # What a server writes would keep a pipe open for as long as it runs.
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            timeout=120,
            check=False,
            **who,  # type: ignore[call-overload]
        )
        assert done.returncode == 0, self._log.read_text("utf-8") if self._log.exists() else program


@contextmanager
def own_postgres(data_folder: Path | None = None) -> Iterator[OwnPostgres]:
    """A server that runs, in a new folder or in the given one; it and what it kept are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="inventory-postgres-") as name:
        folder, log_folder = Path(name) / "server", Path(name) / "log"
        Path(name).chmod(0o755)
        folder.mkdir()
        log_folder.mkdir()
        server = OwnPostgres(data_folder or folder, log_folder)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
