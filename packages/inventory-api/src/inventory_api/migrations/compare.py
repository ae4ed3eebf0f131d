"""What comparing models with tables leaves out, and how types are written in a revision."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate.api import AutogenContext

from inventory_api.database import ByBytes, Exact, Id, Json, Moment


def _include(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """The index of words is made by hand for each database, and SQLite keeps tables of its own behind it."""
    return not (kind == "table" and name is not None and name.startswith("item_search"))


def _render(kind: str, value: Any, context: AutogenContext) -> str | bool:
    if kind != "type" or not (isinstance(value, (ByBytes, Exact, Moment)) or value is Json or value is Id):
        return False
    written = "Json" if value is Json else "Id" if value is Id else repr(value)
    context.imports.add(f"from inventory_api.database import {written.partition('(')[0]}")
    return written


OPTIONS: dict[str, Any] = {"include_object": _include, "render_item": _render, "compare_type": True, "render_as_batch": True}

_WRONG = {"add": "is missing", "remove": "is not of this release", "modify": "is another one in this release"}


def in_words(difference: Any) -> str:
    """One of Alembic's operations that would mend the tables, as what is wrong with them: "index ix_items_sku is missing"."""
    operation, *about = difference[0] if isinstance(difference, list) else difference
    verb, _, kind = operation.partition("_")
    if kind == "column" or verb == "modify":
        _schema, table, column, *_ = about
        return f"column {table}.{getattr(column, 'name', column)} {_WRONG.get(verb, verb)}"
    named = next((thing for thing in about if getattr(thing, "name", None)), None)
    return f"{kind.replace('_', ' ')} {getattr(named, 'name', 'without a name')} {_WRONG.get(verb, verb)}"
