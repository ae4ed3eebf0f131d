"""The way of the tables from one release to the next, on both databases.

    migrate(database)      up to what this release needs; safe when several processes start at once
    downgrade(database)    back to a revision, "base" where none is named
    is_current(database)   whether there is nothing to do
    check(database)        what models and tables do not agree on

A change of the models needs a revision: `python -m inventory_api.migrations "what it does"` writes one beside the others.
Each migration is one transaction: it happens wholly, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from inventory_api.database import Database
from inventory_api.migrations.compare import OPTIONS
from inventory_api.models import Base

_LOCK = 7_405_112_206  # any number, the same in all processes


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the tables to a revision. Of several processes one does it, the others wait."""
    with alone(database) as connection:
        command.upgrade(config(connection), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take the tables back to a revision; what only later ones can hold is lost."""
    with alone(database) as connection:
        command.downgrade(config(connection), revision)


def is_current(database: Database) -> bool:
    """True where the tables are those of this release."""
    with database.reading() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(config()).get_current_head()


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
