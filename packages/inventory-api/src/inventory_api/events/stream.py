"""Streams of events: open for as long as their client listens, without a thread or a connection to the database each.

One question a tick tells all streams of a process whether there is anything new in their workspaces, whichever process wrote it.
A stream that there is something for reads the next few events, and reads on when its client took these: who reads slowly is
waited for, and nothing piles up.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import msgspec
import structlog
from litestar.response import ServerSentEventMessage
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inventory_api.auth.caller import Caller
from inventory_api.database import Database
from inventory_api.errors import TooManyRequests, Unavailable
from inventory_api.events import queries
from inventory_api.events.service import MISSED, RESET, Found, read
from inventory_api.settings import Settings

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.5
_AT_ONCE = 100
_RETRY_MILLISECONDS = 2_000
_NOT_ALLOWED = "this access is no longer good; connect again with another token"
Check = Callable[[], Awaitable[bool]]
"""Whether the client may still listen."""
Messages = AsyncIterator[ServerSentEventMessage]


class Streams:
    """All streams of this process; to be used in the event loop alone."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._most, self.heartbeat = database, settings.event_streams, settings.event_heartbeat_seconds
        # Weak, because a stream whose answer never begins is never told so.
        self._open: dict[int, WeakSet[Stream]] = defaultdict(WeakSet)
        self._watching: asyncio.Task[None] | None = None
        self.is_ending = False

    async def open(self, caller: Caller, is_allowed: Check, after: int | None, kinds: Collection[str]) -> Stream:
        """A stream of what happens after that event, or from now on. TooManyRequests; Unavailable when the service ends."""
        position = after
        if position is None:
            position = (await self._database.look(lambda connection: queries.head(connection, caller.workspace_id))).last
        if self.is_ending:
            raise Unavailable("stopping", "The service is stopping.", headers={"Retry-After": "5"})
        if len(self._open[caller.account_id]) >= self._most:
            detail = f"This account has {self._most} streams open; close one."
            raise TooManyRequests("too_many_streams", detail, headers={"Retry-After": "10"})
        stream = Stream(self._database, caller, is_allowed, position, kinds)
        self._open[caller.account_id].add(stream)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        return stream

    async def leave(self, caller: Caller, stream: Stream) -> None:
        """Count a stream no longer whose answer has ended, however it did: who holds on to it still must not matter."""
        self._open[caller.account_id].discard(stream)

    def end(self) -> None:
        """End all streams after what is on its way."""
        self.is_ending = True
        for stream in self._all():
            stream.end()
        if self._watching is not None:
            self._watching.cancel()

    def _all(self) -> list[Stream]:
        return [stream for streams in self._open.values() for stream in streams]

    async def _watch(self) -> None:
        while streams := self._all():
            with suppress(DBAPIError, PoolTimeout):  # asked again at the next tick
                await self._tell(streams)
            del streams  # so that those that end now are gone
            await asyncio.sleep(TICK_SECONDS)
            self._open = defaultdict(WeakSet, {account: streams for account, streams in self._open.items() if streams})

    async def _tell(self, streams: Collection[Stream]) -> None:
        ids = {stream.workspace_id for stream in streams}
        lasts = await self._database.look(lambda connection: queries.lasts(connection, ids))
        for stream in streams:
            stream.tell(lasts.get(stream.workspace_id, 0))


class Stream:
    """What one client listens to."""

    def __init__(self, database: Database, caller: Caller, is_allowed: Check, after: int, kinds: Collection[str]) -> None:
        self.workspace_id = caller.workspace_id
        self._database, self._is_allowed, self._position, self._kinds = database, is_allowed, after, kinds
        self._changed, self._is_ending = asyncio.Event(), False

    def tell(self, last: int) -> None:
        """Say which event is the newest."""
        if last > self._position:
            self._changed.set()

    def end(self) -> None:
        """End after what is on its way."""
        self._is_ending = True
        self._changed.set()

    async def messages(self, heartbeat: float) -> Messages:
        """What is sent, as it comes. Each has the id from which a client that lost its connection goes on."""
        yield self._quiet("events follow", retry=_RETRY_MILLISECONDS)
        while not self._is_ending:
            self._changed.clear()
            try:
                found = await asyncio.to_thread(self._read)
                if not await self._is_allowed():  # asked last, so that nothing is sent that was told after the access ended
                    yield self._quiet(_NOT_ALLOWED)
                    return
            except (DBAPIError, PoolTimeout):
                log.warning("events_wait_for_the_database")
                found = None
            for message in self._told(found) if found else ():
                yield message
            if (found is None or self._position == found.head.last) and not await self._changes(within=heartbeat):
                yield self._quiet("nothing new")

    def _read(self) -> Found:
        with self._database.reading() as connection:
            return read(connection, self.workspace_id, self._position, self._kinds, _AT_ONCE)

    def _told(self, found: Found) -> Iterator[ServerSentEventMessage]:
        """The messages of what was found; where something was missed, that comes first."""
        if self._position < found.head.forgotten or self._position > found.head.last:
            position = max(found.head.forgotten, min(self._position, found.head.last))
            yield _message(RESET, position, {"kind": RESET, "detail": MISSED})
        for event in found.events:
            yield _message(event.kind, event.id, event)
        self._position = found.through

    async def _changes(self, within: float) -> bool:
        """Whether there is anything to do within so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def _quiet(self, comment: str, retry: int | None = None) -> ServerSentEventMessage:
        """A message that no listener sees; it moves the client's position past events of other kinds."""
        return ServerSentEventMessage(data=None, id=self._position, comment=comment, retry=retry)


def _message(kind: str, position: int, data: Any) -> ServerSentEventMessage:
    return ServerSentEventMessage(data=msgspec.json.encode(data), event=kind, id=position)
