"""SQLite's online backup: a copy of one moment, beside which others go on reading and writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from inventory_api.errors import Conflict, Unavailable
from inventory_api.private import make_private

_WAIT_SECONDS = 30.0
_QUEUE = "-queue"  # of scraping/engine.py


def write(url: URL, file: Path) -> None:
    """Copy the database into the file; Conflict where there is none, Unavailable."""
    source = Path(url.database or "")
    if not source.is_file():
        raise Conflict("no_database", f"There is no database {source} to back up.")
    with _told("backup_failed", f"The backup of {source} failed"), _open(source, "rw") as database, _open(file, "rw") as copy:
        database.backup(copy)  # in one step: in several it would begin anew with each write of somebody else
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, with none beside it


def check(file: Path) -> str:
    """The revision of the tables in a backup; Conflict where it is none, or damaged."""
    no_backup = Conflict("no_backup", f"{file} is no backup of this service's database, or is damaged.")
    if not file.is_file():
        raise Conflict("no_backup", f"There is no file {file}.")
    try:
        with _open(file, "ro") as backup:
            sound = backup.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not sound or backup.execute("PRAGMA foreign_key_check").fetchone():
                raise no_backup
            return str(backup.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.Error, TypeError):
        raise no_backup from None


def restore(url: URL, file: Path, _revision: str) -> None:
    """Copy the file over the database; Conflict where something has it open, Unavailable.

    The copy goes through SQLite: whoever reads sees the old content or the new one, and after a crash there is the old one.
    """
    target = Path(url.database or "")
    make_private(target)
    with _told("restore_failed", f"The restore into {target} failed"), _open(target, "rwc") as database:
        _have_alone(database, target)
        with _open(file, "ro") as backup:
            backup.backup(database)
        for end in ("", "-wal", "-shm"):  # the queue is made anew from the jobs
            Path(f"{target}{_QUEUE}{end}").unlink(missing_ok=True)


def _have_alone(database: sqlite3.Connection, target: Path) -> None:
    """Keep everybody else out until the connection is closed. A database that others have open does not leave the WAL."""
    database.execute("PRAGMA busy_timeout = 1000")
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        database.execute("PRAGMA journal_mode = DELETE").fetchone()
        database.execute("BEGIN EXCLUSIVE")
        database.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        detail = f"Something has the database {target} open: stop the service and its workers first."
        raise Conflict("database_in_use", detail) from None


@contextmanager
def _open(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
        yield connection


@contextmanager
def _told(code: str, what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise Unavailable(code, f"{what}: {error}.") from None
