"""Rows that need not outlive the machine, such as how often someone asked: written often, never synced to disk.

On PostgreSQL they are in the database, and the clock is its own. On SQLite they are in a file beside it, so that they hold over
all processes, and nobody who writes to the database waits for them; the clock is the machine's.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, Table, TextClause, create_engine, event, make_url, text
from sqlalchemy.schema import CreateIndex, CreateTable

from inventory_api.direct import ping_doubtful_ones
from inventory_api.private import keep_private

# A durable commit would cost a write to disk at each statement.
DO_NOT_SYNC = "SET synchronous_commit = off"
_WORDS = {
    "postgresql": {"now": "CAST(extract(epoch FROM clock_timestamp()) AS double precision)", "greatest": "greatest"},
    "sqlite": {"now": ":now", "greatest": "max"},
}


def engine_aside(database: str, table: Table, suffix: str, **pool: int) -> Engine:
    """An engine for that table: of the database, or of the file beside SQLite's whose name ends so."""
    if database.startswith("postgresql"):
        engine = create_engine(database, connect_args={"options": "-c synchronous_commit=off"}, hide_parameters=True, **pool)
        ping_doubtful_ones(engine)
        return engine
    file = make_url(database)
    engine = keep_private(create_engine(file.set(database=f"{file.database}-{suffix}"), hide_parameters=True))
    event.listen(engine, "connect", _set_up_sqlite)
    _create(engine, table)
    return engine


def statement(engine: Engine, words: str) -> TextClause:
    """A statement in which `{now}` is the clock, in seconds since 1970, and `{greatest}` the larger of two numbers."""
    return text(words.format(**_WORDS[engine.dialect.name]))


def clock() -> dict[str, float]:
    """What a statement takes for the clock of SQLite."""
    return {"now": time.time()}


def _create(engine: Engine, table: Table) -> None:
    with engine.begin() as connection:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
