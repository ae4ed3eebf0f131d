"""The way of the tables from one release to the next, on both databases.

    migrate(database)      up to what this release needs; safe when several processes start at once
    downgrade(database)    back to a revision, "base" where none is named
    is_current(database)   whether there is nothing to do
    complaint(database)    what is to be done where the tables are of another release
    check(database)        what models and tables do not agree on

A change of the models needs a revision: `python -m inventory_api.migrations "what it does"` writes one beside the others.
Each migration is one transaction: it happens wholly, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from inventory_api.database import Database
from inventory_api.errors import Conflict, NotFound
from inventory_api.migrations.compare import OPTIONS
from inventory_api.models import Base

Age = Literal["none", "older", "current", "newer"]
COMPLAINTS: dict[Age, str] = {
    "none": "The database has no tables yet: `inventory-api db upgrade` makes them, or the first `serve`.",
    "older": "The tables are of an older release (revision {revision}): "
    "back up, then `inventory-api db upgrade`, or `serve`, which does it.",
    "newer": "The tables are of a newer release (revision {revision}): install that one, or restore a backup.",
}
_LOCK = 7_405_112_206  # any number, the same in all processes


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the tables to a revision. Of several processes one does it, the others wait."""
    with alone(database) as connection:
        _refuse_newer(connection)
        command.upgrade(config(connection), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the tables back to a revision; what only later ones can hold is lost."""
    _refuse_unknown(revision)
    with alone(database) as connection:
        _refuse_newer(connection)
        command.downgrade(config(connection), revision)


def is_current(database: Database) -> bool:
    """True where the tables are those of this release."""
    with database.reading() as connection:
        return age(connection) == "current"


def age(connection: Connection) -> Age:
    """Of which release the tables are, seen from this one; "none" where there are none."""
    current, scripts = revision_of(connection), ScriptDirectory.from_config(config())
    if current is None:
        return "none"
    if current == scripts.get_current_head():
        return "current"
    return "older" if current in {script.revision for script in scripts.walk_revisions()} else "newer"


def complaint(database: Database) -> str | None:
    """What is wrong with the tables and what to do, in a sentence; None where they are those of this release."""
    with database.reading() as connection:
        words = COMPLAINTS.get(age(connection))
        return words and words.format(revision=revision_of(connection))


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection) -> None:
    # Alembic would say no more than that it knows no such revision.
    if age(connection) == "newer":
        raise Conflict("newer_tables", COMPLAINTS["newer"].format(revision=revision_of(connection)))


def _refuse_unknown(revision: str) -> None:
    known = sorted(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())
    if revision not in (*known, "base") and not re.fullmatch(r"-[1-9]\d?", revision):
        raise NotFound(
            "no_such_revision", f"There is no revision {revision}: there are base, {', '.join(known)}, and -1 for one back."
        )


def check(database: Database) -> list[Any]:
    """The differences between the models and the tables, as Alembic's operations; empty where they agree."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": Base.metadata, **OPTIONS})
        return list(compare_metadata(context, Base.metadata))


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings for the revisions beside this file."""
    settings = Config()
    settings.set_main_option("script_location", "inventory_api:migrations")
    settings.attributes["connection"] = connection
    return settings


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """A transaction that no other migration runs beside. SQLite's tables lose their triggers when they are made anew."""
    with _sqlite(database) if database.is_sqlite else database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


@contextmanager
def _sqlite(database: Database) -> Iterator[Connection]:
    """A transaction of the only writer. Foreign keys rest: a table that is rebuilt must not take its children with it."""
    with database.engine.connect().execution_options(writes=True) as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("the migration left rows without their parents; nothing was changed")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
