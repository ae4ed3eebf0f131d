"""A job as it stands in the queue."""

from __future__ import annotations

from msgspec import Struct


class Entry(Struct, frozen=True):
    """A job, and the fence under which it may be worked on."""

    job_id: int
    fence: int

    @property
    def name(self) -> str:
        """As the queue knows it."""
        return f"job-{self.job_id}-{self.fence}"

    @staticmethod
    def of(name: str) -> Entry:
        """The entry of that name."""
        _, job_id, fence = name.split("-")
        return Entry(int(job_id), int(fence))
