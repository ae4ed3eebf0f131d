"""Which listings a job has seen so far: noted in the transaction of each page, so that a job that goes on elsewhere forgets none.

Kept until the job ended and was compared with what was there before; who compares is `schedules/settling.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Insert, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Id
from inventory_api.scraping.models import Job


class Sighting(Base):
    """That a job saw a listing, on however many of its pages. The listing may have been deleted since."""

    __tablename__ = "job_sightings"

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(Id, primary_key=True)


SIGHTINGS: Table = Sighting.__table__  # type: ignore[assignment]


def _insert(kind: type[postgresql.Insert] | type[sqlite.Insert]) -> Insert:
    values: dict[str, Any] = {"job_id": bindparam("job"), "listing_id": bindparam("listing")}
    return kind(SIGHTINGS).values(values).on_conflict_do_nothing()


_NOTE = {"postgresql": _insert(postgresql.Insert), "sqlite": _insert(sqlite.Insert)}
_FORGET = delete(SIGHTINGS).where(SIGHTINGS.c.job_id == bindparam("job"))
_ENDED = (
    select(SIGHTINGS.c.job_id).distinct().join(Job, Job.id == SIGHTINGS.c.job_id).where(Job.finished_at < bindparam("before"))
)


def note(connection: Connection, job_id: int, listing_ids: Iterable[int]) -> None:
    """Keep that the job saw these listings, in the transaction that keeps the page; again changes nothing."""
    rows = [{"job": job_id, "listing": number} for number in sorted(set(listing_ids))]
    if rows:
        connection.execute(_NOTE[connection.dialect.name], rows)


def jobs_ended(connection: Connection, before: datetime) -> list[int]:
    """The jobs that ended before a moment and whose sightings are still there."""
    return list(connection.execute(_ENDED, {"before": before}).scalars())


def forget(connection: Connection, job_ids: Iterable[int]) -> None:
    """Nobody compares these any more."""
    for job_id in job_ids:
        connection.execute(_FORGET, {"job": job_id})
