"""A page of items as a thread asks for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from inventory_api.direct import run
from inventory_api.inventory.queries import Filters, find_items
from inventory_api.web.keyset import Page


def list_items(connection: Connection, workspace_id: int, filters: Filters, **asked: Any) -> Page:
    """The page, in the transaction of a connection; `asked` are its order, cursor and limit."""
    return run(connection, find_items(connection.dialect.name, workspace_id, filters, **asked))
