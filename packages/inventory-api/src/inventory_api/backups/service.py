"""Backups and what they are restored into, whichever database it is."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from alembic.script import ScriptDirectory
from msgspec import Struct
from sqlalchemy import func, inspect, select

from inventory_api.auth.models import Account
from inventory_api.backups import postgresql, sqlite
from inventory_api.database import Database
from inventory_api.errors import Conflict, Unavailable
from inventory_api.migrations import config


class Made(Struct):
    """A backup that was made and read again."""

    bytes: int


class Restored(Struct):
    """What a database has after a restore."""

    accounts: int
    revision: str


def back_up(database: Database, file: Path, *, replace: bool = False) -> Made:
    """Write all of the database, as it is at one moment, into a file that its owner alone may read.

    The file has its name only when it is whole and was checked. Conflict where there is one already and it is not to be replaced,
    or where there is nothing to back up; Unavailable where it cannot be made.
    """
    if file.exists() and not replace:
        raise Conflict("backup_exists", f"{file} exists already. Name another file, or replace it with --replace.")
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        made = _written(database, part)
        part.replace(file)
        _synced(file.parent)
    except OSError as error:
        raise Unavailable("backup_failed", f"{file} cannot be written: {error.strerror}.") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return made


def _written(database: Database, part: Path) -> Made:
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    kind(database).write(database.engine.url, part)
    if not _has_tables(database):
        raise Conflict("no_database", "There is nothing to back up: the database has no tables yet.")
    kind(database).check(part)
    _synced(part)
    return Made(part.stat().st_size)


def restore(database: Database, file: Path, *, replace: bool = False) -> Restored:
    """Let the database have what the backup has, and nothing else: wholly, or not at all.

    Conflict where the file is no backup, or one of a newer release, where something is connected to the database, or where it has
    accounts and is not to be replaced; Unavailable where it fails.
    """
    module = kind(database)
    try:
        revision = module.check(file)
    except OSError as error:
        raise Conflict("no_backup", f"{file} cannot be read: {error.strerror}.") from None
    if revision not in {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}:
        raise Conflict("newer_backup", f"{file} was made by a newer release (tables of revision {revision}): install that one.")
    if not replace and (accounts := _accounts(database)):
        detail = (
            f"The database has accounts already ({accounts}). --replace lets all that is in it be lost for what the backup has."
        )
        raise Conflict("database_not_empty", detail)
    database.close()
    module.restore(database.engine.url, file, revision)
    return Restored(_accounts(database), revision)


def kind(database: Database) -> ModuleType:
    """The module for this kind of database."""
    return sqlite if database.is_sqlite else postgresql


def _has_tables(database: Database) -> bool:
    with database.reading() as connection:
        return inspect(connection).has_table(Account.__tablename__)


def _accounts(database: Database) -> int:
    if not _has_tables(database):
        return 0
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(Account)).scalar_one()


def _synced(path: Path) -> None:
    """Let it be on the disk, and not only on its way there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
