"""Pages of items: filters and orders of an allow list, each page found through an index, however deep it lies.

    page = await database.ask(find_items(database.dialect, workspace_id, Filters(source="acme"), sort="-price", limit=50))
    page.rows, page.next, page.previous     the cursors are opaque text, null where there is no such page

`-` before the order turns it round. A price is only in order with others of its currency: "price" and a range of prices need
`Filters.currency`, and show what has a price in it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    text,
    true,
    tuple_,
)

from inventory_api.direct import Ask, Steps
from inventory_api.errors import BadRequest
from inventory_api.inventory import search
from inventory_api.inventory.commonness import OWN, OWN_ITEMS, OWNER, WORDS, are_common
from inventory_api.inventory.store import ITEMS, WIRE
from inventory_api.money import sort_key
from inventory_api.text import fold, storable
from inventory_api.web.keyset import Page, RowNumber, When, descends, in_order, page_of, parameters, read_place

SORTS: dict[str, tuple[Column[Any], ...]] = {
    "created": (ITEMS.c.id,),
    "updated": (ITEMS.c.updated_at, ITEMS.c.id),
    "title": (ITEMS.c.title_order, ITEMS.c.id),
    "price": (ITEMS.c.price_order, ITEMS.c.id),
}
"""What a list can be in the order of; "created" is the order in which items came into the service."""

_PLACES: dict[str, tuple[Any, ...]] = {
    "created": (RowNumber,),
    "updated": (When, RowNumber),
    "title": (str, RowNumber),
    "price": (str, RowNumber),
}


class Filters(Struct, frozen=True, kw_only=True):
    """What items must have; null: whatever. `text` is words that all must occur, the last one may be a beginning."""

    text: str | None = None
    source: str | None = None
    condition: str | None = None
    availability: str | None = None
    brand: str | None = None
    category: str | None = None
    """The outermost."""
    currency: str | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    changed_since: datetime | None = None


NO_FILTERS = Filters()


class _Shape(Struct, frozen=True):
    """What a statement depends on: there are few shapes, and each is built once."""

    filters: frozenset[str]
    sort: str
    descends: bool
    continues: bool
    dialect: str
    few: str | None
    """A filter that so few items pass that they are found through its own index and put in order then."""
    most: int | None = None
    """What PostgreSQL may count on that the page does not exceed, where it keeps the plan."""
    to_show: bool = False
    """Whether it gives the columns of WIRE and of the order in place of all."""


def find_items(
    dialect: str,
    workspace_id: int,
    filters: Filters,
    *,
    sort: str = "-created",
    cursor: str | None = None,
    limit: int = 50,
    to_show: bool = False,
) -> Steps[Page]:
    """One page; `to_show`: its rows have the columns of WIRE and those of the order.

    BadRequest for an unknown order, a foreign cursor, or a price without a currency.
    """
    name = check_order(sort, filters)
    place = read_place(cursor, sort, _PLACES[name])
    values = _values(dialect, workspace_id, filters, name)
    if values is None:
        return Page([], None, None)
    active = frozenset(values.keys() & _CONDITIONS.keys())
    few = yield from _few(dialect, active, name, values)
    # How many items pass a filter decides how they are best found.
    plan_anew = not active <= {"currency", "price_min"} and not _is_search_alone(dialect, active, name)
    most = None if plan_anew or few else _most(dialect, limit)
    shape = _Shape(active, name, descends(sort, place), place is not None, dialect, few, most, to_show)
    (found,) = yield [Ask(_statement(shape), values | parameters(place, limit), plan_anew)]
    return page_of(found, sort, [part.name for part in SORTS[name]], limit, place)


def check_order(sort: str, filters: Filters) -> str:
    """The name of an order without its direction. BadRequest where it is unknown, or prices are compared without a currency."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise BadRequest("sort_unknown", f"A list can be sorted by {', '.join(SORTS)}, each also with - before it.")
    ranged = filters.price_min is not None or filters.price_max is not None
    if filters.currency is None and (ranged or name == "price"):
        raise BadRequest("currency_needed", "Prices are compared within one currency only: name it, as in currency=EUR.")
    return name


def _values(dialect: str, workspace_id: int, filters: Filters, sort: str) -> dict[str, Any] | None:
    """The parameters of the conditions that are asked for; None where nothing can fit."""
    values = {name: value for name, value in msgspec.structs.asdict(filters).items() if value is not None}
    values["workspace_id"] = workspace_id
    if "brand" in values:
        values["brand"] = fold(values["brand"])[:100]
    if "category" in values:
        values["category"] = values["category"][:200]
    for name in {"price_min", "price_max"} & values.keys():
        values[name] = sort_key(values[name])
    if sort == "price":
        values.setdefault("price_min", "")  # those without a price have no place in this order
    if "text" in values:
        asked = search.expression(workspace_id, storable(values["text"]) or "", sqlite=dialect == "sqlite")
        return None if asked is None else {**values, "text": asked}
    return values


# In a query of its own the words are not looked at before the plan is made, which takes a millisecond: so that is kept.
_FITS = text("item_search.words @@ (SELECT CAST(:text AS tsquery))")
_FITS_IN_ORDER = text("coalesce(item_search.words @@ (SELECT CAST(:text AS tsquery)), false)")  # keeps it from the index of words
_FITS_WITH_FILTERS = text("item_search.words @@ CAST(:text AS tsquery)")


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "source": ITEMS.c.source == bindparam("source"),
    "condition": ITEMS.c.condition_grade == bindparam("condition"),
    "availability": ITEMS.c.availability == bindparam("availability"),
    "brand": ITEMS.c.brand_key == bindparam("brand"),
    "category": ITEMS.c.category_top == bindparam("category"),
    "currency": ITEMS.c.price_currency == bindparam("currency"),
    "price_min": ITEMS.c.price_order >= bindparam("price_min"),
    "price_max": ITEMS.c.price_order <= bindparam("price_max"),
    "changed_since": ITEMS.c.updated_at >= bindparam("changed_since"),
    "text": true(),  # has a table of its own
}


