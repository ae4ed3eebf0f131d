"""`/api/inventory`: the items of the caller's workspace."""

from __future__ import annotations

from asyncio import to_thread
from decimal import Decimal
from typing import Annotated, Literal

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, HeaderParameter, JSONBody, QueryParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED

from inventory_api.auth.caller import Caller
from inventory_api.auth.guard import ask_at_once
from inventory_api.database import Database
from inventory_api.direct import Steps
from inventory_api.idempotency import KeyHeader, once
from inventory_api.inventory import queries, service
from inventory_api.inventory.creating import Creating
from inventory_api.inventory.preconditions import etag, if_match, is_known
from inventory_api.inventory.queries import NO_FILTERS, Filters
from inventory_api.inventory.rows import item_of
from inventory_api.inventory.schemas import BulkDelete, BulkPatch, BulkResults, Item, ItemNew, ItemPage, ItemPatch
from inventory_api.web.keyset import Page
from inventory_api.web.lists import AvailabilityFilter, Cursor, GradeFilter, Limit, Name, page_links
from inventory_api.web.pages import link_header
from inventory_api.web.shared import database_of
from inventory_api.web.wire import NO_NUL, AnyRequest, RowId, read_moment

READ, WRITE = {"scope": "inventory:read"}, {"scope": "inventory:write"}
READ_AT_ONCE = {**READ, "at_once": True}
_AMOUNT = r"^(0|[1-9][0-9]{0,17})(\.[0-9]{1,8})?$"

Words = Annotated[
    str | None,
    QueryParameter(
        max_length=500, pattern=NO_NUL, description="Words that must all occur; the last may be a beginning; empty: any"
    ),
]
Currency = Annotated[
    str | None,
    QueryParameter(pattern=r"^[A-Z]{3}$", description="Capital letters (ISO 4217), such as EUR; a range of prices needs it"),
]
Amount = Annotated[str | None, QueryParameter(pattern=_AMOUNT, description="A decimal number, such as 12.50")]
Sort = Literal["created", "-created", "updated", "-updated", "title", "-title", "price", "-price"]
IfMatch = Annotated[
    str | None, HeaderParameter(name="If-Match", description="An ETag: the item is changed only where it still has it")
]
IfNoneMatch = Annotated[
    str | None, HeaderParameter(name="If-None-Match", description="An ETag: where the item still has it, the answer is 304")
]

ChangedSince = Annotated[str | None, QueryParameter(schema_extra={"format": "date-time"})]


def read_filters(
    *,
    q: Words = None,
    source: Name = None,
    condition: GradeFilter = None,
    availability: AvailabilityFilter = None,
    brand: Name = None,
    category: Name = None,
    currency: Currency = None,
    price_min: Amount = None,
    price_max: Amount = None,
    changed_since: ChangedSince = None,
) -> Filters:
    """The filters of an address; BadRequest for what is no moment, or one whose zone is not told."""
    return Filters(
        text=q if q and q.strip() else None,
        source=source,
        condition=condition,
        availability=availability,
        brand=brand,
        category=category,
        currency=currency,
        price_min=Decimal(price_min) if price_min else None,
        price_max=Decimal(price_max) if price_max else None,
        changed_since=read_moment("changed_since", changed_since),
    )


