"""The database: one engine a process, and transactions that read or write.

    with database.reading() as connection: ...     a snapshot; nothing is kept
    with database.glancing() as connection: ...    the same for one statement, without a transaction around it
    with database.writing() as connection: ...     all of it, or nothing

On SQLite a writer takes its lock when it begins, so that what it reads stays true until it has written.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeEngine

from inventory_api.asking import Asking, is_possible
from inventory_api.direct import Steps, ping_doubtful_ones, renew_if_broken, run, run_alone
from inventory_api.money import add_text
from inventory_api.private import keep_private
from inventory_api.text import without_nul

T = TypeVar("T")
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number, given by the database; never used again after a deletion."""
_json = msgspec.json.Encoder()
Json = JSON().with_variant(JSONB(), "postgresql")


def json_text(value: Any) -> str:
    """Any value as JSON text, without the character NUL, which PostgreSQL cannot keep."""
    if not value and isinstance(value, (list, dict)):
        return "[]" if isinstance(value, list) else "{}"
    written = _json.encode(value).decode()
    return written if "\\u0000" not in written else _json.encode(without_nul(value)).decode()


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=_NAMES)


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements without the ORM; SQLAlchemy's types say no more of it than that rows come from it."""
    return cast(Table, model.__table__)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC with microseconds. SQLite, which has no such type, keeps text that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; hand over UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """On PostgreSQL straight from the driver's value: a page has dozens, and each step between costs more than this does."""
        return _in_utc if dialect.name == "postgresql" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always UTC."""
        if value is None or value.tzinfo is not None:
            return value if value is None else value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


def _in_utc(value: datetime | None) -> datetime | None:
    return value if value is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal with every digit as it was given: numeric on PostgreSQL, text on SQLite, which would make a float of it."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of each database."""
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else String(40))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Text for SQLite."""
        return value if value is None or dialect.name == "postgresql" else format(value, "f")

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """On PostgreSQL none: the driver gives it as it is."""
        return None if dialect.name == "postgresql" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The same digits."""
        return None if value is None else Decimal(value)


class ByBytes(TypeDecorator[str]):
    """Text that sorts byte by byte: on SQLite all text does, on PostgreSQL the collation "C"."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of each database."""
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(cast(String, self.impl_instance).length, collation=collation))


class Database:
    """Connections to one database, from any thread."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(writes=True)
        self._reader = self._glancer = self.engine
        in_loop = not self.is_sqlite and is_possible()
        self._asking = Asking(self.engine, *_READ_ONLY) if in_loop else None
        self._telling = Asking(self.engine, *_SETTINGS) if in_loop else None
        if not self.is_sqlite:
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ")
            self._glancer = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def is_sqlite(self) -> bool:
        """True on SQLite, false on PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @property
    def dialect(self) -> str:
        """The name of its kind: sqlite or postgresql."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, all of it as it was at one moment."""
        with self._reader.begin() as connection:
            yield connection

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """For one statement that reads: on PostgreSQL a transaction around it would be two more journeys to the server."""
        with self._glancer.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed at the end, or undone where something is raised."""
        with self._writer.connect() as connection:
            if not self.is_sqlite:
                renew_if_broken(connection)
            with connection.begin():
                yield connection

    async def look(self, work: Callable[[Connection], T], *, bounded: bool = True) -> T:
        """What `work` gives, which runs one statement that reads.

        One that is bounded finds a few rows through an index, whatever the size: on SQLite it runs in the event loop, where it
        takes less time than handing it to a thread, and waits for nobody.
        """
        if self.is_sqlite and bounded:
            return self._glance(work)
        return await to_thread(self._glance, work)

    async def ask(self, steps: Steps[T], *, bounded: bool = True) -> T:
        """What steps give that only read, all of it as it was at one moment where they ask for it together.

        On PostgreSQL the event loop runs them; on SQLite where they are bounded, as in `look`, and one statement.
        """
        if self._asking is not None:
            return await self._asking.run(steps)
        if self.is_sqlite and bounded:
            return run_alone(self.engine, steps)
        return await to_thread(self._read, steps)

    @property
    def asks_together(self) -> bool:
        """Whether `ask` has statements that are asked together there and back in one journey."""
        return self._asking is not None

    @property
    def writes_in_loop(self) -> bool:
        """Whether `tell` can be used."""
        return self._telling is not None

    async def tell(self, steps: Steps[T]) -> T:
        """What steps give that write, run by the event loop: what they ask for together is one transaction.

        SQLAlchemy's errors; where the connection broke nobody knows what became of it, as of any other commit.
        """
        if self._telling is None:
            raise RuntimeError("this database is written to by threads")
        return await self._telling.run(steps, again=False)

    def _read(self, steps: Steps[T]) -> T:
        with self.reading() as connection:
            return run(connection, steps)

    def _glance(self, work: Callable[[Connection], T]) -> T:
        with self.glancing() as connection:
            return work(connection)

    def close(self) -> None:
        """Close all connections: those in use as soon as they are given back."""
        for each in (self._asking, self._telling):
            if each is not None:
                each.close()
        event.listen(self.engine.pool, "checkin", _close_when_given_back)
        self.engine.dispose()


def _close_when_given_back(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.invalidate()


# Parameters stay out of errors, and so out of the log.
_OPTIONS: dict[str, Any] = {
    "json_serializer": json_text,
    "json_deserializer": msgspec.json.Decoder().decode,
    "hide_parameters": True,
}


# As long as SQLite's busy_timeout: nobody waits for a lock for ever.
# How many words may be left unsorted in their index: each search reads these, too. No query has processes of its own: it finds a
# few rows, and the server, which takes a rare word for a common one, waited for them.
_SETTINGS = (
    "SET lock_timeout = '30s'",
    "SET gin_pending_list_limit = '512kB'",
    "SET max_parallel_workers_per_gather = 0",
)
# Statements that are asked together are one transaction; in that of this kind they see one moment.
_READ_ONLY = ("SET default_transaction_isolation = 'repeatable read'", "SET default_transaction_read_only = on", *_SETTINGS)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=10, max_overflow=10, **_OPTIONS)
        ping_doubtful_ones(engine)
        event.listen(engine, "connect", _set_up_postgresql)
        return engine
    engine = keep_private(create_engine(url, **_OPTIONS))
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    for setting in _SETTINGS:
        connection.execute(setting)
    connection.commit()


# To wait comes first: the change to WAL waits for others, too. The cache is in KiB, and used as far as there is use for it.
_PRAGMAS = ("busy_timeout = 30000", "journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "cache_size = -32000")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite does.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("exact_sum", 2, add_text, deterministic=True)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
