"""The tables of schedules, their runs, and the listings that each schedule knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Id, Json, Moment


class Schedule(Base):
    """Something that is scraped again and again.

    `request` is the NewJob that each run begins, `every` or `cron` when, `failures` how many runs failed in a row.
    `next_run_at` is null where it is paused; `paused_reason` is null where its owner paused it.
    """

    __tablename__ = "schedules"
    __table_args__ = (Index(None, "workspace_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    """Whose jobs the runs are: its quotas hold."""
    name: Mapped[str] = mapped_column(String(200))
    request: Mapped[dict[str, Any]] = mapped_column(Json)
    target: Mapped[dict[str, Any]] = mapped_column(Json)
    scraper: Mapped[str] = mapped_column(String(200))
    every: Mapped[str | None] = mapped_column(String(20))
    cron: Mapped[str | None] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(60))
    next_run_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    paused_reason: Mapped[str | None] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(default=0)
    last_run_id: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Run(Base):
    """One turn of a schedule: `waiting` until a worker begins its job, `running` until that ended, then as it ended.

    `claimed_at` is when a worker last set out to begin it. The counts are null until it ended.
    """

    __tablename__ = "schedule_runs"
    __table_args__ = (
        Index(None, "schedule_id", "id"),
        Index(None, "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    complete: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(String(40))
    error_code: Mapped[str | None] = mapped_column(String(100))
    error_message: Mapped[str | None] = mapped_column(Text)
    planned_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    counts: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Known(Base):
    """A listing that runs of a schedule saw: how it was the last time, by which run, and whether it is gone since."""

    __tablename__ = "schedule_listings"

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True, index=True)
    run_id: Mapped[int] = mapped_column(Id)
    gone: Mapped[bool] = mapped_column(default=False)
    sold: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class Change(Base):
    """What a run found of one listing, other than that it is as it was."""

    __tablename__ = "schedule_changes"
    __table_args__ = (Index(None, "run_id", "change", "listing_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("schedule_runs.id", ondelete="CASCADE"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True, index=True)
    change: Mapped[str] = mapped_column(String(10))