class Inventory(Controller):
    """Items: what the workspace owns or watches."""

    path = "/api/inventory"
    tags = ("inventory",)
    dependencies = {"filters": Provide(read_filters, sync_to_thread=False)}  # noqa: RUF012

    @get("/", opt=READ_AT_ONCE)
    async def list_items(
        self,
        *,
        request: AnyRequest,
        filters: NamedDependency[Filters],
        sort: FromQuery[Sort] = "-created",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response[ItemPage]:
        """A page of items, newest first where no order is named."""
        dialect = database_of(request).dialect

        def steps(caller: Caller) -> Steps[Page]:
            return queries.find_items(dialect, caller.workspace_id, filters, sort=sort, cursor=cursor, limit=limit, to_show=True)

        page = await ask_at_once(request, steps, bounded=filters == NO_FILTERS)
        links = page_links(request, page)
        return Response(ItemPage([item_of(row) for row in page.rows], **links), headers=link_header(**links))

    @post("/", opt={**WRITE, "problems": (409,)})
    async def create_item(
        self, data: JSONBody[ItemNew], request: AnyRequest, idempotency_key: KeyHeader = None
    ) -> Response[Item]:
        """A new item."""
        if idempotency_key is not None:
            return await to_thread(self._create_once, data, request.user, database_of(request), idempotency_key)
        creating: Creating = request.app.state.creating
        return _answer(await service.create_together(creating, request.user.workspace_id, data), location=True)

    def _create_once(self, data: ItemNew, caller: Caller, database: Database, idempotency_key: str) -> Response[Item]:
        with database.writing() as connection:
            item = once(
                connection,
                caller,
                key=idempotency_key,
                route="POST /api/inventory",
                request=data,
                result=Item,
                make=lambda: service.create(connection, caller.workspace_id, data),
            )
        return _answer(item, location=True)

    @get("/{item_id:int}", opt=READ_AT_ONCE)
    async def read_item(
        self,
        item_id: RowId,
        request: AnyRequest,
        if_none_match: IfNoneMatch = None,
    ) -> Response[Item | None]:
        """One item, with its ETag."""
        item = await ask_at_once(request, lambda caller: service.find_one(caller.workspace_id, item_id, to_show=True))
        if is_known(if_none_match, item.version):
            return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers={"ETag": etag(item.version)})
        return Response(item, headers={"ETag": etag(item.version)})

    @put("/{item_id:int}", opt={**WRITE, "problems": (409,)}, sync_to_thread=True)
    def replace_item(
        self,
        item_id: RowId,
        data: JSONBody[ItemNew],
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        if_match_header: IfMatch = None,
    ) -> Response[Item]:
        """Set every field of the item: what is left out becomes null, or empty."""
        with database.writing() as connection:
            item = service.replace(connection, caller.workspace_id, item_id, data, if_match(if_match_header))
        return _answer(item)

    @patch("/{item_id:int}", opt=WRITE, sync_to_thread=True)
    def change_item(
        self,
        item_id: RowId,
        data: JSONBody[ItemPatch],
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        if_match_header: IfMatch = None,
    ) -> Response[Item]:
        """Change some fields of the item: null clears one, what is left out stays."""
        with database.writing() as connection:
            item = service.patch(connection, caller.workspace_id, item_id, data, if_match(if_match_header))
        return _answer(item)

    @delete("/{item_id:int}", opt=WRITE, sync_to_thread=True)
    def delete_item(
        self,
        item_id: RowId,
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        if_match_header: IfMatch = None,
    ) -> None:
        """Delete the item with its listings and their history."""
        with database.writing() as connection:
            service.delete(connection, caller.workspace_id, item_id, if_match(if_match_header))

    @post("/bulk/patch", opt=WRITE, status_code=200, sync_to_thread=True)
    def change_items(
        self, data: JSONBody[BulkPatch], caller: NamedDependency[Caller], database: NamedDependency[Database]
    ) -> BulkResults:
        """Change up to 1,000 items, each with a result of its own; what can be changed is."""
        with database.writing() as connection:
            return BulkResults(service.patch_many(connection, caller.workspace_id, data.items))

    @post("/bulk/delete", opt=WRITE, status_code=200, sync_to_thread=True)
    def delete_items(
        self, data: JSONBody[BulkDelete], caller: NamedDependency[Caller], database: NamedDependency[Database]
    ) -> BulkResults:
        """Delete up to 1,000 items, each with a result of its own."""
        with database.writing() as connection:
            return BulkResults(service.delete_many(connection, caller.workspace_id, data.ids))


def _answer(item: Item, *, location: bool = False) -> Response[Item]:
    headers = {"ETag": etag(item.version)}
    if location:
        headers["Location"] = f"/api/inventory/{item.id}"
    return Response(item, headers=headers)
