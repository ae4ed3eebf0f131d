"""The jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Id, Json, Moment


class Job(Base):
    """Something to scrape, from when it was asked for until it ended.

    `runner` is the process that has it, by the name of its lease; only that one may write to a job that is queued or running.
    `body` is a posted page that waits to be read.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "workspace_id", "id"),
        Index(None, "workspace_id", "state", "id"),
        Index(None, "workspace_id", "state", "outcome"),
        Index(None, "state", "runner"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    runner: Mapped[str | None] = mapped_column(String(40))
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    target: Mapped[dict[str, Any]] = mapped_column(Json)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    scraper: Mapped[str] = mapped_column(String(200))
    limits: Mapped[dict[str, Any]] = mapped_column(Json)
    progress: Mapped[dict[str, Any]] = mapped_column(Json)
    report: Mapped[dict[str, Any] | None] = mapped_column(Json)
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
