"""J7: a disk that is full under a running service: writes are 503, reads go on, nothing is damaged; with room it recovers."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from .own_postgres import own_postgres
from .own_process import Running, running
from .scraping.conftest import Site, scraper

MIB = 1024 * 1024
FULL, NO_ANSWER = "The disk of the database is full.", "The database does not answer for now."


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A file system in memory of so many bytes; skipped where it may not be mounted."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """No byte is free."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (MIB, 4096):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    assert os.statvfs(disk).f_bavail == 0
    yield
    ballast.unlink()


@contextmanager
def no_larger_files(process: subprocess.Popen[str], _folder: Path) -> Iterator[None]:
    """No file of the process may be larger than its database is now: as on a full disk, but for this process alone."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("limits of another process are set on Linux only")
    kept = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (8 * 4096, kept[1]))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, kept)


def create(who: Running, size: int = 40_000) -> Any:
    """Ask for an item of so many bytes."""
    return who.service.post("/api/inventory", {"title": "Lamp", "description": "lamp " * (size // 5)}, who.headers)


def titles(who: Running, headers: dict[str, str]) -> int:
    """How many items a search finds, 200 at most."""
    answer = who.service.get("/api/inventory?limit=200", headers)
    assert answer.status == 200, answer.body
    return len(answer.json()["items"])


def survive(who: Running, full: Callable[[], contextlib.AbstractContextManager[None]], said: str = FULL) -> list[int]:
    """Fill the disk under a service that works, until it says so; give room again; answers the ids of all items acknowledged."""
    made = [create(who).json()["id"] for _ in range(3)]
    new_key = who.service.post("/api/auth/keys", {"name": "robot", "scopes": ["inventory:read"]}, who.headers).json()
    key = {"Authorization": f"Bearer {new_key['key']}"}  # not used yet: its first use would be noted
    with full():
        refused = None
        for _ in range(200):
            answer = create(who)
            if answer.status == 503:
                refused = answer
                break
            made.append(answer.json()["id"])
        assert refused, "the disk is not full"
        assert (refused.json()["code"], refused.headers["retry-after"]) == ("database_unavailable", "5")
        assert refused.json()["detail"] == f"{said} Nothing was changed."
        assert titles(who, who.headers) == titles(who, key) == len(made)
        ready = who.service.get("/health/ready")
        degraded = [check["name"] for check in ready.json()["checks"] if check["status"] == "degraded"]
        assert (ready.status, degraded) == (200, ["disk"] if said == FULL else [])
    made += [create(who).json()["id"] for _ in range(3)]
    _job_is_done(who)
    assert sorted(made) == sorted({*made})
    for item_id in made:
        assert who.service.get(f"/api/inventory/{item_id}", who.headers).status == 200
    assert who.process.poll() is None
    return made


def _job_is_done(who: Running) -> None:
    """Jobs go on, too: within a minute, on a queue that was full as well."""
    answer = who.service.post("/api/scraping/jobs", {"url": "https://acme.example/item/1", "html": "Lamp|5"}, who.headers)
    assert answer.status == 202, answer.body
    end = time.monotonic() + 60
    while (job := who.service.get(f"/api/scraping/jobs/{answer.json()['id']}", who.headers).json())["state"] != "done":
        assert job["state"] in ("queued", "running"), job
        assert time.monotonic() < end, job
        threading.Event().wait(0.1)


@pytest.fixture
def plugins(tmp_path: Path) -> str:
    """A folder with the scraper `acme`, for PYTHONPATH."""
    site = Site(tmp_path / "site")
    site.folder.mkdir()
    site.install("acme", scraper("acme"))
    return str(site.folder)


@pytest.mark.parametrize("how", ["a small disk", "a limit of file sizes"])
def test_sqlite_on_a_full_disk(how: str, plugins: str, tmp_path: Path) -> None:
    """Each acknowledged item is there, no other, and the file is whole; the log has the database's own word for what is wrong."""
    with ExitStack() as stack:
        folder = tmp_path / "data"
        if how == "a small disk":
            stack.enter_context(small_disk(folder, 24 * MIB))
        else:
            folder.mkdir()
        who = stack.enter_context(running(folder, tmp_path / "log", PYTHONPATH=plugins))
        full = (lambda: filled(folder)) if how == "a small disk" else (lambda: no_larger_files(who.process, folder))
        said, code = (FULL, "SQLITE_FULL") if how == "a small disk" else (NO_ANSWER, "SQLITE_IOERR_WRITE")
        made = survive(who, full, said)
        assert f'"database":"{code}"' in (tmp_path / "log").read_text()
        with closing(sqlite3.connect(folder / "inventory.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            kept = database.execute("SELECT count(*) FROM items WHERE description IS NOT NULL").fetchone()[0]
            assert kept == len(made)


def test_postgresql_on_a_full_disk(plugins: str, tmp_path: Path) -> None:
    """The server says that its disk is full, and the service hands that on; both work again with room."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(_reachable()))
        disk = stack.enter_context(small_disk(folder / "disk", 160 * MIB))
        server = stack.enter_context(own_postgres(disk))
        who = stack.enter_context(running(tmp_path, tmp_path / "log", DATABASE_URL=server.url, PYTHONPATH=plugins))
        survive(who, lambda: filled(disk))
        assert '"database":"53100"' in (tmp_path / "log").read_text()


@contextmanager
def _reachable() -> Iterator[str]:
    """A folder that the user of the server can reach, as those of tests cannot always be."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="inventory-disk-") as name:
        Path(name).chmod(0o755)
        yield name
