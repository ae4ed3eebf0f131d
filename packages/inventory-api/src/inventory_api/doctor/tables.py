"""The database: whether it answers, has the tables of this release, and agrees about the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from inventory_api.database import Database
from inventory_api.doctor.findings import Finding, Level
from inventory_api.doctor.storage import sqlite_file
from inventory_api.migrations import COMPLAINTS, Age, age, is_current, revision_of
from inventory_api.settings import Settings

_AGES: dict[Age, tuple[Level, str]] = {
    "none": ("note", "no_tables_yet"),
    "older": ("warning", "older_tables"),
    "newer": ("problem", "newer_tables"),
}
# A table in a schema that may not be used cannot even be asked for by its name.
_RIGHTS = text("""
SELECT quote_ident(current_user) AS who, quote_ident(current_schema()) AS place, to_regnamespace('dbos') IS NOT NULL AS parted,
  to_regclass('alembic_version') IS NOT NULL OR has_schema_privilege(current_schema(), 'CREATE') AS tables,
  CASE WHEN to_regnamespace('dbos') IS NULL THEN has_database_privilege(current_database(), 'CREATE')
    ELSE has_schema_privilege(to_regnamespace('dbos'), 'USAGE') AND (has_schema_privilege(to_regnamespace('dbos'), 'CREATE')
      OR EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('dbos') AND relname = 'workflow_status')) END AS queue
""")
MOST_SKEW = timedelta(seconds=2)
"""Tokens, limits and leases are counted in seconds; more than that shows."""


def database(settings: Settings) -> Iterator[Finding]:
    """What is wrong with the database. One that was never made is made by the first start."""
    file = sqlite_file(settings)
    if file and not file.exists():
        yield Finding("note", "no_database_yet", "There is no database yet: the first `inventory-api serve` makes it.")
        return
    try:
        with closing(Database(settings.database)) as opened, opened.glancing() as connection:
            if not opened.is_sqlite:
                yield from _rights(connection)
                yield from clock(connection)
            yield from _revision(connection)
    except DBAPIError as error:
        said = (str(error.orig).splitlines() or [""])[0]
        yield Finding("problem", "database_unreachable", f"The database does not answer ({file or 'DATABASE_URL'}): {said}")


def ask(settings: Settings, question: Callable[[Database], Iterator[Finding]]) -> Iterator[Finding]:
    """What is found in a database of this release; where there is none, or it does not answer, `database` tells of that alone."""
    file = sqlite_file(settings)
    if file and not file.exists():
        return
    try:
        with closing(Database(settings.database)) as opened:
            if is_current(opened):
                yield from question(opened)
    except DBAPIError:
        return


def clock(connection: Connection) -> Iterator[Finding]:
    """Whether this machine and the database's agree about the time, to within the asking."""
    before = datetime.now(UTC)
    there = connection.execute(select(func.clock_timestamp())).scalar_one()
    after = datetime.now(UTC)
    skew = max(before - there, there - after)
    if skew > MOST_SKEW:
        message = f"The clocks of this machine and of the database differ by {skew.total_seconds():.0f} s: let NTP set both."
        yield Finding("warning", "clock_skew", message)


def _rights(connection: Connection) -> Iterator[Finding]:
    """Whether the tables, and those of the queue in a schema of their own, are there or can be made by this PostgreSQL user."""
    may = connection.execute(_RIGHTS).one()
    mend = f"GRANT CREATE ON SCHEMA {may.place or 'public'} TO {may.who}"
    if not may.tables:
        yield Finding("problem", "rights_missing", f"The user {may.who} may make no tables in the database: {mend}")
    mend = f"GRANT ALL ON SCHEMA dbos TO {may.who}" if may.parted else f"CREATE SCHEMA dbos AUTHORIZATION {may.who}"
    if not may.queue:
        yield Finding("problem", "rights_missing", f"The user {may.who} may make no tables for the queue, so no job runs: {mend}")


def _revision(connection: Connection) -> Iterator[Finding]:
    if (found := age(connection)) != "current":
        level, code = _AGES[found]
        yield Finding(level, code, COMPLAINTS[found].format(revision=revision_of(connection)))
