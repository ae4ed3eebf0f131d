"""What the terminal, or the program behind the pipe, can take: colours, characters, JSON."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console


def wants_no_color() -> bool:
    """True where NO_COLOR is set and not empty (no-color.org), or the terminal says that it cannot (TERM=dumb)."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def console() -> Console:
    """Standard output for tables; a character that its encoding does not have is shown by its number."""
    from rich.console import Console

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return Console()


def print_json(value: Any) -> None:
    """JSON on standard output, in UTF-8 whatever the terminal's encoding is (RFC 8259, 8.1)."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2).encode(errors="replace"))
