"""Statements that the event loop runs on PostgreSQL itself: without a thread, a transaction or SQLAlchemy around them.

    asking = Asking(engine, "SET ...")
    found = await asking.run(steps)         steps as those of direct.py

What is asked together goes there and back in one journey, as one transaction (libpq's pipeline mode). A thread for a statement
costs several times what the statement does, and so does each layer between it and libpq. Connections are opened as they are
needed; one that the server ends is dropped at that moment, so that none has to be tried before it is used.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from threading import Event
from typing import Any, TypeVar

import psycopg
import psycopg.errors
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.types.string import TextLoader
from sqlalchemy import Engine

from inventory_api.direct import Ask, Compiled, Rows, Steps, says_something, told, with_numbers

T = TypeVar("T")
CONNECTIONS = 8
"""So many at once in a process; who comes then waits for a turn."""
_AS_UTC = ("SET TimeZone = 'UTC'", "SET DateStyle = 'ISO'")
_LOOK_SECONDS = 0.5
_HARMLESS = (psycopg.DataError, psycopg.IntegrityError)
_ENDED = ("57P", "08")  # operator intervention, connection exception


def is_possible() -> bool:
    """Whether an event loop can wait for sockets here, and the installed libpq has its pipeline mode."""
    return sys.platform != "win32" and psycopg.capabilities.has_pipeline()


class Asking:
    """Connections of an event loop to one database."""

    def __init__(self, engine: Engine, *settings: str) -> None:
        self._engine, self._settings = engine, (*_AS_UTC, *settings)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self._lines = _Lines()

    async def run(self, steps: Steps[T], *, again: bool = True) -> T:
        """Take steps to their end; SQLAlchemy's errors. `again`: what met a broken connection is asked a second time."""
        try:
            asks = next(steps)
            while True:
                asks = steps.send(await self._fetch(asks, again=again))
        except StopIteration as ended:
            result: T = ended.value
            return result

    async def _fetch(self, asks: Sequence[Ask], *, again: bool) -> list[Rows]:
        statements = [with_numbers(ask.statement, self._engine.dialect) for ask in asks]
        try:
            return await self._fetch_once(asks, statements, is_only_chance=not again)
        except psycopg.Error as error:
            if not again or not has_ended(error) or not self._lines.are_kept:
                raise self._told(error, statements) from error
        try:
            return await self._fetch_once(asks, statements)
        except psycopg.Error as error:
            raise self._told(error, statements) from error

    def _told(self, error: psycopg.Error, statements: Sequence[Compiled]) -> BaseException:
        return told(error, statements[0], self._engine.dialect, broken=has_ended(error))

    async def _fetch_once(
        self, asks: Sequence[Ask], statements: Sequence[Compiled], *, is_only_chance: bool = False
    ) -> list[Rows]:
        if self._loop is not asyncio.get_running_loop():
            self._begin_anew()
        async with self._turns:
            line = self._lines.take(surely=is_only_chance) or _Line(await self._opened(), self._lines)
            try:
                return await line.fetch(asks, statements)
            finally:
                line.settle()

    async def _opened(self) -> psycopg.Connection[Any]:
        unwanted = Event()
        try:
            return await asyncio.to_thread(self._connect, unwanted)
        except asyncio.CancelledError:
            unwanted.set()
            raise

    def _connect(self, unwanted: Event) -> psycopg.Connection[Any]:
        args, options = self._engine.dialect.create_connect_args(self._engine.url)
        connection: psycopg.Connection[Any] = psycopg.connect(*args, **{**options, "autocommit": True})
        connection.adapters.register_loader("jsonb", TextLoader)  # what only passes it on needs no objects
        for setting in self._settings:
            connection.execute(setting)
        if unwanted.is_set():
            connection.close()
        return connection

    def _begin_anew(self) -> None:
        self.close()
        self._loop, self._turns, self._lines = asyncio.get_running_loop(), asyncio.Semaphore(CONNECTIONS), _Lines()

    def close(self) -> None:
        """Close all connections; one that is opened after this is closed as soon as it was used."""
        self._lines.are_kept = False
        for line in list(self._lines.all):
            line.close()


