"""`/api/listings`: what marketplaces show of the workspace's items, and how it changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from sqlalchemy import Connection

from inventory_api.auth.caller import Caller
from inventory_api.database import Database
from inventory_api.inventory.store import read_items
from inventory_api.listings import joining, queries
from inventory_api.listings.schemas import (
    HistoryPage,
    Join,
    ListingDetail,
    ListingPage,
    detail_of,
    seen_of,
    summary_of,
)
from inventory_api.web.keyset import Page
from inventory_api.web.lists import AvailabilityFilter, Cursor, Limit, Name, page_links
from inventory_api.web.pages import link_header
from inventory_api.web.wire import AnyRequest, RowId

READ, WRITE = {"scope": "listings:read"}, {"scope": "listings:write"}
ItemId = Annotated[int | None, QueryParameter(ge=1, le=2**53 - 1)]


class Listings(Controller):
    """Listings: they come from scraping, and are read, joined under one item, and parted."""

    path = "/api/listings"
    tags = ("listings",)

    @get("/", opt=READ, sync_to_thread=True)
    def list_listings(
        self,
        *,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        source: Name = None,
        item_id: ItemId = None,
        availability: AvailabilityFilter = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response[ListingPage]:
        """A page of listings, those that changed last first."""
        filters = queries.Filters(source=source, item_id=item_id, availability=availability)
        with database.reading() as connection:
            page = queries.list_listings(connection, caller.workspace_id, filters, cursor=cursor, limit=limit)
        links = page_links(request, page)
        return Response(ListingPage([summary_of(row) for row in page.rows], **links), headers=link_header(**links))

    @get("/{listing_id:int}", opt=READ, sync_to_thread=True)
    def read_listing(
        self, listing_id: RowId, caller: NamedDependency[Caller], database: NamedDependency[Database]
    ) -> ListingDetail:
        """One listing with all that was seen of it."""
        with database.reading() as connection:
            return _detail(connection, caller.workspace_id, listing_id)

    @get("/{listing_id:int}/history", opt=READ, sync_to_thread=True)
    def read_history(
        self,
        *,
        request: AnyRequest,
        listing_id: RowId,
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response[HistoryPage]:
        """Price and availability of a listing, one entry a change, the newest first."""
        with database.reading() as connection:
            _detail(connection, caller.workspace_id, listing_id)
            page = queries.listing_history(connection, caller.workspace_id, listing_id, cursor=cursor, limit=limit)
        return _history(request, page)

    @post("/{listing_id:int}/join", opt=WRITE, status_code=200, sync_to_thread=True)
    def join(
        self, listing_id: RowId, data: JSONBody[Join], caller: NamedDependency[Caller], database: NamedDependency[Database]
    ) -> ListingDetail:
        """Put the listing under another item. The one that it leaves goes, unless it has other listings or the user's edits."""
        with database.writing() as connection:
            joining.join(connection, caller.workspace_id, listing_id, data.item_id, datetime.now(UTC))
            return _detail(connection, caller.workspace_id, listing_id)

    @post("/{listing_id:int}/part", opt={**WRITE, "problems": (409,)}, status_code=200, sync_to_thread=True)
    def part(self, listing_id: RowId, caller: NamedDependency[Caller], database: NamedDependency[Database]) -> ListingDetail:
        """Give the listing an item of its own; 409 where it has one."""
        with database.writing() as connection:
            joining.part(connection, caller.workspace_id, listing_id, datetime.now(UTC))
            return _detail(connection, caller.workspace_id, listing_id)


class ItemHistory(Controller):
    """The history of an item: that of all listings that it has now."""

    path = "/api/inventory/{item_id:int}/history"
    tags = ("inventory",)

    @get("/", opt={"scope": "inventory:read"}, sync_to_thread=True)
    def read_item_history(
        self,
        *,
        request: AnyRequest,
        item_id: RowId,
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response[HistoryPage]:
        """Price and availability wherever the item is listed, one entry a change of one listing, the newest first."""
        with database.reading() as connection:
            if not read_items(connection, caller.workspace_id, [item_id]):
                raise joining.not_found()
            page = queries.item_history(connection, caller.workspace_id, item_id, cursor=cursor, limit=limit)
        return _history(request, page)


def _history(request: AnyRequest, page: Page) -> Response[HistoryPage]:
    """A page of a history, with its links."""
    links = page_links(request, page)
    return Response(HistoryPage([seen_of(row) for row in page.rows], **links), headers=link_header(**links))


def _detail(connection: Connection, workspace_id: int, listing_id: int) -> ListingDetail:
    row = queries.find(connection, workspace_id, listing_id)
    if row is None:
        raise joining.not_found()
    return detail_of(row, json.loads(row["data"]))
