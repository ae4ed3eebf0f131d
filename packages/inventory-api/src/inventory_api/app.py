"""The service: the only door to all its parts."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from litestar import Controller, Litestar, Request, Router
from litestar.config.cors import CORSConfig
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Server

from inventory_api import __version__
from inventory_api.auth.caller import Caller
from inventory_api.auth.guard import Door, authorize
from inventory_api.auth.keys import ApiKeys
from inventory_api.auth.limits import Attempts
from inventory_api.auth.routes import Auth
from inventory_api.auth.service import Accounts
from inventory_api.auth.tokens import AccessTokens
from inventory_api.background import Background
from inventory_api.database import Database
from inventory_api.events.routes import Events
from inventory_api.events.signals import call_when_told_to_stop
from inventory_api.events.stream import Streams
from inventory_api.health.routes import Health
from inventory_api.inventory.file_routes import InventoryFiles
from inventory_api.inventory.routes import Inventory
from inventory_api.listings.routes import ItemHistory, Listings
from inventory_api.schedules.routes import ScheduleRoutes
from inventory_api.schedules.service import Schedules
from inventory_api.scrapers.routes import Scrapers
from inventory_api.scrapers.service import Plugins
from inventory_api.scraping.posted import Reader
from inventory_api.scraping.routes import Scraping
from inventory_api.settings import Settings
from inventory_api.stats.routes import Statistics
from inventory_api.web.description import COMPONENTS, complete, operation_id
from inventory_api.web.docs import DocsFiles, DocsPage, front_page
from inventory_api.web.edge import Edge
from inventory_api.web.limits import Limit, Limits
from inventory_api.web.problems import HANDLERS
from inventory_api.web.reading import check_request
from inventory_api.webhooks.routes import WebhookRoutes
from inventory_api.webhooks.sealing import Sealer
from inventory_api.webhooks.service import Webhooks

CONTROLLERS: list[type[Controller]] = [
    Auth,
    Health,
    Inventory,
    InventoryFiles,
    Listings,
    ItemHistory,
    Statistics,
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
    database, limits = Database(settings.database), Limits(settings.database)
    lifetimes = timedelta(minutes=settings.access_token_minutes), timedelta(days=settings.refresh_token_days)
    accounts = Accounts(database, AccessTokens(settings.signing_key(), lifetimes[0]), lifetimes[1])
    plugins = Plugins(settings)
    background = Background(database, plugins, settings)
    streams = Streams(database, settings)
    shared = {
        "settings": settings,
        "database": database,
        "accounts": accounts,
        "keys": ApiKeys(database),
        "attempts": Attempts(limits, settings.sign_in_attempts),
        "plugins": plugins,
        "jobs": background.jobs,
        "schedules": Schedules(database, background.jobs, settings, wake=background.watch.wake),
        "reader": Reader(database, plugins, settings),
        "streams": streams,
        "webhooks": Webhooks(database, plugins, Sealer.of(settings)),
    }
    door = _door(settings, accounts, limits)
    app = Litestar(
        route_handlers=[*CONTROLLERS, DocsFiles, front_page],
        guards=[authorize],
        before_request=check_request,
        dependencies={
            **{name: _given(value) for name, value in shared.items()},
            "registry": Provide(plugins.registry, sync_to_thread=True),
            "caller": Provide(_caller, sync_to_thread=False),
        },
        exception_handlers=HANDLERS,
        on_startup=[*([background.start] if settings.run_jobs else []), partial(_end_streams_first, streams)],
        on_shutdown=[streams.end, background.stop, database.close, limits.close, door.accounts.database.close],
        cors_config=CORSConfig(allow_origins=settings.cors_origins) if settings.cors_origins else None,
        request_max_body_size=settings.max_body_bytes,
        openapi_config=_openapi(settings),
        logging_config=None,
    )
    app.state.door, app.state.database = door, database
    complete(app)
    app.asgi_handler = Edge(app.asgi_handler, settings)
    return app


async def _end_streams_first(streams: Streams) -> None:
    call_when_told_to_stop(streams.end)


def _door(settings: Settings, accounts: Accounts, limits: Limits) -> Door:
    # The door never waits for a connection that something slower holds, so it has some of its own.
    own = Accounts(Database(settings.database), accounts.tokens, accounts.refresh_lifetime)
    return Door(
        accounts=own,
        keys=ApiKeys(own.database),
        limits=limits,
        by_account=Limit("account", settings.requests_per_minute, 60),
        by_client=Limit("client", settings.anonymous_requests_per_minute, 60),
    )


def _openapi(settings: Settings) -> OpenAPIConfig:
    public = [Server(settings.public_url, "Where everybody reaches it.")] if settings.public_url else []
    return OpenAPIConfig(
        use_handler_docstrings=True,
        title="Inventory Hub",
        version=__version__,
        description="Accounts, inventory and statistics over whatever scrapers are installed.",
        components=COMPONENTS,
        operation_id_creator=operation_id,
        servers=[Server("/", "Where this was read."), *public],
        render_plugins=[DocsPage()],
        openapi_router=Router("/docs", route_handlers=[], opt={"public": True}, include_in_schema=False),
    )


def _given(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False, use_cache=True)


def _caller(request: Request[Caller, Any, Any]) -> Caller:
    return request.user
