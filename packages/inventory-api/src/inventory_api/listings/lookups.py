"""Many listings at once, each through an index: by their keys, and by the items that they fill.

What is asked for is handed over as one list and gone through one by one. Given as an IN of a thousand values, PostgreSQL read
all listings of the workspace for each batch as long as it had no statistics of a table that had just been filled, and SQLite,
which keeps none, to find the oldest of each item.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text

from inventory_api.database import Moment, json_text

_KNOWN = {
    "postgresql": text(
        "SELECT given.key, found.id, found.item_id, found.content_hash FROM unnest(CAST(:keys AS text[])) AS given (key),"
        " LATERAL (SELECT id, item_id, content_hash FROM listings WHERE workspace_id = :workspace_id AND key = given.key LIMIT 1)"
        " AS found"
    ),
    "sqlite": text(
        "SELECT found.key, found.id, found.item_id, found.content_hash FROM json_each(:keys) AS given"
        " CROSS JOIN listings AS found WHERE found.workspace_id = :workspace_id AND found.key = given.value"
    ),
}
# The order is that of a sum, lest a database go through all listings in theirs to find an item's first.
_OLDEST = {
    "postgresql": text(
        "SELECT oldest.item_id, oldest.data FROM unnest(CAST(:ids AS bigint[])) AS given (id), LATERAL"
        " (SELECT workspace_id, item_id, data FROM listings WHERE item_id = given.id ORDER BY id + 0 LIMIT 1) AS oldest"
        " WHERE oldest.workspace_id = :workspace_id"
    ),
    "sqlite": text(
        "SELECT oldest.item_id, oldest.data FROM json_each(:ids) AS given CROSS JOIN listings AS oldest"
        " WHERE oldest.id = (SELECT id FROM listings WHERE item_id = given.value ORDER BY id + 0 LIMIT 1)"
        " AND oldest.workspace_id = :workspace_id"
    ),
}
_SEEN = {
    "postgresql": text(
        "UPDATE listings SET last_seen_at = :now WHERE workspace_id = :workspace_id AND id = ANY(CAST(:ids AS bigint[]))"
    ).bindparams(bindparam("now", type_=Moment)),
    "sqlite": text(
        "UPDATE listings SET last_seen_at = :now WHERE workspace_id = :workspace_id AND id IN (SELECT value FROM json_each(:ids))"
    ).bindparams(bindparam("now", type_=Moment)),
}


def known(connection: Connection, workspace_id: int, keys: Collection[str]) -> list[Row[Any]]:
    """Which of these keys are there already: `key`, `id`, `item_id` and `content_hash` of each."""
    return list(connection.execute(_KNOWN[connection.dialect.name], _given(connection, workspace_id, keys=keys)))


def oldest_of(connection: Connection, workspace_id: int, item_ids: Collection[int]) -> list[Row[Any]]:
    """`item_id` and `data` of the oldest listing of each of these items; none of an item without a listing."""
    return list(connection.execute(_OLDEST[connection.dialect.name], _given(connection, workspace_id, ids=item_ids)))


def see_again(connection: Connection, workspace_id: int, ids: Collection[int], now: datetime) -> None:
    """Note that these listings are as they were."""
    connection.execute(_SEEN[connection.dialect.name], {**_given(connection, workspace_id, ids=ids), "now": now})


def _given(connection: Connection, workspace_id: int, **lists: Collection[Any]) -> dict[str, Any]:
    """A list is a parameter on PostgreSQL, JSON text on SQLite."""
    handed = list if connection.dialect.name == "postgresql" else (lambda values: json_text(list(values)))
    return {"workspace_id": workspace_id, **{name: handed(values) for name, values in lists.items()}}
