"""The time that all processes of one database agree on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, DateTime, func, select

Clock = Callable[[Connection], datetime]
_NOW = select(func.clock_timestamp(type_=DateTime(timezone=True)))


def database_now(connection: Connection) -> datetime:
    """The moment by PostgreSQL's clock; on SQLite, whose processes share one machine, by that of the machine."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    return connection.execute(_NOW).scalar_one().astimezone(UTC)
