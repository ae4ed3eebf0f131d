"""Pages of rows in an order, each found by the values of the row it begins behind: as quick at the end as at the beginning.

    place = read_place(cursor, "-created", (int,))
    statement = in_order(statement, (ITEMS.c.id,), descends=descends("-created", place), continues=place is not None)
    page = page_of(connection.execute(statement, {**values, **parameters(place, limit)}), ...)

`-` before the name of an order turns it round. A cursor belongs to one order, and knows whether it leads forward or back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Select, bindparam, literal_column, select, tuple_

from inventory_api.errors import BadRequest
from inventory_api.text import storable
from inventory_api.web.pages import read_cursor, write_cursor

RowNumber = Annotated[int, Meta(ge=0, le=2**63 - 1)]
When = Annotated[datetime, Meta(tz=True)]


class Page(Struct, frozen=True):
    """Rows by column in the order asked for, and the cursors of the pages after and before."""

    rows: Sequence[dict[str, Any]]
    next: str | None
    previous: str | None


class Place(Struct, frozen=True, array_like=True):
    """Where a page begins: beyond these values of the order's columns, on the way back or not."""

    sort: str
    back: bool
    values: list[Any]


def read_place(cursor: str | None, sort: str, kinds: Sequence[Any]) -> Place | None:
    """What a cursor says; BadRequest where it is of another order, or has values that no row of this one can have."""
    if cursor is None:
        return None
    place = read_cursor(cursor, Place)
    try:
        values = msgspec.convert(place.values, tuple[tuple(kinds)])  # type: ignore[misc]
    except msgspec.ValidationError:
        values = None
    if values is None or place.sort != sort:
        errors = [{"field": "cursor", "in": "query", "message": "This is no cursor of this list."}]
        raise BadRequest("invalid", "Some of what was sent is not valid.", errors=errors)
    return Place(sort, place.back, [storable(value) if isinstance(value, str) else value for value in values])


def descends(sort: str, place: Place | None) -> bool:
    """Whether the statement reads downwards: against the order on the way back."""
    return sort.startswith("-") != (place is not None and place.back)


def in_order(
    statement: Select[Any], columns: Sequence[Any], *, descends: bool, continues: bool, most: int | None = None
) -> Select[Any]:
    """The statement in that order, from the place on where it continues; its parameters are those of `parameters`.

    `most` is a limit that no page of it exceeds. PostgreSQL takes a limit that is a parameter for a tenth of all rows, and so
    plans the statement anew each time, which costs more than the page.
    """
    if continues:
        places = [bindparam(f"after_{number}", type_=part.type) for number, part in enumerate(columns)]
        here, there = (columns[0], places[0]) if len(columns) == 1 else (tuple_(*columns), tuple_(*places))
        statement = statement.where(here < there if descends else here > there)
    if most is not None:
        within = statement.order_by(*_directed(columns, descends)).limit(literal_column(str(most))).subquery("within")
        statement, columns = select(within), [within.c[part.name] for part in columns]
    return statement.order_by(*_directed(columns, descends)).limit(bindparam("limit"))


def _directed(columns: Iterable[Any], descends: bool) -> list[Any]:
    return [part.desc() if descends else part for part in columns]


def parameters(place: Place | None, limit: int) -> dict[str, Any]:
    """One row more than the page has tells whether there is another page."""
    return {"limit": limit + 1, **{f"after_{number}": value for number, value in enumerate(place.values if place else ())}}


def page_of(found: Iterable[Mapping[Any, Any]], sort: str, names: Sequence[str], limit: int, place: Place | None) -> Page:
    """The page that a statement found; `names` are the columns of the order."""
    rows = [dict(row) for row in found]
    more, rows = len(rows) > limit, rows[:limit]
    before, after = place is not None, more
    if place is not None and place.back:
        rows.reverse()
        before, after = more, True
    if not rows:
        return Page(rows, None, None)
    first, last = ([row[name] for name in names] for row in (rows[0], rows[-1]))
    return Page(
        rows,
        write_cursor(Place(sort, False, last)) if after else None,
        write_cursor(Place(sort, True, first)) if before else None,
    )
