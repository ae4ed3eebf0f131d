"""The only way in which items are written: it keeps the index of words and the counters, in the caller's transaction.

    insert_items(connection, workspace_id, rows, now)     -> the new ids, in the order of the rows
    update_items(connection, workspace_id, changes, now)  -> the versions of those that exist, by id
    delete_items(connection, workspace_id, ids)           -> the ids that existed

A row has the columns of `models.Item` by name; what it does not name is null or empty. Columns that follow from others are set
here: `title_order`, `price_order`, `brand_key`, `category_top`, `image`. All work in batches, and lock the workspace first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Text, bindparam, delete, insert, select, text, type_coerce, update
from sqlalchemy.exc import IntegrityError

from inventory_api.auth.workspaces import LOCK_WORKSPACE, lock_workspace
from inventory_api.bulk import FEW, copy_rows, insert_rows, new_ids
from inventory_api.database import table_of
from inventory_api.direct import Ask, Steps
from inventory_api.errors import Conflict
from inventory_api.inventory import counters, search
from inventory_api.inventory.counters import Totals
from inventory_api.inventory.models import Item
from inventory_api.inventory.refs import new_ref
from inventory_api.money import sort_key
from inventory_api.text import fold, storable

Row = Mapping[str, Any]

ITEMS = table_of(Item)
BATCH = 1_000
_WITHIN = ("workspace_id", "title_order", "price_order", "brand_key", "category_top", "image")
WIRE: list[ColumnElement[Any]] = [
    type_coerce(column, Text).label(column.name) if isinstance(column.type, JSON) else column
    for column in ITEMS.columns
    if column.name not in _WITHIN
]
"""The columns of an item that are shown, JSON as its text where the driver gives it so: then it is passed on unread."""
_EMPTY: dict[str, Any] = {column.name: None for column in ITEMS.columns}
_TEXTS = [column.name for column in ITEMS.columns if column.type.python_type is str]


def insert_items(connection: Connection, workspace_id: int, rows: Sequence[Row], now: datetime) -> list[int]:
    """Insert items. Conflict ("ref_taken") where a ref is there already, or twice among the rows."""
    lock_workspace(connection, workspace_id)
    ids: list[int] = []
    for batch in _batches(rows):
        ids += _insert(connection, workspace_id, batch, now)
    if len(rows) > BATCH:
        sort_words_in(connection)
    return ids


def _insert(connection: Connection, workspace_id: int, rows: Sequence[Row], now: datetime) -> list[int]:
    ids = new_ids(connection, ITEMS, len(rows))
    fixed = {"workspace_id": workspace_id, "version": 1, "created_at": now, "updated_at": now}
    full = [_complete({**_EMPTY, **_new(now), **fixed, **row, "id": number}) for number, row in zip(ids, rows, strict=True)]
    try:
        insert_rows(connection, ITEMS, full)
    except IntegrityError as error:
        raise ref_taken() from error
    _index(connection, workspace_id, full)
    totals = Totals()
    totals.add(full)
    counters.apply(connection, workspace_id, totals)
    return ids


_INSERT = insert(ITEMS).values({name: bindparam(name) for name in _EMPTY if name != "id"}).returning(ITEMS.c.id)
_ADD_WORDS_OF_IT = text("INSERT INTO item_search (item_id, words) VALUES (currval('items_id_seq'), CAST(:words AS tsvector))")


def insert_together(workspace_id: int, rows: Sequence[Row], now: datetime) -> Steps[list[dict[str, Any]]]:
    """The same in one journey to PostgreSQL, for a few: so the workspace is locked no longer than the commit takes.

    The items by column; SQLAlchemy's IntegrityError where a ref is there already.
    """
    fixed = {"workspace_id": workspace_id, "version": 1, "created_at": now, "updated_at": now}
    full = [_complete({**_EMPTY, **_new(now), **fixed, **row}) for row in rows]
    totals = Totals()
    totals.add(full)
    lock, add = Ask(LOCK_WORKSPACE, {"workspace_id": workspace_id}), counters.adding(workspace_id, totals)
    _, *found = yield [lock, *[ask for row in full for ask in _inserting(row)], add]
    return [{**row, "id": inserted[0]["id"]} for row, inserted in zip(full, found[:-1:2], strict=True)]


def _inserting(row: Row) -> Sequence[Ask]:
    return Ask(_INSERT, dict(row)), Ask(_ADD_WORDS_OF_IT, {"words": search.index_text(row["workspace_id"], row)})


_SELECT = select(ITEMS).where(ITEMS.c.workspace_id == bindparam("workspace_id"), ITEMS.c.id.in_(bindparam("ids", expanding=True)))
_UPDATE = (
    update(ITEMS)
    .where(ITEMS.c.workspace_id == bindparam("its_workspace"), ITEMS.c.id == bindparam("its_id"))
    .values({name: bindparam(name) for name in _EMPTY if name not in {"id", "workspace_id", "created_at"}})
)
_DELETE = delete(ITEMS).where(ITEMS.c.workspace_id == bindparam("workspace_id"), ITEMS.c.id.in_(bindparam("ids", expanding=True)))


def update_items(connection: Connection, workspace_id: int, changes: Mapping[int, Row], now: datetime) -> dict[int, int]:
    """Set columns of items by id. One that says nothing new leaves the item, its version and `updated_at` as they are."""
    lock_workspace(connection, workspace_id)
    versions: dict[int, int] = {}
    for batch in _batches(sorted(changes)):
        versions |= _update(connection, workspace_id, {number: changes[number] for number in batch}, now)
    if len(changes) > BATCH:
        sort_words_in(connection)
    return versions


def _update(connection: Connection, workspace_id: int, changes: Mapping[int, Row], now: datetime) -> dict[int, int]:
    earlier = {row["id"]: row for row in read_items(connection, workspace_id, changes)}
    later = {number: _complete({**row, **changes[number]}) for number, row in earlier.items()}
    changed = [number for number, row in later.items() if row != earlier[number]]
    for number in changed:
        later[number] |= {"version": earlier[number]["version"] + 1, "updated_at": now}
    _write(connection, workspace_id, [later[number] for number in changed])
    totals = Totals()
    totals.add([earlier[number] for number in changed], -1)
    totals.add([later[number] for number in changed])
    counters.apply(connection, workspace_id, totals)
    reworded = [number for number in changed if any(later[number][name] != earlier[number][name] for name in search.SEARCHED)]
    _forget(connection, reworded)
    _index(connection, workspace_id, [later[number] for number in reworded])
    return {number: row["version"] for number, row in later.items()}


def _write(connection: Connection, workspace_id: int, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    try:
        connection.execute(_UPDATE, [{**row, "its_id": row["id"], "its_workspace": workspace_id} for row in rows])
    except IntegrityError as error:
        raise ref_taken() from error


def delete_items(connection: Connection, workspace_id: int, ids: Collection[int]) -> set[int]:
    """Delete items with their listings and the history of these."""
    lock_workspace(connection, workspace_id)
    gone: set[int] = set()
    for batch in _batches(sorted(ids)):
        rows = read_items(connection, workspace_id, batch)
        connection.execute(_DELETE, {"workspace_id": workspace_id, "ids": [row["id"] for row in rows]})
        totals = Totals()
        totals.add(rows, -1)
        counters.apply(connection, workspace_id, totals)
        gone.update(row["id"] for row in rows)
    return gone


def read_items(connection: Connection, workspace_id: int, ids: Iterable[int]) -> list[dict[str, Any]]:
    """The items with these ids, by column, those that exist."""
    found = connection.execute(_SELECT, {"workspace_id": workspace_id, "ids": list(ids)}).mappings()
    return [dict(row) for row in found]


_IT = (ITEMS.c.workspace_id == bindparam("workspace_id"), ITEMS.c.id == bindparam("id"))
_ONE, _ONE_TO_SHOW = select(ITEMS).where(*_IT), select(*WIRE).where(*_IT)


def read_item(workspace_id: int, item_id: int, *, to_show: bool = False) -> Steps[dict[str, Any] | None]:
    """One item by column; `to_show` has those of WIRE."""
    (found,) = yield [Ask(_ONE_TO_SHOW if to_show else _ONE, {"workspace_id": workspace_id, "id": item_id})]
    return found[0] if found else None


def ref_taken() -> Conflict:
    """Two items of a workspace cannot have one ref."""
    return Conflict("ref_taken", "There is an item with this ref already.")


def _new(now: datetime) -> dict[str, Any]:
    return {"ref": new_ref(now), "tags": [], "category": [], "images": [], "edited": [], "custom": {}}


def _complete(row: dict[str, Any]) -> dict[str, Any]:
    """Set the columns that follow from others, and make all text storable."""
    if "\0" in "".join([row[name] or "" for name in _TEXTS]):
        row |= {name: storable(row[name]) for name in _TEXTS}
    row["title_order"] = fold(row["title"])[:100] if row["title"] else ""
    row["price_order"] = None if row["price_amount"] is None else sort_key(row["price_amount"])
    row["brand_key"] = fold(row["brand"])[:100] if row["brand"] else None
    row["category_top"] = storable(row["category"][0][:200]) if row["category"] else None
    row["image"] = row["images"][0]["url"] if row["images"] else None
    return row


_ADD_WORDS = {
    "sqlite": "INSERT INTO item_search (rowid, words) VALUES (?, ?)",
    "postgresql": "INSERT INTO item_search (item_id, words) VALUES (%s, %s::tsvector)",
}
_LEAVE_MORE = text("SET LOCAL gin_pending_list_limit = '8MB'")
_SORT_IN = text(
    "SELECT gin_clean_pending_list(oid) FROM pg_class "
    "WHERE oid = to_regclass('ix_item_search_words') AND pg_has_role(relowner, 'USAGE')"
)
_FORGET = text("DELETE FROM item_search WHERE item_id = ANY(:ids)")


def _index(connection: Connection, workspace_id: int, rows: Sequence[Row]) -> None:
    """Add the words of items to the index."""
    values = [(row["id"], search.index_text(workspace_id, row)) for row in rows]
    if not values:
        return
    if connection.dialect.name == "sqlite" or len(values) < FEW:
        connection.exec_driver_sql(_ADD_WORDS[connection.dialect.name], values)
        return
    if len(values) >= BATCH:
        connection.execute(_LEAVE_MORE)
    copy_rows(connection, "COPY item_search (item_id, words) FROM STDIN", values)


def sort_words_in(connection: Connection) -> None:
    """Sort the words of many new items into the index, at the end of their transaction: till then searches read them one by one.

    On PostgreSQL, where that costs half of sorting in a few at a time; left to later where the index is not one's own.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_SORT_IN)


def _forget(connection: Connection, ids: list[int]) -> None:
    """Take the words of items out of the index. (Those of deleted items go by a trigger.)"""
    if ids and connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DELETE FROM item_search WHERE rowid = ?", [(number,) for number in ids])
    elif ids:
        connection.execute(_FORGET, {"ids": ids})


def _batches(values: Iterable[Any]) -> Iterable[list[Any]]:
    rest = iter(values)
    while batch := list(islice(rest, BATCH)):
        yield batch
