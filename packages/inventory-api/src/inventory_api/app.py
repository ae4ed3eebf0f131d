"""The service: the only door to all its parts."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Litestar, Request, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Server

from inventory_api import __version__
from inventory_api.auth.caller import Caller
from inventory_api.auth.guard import authorize
from inventory_api.auth.routes import Auth
from inventory_api.events.routes import Events
from inventory_api.health.routes import Health
from inventory_api.inventory.file_routes import InventoryFiles
from inventory_api.inventory.routes import Inventory
from inventory_api.listings.routes import ItemHistory, Listings
from inventory_api.parts import Parts
from inventory_api.schedules.routes import ScheduleRoutes
from inventory_api.scrapers.routes import Scrapers
from inventory_api.scraping.routes import Scraping
from inventory_api.settings import Settings
from inventory_api.stats.routes import StatisticsRoutes
from inventory_api.web.cors import cors
from inventory_api.web.description import ABOUT, COMPONENTS, TAGS, complete, operation_id
from inventory_api.web.docs import DocsFiles, DocsPage, front_page
from inventory_api.web.edge import Edge
from inventory_api.web.problems import HANDLERS
from inventory_api.web.reading import check_request
from inventory_api.webhooks.routes import WebhookRoutes

CONTROLLERS: list[type[Controller]] = [
    Auth,
    Health,
    Inventory,
    InventoryFiles,
    Listings,
    ItemHistory,
    StatisticsRoutes,
    Scrapers,
    Scraping,
    Events,
    ScheduleRoutes,
    WebhookRoutes,
]
"""All routes: each domain adds its own."""


def create_app(settings: Settings | None = None) -> Litestar:
    """The service with these settings, else with those of the environment. The database must be migrated.

    WeakSecret where the key that signs tokens can be guessed.
    """
    settings = settings or Settings()
    parts = Parts(settings)
    app = Litestar(
        route_handlers=[*CONTROLLERS, DocsFiles, front_page],
        guards=[authorize],
        before_request=check_request,
        dependencies=_dependencies(parts),
        exception_handlers=HANDLERS,
        on_startup=parts.first,
        on_shutdown=parts.last,
        cors_config=cors(settings),
        request_max_body_size=settings.max_body_bytes,
        openapi_config=_openapi(settings),
        logging_config=None,
    )
    app.state.door = parts.door
    for name in ("database", "creating", "statistics"):
        app.state[name] = parts.shared[name]
    complete(app)
    app.asgi_handler = Edge(app.asgi_handler, settings)
    return app


def _dependencies(parts: Parts) -> dict[str, Provide]:
    return {
        **{name: _given(value) for name, value in parts.shared.items()},
        "registry": Provide(parts.plugins.registry, sync_to_thread=True),
        "caller": Provide(_caller, sync_to_thread=False),
    }


def _openapi(settings: Settings) -> OpenAPIConfig:
    public = [Server(settings.public_url, "where everybody reaches it")] if settings.public_url else []
    return OpenAPIConfig(
        use_handler_docstrings=True,
        title="Inventory Hub",
        version=__version__,
        description=ABOUT,
        tags=TAGS,
        components=COMPONENTS,
        operation_id_creator=operation_id,
        servers=[Server("/", "where this page was read"), *public],
        render_plugins=[DocsPage()],
        openapi_router=Router("/docs", route_handlers=[], opt={"public": True}, include_in_schema=False),
    )


def _given(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False, use_cache=True)


def _caller(request: Request[Caller, Any, Any]) -> Caller:
    return request.user