_FACETS = ("source", "condition", "availability", "brand", "category")
_FEW = 1_000
_STEPS = (21, 51, 101, 201)


def _few(dialect: str, filters: frozenset[str], sort: str, values: dict[str, Any]) -> Steps[str | None]:
    """The filter to begin with instead of the order, where one finds few items.

    SQLite keeps no statistics of values, and would go through all items in their order to look for one that is not there; it is
    told by counting, no further than a page of an index. PostgreSQL knows, but for beginnings of words: these are
    common where many of the newest items have them.
    """
    if dialect == "postgresql" and sort == "created" and "text" in filters:
        return None if (yield from are_common(values)) else "text"
    if dialect != "sqlite" or (sort == "created" and len(filters) < 2):
        return None
    for name in ("text", *_FACETS):
        if name in filters:
            (counted,) = yield [Ask(_probe(name), values)]
            if counted[0]["found"] < _FEW:
                return name
    return None


@lru_cache(maxsize=8)
def _probe(name: str) -> Select[Any]:
    found = select(WORDS.c.rowid).where(_MATCHES)
    if name != "text":
        found = select(ITEMS.c.id).where(ITEMS.c.workspace_id == bindparam("workspace_id"), _CONDITIONS[name])
    return select(func.count().label("found")).select_from(found.limit(_FEW).subquery())


@lru_cache(maxsize=1_024)
def _statement(shape: _Shape) -> Select[Any]:
    if shape.dialect == "sqlite" and shape.few:
        return _of_few(shape)
    if shape.dialect == "postgresql" and shape.sort == "created" and not shape.filters - {"text"}:
        return _in_own_order(shape)
    statement = _selected(shape).where(ITEMS.c.workspace_id == bindparam("workspace_id"))
    statement = statement.where(*[_CONDITIONS[name] for name in sorted(shape.filters - {"text"})])
    order: tuple[ColumnElement[Any], ...] = SORTS[shape.sort]
    if "text" in shape.filters and shape.dialect == "postgresql":
        statement = statement.where(WORDS.c.item_id == ITEMS.c.id, _FITS_WITH_FILTERS)
        if shape.few == "text":
            order = (ITEMS.c.id + 0,)  # an order that no index has
    elif "text" in shape.filters and shape.sort == "created":
        statement = statement.where(WORDS.c.rowid == ITEMS.c.id, _MATCHES)
        order = (WORDS.c.rowid,)  # the index of words is in this order, too
    elif "text" in shape.filters:
        statement = statement.where(_plus(ITEMS.c.id).in_(_FOUND))
    return in_order(statement, order, descends=shape.descends, continues=shape.continues, most=shape.most)


def _selected(shape: _Shape) -> Select[Any]:
    if not shape.to_show:
        return select(ITEMS)
    order = [part for part in SORTS[shape.sort] if part.name not in {column.name for column in WIRE}]
    return select(*WIRE, OWNER, *order)


def _is_search_alone(dialect: str, filters: frozenset[str], sort: str) -> bool:
    return dialect == "postgresql" and sort == "created" and filters == {"text"}


def _most(dialect: str, limit: int) -> int | None:
    """A few steps, so that there are but a few statements."""
    return next((step for step in _STEPS if limit < step), None) if dialect == "postgresql" else None


def _in_own_order(shape: _Shape) -> Select[Any]:
    """The items of a workspace by number, all or those with some words: few of these are found first, and put in order then."""
    if shape.few:
        found = _selected(shape).where(WORDS.c.item_id == ITEMS.c.id, _FITS, OWNER + 0 == OWN)
        # An order and a workspace that no index has: there is no way but from the words to their items.
        return in_order(found, (ITEMS.c.id + 0,), descends=shape.descends, continues=shape.continues)
    order = (OWNER, ITEMS.c.id)
    statement = _selected(shape).where(OWN_ITEMS)
    if "text" in shape.filters:
        statement = statement.where(WORDS.c.item_id == ITEMS.c.id, _FITS_IN_ORDER)
    if shape.continues:
        here, there = tuple_(*order), tuple_(OWN, bindparam("after_0", type_=ITEMS.c.id.type))
        statement = statement.where(here < there if shape.descends else here > there)
    return in_order(statement, order, descends=shape.descends, continues=False, most=shape.most)


def _of_few(shape: _Shape) -> Select[Any]:
    """Beginning with one filter: a plus before a column keeps SQLite from going through the index of that one."""
    begins = ITEMS.c.id.in_(_FOUND) if shape.few == "text" else _CONDITIONS[shape.few or ""]
    if shape.few != "text":
        begins = and_(begins, ITEMS.c.workspace_id == bindparam("workspace_id"))
    statement = _selected(shape).where(begins, _plus(ITEMS.c.workspace_id) == bindparam("workspace_id"))
    if "text" in shape.filters and shape.few != "text":
        statement = statement.where(_plus(ITEMS.c.id).in_(_FOUND))
    for name in sorted(shape.filters - {"text", shape.few}):
        condition: Any = _CONDITIONS[name]
        statement = statement.where(condition.operator(_plus(condition.left), condition.right))
    order = [_plus(part) for part in SORTS[shape.sort]]
    return in_order(statement, order, descends=shape.descends, continues=shape.continues)


_MATCHES = text("item_search MATCH :text")
_FOUND = select(WORDS.c.rowid).where(_MATCHES)


def _plus(part: Any) -> ColumnElement[Any]:
    return literal_column(f"+items.{part.name}", part.type)
