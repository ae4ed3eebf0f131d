"""What is told of a job that ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from inventory_api.events.service import NewEvent, record
from inventory_api.scraping.models import Job

_KINDS = {"done": "job.finished", "failed": "job.failed", "cancelled": "job.cancelled"}
_SHOWN = ("outcome", "scraper", "target", "progress")
TOLD = [getattr(Job, name) for name in ("id", "workspace_id", "state", "error_code", "error_message", *_SHOWN)]
"""The columns that it takes."""


def tell_end(connection: Connection, job: Row[Any], now: datetime) -> None:
    """Record how a job ended, in the transaction in which it does."""
    error = None if job.error_code is None else {"code": job.error_code, "message": job.error_message}
    data = {**{name: getattr(job, name) for name in _SHOWN}, "error": error}
    record(connection, job.workspace_id, [NewEvent(_KINDS[job.state], data, job_id=job.id)], now)