class _Lines:
    """The connections that are open, and those of them that nobody uses now."""

    def __init__(self) -> None:
        self.all: set[_Line] = set()
        self.free: list[_Line] = []
        self.are_kept = True
        self._looking: asyncio.TimerHandle | None = None

    def look_after(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have those that wait looked after: of a connection that was reset uvloop tells nobody."""
        if self._looking is None:
            self._looking = loop.call_later(_LOOK_SECONDS, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking = None
        for line in [line for line in self.all if line.is_waiting]:
            line.read()
            self.look_after(loop)

    def take(self, *, surely: bool) -> _Line | None:
        """One that is free; `surely` one of which the server has not said meanwhile that it ends."""
        while self.free:
            line = self.free.pop()
            if not surely or not line.is_doubtful():
                return line
            line.close()
        return None

    def forget(self, line: _Line) -> None:
        self.all.discard(line)
        with suppress(ValueError):
            self.free.remove(line)


class _Line:
    """One connection, and the one who waits for its answer."""

    def __init__(self, connection: psycopg.Connection[Any], lines: _Lines) -> None:
        self._connection, self._lines, self._libpq = connection, lines, connection.pgconn
        self._loop, self._socket = asyncio.get_running_loop(), connection.pgconn.socket
        self._transformer = Transformer(connection)
        self._names: dict[Compiled, bytes] = {}
        self._named = 0
        self._results: list[Any] = []
        self._answer: asyncio.Future[None] | None = None
        self._is_open = True
        self._libpq.nonblocking = 1
        self._libpq.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self.read)
        lines.all.add(self)

    async def fetch(self, asks: Sequence[Ask], statements: Sequence[Compiled]) -> list[Rows]:
        """The rows of each; psycopg's errors, after which it may be of no more use."""
        values = [self._dumped(ask, statement) for ask, statement in zip(asks, statements, strict=True)]
        self._results, self._answer = [], self._loop.create_future()
        new = [self._send(*each) for each in zip(asks, statements, values, strict=True)]
        self._libpq.pipeline_sync()
        self._flush()
        self._lines.look_after(self._loop)
        await self._answer
        self._answer = None
        self._raise_what_failed([statement for statement, is_new in zip(statements, new, strict=True) if is_new])
        found = iter(self._results)
        return [self._rows(statement, found, is_new) for statement, is_new in zip(statements, new, strict=True)]

    def _dumped(self, ask: Ask, statement: Compiled) -> Sequence[Any]:
        values = statement.values(ask.values)
        return self._transformer.dump_sequence(values, [PyFormat.TEXT] * len(values))

    def _send(self, ask: Ask, statement: Compiled, values: Sequence[Any]) -> bool:
        """Whether the statement is prepared with that: an answer more."""
        if ask.plan_anew:
            self._libpq.send_query_params(statement.text.encode(), values)
            return False
        name, is_new = self._names.get(statement), statement not in self._names
        if name is None:
            self._named += 1
            name = self._names[statement] = b"ask_%d" % self._named
            self._libpq.send_prepare(name, statement.text.encode())
        self._libpq.send_query_prepared(name, values)
        return is_new

    def _raise_what_failed(self, new: Sequence[Compiled]) -> None:
        failed = next((result for result in self._results if result.status == pq.ExecStatus.FATAL_ERROR), None)
        if failed is None:
            return
        for statement in new:  # what was prepared behind the error was not
            self._names.pop(statement, None)
        error = psycopg.errors.error_from_result(failed)
        if not isinstance(error, _HARMLESS):
            self.close()
        raise error

    def _rows(self, statement: Compiled, results: Iterator[Any], is_new: bool) -> Rows:
        if is_new:
            next(results)
        result = next(results)
        self._transformer.set_pgresult(result)
        rows = self._transformer.load_rows(0, result.ntuples, tuple)
        return statement.rows(rows, (result.ftype(number) for number in range(result.nfields)))

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._answer is not None and not self._answer.done()

    def read(self) -> None:
        """Take what has come."""
        try:
            self._libpq.consume_input()
            while self.is_waiting and not self._libpq.is_busy():
                self._note(self._libpq.get_result())
        except psycopg.Error as error:
            self.close(error)

    def _note(self, result: Any) -> None:
        if result is None:
            if self._libpq.status == pq.ConnStatus.BAD:
                raise psycopg.OperationalError("the connection is closed")
        elif result.status == pq.ExecStatus.PIPELINE_SYNC:
            if self._answer is not None:
                self._answer.set_result(None)
        else:
            self._results.append(result)

    def _flush(self) -> None:
        """Send what is to be sent, the rest as soon as there is room for it."""
        is_more = self._libpq.flush()
        self._loop.remove_writer(self._socket)
        if is_more:
            self._loop.add_writer(self._socket, self._flush_rest)

    def _flush_rest(self) -> None:
        try:
            self._flush()
        except psycopg.Error as error:
            self.close(error)

    def is_doubtful(self) -> bool:
        """Whether the server has said something since it was used."""
        try:
            return says_something(self._connection)
        except psycopg.Error:
            return True

    def settle(self) -> None:
        """Go back to those that are free; close where an answer is still to come, or the connection is broken."""
        if self._answer is not None or self._libpq.status == pq.ConnStatus.BAD or not self._lines.are_kept:
            self.close()
        elif self._is_open:
            self._lines.free.append(self)

    def close(self, error: psycopg.Error | None = None) -> None:
        """End the connection; who waits for its answer gets the error."""
        if not self._is_open:
            return
        self._is_open = False
        self._lines.forget(self)
        with suppress(RuntimeError):  # the loop is closed
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
        self._connection.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or psycopg.OperationalError("the connection was closed"))


def has_ended(error: psycopg.Error) -> bool:
    """Whether an error says that the connection is of no more use, and so that nobody knows what became of the statement."""
    return isinstance(error, psycopg.OperationalError) and (error.sqlstate is None or error.sqlstate.startswith(_ENDED))
