"""What can be done with items, by number, in a transaction of the caller's: the rules, without HTTP.

A version that is given must be the item's: otherwise somebody else changed it since it was read, and PreconditionFailed says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from msgspec import UNSET
from sqlalchemy import Connection

from inventory_api.auth.workspaces import lock_workspace
from inventory_api.direct import Steps, run
from inventory_api.errors import NotFound, PreconditionFailed, Problem
from inventory_api.inventory import store
from inventory_api.inventory.creating import Creating
from inventory_api.inventory.rows import FIELDS, columns_of, fields_of, item_of
from inventory_api.inventory.schemas import BulkChange, BulkResult, Item, ItemNew, ItemPatch, ItemRecord

_EMPTY_LISTS: dict[str, Any] = {"tags": [], "category": [], "images": [], "custom": {}}


def find(connection: Connection, workspace_id: int, item_id: int) -> Item:
    """The item; NotFound where the workspace has none of that number."""
    return run(connection, find_one(workspace_id, item_id))


def find_one(workspace_id: int, item_id: int, *, to_show: bool = False) -> Steps[Item]:
    """The same as steps; `to_show`: an item that can only be encoded."""
    row = yield from store.read_item(workspace_id, item_id, to_show=to_show)
    if row is None:
        raise NotFound("not_found", "There is no such thing.")
    return item_of(row)


def create(connection: Connection, workspace_id: int, new: ItemNew) -> Item:
    """A new item; Conflict ("ref_taken") where its ref is there already."""
    (item_id,) = store.insert_items(connection, workspace_id, [_columns(new)], datetime.now(UTC))
    return find(connection, workspace_id, item_id)


async def create_together(creating: Creating, workspace_id: int, new: ItemNew) -> Item:
    """The same in a transaction with those that come at the same moment."""
    return item_of(await creating.create(workspace_id, _columns(new)))


def patch(connection: Connection, workspace_id: int, item_id: int, change: ItemPatch, allowed: Callable[[int], bool]) -> Item:
    """Change what the patch names. `allowed` is asked for the version that the item has now."""
    lock_workspace(connection, workspace_id)
    earlier = find(connection, workspace_id, item_id)
    if not allowed(earlier.version):
        raise changed()
    store.update_items(connection, workspace_id, {item_id: _change(change, earlier.edited)}, datetime.now(UTC))
    return find(connection, workspace_id, item_id)


def replace(connection: Connection, workspace_id: int, item_id: int, new: ItemNew, allowed: Callable[[int], bool]) -> Item:
    """Set all fields of the user: what is left out becomes null, or empty. The ref stays where none is given."""
    missing = {name: _EMPTY_LISTS.get(name) for name in FIELDS if getattr(new, name) is UNSET}
    whole = msgspec.structs.replace(new, **missing)
    lock_workspace(connection, workspace_id)
    if not allowed(find(connection, workspace_id, item_id).version):
        raise changed()
    store.update_items(connection, workspace_id, {item_id: _columns(whole)}, datetime.now(UTC))
    return find(connection, workspace_id, item_id)


def delete(connection: Connection, workspace_id: int, item_id: int, allowed: Callable[[int], bool]) -> None:
    """Delete the item with its listings and their history."""
    lock_workspace(connection, workspace_id)
    if not allowed(find(connection, workspace_id, item_id).version):
        raise changed()
    store.delete_items(connection, workspace_id, [item_id])


def patch_many(connection: Connection, workspace_id: int, changes: Sequence[BulkChange]) -> list[BulkResult]:
    """A result a row. What can be changed is; an item that is named twice is changed by its first row only."""
    lock_workspace(connection, workspace_id)
    earlier = {row["id"]: row for row in store.read_items(connection, workspace_id, {change.id for change in changes})}
    results, wanted = [], dict[int, dict[str, Any]]()
    for change in changes:
        problem = _refusal(change, earlier.get(change.id), wanted)
        if problem is None:
            wanted[change.id] = _change(change.patch, earlier[change.id]["edited"])
        results.append(BulkResult(change.id, problem.status if problem else HTTPStatus.OK, problem.code if problem else None))
    versions = store.update_items(connection, workspace_id, wanted, datetime.now(UTC))
    return [
        msgspec.structs.replace(result, version=versions[result.id]) if result.status == HTTPStatus.OK else result
        for result in results
    ]


def delete_many(connection: Connection, workspace_id: int, ids: Sequence[int]) -> list[BulkResult]:
    """A result a row: 204 where the item was there, 404 where it was not, or is named a second time."""
    left = store.delete_items(connection, workspace_id, set(ids))
    results = []
    for item_id in ids:
        found = item_id in left
        left.discard(item_id)
        status = HTTPStatus.NO_CONTENT if found else HTTPStatus.NOT_FOUND
        results.append(BulkResult(item_id, status, None if found else "not_found"))
    return results


def changed() -> PreconditionFailed:
    """The item is not what it was."""
    return PreconditionFailed("changed", "The item was changed since it was read. Read it again, and decide anew.")


def _refusal(change: BulkChange, row: Mapping[str, Any] | None, wanted: Mapping[int, Any]) -> Problem | None:
    if row is None or change.id in wanted:
        return NotFound("named_twice" if row else "not_found", "")
    return changed() if change.version not in (None, row["version"]) else None


def _columns(new: ItemNew) -> dict[str, Any]:
    return {**_change(new, []), **({} if new.ref is UNSET else {"ref": new.ref})}


def _change(patch: ItemPatch | ItemRecord, edited: Sequence[str]) -> dict[str, Any]:
    """The columns of a patch, its fields among those that the user has set."""
    return {**columns_of(patch), "edited": sorted({*edited, *fields_of(patch)})}
