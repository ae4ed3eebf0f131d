"""The table of what is done now and then, by one process for all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Moment


class Chore(Base):
    """When something is next to be done."""

    __tablename__ = "chores"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(Moment)
