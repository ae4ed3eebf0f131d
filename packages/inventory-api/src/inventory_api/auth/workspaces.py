"""The lock of a workspace. Who changes its items, listings, jobs or schedules holds it until the end of the transaction.

So what is counted is what is there, and no two writers wait for each other in a circle. To lock it is to count a change: what was
read of items and listings is still true where `Workspace.changes`, read before, is still the same.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, literal_column, update

from inventory_api.auth.models import Workspace
from inventory_api.database import table_of
from inventory_api.errors import NotFound

WORKSPACES = table_of(Workspace)

# Others may refer to the row meanwhile, as keys do that are kept for requests of the workspace.
LOCK_WORKSPACE = (
    update(WORKSPACES)
    .where(WORKSPACES.c.id == bindparam("workspace_id", type_=WORKSPACES.c.id.type))
    .values(changes=WORKSPACES.c.changes + literal_column("1"))
)


def lock_workspace(connection: Connection, workspace_id: int) -> None:
    """Be the only one who changes what this workspace has until the transaction ends; NotFound where it is gone.

    On SQLite a transaction that writes is alone anyway.
    """
    if connection.execute(LOCK_WORKSPACE, {"workspace_id": workspace_id}).rowcount == 0:
        raise no_workspace()


def no_workspace() -> NotFound:
    """It was deleted meanwhile."""
    return NotFound("workspace_not_found", "There is no such workspace.")
