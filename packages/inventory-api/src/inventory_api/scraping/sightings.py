"""Which listings a job has seen so far: noted in the transaction of each page, so that a job that goes on elsewhere forgets none.

Kept until the job ended and was compared with what was there before; who compares is `schedules/settling.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, ForeignKey, bindparam, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column

from inventory_api.database import Base, Id, json_text, table_of
from inventory_api.listings.queries import LISTINGS
from inventory_api.scraping.models import Job


class Sighting(Base):
    """That a job saw a listing, on however many of its pages. The listing may have been deleted since."""

    __tablename__ = "job_sightings"

    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(Id, primary_key=True)


SIGHTINGS = table_of(Sighting)


_NOTE = {
    "postgresql": text(
        "INSERT INTO job_sightings (job_id, listing_id) SELECT :job, unnest(CAST(:listings AS bigint[])) ON CONFLICT DO NOTHING"
    ),
    "sqlite": text("INSERT OR IGNORE INTO job_sightings (job_id, listing_id) SELECT :job, value FROM json_each(:listings)"),
}
"""One statement, however many the listings of a page are."""
_AT_ADDRESS = select(LISTINGS.c.id).where(
    LISTINGS.c.id == SIGHTINGS.c.listing_id,
    LISTINGS.c.workspace_id == bindparam("workspace"),
    LISTINGS.c.source == bindparam("source"),
    LISTINGS.c.url == bindparam("url"),
)
_NOTE_GONE = delete(SIGHTINGS).where(SIGHTINGS.c.job_id == bindparam("job"), _AT_ADDRESS.exists())
_FORGET = delete(SIGHTINGS).where(SIGHTINGS.c.job_id == bindparam("job"))
_ENDED = (
    select(SIGHTINGS.c.job_id).distinct().join(Job, Job.id == SIGHTINGS.c.job_id).where(Job.finished_at < bindparam("before"))
)


def note(connection: Connection, job_id: int, listing_ids: Iterable[int]) -> None:
    """Keep that the job saw these listings, in the transaction that keeps the page; again changes nothing."""
    numbers = sorted(set(listing_ids))
    if numbers:
        listings = numbers if connection.dialect.name == "postgresql" else json_text(numbers)
        connection.execute(_NOTE[connection.dialect.name], {"job": job_id, "listings": listings})


def note_gone(connection: Connection, job_id: int, workspace_id: int, source: str, url: str) -> None:
    """Keep that the page of a listing that the job saw on a list is not there: so it did not see it."""
    connection.execute(_NOTE_GONE, {"job": job_id, "workspace": workspace_id, "source": source, "url": url})


def jobs_ended(connection: Connection, before: datetime) -> list[int]:
    """The jobs that ended before a moment and whose sightings are still there."""
    return list(connection.execute(_ENDED, {"before": before}).scalars())


def forget(connection: Connection, job_ids: Iterable[int]) -> None:
    """Nobody compares these any more."""
    for job_id in job_ids:
        connection.execute(_FORGET, {"job": job_id})
