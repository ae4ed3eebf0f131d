"""Idempotency-Key: a request that is sent again is answered again, and done once.

    with database.writing() as connection:
        return once(connection, caller, key=key, route="POST /api/inventory", request=data, result=Item,
                    make=lambda: create(connection, caller, data))

In the transaction of what is done: either both are kept, or neither. The key holds for a day, for its workspace and route; older
ones go when the workspace uses another one, or with what else is no longer kept (`retention/`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import msgspec
from litestar.params import HeaderParameter
from sqlalchemy import Connection, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from inventory_api.auth.caller import Caller
from inventory_api.errors import UnprocessableContent
from inventory_api.web.models import IdempotencyKey

T = TypeVar("T")
KEPT = timedelta(days=1)
_PLACE = (IdempotencyKey.workspace_id, IdempotencyKey.key, IdempotencyKey.route)
KeyHeader = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="A value of your own, new for each thing to make: sent again, it gets the same answer and makes nothing.",
    ),
]
"""The type of a handler's argument `idempotency_key: KeyHeader = None`."""


def once(
    connection: Connection, caller: Caller, *, key: str | None, route: str, request: Any, result: type[T], make: Callable[[], T]
) -> T:
    """What `make` answers; with a key that was used before, what it answered then.

    UnprocessableContent where the key was used with another request.
    """
    if key is None:
        return make()
    request_hash = hashlib.sha256(msgspec.json.encode(request, order="sorted")).hexdigest()
    row = {"workspace_id": caller.workspace_id, "key": key, "route": route}
    if not _claim(connection, row, request_hash):
        return msgspec.json.decode(_answer(connection, row, request_hash), type=result)
    made = make()
    body = msgspec.json.encode(made).decode()
    connection.execute(update(IdempotencyKey).where(*_is(row)).values(body=body))
    return made


def delete_before(connection: Connection, before: datetime, most: int) -> int:
    """Delete some answers that were kept before a moment; answers how many."""
    oldest = select(*_PLACE).where(IdempotencyKey.created_at < before).limit(most)
    return connection.execute(delete(IdempotencyKey).where(tuple_(*_PLACE).in_(oldest))).rowcount


def count_before(connection: Connection, before: datetime) -> int:
    """How many answers were kept before a moment."""
    return connection.execute(select(func.count()).where(IdempotencyKey.created_at < before)).scalar_one()


def _claim(connection: Connection, row: dict[str, Any], request_hash: str) -> bool:
    """Whether the key is new. Another transaction with the same one is waited for."""
    now = datetime.now(UTC)
    old = (IdempotencyKey.workspace_id == row["workspace_id"], IdempotencyKey.created_at < now - KEPT)
    connection.execute(delete(IdempotencyKey).where(*old))
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {**row, "request_hash": request_hash, "body": "", "created_at": now}
    claim = insert(IdempotencyKey).values(values).on_conflict_do_nothing().returning(IdempotencyKey.key)
    return connection.execute(claim).first() is not None


def _answer(connection: Connection, row: dict[str, Any], request_hash: str) -> str:
    found = connection.execute(select(IdempotencyKey.request_hash, IdempotencyKey.body).where(*_is(row))).one()
    if found.request_hash != request_hash:
        raise UnprocessableContent("idempotency_key_reused", "This Idempotency-Key was used with another request.")
    return str(found.body)


def _is(row: dict[str, Any]) -> list[Any]:
    return [getattr(IdempotencyKey, name) == value for name, value in row.items()]
