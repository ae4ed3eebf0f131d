"""What routes that are asked most take from the request itself: a dependency beside another one costs a task of its own."""

from __future__ import annotations

from typing import Any

from litestar import Request

from inventory_api.database import Database


def database_of(request: Request[Any, Any, Any]) -> Database:
    """The service's database."""
    database: Database = request.app.state.database
    return database
