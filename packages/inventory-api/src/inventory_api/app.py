"""The service: the only door to all its parts."""

from __future__ import annotations

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from inventory_api import __version__
from inventory_api.database import Database
from inventory_api.health.routes import Health
from inventory_api.settings import Settings


def create_app(settings: Settings | None = None) -> Litestar:
    """The service with these settings, else with those of the environment. The database must be migrated."""
    settings = settings or Settings()
    database = Database(settings.database)
    return Litestar(
        route_handlers=[Health],
        dependencies={
            "database": Provide(lambda: database, sync_to_thread=False, use_cache=True),
            "settings": Provide(lambda: settings, sync_to_thread=False, use_cache=True),
        },
        on_shutdown=[database.close],
        openapi_config=OpenAPIConfig(title="Inventory Hub", version=__version__, path="/docs"),
    )
