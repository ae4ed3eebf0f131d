"""What the commands share. Everything large is imported when a command runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import rich_click as click

if TYPE_CHECKING:
    from inventory_api.database import Database

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def told() -> Iterator[None]:
    """Say in a sentence what is wrong with the settings or the database, instead of a traceback."""
    from inventory_api.cli.setup import told as say

    with say():
        yield


def on_tables(command: Callable[Concatenate[Database, P], R]) -> Callable[P, R]:
    """Give a command the database of the settings; it is refused where the tables are not those of this release."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from inventory_api.cli.setup import made_database, told
        from inventory_api.migrations import complaint

        with told(), made_database() as opened:
            if wrong := complaint(opened):
                raise click.ClickException(wrong)
            return command(opened, *args, **kwargs)

    return run


as_json = click.option("--json", "as_json", is_flag=True, help="For machines.")
ROW = click.IntRange(1, 2**63 - 1)
"""A row's number, as far as databases count."""
