"""The end of a job: every one passes `_end`, in the transaction that ends it, and is told as an event there.

end_held(...)      by the worker that has it, or by the one that takes it from a worker that is gone
end_queued(...)    cancelled before anyone had it
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Update, bindparam, select, update

from inventory_api.auth.workspaces import lock_workspace
from inventory_api.scraping.ending import Ending
from inventory_api.scraping.models import Job
from inventory_api.scraping.telling import TOLD, tell_end

_WORKSPACE = select(Job.workspace_id).where(Job.id == bindparam("job_id"))
_HELD = update(Job).where(Job.id == bindparam("job_id"), Job.fence == bindparam("held"), Job.state == "running")
_QUEUED = update(Job).where(Job.id == bindparam("job_id"), Job.workspace_id == bindparam("workspace"), Job.state == "queued")


def end_held(connection: Connection, job_id: int, fence: int, ended: Ending, columns: dict[str, Any]) -> bool:
    """End a job that runs under this fence, with how far it came; false where it was handed out anew, or has ended."""
    return _end(connection, _HELD.values(columns), {"job_id": job_id, "held": fence}, ended)


def end_queued(connection: Connection, workspace_id: int, job_id: int, ended: Ending) -> bool:
    """End a job of the workspace that waits; false where it does not wait."""
    return _end(connection, _QUEUED.values(cancel_requested=True), {"job_id": job_id, "workspace": workspace_id}, ended)


def _end(connection: Connection, which: Update, values: dict[str, Any], ended: Ending) -> bool:
    workspace_id = connection.execute(_WORKSPACE, {"job_id": values["job_id"]}).scalar()
    if workspace_id is None:
        return False
    # Before the job's row, as a page does it: neither ever waits for the other.
    lock_workspace(connection, workspace_id)
    now = datetime.now(UTC)
    columns = {**ended.as_values(), "body": None, "cursor": None, "finished_at": now}
    row = connection.execute(which.values(columns).returning(*TOLD), values).first()
    if row is not None:
        tell_end(connection, row, now)
    return row is not None
