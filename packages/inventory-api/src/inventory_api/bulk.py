"""Many rows at once, the quick way of each database."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from operator import itemgetter
from typing import Any

import psycopg
from sqlalchemy import Column, Connection, Dialect, Table, text
from sqlalchemy.exc import IntegrityError

from inventory_api.database import Json, Moment, json_text

FEW = 20
"""Fewer rows are inserted one after the other on PostgreSQL, too."""


def new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Numbers for so many new rows, ascending. On SQLite the transaction must write, so that nobody else takes them."""
    if connection.dialect.name == "postgresql":
        take = text(f"SELECT nextval('{table.name}_id_seq') FROM generate_series(1, :count)")  # noqa: S608 - the name is ours
        return sorted(connection.execute(take, {"count": count}).scalars())
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar() or 0
    return list(range(last + 1, last + 1 + count))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have a value for every column: by COPY on PostgreSQL where they are many."""
    if not rows:
        return
    values = _encoded(connection.dialect, table, rows)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_insert(table, "?"), values)
    elif len(rows) < FEW:
        connection.exec_driver_sql(_insert(table, "%s"), values)
    else:
        copy_rows(connection, f"COPY {table.name} ({_names(table)}) FROM STDIN", values)


def copy_rows(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Hand rows to PostgreSQL's COPY; SQLAlchemy's IntegrityError where one may not be."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for what refers to itself: among the rows of a batch, which do not, it goes again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _encoded(dialect: Dialect, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """The rows column by column as the driver takes them: most columns need nothing done."""
    columns: list[Sequence[Any]] = []
    for name, encode in _encoders(table, dialect):
        column = list(map(itemgetter(name), rows))
        columns.append(column if encode is None else list(map(encode, column)))
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=64)
def _encoders(table: Table, dialect: Dialect) -> list[tuple[str, Callable[[Any], Any] | None]]:
    return [(column.name, _encoder(column, dialect)) for column in table.columns]


def _encoder(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if column.type is Json:
        return json_text
    encode = column.type.dialect_impl(dialect).bind_processor(dialect)
    # The rows of a batch have the same few moments.
    return lru_cache(maxsize=16)(encode) if encode and isinstance(column.type, Moment) else encode


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _insert(table: Table, mark: str) -> str:
    return f"INSERT INTO {table.name} ({_names(table)}) VALUES ({', '.join([mark] * len(table.columns))})"  # noqa: S608 - names of ours
