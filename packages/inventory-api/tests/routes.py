"""All routes of the service, and for each what a request needs to get as far as its handler."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import Operation
from litestar.routes import HTTPRoute

from inventory_api.app import create_app
from inventory_api.settings import Settings


@dataclass(frozen=True)
class Route:
    """One method of one path."""

    method: str
    path: str
    handler: HTTPRouteHandler
    operation: Operation | None

    @property
    def name(self) -> str:
        """As tests call it."""
        return f"{self.method} {self.path}"

    @property
    def is_public(self) -> bool:
        """Whether no account is needed."""
        return self.handler.opt.get("public") is True

    @property
    def parameters(self) -> list[str]:
        """The names in its path."""
        parameters: list[Any] = (self.operation and self.operation.parameters) or []
        return [parameter.name for parameter in parameters if parameter.param_in == "path"]


def routes() -> list[Route]:
    """Every route but OPTIONS and HEAD, which the framework makes."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), database_url=f"sqlite:///{folder}/none.sqlite3"))
        for close in app.on_shutdown:
            close()  # type: ignore[call-arg]
        return sorted(_routes(app), key=lambda route: route.name)


def _routes(app: Litestar) -> Iterator[Route]:
    paths = app.openapi_schema.paths or {}
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path != "/" and not route.path.startswith("/docs"):
            for handler in route.route_handlers:
                for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                    item = paths.get(route.path_format)
                    yield Route(method, route.path_format, handler, getattr(item, method.lower()) if item else None)


ROUTES = routes()
NEW_PASSWORD = "another long password"
BODIES: dict[str, Any] = {
    "POST /api/auth/register": {"email": "new@example.org", "password": NEW_PASSWORD},
    "POST /api/auth/login": {"email": "new@example.org", "password": NEW_PASSWORD},
    "POST /api/auth/refresh": {"refresh_token": "x"},
    "POST /api/auth/me/password": {"password": "wrong", "new_password": NEW_PASSWORD},
    "POST /api/auth/me/delete": {"password": "wrong"},
    "POST /api/auth/keys": {"name": "robot", "scopes": ["account"]},
    "POST /api/inventory": {"title": "A lamp"},
    "PUT /api/inventory/{item_id}": {"title": "A lamp"},
    "PATCH /api/inventory/{item_id}": {"title": "A lamp"},
    "POST /api/inventory/bulk/patch": {"items": [{"id": 1, "patch": {"title": "A lamp"}}]},
    "POST /api/inventory/bulk/delete": {"ids": [1]},
    "POST /api/inventory/import": {"title": "A lamp"},
    "POST /api/listings/{listing_id}/join": {"item_id": 1},
    "POST /api/parse": {"html": "<title>A lamp</title>"},
    "POST /api/schedules": {"name": "Lamps", "url": "https://acme.example/", "every": "6h", "active": False},
    "PATCH /api/schedules/{schedule_id}": {"name": "Lamps"},
    "POST /api/scraping/jobs": {"html": "<title>A lamp</title>"},
    "POST /api/webhooks": {"url": "https://receiver.example/hub"},
    "PATCH /api/webhooks/{webhook_id}": {"active": False},
}
"""A good body for each route that takes one; a new route needs its own, else the tests of access fail."""


def body_of(route: Route) -> Any:
    """The body, or None for a route that takes none; KeyError for a route that nobody thought of."""
    if route.operation is None or route.operation.request_body is None:
        return None
    return BODIES[route.name]
