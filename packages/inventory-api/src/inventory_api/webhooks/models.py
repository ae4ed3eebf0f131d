"""The tables of webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Id, Json, Moment


class Webhook(Base):
    """A receiver of a workspace's events. Whoever brings them claims it, in the database's time."""

    __tablename__ = "webhooks"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(Text)
    kinds: Mapped[list[str]] = mapped_column(Json)
    """Empty: all."""
    active: Mapped[bool]
    secret: Mapped[str] = mapped_column(Text)
    """Sealed (`sealing.py`)."""
    earlier_secret: Mapped[str | None] = mapped_column(Text)
    earlier_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until then the secret before the last one signs as well."""
    position: Mapped[int] = mapped_column(BigInteger)
    """Events up to this one were made deliveries, or passed over."""
    failures: Mapped[int]
    """How many deliveries were given up since one arrived."""
    notice: Mapped[str | None] = mapped_column(Text)
    """Why the service made it inactive."""
    claim: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Delivery(Base):
    """One message to one receiver, from when it was its turn until it arrived or was given up."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(None, "webhook_id", "id"),
        Index(None, "webhook_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    workspace_id: Mapped[int] = mapped_column(BigInteger)
    """That of the webhook; not checked by the database again."""
    message_id: Mapped[str] = mapped_column(String(100))
    """By which a receiver knows a message that comes twice."""
    event_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    """"waiting", "delivered" or "failed"."""
    once: Mapped[bool]
    """Whether it is tried a single time, before all others: what a person asked for."""
    tries: Mapped[int]
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """The latest, oldest first: `schemas.Attempt`."""
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it is tried next, in the database's time."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
