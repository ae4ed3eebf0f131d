"""Statements that the driver itself runs: for the few that nearly every request needs.

    fetch(connection, statement, values)    -> rows as dicts by column, in the transaction of a connection
    first(engine, statement, values)        -> the first row as a tuple, or None; committed by itself
    run(connection, steps)                  -> what steps give

Steps are what is done with statements, without saying who runs them: a generator that yields statements together, is sent the
rows of each, and returns what it found. A thread runs them here, the event loop in asking.py.

What SQLAlchemy adds to a statement (a transaction, a context, a result) costs several times what finding a few rows through an
index does. A statement must be one object that is used again: it is compiled once. No `IN` with a list.
"""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import JSON, Connection, Dialect, Engine, Executable, event
from sqlalchemy.exc import DBAPIError, DisconnectionError

_FRESH_SECONDS = 1.0
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


T = TypeVar("T")
Rows = list[Any]
"""Dicts by column; tuples where the statement is text, which names no columns."""


class Ask(NamedTuple):
    """A statement with its values."""

    statement: Executable
    values: dict[str, Any]
    plan_anew: bool = False
    """PostgreSQL keeps one plan for a statement that is repeated, whatever its values: where these decide the best way."""


Steps = Generator[Sequence[Ask], list[Rows], T]


class Compiled:
    """A statement as a driver takes it, and what has to be done to the values that it gives."""

    def __init__(self, statement: Executable, dialect: Dialect, **options: Any) -> None:
        writes = type(dialect)(**options) if options else dialect
        compiled: Any = statement.compile(dialect=writes)  # type: ignore[attr-defined]
        self.text, self._order, self._dialect = str(compiled), compiled.positiontup, dialect
        self._json_is_text = bool(options)
        self._binds: dict[str, Any] = {
            compiled.bind_names[bind]: processor
            for bind in compiled.bind_names
            if (processor := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        self._given = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        given: Any = statement
        columns = given.selected_columns if hasattr(given, "selected_columns") else getattr(given, "exported_columns", ())
        self._columns = [(column.name, column.type) for column in columns]
        self._processors: list[tuple[str, Callable[[Any], Any] | None]] = []

    def values(self, given: dict[str, Any]) -> Any:
        """The parameters in the form that the driver takes."""
        values = self._given | given
        for name, process in self._binds.items():
            values[name] = process(values[name])
        return values if self._order is None else [values[name] for name in self._order]

    def rows(self, found: Iterable[tuple[Any, ...]], types: Iterable[Any]) -> Rows:
        """The driver's rows by column, whose types it told."""
        if not self._columns:
            return list(found)
        if not self._processors:
            self._processors = [
                (name, self._processor(kind, told)) for (name, kind), told in zip(self._columns, types, strict=True)
            ]
        names = [name for name, _ in self._processors]
        rows = [dict(zip(names, row, strict=True)) for row in found]
        for name, process in self._processors:
            if process is not None:
                for row in rows:
                    row[name] = process(row[name])
        return rows

    def _processor(self, kind: Any, told: Any) -> Callable[[Any], Any] | None:
        is_there = kind.dialect_impl(self._dialect)
        if self._json_is_text and isinstance(is_there, JSON):
            return _read_json
        processor: Callable[[Any], Any] | None = is_there.result_processor(self._dialect, told)
        return processor


def _read_json(text: str | None) -> Any:
    return None if text is None else msgspec.json.decode(text)


compiled = lru_cache(maxsize=4_096)(Compiled)


@lru_cache(maxsize=4_096)
def with_numbers(statement: Executable, dialect: Dialect) -> Compiled:
    """The statement as asking.py takes it: $1 in place of names, and JSON comes as text."""
    return Compiled(statement, dialect, paramstyle="numeric_dollar")


def run(connection: Connection, steps: Steps[T]) -> T:
    """Take steps to their end, in the transaction of a connection."""
    try:
        asks = next(steps)
        while True:
            asks = steps.send([fetch(connection, ask.statement, ask.values, plan_anew=ask.plan_anew) for ask in asks])
    except StopIteration as ended:
        result: T = ended.value
        return result


def together(check: Steps[None], steps: Steps[T]) -> Steps[T]:
    """Steps whose first statements go along with those of a check, which asks once and raises where they must not go on."""
    checking = next(check)
    try:
        asks = next(steps)
    except StopIteration as ended:  # they ask for nothing
        _end(check, (yield checking))
        result: T = ended.value
        return result
    found = yield [*checking, *asks]
    _end(check, found[: len(checking)])
    return (yield from _rest(steps, found[len(checking) :]))


def _end(check: Steps[None], found: list[Rows]) -> None:
    try:
        check.send(found)
    except StopIteration:
        return
    raise RuntimeError("a check asks once")


def _rest(steps: Steps[T], found: list[Rows]) -> Steps[T]:
    try:
        while True:
            found = yield steps.send(found)
    except StopIteration as ended:
        result: T = ended.value
        return result


def fetch(
    connection: Connection, statement: Executable, values: dict[str, Any], *, plan_anew: bool = False
) -> list[dict[str, Any]]:
    """All rows of a select; SQLAlchemy's errors, as of any other statement. `plan_anew` as of `Ask`."""
    known = compiled(statement, connection.dialect)
    driver: Any = connection.connection.driver_connection
    try:
        options = {"prepare": False} if plan_anew and connection.dialect.name == "postgresql" else {}
        with closing(driver.execute(known.text, known.values(values), **options)) as cursor:
            return known.rows(cursor.fetchall(), [column[1] for column in cursor.description])
    except connection.dialect.loaded_dbapi.Error as error:
        broken = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
        if broken:
            connection.invalidate(error)
        raise told(error, known, connection.dialect, broken=broken) from error


def run_alone(engine: Engine, steps: Steps[T]) -> T:
    """Take steps to their end, each statement a transaction of its own."""
    try:
        asks = next(steps)
        while True:
            asks = steps.send([_again_where_broken(engine, ask.statement, ask.values, _rows) for ask in asks])
    except StopIteration as ended:
        result: T = ended.value
        return result


def first(engine: Engine, statement: Executable, values: dict[str, Any]) -> tuple[Any, ...] | None:
    """The first row, as the driver gives it, of a statement that is a transaction of its own; SQLAlchemy's errors.

    Where the connection was broken the statement is run a second time.
    """
    return _again_where_broken(engine, statement, values, _first_row)


def _first_row(_known: Compiled, cursor: Any) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = cursor.fetchone() if cursor.description else None
    return row


def _rows(known: Compiled, cursor: Any) -> Rows:
    return known.rows(cursor.fetchall(), [column[1] for column in cursor.description]) if cursor.description else []


def _again_where_broken(engine: Engine, statement: Executable, values: dict[str, Any], read: Callable[[Compiled, Any], T]) -> T:
    try:
        return _by_itself(engine, statement, values, read)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    return _by_itself(engine, statement, values, read)


def _by_itself(engine: Engine, statement: Executable, values: dict[str, Any], read: Callable[[Compiled, Any], T]) -> T:
    known, is_postgresql = compiled(statement, engine.dialect), engine.dialect.name == "postgresql"
    with closing(_connected(engine, known)) as connection:
        driver: Any = connection.driver_connection
        try:
            if is_postgresql:  # on SQLite connections are set up without transactions of their own
                driver.autocommit = True
            with closing(_run(driver, known, values)) as cursor:
                found = read(known, cursor)
            if is_postgresql:
                driver.autocommit = False
        except Exception as error:
            broken = engine.dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
            connection.invalidate(error)
            raise told(error, known, engine.dialect, broken=broken) from error
    return found


def _connected(engine: Engine, known: Compiled) -> Any:
    """A connection of the pool, whose own way hands on the driver's errors where a server does not answer."""
    try:
        return engine.raw_connection()
    except engine.dialect.loaded_dbapi.Error as error:
        raise told(error, known, engine.dialect, broken=True) from error


def _run(driver: Any, known: Compiled, values: dict[str, Any]) -> Any:
    return driver.execute(known.text, known.values(values))


def told(error: BaseException, known: Compiled, dialect: Any, *, broken: bool) -> BaseException:
    """SQLAlchemy's error in place of a driver's."""
    wrapped: BaseException = DBAPIError.instance(
        known.text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=broken, dialect=dialect
    )
    return wrapped


def renew_if_broken(connection: Connection) -> None:
    """Ask a connection whether it still holds; where it does not, its first statement opens another one."""
    try:
        connection.dialect.do_ping(connection.connection.dbapi_connection)  # type: ignore[arg-type]
    except connection.dialect.loaded_dbapi.Error as error:
        connection.invalidate(error)


def ping_doubtful_ones(engine: Engine) -> None:
    """Before a connection to PostgreSQL is used ask whether it still holds, where that is not sure.

    SQLAlchemy's own way asks each time, which is a journey to the server. Here one is sure where it was used within a second and
    its socket says nothing: a server that ends a connection says so.
    """
    event.listen(engine, "checkin", _note_time)
    event.listen(engine, "checkout", lambda connection, record, _: _ping(engine, connection, record))


def _note_time(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _ping(engine: Engine, connection: Any, record: Any) -> None:
    now = time.monotonic()
    if now - record.info.get("used", now) < _FRESH_SECONDS and not says_something(connection):
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def says_something(connection: Any) -> bool:
    """Whether a server has something to say on a connection that nobody uses: that it ends."""
    with _Selector() as selector:
        selector.register(connection.fileno(), selectors.EVENT_READ)
        return bool(selector.select(0))
