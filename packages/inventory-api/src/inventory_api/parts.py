"""What the service is made of, put together from its settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from inventory_api.auth.guard import Door
from inventory_api.auth.keys import ApiKeys
from inventory_api.auth.limits import Attempts
from inventory_api.auth.service import Accounts
from inventory_api.auth.tokens import AccessTokens
from inventory_api.background import Background
from inventory_api.database import Database
from inventory_api.events.signals import call_when_told_to_stop
from inventory_api.events.stream import Streams
from inventory_api.inventory.creating import Creating
from inventory_api.schedules.service import Schedules
from inventory_api.scrapers.service import Plugins
from inventory_api.scraping.posted import Reader
from inventory_api.settings import Settings
from inventory_api.stats.service import Statistics
from inventory_api.web.limits import Limit, Limits
from inventory_api.webhooks.sealing import Sealer
from inventory_api.webhooks.service import Webhooks


class Parts:
    """All parts, each once. `shared` are those that handlers take as dependencies, by name.

    WeakSecret where the key that signs tokens can be guessed.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database, self.limits = Database(settings.database), Limits(settings.database)
        self.accounts, self.plugins = _accounts(self.database, settings), Plugins(settings)
        self.background = Background(self.database, self.plugins, settings)
        self.streams = Streams(self.database, settings)
        self.door = self._door()
        self.shared = self._shared()

    def _door(self) -> Door:
        # The door never waits for a connection that something slower holds, so it has some of its own.
        own = replace(self.accounts, database=Database(self.settings.database))
        return Door(
            accounts=own,
            keys=ApiKeys(own.database),
            limits=self.limits,
            by_account=Limit("account", self.settings.requests_per_minute, 60),
            by_client=Limit("client", self.settings.anonymous_requests_per_minute, 60),
        )

    def _shared(self) -> dict[str, Any]:
        database, plugins, settings = self.database, self.plugins, self.settings
        jobs, wake = self.background.jobs, self.background.watch.wake
        return {
            "settings": settings,
            "database": database,
            "creating": Creating(database),
            "statistics": Statistics(),
            "accounts": self.accounts,
            "keys": ApiKeys(database),
            "attempts": Attempts(self.limits, settings.sign_in_attempts),
            "plugins": plugins,
            "jobs": jobs,
            "schedules": Schedules(database, jobs, settings, wake=wake),
            "reader": Reader(database, plugins, settings),
            "streams": self.streams,
            "webhooks": Webhooks(database, plugins, Sealer.of(settings)),
        }

    @property
    def first(self) -> list[Callable[[], Any]]:
        """What the server calls before it answers."""
        begin = [self.background.start] if self.settings.run_jobs else []
        return [*begin, self._end_streams_first]

    @property
    def last(self) -> list[Callable[[], Any]]:
        """What it calls in the end."""
        closing = (self.database, self.limits, self.door.accounts.database)
        return [self.streams.end, self.background.stop, *(each.close for each in closing)]

    async def _end_streams_first(self) -> None:
        call_when_told_to_stop(self.streams.end)


def _accounts(database: Database, settings: Settings) -> Accounts:
    access, refresh = timedelta(minutes=settings.access_token_minutes), timedelta(days=settings.refresh_token_days)
    return Accounts(database, AccessTokens(settings.signing_key(), access), refresh)
