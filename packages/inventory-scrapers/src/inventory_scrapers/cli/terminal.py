"""What the terminal, or the program behind the pipe, can take: colours, characters, JSON."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console

_kept: list[TextIO] = []


@contextlib.contextmanager
def only_data() -> Iterator[None]:
    """Keep standard output for data: what else is printed meanwhile, such as by a plugin, goes to standard error."""
    _kept.append(sys.stdout)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        _kept.pop()


def standard_output() -> TextIO:
    """Where data goes: standard output, also while prints do not go there."""
    return _kept[-1] if _kept else sys.stdout


def wants_no_color() -> bool:
    """True where NO_COLOR is set and not empty (no-color.org), or the terminal says that it cannot (TERM=dumb)."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def console() -> Console:
    """Standard output for tables; a character that its encoding does not have is shown by its number."""
    from rich.console import Console

    file = standard_output()
    if isinstance(file, io.TextIOWrapper):
        file.reconfigure(errors="backslashreplace")
    return Console(file=file)


def print_json(value: Any) -> None:
    """JSON on standard output, in UTF-8 whatever the terminal's encoding is (RFC 8259, 8.1)."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2).encode(errors="replace"), file=standard_output())
