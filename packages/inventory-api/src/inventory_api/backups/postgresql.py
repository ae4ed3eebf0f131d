"""PostgreSQL's own tools, pg_dump and pg_restore, in its custom format. The password of the database is never an argument."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from sqlalchemy import URL

from inventory_api.errors import Conflict, Unavailable

QUEUE_SCHEMA = "dbos"  # of scraping/engine.py
_REVISION = re.compile(r"^COPY .*alembic_version .*;\n(\S+)$", re.MULTILINE)
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND coalesce(backend_type, 'client backend') = 'client backend'
"""

_LOOKS = 20


def write(url: URL, file: Path) -> None:
    """Dump the database into the file, as it is at one moment; Unavailable where pg_dump is missing or fails."""
    _run("pg_dump", "--format=custom", f"--exclude-schema={QUEUE_SCHEMA}", f"--file={file}", url=url)


def check(file: Path) -> str:
    """The revision of the tables in a dump, of which everything is read; Conflict where it is none, or damaged."""
    if not file.is_file():
        raise Conflict("no_backup", f"There is no file {file}.")
    try:
        _run("pg_restore", f"--file={os.devnull}", str(file))
        found = _REVISION.search(_run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file)))
    except Failed:
        found = None
    if found is None:
        raise Conflict("no_backup", f"{file} is no backup of this service's database made with pg_dump, or is damaged.")
    return found[1]


def restore(url: URL, file: Path, revision: str) -> None:
    """Put the dump into the database in one transaction; Conflict where it is in use or has other tables, Unavailable."""
    with psycopg.connect(_address(url, hide=False), autocommit=True) as connection:
        if others := _count_others(connection):
            detail = f"Something is connected to the database ({others} connections): stop the service and its workers first."
            raise Conflict("database_in_use", detail)
        _check_tables(connection, revision)
        connection.execute(f"DROP SCHEMA IF EXISTS {QUEUE_SCHEMA} CASCADE")  # the queue is made anew from the jobs
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--clean", "--if-exists")
    _run("pg_restore", *whole, str(file), url=url)


def _count_others(connection: psycopg.Connection) -> int:
    """How many are connected: the server shows one that has just gone for a moment more."""
    for _ in range(_LOOKS):
        (others,) = connection.execute(_OTHERS).fetchone() or (0,)
        if not others:
            return 0
        _wait(connection)
    return int(others)


def _wait(connection: psycopg.Connection) -> None:
    connection.execute("SELECT pg_sleep(0.1)")


class Failed(Unavailable):
    """A tool of PostgreSQL ended with an error."""


def _check_tables(connection: psycopg.Connection, revision: str) -> None:
    """A dump replaces the tables that it has: those of another revision would be left, or in the way."""
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return
    (present,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or (None,)
    if present not in (None, revision):
        detail = (
            f"The database has tables of revision {present}, the backup those of {revision}. Restore into a new, empty database, "
            f"or first: inventory-api db downgrade {revision}"
        )
        raise Conflict("other_tables", detail)


def _run(tool: str, *arguments: str, url: URL | None = None) -> str:
    """What the tool prints; Unavailable where it is not installed, Failed with its words where it fails."""
    found = shutil.which(tool)
    if found is None:
        detail = (
            f"{tool} is not installed: it comes with PostgreSQL's client programs (on Debian: apt-get install postgresql-client)."
        )
        raise Unavailable("tool_missing", detail)
    where = [] if url is None else ["--no-password", "--dbname", _address(url, hide=True)]
    password = {} if url is None or url.password is None else {"PGPASSWORD": str(url.password)}
    command = [found, *where, *arguments]
    done = subprocess.run(command, env={**os.environ, **password}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise Failed("tool_failed", f"{tool} failed: {said[0].removeprefix(f'{tool}: ').removeprefix('error: ')}")
    return done.stdout


def _address(url: URL, *, hide: bool) -> str:
    """The address as PostgreSQL's own tools take it."""
    plain = url.set(drivername="postgresql")
    return plain._replace(password=None).render_as_string() if hide else plain.render_as_string(hide_password=False)
