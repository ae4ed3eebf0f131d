"""`/api/events`: what happened in the workspace, as a stream and in pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Schema
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import ServerSentEvent

from inventory_api.auth.caller import Caller
from inventory_api.auth.guard import is_still_allowed
from inventory_api.database import Database
from inventory_api.errors import NotAcceptable
from inventory_api.events.schemas import EventPage, Kind
from inventory_api.events.service import Found, read
from inventory_api.events.stream import Streams
from inventory_api.web.lists import Limit
from inventory_api.web.pages import link_header
from inventory_api.web.wire import AnyRequest

SCOPE = "events:read"
MEDIA_TYPE = "text/event-stream"
Kinds = Annotated[list[Kind] | None, QueryParameter(name="kind", max_items=50, description="Only these kinds; all otherwise.")]
LastId = Annotated[int | None, HeaderParameter(name="Last-Event-ID", ge=0, le=2**53 - 1, description="Go on after this event.")]
LastIdInQuery = Annotated[
    int | None,
    QueryParameter(ge=0, le=2**53 - 1, description="The same, where no header can be sent. 0: all that is kept."),
]
After = Annotated[int, QueryParameter(ge=0, le=2**53 - 1, description="Only events with a greater id.")]


@dataclass
class StreamOperation(Operation):
    """Describes an answer that has no end."""

    def __post_init__(self) -> None:
        content = {MEDIA_TYPE: OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))}
        self.responses = {**(self.responses or {}), "200": OpenAPIResponse(description=_STREAM, content=content)}


_STREAM = (
    "Server-Sent Events, until the client goes: `id` is that of the event, `event` its kind, `data` the event as JSON. An event "
    "`reset` says that some were missed because they are no longer kept. Comments come where nothing happens."
)


class Events(Controller):
    """What happens."""

    path = "/api/events"
    tags = ("events",)

    @get("/", opt={"scope": SCOPE, "problems": (406,)}, operation_class=StreamOperation, media_type=MEDIA_TYPE)
    async def stream(
        self,
        *,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        streams: NamedDependency[Streams],
        kinds: Kinds = None,
        last_id: LastId = None,
        last_event_id: LastIdInQuery = None,
    ) -> ServerSentEvent:
        """Listen to what happens: from now on, or after the event that was seen last. The header wins over the parameter."""
        if not request.accept.accepts(MEDIA_TYPE):
            raise NotAcceptable("not_acceptable", "This is a stream of text/event-stream. /api/events/list has pages of JSON.")
        after = last_event_id if last_id is None else last_id
        is_allowed = partial(is_still_allowed, request, SCOPE)
        opened = await streams.open(caller, is_allowed, after, frozenset(kinds or ()))
        leave = BackgroundTask(streams.leave, caller, opened)
        return ServerSentEvent(opened.messages(streams.heartbeat), background=leave)

    @get("/list", opt={"scope": SCOPE}, sync_to_thread=True)
    def list_events(
        self,
        *,
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        kinds: Kinds = None,
        after: After = 0,
        limit: Limit = 50,
    ) -> Response[EventPage]:
        """A page of events after that id, oldest first."""
        with database.reading() as connection:
            found = read(connection, caller.workspace_id, after, frozenset(kinds or ()), limit)
        following = _next(found, kinds or [], limit)
        page = EventPage(found.events, following, found.through, found.head.forgotten)
        return Response(page, headers=link_header(next=following))


def _next(found: Found, kinds: list[Kind], limit: int) -> str | None:
    if found.through >= found.head.last:
        return None
    values = [*(("kind", kind) for kind in kinds), ("after", found.through), ("limit", limit)]
    return f"/api/events/list?{urlencode(values)}"
