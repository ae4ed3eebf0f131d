"""The tables of events."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Moment


class EventHead(Base):
    """How far a workspace has counted its events, and how far these were forgotten.

    The row is updated by every transaction that records events, and so lets them commit one after the other.
    """

    __tablename__ = "event_heads"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)
    """The number of the newest event."""
    forgotten: Mapped[int] = mapped_column(BigInteger)
    """Events up to this number are no longer kept; 0 where all are."""


class Event(Base):
    """Something that happened. The ids are those of its time: what they name may be gone, and no database checks them."""

    __tablename__ = "events"
    __table_args__ = ({"sqlite_with_rowid": False},)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """From 1 in each workspace, without a gap, in the order of the commits."""
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    listing_id: Mapped[int | None] = mapped_column(BigInteger)
    item_id: Mapped[int | None] = mapped_column(BigInteger)
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    schedule_id: Mapped[int | None] = mapped_column(BigInteger)
    data: Mapped[str] = mapped_column(Text)
    """An object as JSON text, by kind: nothing asks for what is in it."""
