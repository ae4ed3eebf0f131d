"""What a command found, as a table for people or as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import rich_click as click


def show(items: Sequence[msgspec.Struct], kind: type[msgspec.Struct], *, as_json: bool) -> None:
    """Print the items, which are all of a kind: a line each under its fields' names, or a list of objects."""
    if as_json:
        show_json(items)
    else:
        rows = [[cell(getattr(item, name)) for name in kind.__struct_fields__] for item in items]
        click.echo(table([name.replace("_", " ") for name in kind.__struct_fields__], rows))


def show_json(value: Any) -> None:
    """Print a value as JSON that people can read, too."""
    click.echo(msgspec.json.format(msgspec.json.encode(value)).decode())


def table(head: list[str], rows: list[list[str]]) -> str:
    """Columns as wide as what is in them."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in [head, *rows]]
    return "\n".join(line.rstrip() for line in lines)


def cell(value: Any) -> str:
    """A value as a person reads it. What comes from outside cannot steer the terminal."""
    if value is None or value == []:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}Z"
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def show_one(item: msgspec.Struct, *, as_json: bool) -> None:
    """Print one item in full: a line for each field and for each part of one, or an object."""
    if as_json:
        show_json(item)
        return
    for name in item.__struct_fields__:
        click.echo("\n".join(_lines(name, getattr(item, name))))


def _lines(name: str, value: Any, indent: str = "") -> Iterator[str]:
    """A field in a line, or what it has below it; of what it has, nothing is said of what is null, empty or was never given."""
    head = f"{indent}{cell(name.replace('_', ' '))}:"
    if isinstance(value, dict) and value.keys() == {"given", "total"}:
        yield f"{head} {value['given']} of {value['total']}"
    elif isinstance(value, dict):
        yield head
        for inner, one in value.items():
            if one not in (None, [], {}) and not (isinstance(one, dict) and one.get("given") == 0):
                yield from _lines(inner, one, indent + "  ")
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for one in value:
            yield from _lines(name, one, indent)
    else:
        yield f"{head} {cell(value)}"
