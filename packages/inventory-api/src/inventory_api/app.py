"""The service: the only door to all its parts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from litestar import Controller, Litestar, Request, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from inventory_api import __version__
from inventory_api.auth.caller import Caller
from inventory_api.auth.guard import authorize
from inventory_api.auth.routes import Auth
from inventory_api.auth.service import Accounts
from inventory_api.auth.tokens import AccessTokens
from inventory_api.database import Database
from inventory_api.health.routes import Health
from inventory_api.scrapers.routes import Scrapers
from inventory_api.scrapers.service import Plugins
from inventory_api.settings import Settings
from inventory_api.web.problems import HANDLERS

CONTROLLERS: list[type[Controller]] = [Auth, Health, Scrapers]
"""All routes: each domain adds its own."""


def create_app(settings: Settings | None = None) -> Litestar:
    """The service with these settings, else with those of the environment. The database must be migrated."""
    settings = settings or Settings()
    database = Database(settings.database)
    accounts = Accounts(
        database,
        AccessTokens(settings.signing_key(), timedelta(minutes=settings.access_token_minutes)),
        timedelta(days=settings.refresh_token_days),
    )
    plugins = Plugins(settings)
    app = Litestar(
        route_handlers=CONTROLLERS,
        guards=[authorize],
        dependencies={
            **{name: _given(value) for name, value in _shared(settings, database, accounts, plugins).items()},
            "registry": Provide(plugins.registry, sync_to_thread=True),
            "caller": Provide(_caller, sync_to_thread=False),
        },
        exception_handlers=HANDLERS,
        on_shutdown=[database.close],
        openapi_config=OpenAPIConfig(
            title="Inventory Hub",
            version=__version__,
            openapi_router=Router("/docs", route_handlers=[], opt={"public": True}),
        ),
    )
    app.state.accounts = accounts
    return app


def _shared(settings: Settings, database: Database, accounts: Accounts, plugins: Plugins) -> dict[str, Any]:
    """What handlers can take by name."""
    return {"settings": settings, "database": database, "accounts": accounts, "plugins": plugins}


def _given(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False, use_cache=True)


def _caller(request: Request[Caller, Any, Any]) -> Caller:
    return request.user
