"""Whether a table has room. Names in it are copied, and one that was folded or cut cannot be."""

from __future__ import annotations

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

_ANY = 10_000
"""Characters, wider than any table."""


def fits(console: Console, table: Table) -> bool:
    """Whether each word of the table stays in one piece; a pipe has 80 columns unless COLUMNS says more."""
    return _needed(console, table) <= console.width


def widen(console: Console, *tables: Table) -> None:
    """Let the lines of the console be as long as the words of these tables need."""
    console.width = max([console.width, *(_needed(console, table) for table in tables)])


def _needed(console: Console, table: Table) -> int:
    return Measurement.get(console, console.options.update(max_width=_ANY), table).minimum
