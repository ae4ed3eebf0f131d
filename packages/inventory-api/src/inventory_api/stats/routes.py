"""`/api/stats`: how much there is of everything."""

from __future__ import annotations

from litestar import Controller, get

from inventory_api.auth.guard import ask_at_once
from inventory_api.stats.schemas import Stats
from inventory_api.stats.service import Statistics
from inventory_api.web.wire import AnyRequest


class StatisticsRoutes(Controller):
    """Statistics, exact at every moment."""

    path = "/api/stats"
    tags = ("stats",)

    @get("/", opt={"scope": "stats:read", "at_once": True})
    async def read_stats(self, request: AnyRequest) -> Stats:
        """What the workspace has, what it is worth, and what changed last."""
        statistics: Statistics = request.app.state.statistics
        return await ask_at_once(request, lambda caller: statistics.find(caller.workspace_id), bounded=False)
