"""`/api/stats`: how much there is of everything."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency

from inventory_api.auth.caller import Caller
from inventory_api.database import Database
from inventory_api.stats import service
from inventory_api.stats.schemas import Stats


class Statistics(Controller):
    """Statistics, exact at every moment."""

    path = "/api/stats"
    tags = ("stats",)

    @get("/", opt={"scope": "stats:read"}, sync_to_thread=True)
    def read_stats(self, caller: NamedDependency[Caller], database: NamedDependency[Database]) -> Stats:
        """What the workspace has, what it is worth, and what changed last."""
        with database.reading() as connection:
            return service.stats(connection, caller.workspace_id)
