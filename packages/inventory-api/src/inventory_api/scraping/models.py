"""The jobs, and those who run them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Double, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Id, Json, Moment


class Job(Base):
    """Something to scrape, from when it was asked for until it ended.

    `fence` goes up whenever the job is handed out anew: who holds an older number writes nothing. `step` counts the pages that
    were kept, `cursor` is where the crawl stands after the last of them (an inventory_core.Cursor as JSON), `attempts` counts the
    workers that were lost with it since then. `runner` is the worker that runs it, by the name of its lease; `enqueued` says that
    the queue has it. `dedupe_key` is the same for requests for the same. `body` is a posted page that waits to be read.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "workspace_id", "id"),
        Index(None, "workspace_id", "state", "id"),
        Index(None, "workspace_id", "state", "outcome"),
        Index(None, "workspace_id", "dedupe_key"),
        Index(None, "state", "runner"),
        Index(None, "state", "enqueued"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    fence: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    runner: Mapped[str | None] = mapped_column(String(40))
    enqueued: Mapped[bool] = mapped_column(default=False)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    dedupe_key: Mapped[str | None] = mapped_column(String(64))
    target: Mapped[dict[str, Any]] = mapped_column(Json)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    scraper: Mapped[str] = mapped_column(String(200))
    limits: Mapped[dict[str, Any]] = mapped_column(Json)
    progress: Mapped[dict[str, Any]] = mapped_column(Json)
    report: Mapped[dict[str, Any] | None] = mapped_column(Json)
    cursor: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(40))
    error_code: Mapped[str | None] = mapped_column(String(100))
    error_message: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Host(Base):
    """A host of the jobs, and whose turn it is to ask it. On SQLite the rows are in a file beside the database (aside.py).

    Times are in seconds since 1970, by the database's clock on PostgreSQL.
    """

    __tablename__ = "hosts"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    holder: Mapped[str | None] = mapped_column(String(60))
    """Who has the turn: the name of its process's lease, and a number."""
    since: Mapped[float] = mapped_column(Double)
    """When the turn was taken or given back."""
    free_at: Mapped[float] = mapped_column(Double, index=True)
    """When it may be taken: when the host has rested, or when its holder has had it for too long."""
    rest: Mapped[float] = mapped_column(Double)
    """For how many seconds the host rested last."""
    known: Mapped[str] = mapped_column(Text)
    """What the last holder left for others, as JSON."""


class WorkerRow(Base):
    """A process that runs jobs, from its start until it stopped, or was found dead.

    `beat` goes up while it has jobs: others see a silence by it, without a clock.
    """

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    host: Mapped[str] = mapped_column(String(200))
    pid: Mapped[int]
    beat: Mapped[int] = mapped_column(BigInteger, default=0)
    started_at: Mapped[datetime] = mapped_column(Moment)


class PagesRead(Base):
    """How many pages an account's jobs fetched on the last day on which they fetched any, by the database's calendar in UTC."""

    __tablename__ = "pages_read"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date]
    pages: Mapped[int]
