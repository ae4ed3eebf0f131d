"""What requests leave behind: how often someone asked, and the answers that a repeated request gets again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Double, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Moment


class RateLimit(Base):
    """How often someone asked, as one number: the moment at which all that was used up is there again.

    On SQLite the rows are in a file of their own, beside the database, that is not synced to disk.
    """

    __tablename__ = "rate_limits"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    full_at: Mapped[float] = mapped_column(Double, index=True)
    """In seconds since 1970, by the database's clock on PostgreSQL."""


class IdempotencyKey(Base):
    """What a request with an Idempotency-Key was answered."""

    __tablename__ = "idempotency_keys"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    route: Mapped[str] = mapped_column(String(100), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
