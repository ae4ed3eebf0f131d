"""What an operator may do about the items of all workspaces."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select

from inventory_api.auth.models import Workspace
from inventory_api.database import Database
from inventory_api.errors import NotFound
from inventory_api.inventory.counters import recount


def recount_all(database: Database) -> int:
    """Count the items of each workspace anew, a transaction each; answers how many workspaces there were."""
    with database.reading() as connection:
        workspaces = list(connection.execute(select(Workspace.id).order_by(Workspace.id)).scalars())
    for workspace_id in workspaces:
        with suppress(NotFound), database.writing() as connection:  # one that was deleted meanwhile has nothing to count
            recount(connection, workspace_id)
    return len(workspaces)
