"""The lock of a workspace. Who changes its items, listings, jobs or schedules holds it until the end of the transaction.

So what is counted is what is there, and no two writers wait for each other in a circle.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from inventory_api.auth.models import Workspace
from inventory_api.errors import NotFound

# Others may refer to the row meanwhile, as keys do that are kept for requests of the workspace.
LOCK_WORKSPACE = select(Workspace.id).where(Workspace.id == bindparam("workspace_id")).with_for_update(key_share=True)


def lock_workspace(connection: Connection, workspace_id: int) -> None:
    """Be the only one who changes what this workspace has until the transaction ends; NotFound where it is gone.

    On SQLite a transaction that writes is alone anyway.
    """
    if connection.execute(LOCK_WORKSPACE, {"workspace_id": workspace_id}).first() is None:
        raise NotFound("workspace_not_found", "There is no such workspace.")
