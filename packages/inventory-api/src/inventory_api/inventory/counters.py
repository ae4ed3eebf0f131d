"""Counters: how many items of each kind there are and what they are worth, changed in the transaction that changes the items.

    name            key                         currency    count           amount
    items                                                   all items
    source          scraper, empty: by hand                 items of it
    condition       grade, empty: not observed              ...
    availability    its name, empty: not observed           ...
    category        the outermost, empty: none              ...
    value                                       of price    items not sold  sum of price times quantity (1 where not known)
    value_sold                                  of price    items sold      the same of these
    price           lower end of the bucket     of price    items in it     sum of their prices

Amounts of different currencies are never added, nor are those of items sold to those that are there. A price without a currency
has the currency "". Whoever changes a workspace's items or listings holds its lock (`auth/workspaces.py`).
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, literal_column, select, text
from sqlalchemy.dialects import postgresql, sqlite

from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import table_of
from inventory_api.direct import Ask
from inventory_api.inventory.models import Counter, Item
from inventory_api.money import EXACT

Row = Mapping[str, Any]
Key = tuple[str, str, str]
"""Name, key, currency."""

COUNTED = ("source", "condition_grade", "availability", "category_top", "price_amount", "price_currency", "quantity")
"""The columns of an item that counters depend on."""
_KINDS = {"source": "source", "condition": "condition_grade", "availability": "availability", "category": "category_top"}
_COUNTERS = table_of(Counter)
_ZERO = Decimal(0)


class Totals:
    """What some items add up to, or what a change of items adds and takes away."""

    def __init__(self) -> None:
        self.counts: Tally[Key] = Tally()
        self.amounts: dict[Key, Decimal] = {}

    def add(self, rows: Iterable[Row], sign: int = 1) -> None:
        """Count items in, or out where the sign is -1."""
        rows = list(rows)
        self._count(("items", "", ""), sign * len(rows))
        for name, column in _KINDS.items():
            for key, count in Tally([row[column] for row in rows]).items():
                self._count((name, key or "", ""), sign * count)
        for row in rows:
            if row["price_amount"] is not None:
                self._add_price(row, sign)

    def _add_price(self, row: Row, sign: int) -> None:
        price, quantity = row["price_amount"], row["quantity"]
        currency = row["price_currency"] or ""
        value = price if quantity is None else EXACT.multiply(price, quantity)
        self._count(("value_sold" if row["availability"] == "sold" else "value", "", currency), sign, value)
        self._count(("price", bucket(price), currency), sign, price)

    def _count(self, key: Key, count: int, amount: Decimal = _ZERO) -> None:
        self.counts[key] += count
        if amount:
            signed = amount if count > 0 else EXACT.minus(amount)
            self.amounts[key] = EXACT.add(self.amounts.get(key, _ZERO), signed)

    def rows(self) -> list[dict[str, Any]]:
        """One for each counter that changes, in the order of the keys."""
        return [
            {"name": key[0], "key": key[1], "currency": key[2], "count": count, "amount": self.amounts.get(key, _ZERO)}
            for key, count in sorted(self.counts.items())
            if count or self.amounts.get(key)
        ]


def bucket(amount: Decimal) -> str:
    """The lower end of an amount's bucket; these end at 1, 2, 5, 10, 20, 50 and so on: 14.99 -> "10", 0.5 -> "0", -3 -> "-"."""
    if amount < 1:
        return "0" if amount >= 0 else "-"
    first = int(str(amount.scaleb(-amount.adjusted()))[0])
    return ("5" if first >= 5 else "2" if first >= 2 else "1") + "0" * amount.adjusted()


def apply(connection: Connection, workspace_id: int, totals: Totals) -> None:
    """Add a change to the counters. The workspace must be locked."""
    rows = [{"workspace_id": workspace_id, **row} for row in totals.rows()]
    if not rows:
        return
    connection.execute(_ADD[connection.dialect.name], rows)
    if any(row["count"] < 0 for row in rows):
        connection.execute(_DELETE_EMPTY, {"workspace_id": workspace_id})


# As the statement of many rows, in one: what changes is given as lists.
_ADD_LISTS = text("""
INSERT INTO counters (workspace_id, name, key, currency, count, amount)
SELECT CAST(:workspace_id AS bigint), given.* FROM unnest(CAST(:name AS text[]), CAST(:key AS text[]), CAST(:currency AS text[]),
    CAST(:count AS bigint[]), CAST(:amount AS numeric[])) AS given (name, key, currency, count, amount)
ON CONFLICT (workspace_id, name, key, currency) DO UPDATE
SET count = counters.count + excluded.count, amount = counters.amount + excluded.amount
""")


def adding(workspace_id: int, totals: Totals) -> Ask:
    """The statement that adds what is new to the counters, on PostgreSQL."""
    rows = totals.rows()
    lists = {name: [row[name] for row in rows] for name in ("name", "key", "currency", "count", "amount")}
    return Ask(_ADD_LISTS, {"workspace_id": workspace_id, **lists})


def _postgresql_add() -> postgresql.Insert:
    insert = postgresql.insert(_COUNTERS)
    given = insert.excluded
    summed = {"count": _COUNTERS.c.count + given.count, "amount": _COUNTERS.c.amount + given.amount}
    return insert.on_conflict_do_update(index_elements=_COUNTERS.primary_key, set_=summed)


def _sqlite_add() -> sqlite.Insert:
    insert = sqlite.insert(_COUNTERS)
    given = insert.excluded
    summed = {"count": _COUNTERS.c.count + given.count, "amount": func.exact_sum(_COUNTERS.c.amount, given.amount)}
    return insert.on_conflict_do_update(index_elements=_COUNTERS.primary_key, set_=summed)


_ADD = {"postgresql": _postgresql_add(), "sqlite": _sqlite_add()}
_DELETE_EMPTY = delete(_COUNTERS).where(
    _COUNTERS.c.workspace_id == bindparam("workspace_id"), _COUNTERS.c.count == literal_column("0")
)
_ALL = select(*[table_of(Item).c[name] for name in COUNTED]).where(Item.workspace_id == bindparam("workspace_id"))
_DELETE_ALL = delete(_COUNTERS).where(_COUNTERS.c.workspace_id == bindparam("workspace_id"))
_BATCH = 5_000


def count_again(connection: Connection, workspace_id: int) -> Totals:
    """What the counters should say, from the items themselves: as slow as there are many."""
    totals = Totals()
    for batch in connection.execute(_ALL, {"workspace_id": workspace_id}).mappings().partitions(_BATCH):
        totals.add([dict(row) for row in batch])
    return totals


def recount(connection: Connection, workspace_id: int) -> None:
    """Put the counters right, should anyone have changed items behind the service's back."""
    lock_workspace(connection, workspace_id)
    connection.execute(_DELETE_ALL, {"workspace_id": workspace_id})
    apply(connection, workspace_id, count_again(connection, workspace_id))
