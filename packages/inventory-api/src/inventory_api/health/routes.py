"""Whether the service lives and is ready, and its figures."""

from __future__ import annotations

from typing import Literal

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from inventory_api.database import Database
from inventory_api.errors import NotFound, Unavailable
from inventory_api.health.checks import Check, database_checks, disk_check, scrapers_check
from inventory_api.settings import Settings
from inventory_api.web import metrics
from inventory_api.web.client import is_in, networks
from inventory_api.web.wire import AnyRequest
from inventory_core import Registry

OPEN = {"public": True, "unlimited": True}


class Live(Struct):
    """That the process answers."""

    status: Literal["live"] = "live"


class Ready(Struct):
    """That requests can be served, though perhaps not all: then `status` is degraded, and a check says why."""

    status: Literal["ready", "degraded"]
    checks: list[Check]


class Health(Controller):
    """What an orchestrator and Prometheus ask."""

    tags = ("health",)

    @get("/health/live", opt=OPEN, sync_to_thread=False)
    def live(self) -> Live:
        """The process answers."""
        return Live()

    @get("/health/ready", opt=OPEN, sync_to_thread=True)
    def ready(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        registry: NamedDependency[Registry],
    ) -> Ready:
        """Whether the database answers with the tables of this release, has room, and which scrapers do not work."""
        checks = database_checks(database)
        if any(check.status == "failed" for check in checks):
            raise Unavailable("not_ready", "The service is not ready.", headers={"Retry-After": "5"}, checks=checks)
        checks += [disk_check(settings, request.app.state.get("disk_was_full")), scrapers_check(registry)]
        return Ready("degraded" if any(check.status != "ok" for check in checks) else "ready", checks)

    @get("/metrics", opt={**OPEN, "problems": [404]}, sync_to_thread=True, media_type="text/plain")
    def metrics(self, request: AnyRequest, settings: NamedDependency[Settings]) -> Response[str]:
        """Figures for Prometheus, for those whom the setting METRICS_CLIENTS names: by default this machine."""
        state = request.scope["state"]
        if state["behind_unknown_proxy"] or not is_in(state["client"], networks(settings.metrics_clients)):
            raise NotFound("not_found", "There is no such thing.")
        return Response(metrics.text().decode(), media_type=metrics.CONTENT_TYPE)
