"""Whether the service lives and is ready."""

from __future__ import annotations

from litestar import Controller, get


class Health(Controller):
    """What an orchestrator asks."""

    path = "/health"
    tags = ("health",)

    @get("/live", opt={"public": True}, sync_to_thread=False)
    def live(self) -> dict[str, str]:
        """The process answers."""
        return {"status": "live"}
