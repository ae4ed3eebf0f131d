"""What an import does with rows that were read: find the items that they mean, make the others, and tell what became of each.

A row means the item whose key it has (its ref, or another field that was chosen); a row that means none makes one. The fields
that a row names are set, and those that change are the user's from then on: a scrape leaves them alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from msgspec import UNSET
from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, select

from inventory_api.errors import BadRequest
from inventory_api.inventory import store
from inventory_api.inventory.reading import Row
from inventory_api.inventory.rows import columns_of, fields_of
from inventory_api.inventory.schemas import ItemRecord, RowError
from inventory_api.listings.restore import Restored, owners, restore
from inventory_core import Listing

Key = Literal["ref", "sku", "gtin", "url"]
_BATCH = 1_000
_COLUMNS_OF = {"price": ("price_amount", "price_currency"), "condition": ("condition_grade", "condition_raw")}


class Import:
    """One import into a workspace, within one transaction: `plan`, look at `errors`, `write` or `weigh`, read the counts.

    Who writes holds the lock of the workspace (`lock_workspace`) from before `plan`.
    """

    def __init__(self, connection: Connection, workspace_id: int, key: Key) -> None:
        self._connection, self._workspace_id, self._key = connection, workspace_id, key
        self._now = datetime.now(UTC)
        self._new: list[tuple[ItemRecord, list[Restored]]] = []
        self._known: dict[int, tuple[ItemRecord, list[Restored]]] = {}
        self._refs: set[str] = set()
        self.errors: list[RowError] = []
        self.rows = self.created = self.updated = self.unchanged = 0

    def plan(self, rows: Iterable[Row]) -> None:
        """Sort the rows into new items, known ones, and errors. BadRequest where no row can have the chosen key."""
        found = list(rows)
        self.rows = len(found)
        self.errors = [row for _, row in found if isinstance(row, RowError)]
        good = [(number, row) for number, row in found if isinstance(row, ItemRecord)]
        if self._key != "ref" and good and all(getattr(row, self._key) is UNSET for _, row in good):
            raise BadRequest("no_keys", f"key is {self._key}, and the file has no {self._key}: each row would make a new item")
        known, doubtful = self._find(self._key, {value for _, row in good if (value := self._value(row))})
        if self._key != "ref":
            self._refs = {*self._find("ref", {row.ref for _, row in good if row.ref is not UNSET and row.ref})[0]}
        listed = owners(self._connection, self._workspace_id, [one for _, row in good for one in _keys(row)])
        seen: set[str] = set()
        for number, row in good:
            try:
                self._take(row, known, doubtful, listed, seen)
            except ValueError as error:
                self.errors.append(RowError(number, str(error)))
        self.errors.sort(key=lambda error: error.row)

    def write(self) -> None:
        """Make and change the items of all rows without an error."""
        made = store.insert_items(self._connection, self._workspace_id, [self._columns(row) for row, _ in self._new], self._now)
        changed: set[int] = set()
        for changes in self._changed_columns():
            store.update_items(self._connection, self._workspace_id, changes, self._now)
            changed |= changes.keys()
        pairs = [(item_id, one) for item_id, (_, listings) in zip(made, self._new, strict=True) for one in listings]
        pairs += [(item_id, one) for item_id, (_, listings) in self._known.items() for one in listings]
        restore(self._connection, self._workspace_id, pairs)
        self._count(changed)

    def weigh(self) -> None:
        """Count what `write` would do, and write nothing."""
        self._count({item_id for changes in self._changed_columns() for item_id in changes})

    def _count(self, changed: set[int]) -> None:
        self.created = len(self._new)
        self.updated = len(changed | {item_id for item_id, (_, listings) in self._known.items() if listings})
        self.unchanged = len(self._known) - self.updated

    def _take(self, row: ItemRecord, known: dict[str, int], doubtful: set[str], listed: dict[str, int], seen: set[str]) -> None:
        value = self._value(row)
        if value in seen:
            raise ValueError(f"an earlier row has the same {self._key}")
        if value in doubtful:
            raise ValueError(f"several items have this {self._key}")
        seen.update([value] if value else [])
        item_id = known.get(value) if value else None
        listings = _listings(row)
        if any(one.key in seen or listed.get(one.key, item_id) != item_id for one in listings):
            raise ValueError("one of its listings belongs to another item")
        seen.update(one.key for one in listings)
        listings = [one for one in listings if one.key not in listed]
        if item_id is not None:
            self._known[item_id] = row, listings
        elif not row.title and not listings:
            raise ValueError("a new item needs a title")
        elif row.ref is not UNSET and row.ref in self._refs:
            raise ValueError("another item has this ref")
        else:
            self._refs.update([row.ref] if row.ref is not UNSET and row.ref else [])
            self._new.append((row, listings))

    def _value(self, row: ItemRecord) -> str | None:
        value = getattr(row, self._key)
        return None if value is UNSET else value

    def _find(self, key: Key, values: set[str]) -> tuple[dict[str, int], set[str]]:
        """The items that have these keys, and the keys that several have."""
        column = store.ITEMS.c[key]
        statement = select(column, store.ITEMS.c.id).where(
            store.ITEMS.c.workspace_id == self._workspace_id, column.in_(bindparam("keys", expanding=True))
        )
        found: list[tuple[str, int]] = []
        wanted = sorted(values)
        for start in range(0, len(wanted), _BATCH):
            rows = self._connection.execute(statement, {"keys": wanted[start : start + _BATCH]})
            found += [(key, item_id) for key, item_id in rows]
        counts = Counter(key for key, _ in found)
        return dict(found), {key for key, count in counts.items() if count > 1}

    def _columns(self, row: ItemRecord) -> dict[str, Any]:
        """The columns of a new item. A row of a table does not say what was edited: what it gives a value was."""
        given = [name for name in fields_of(row) if getattr(row, name) not in (None, [], {})]
        columns = {**columns_of(row), "edited": sorted(given) if row.edited is UNSET else row.edited}
        for name in ("ref", "source", "created_at", "updated_at"):
            if (value := getattr(row, name)) is not UNSET:
                columns[name] = value
        return columns

    def _changed_columns(self) -> Iterator[dict[int, dict[str, Any]]]:
        """The columns that change, by item, a batch of items at a time."""
        wanted = sorted(self._known)
        for start in range(0, len(wanted), _BATCH):
            rows = store.read_items(self._connection, self._workspace_id, wanted[start : start + _BATCH])
            found = {row["id"]: _changes(row, self._known[row["id"]][0]) for row in rows}
            yield {item_id: change for item_id, change in found.items() if change}


def _changes(row: dict[str, Any], record: ItemRecord) -> dict[str, Any]:
    """The columns that a record changes, its changed fields among those that the user set."""
    columns = {name: value for name, value in columns_of(record).items() if row[name] != value}
    fields = {name for name in fields_of(record) if columns.keys() & {name, *_COLUMNS_OF.get(name, ())}}
    return {**columns, "edited": sorted({*row["edited"], *fields})} if columns else {}


def _keys(row: ItemRecord) -> Sequence[str]:
    try:
        return [one.key for one in _listings(row)]
    except ValueError:
        return []


def _listings(row: ItemRecord) -> list[Restored]:
    """The listings of a record; ValueError where one breaks the model, saying where."""
    if row.listings is UNSET:
        return []
    try:
        return [Restored(Listing.model_validate(one.listing), one) for one in row.listings]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"a listing is not valid at {where}: {first['msg']}") from None
