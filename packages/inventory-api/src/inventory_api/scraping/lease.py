"""A lock that lasts as long as its process: whose jobs are orphans is asked of the lock, and not guessed from a clock.

The operating system lets go of an SQLite lock when a process dies, PostgreSQL of an advisory lock when its connection ends.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from inventory_api.database import Database

_HELD = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND"
    " classid = :high AND objid = :low AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


class Lease(Protocol):
    """The lock of this process by its `name`, and a look at those of others."""

    name: str

    def is_held(self, name: str) -> bool:
        """Whether the process with that lease is alive."""
        ...

    def hold(self) -> None:
        """Take it again where it was lost, as with the connection to a database that was restarted."""
        ...

    def release(self) -> None:
        """Let go."""
        ...


def take_lease(database: Database) -> Lease:
    """A new lease for this process."""
    name = uuid.uuid4().hex
    return _FileLease(database, name) if database.is_sqlite else _AdvisoryLease(database, name)


def is_alive(database: Database, name: str) -> bool:
    """Whether the process with that lease is alive, for someone who has none."""
    return _is_locked(_folder(database) / name) if database.is_sqlite else _is_advised(database.engine, name)


class _FileLease:
    """A locked file beside the SQLite database."""

    def __init__(self, database: Database, name: str) -> None:
        self.name = name
        self._folder = _folder(database)
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._connection = _open(self._folder / name)
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            self.release()
            raise

    def is_held(self, name: str) -> bool:
        if _is_locked(self._folder / name):
            return True
        (self._folder / name).unlink(missing_ok=True)
        return False

    def hold(self) -> None:
        """A file's lock is not lost."""

    def release(self) -> None:
        self._connection.close()
        (self._folder / self.name).unlink(missing_ok=True)


class _AdvisoryLease:
    """An advisory lock of PostgreSQL, on a connection of its own. Others read in the server's list of locks who has one."""

    def __init__(self, database: Database, name: str) -> None:
        self.name, self._engine = name, database.engine
        self._connection = self._connect()
        self._take()

    def _connect(self) -> Connection:
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def _take(self) -> None:
        # Not taken means: the server has not noticed yet that the connection before is gone.
        self._connection.execute(select(func.pg_try_advisory_lock(_number(self.name))))

    def is_held(self, name: str) -> bool:
        return _is_advised(self._engine, name)

    def hold(self) -> None:
        if self.is_held(self.name):
            return
        with suppress(SQLAlchemyError):
            self._connection.close()
        self._connection = self._connect()
        self._take()

    def release(self) -> None:
        with suppress(SQLAlchemyError):  # where the connection is gone, the lock went with it
            self._connection.execute(select(func.pg_advisory_unlock(_number(self.name))))
        with suppress(SQLAlchemyError):
            self._connection.close()


def _folder(database: Database) -> Path:
    return Path(f"{database.engine.url.database}-runners")


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)


def _is_locked(file: Path) -> bool:
    if not file.exists():
        return False
    with closing(_open(file)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return True
    return False


def _is_advised(engine: Engine, name: str) -> bool:
    number = _number(name)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return bool(connection.execute(_HELD, {"high": number >> 32, "low": number & 0xFFFFFFFF}).scalar_one())


def _number(name: str) -> int:
    """A lock's number: 63 bits of its name."""
    return int(name[:16], 16) >> 1
