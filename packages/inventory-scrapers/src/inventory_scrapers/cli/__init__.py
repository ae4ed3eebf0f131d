"""The command `inventory-scrapers`. Everything that a command needs is imported when it runs, so that help comes at once."""

import os
import sys


def main() -> None:
    """Run the command and exit."""
    if sys.stdout is None:  # closed by who started us: whatever is written there is an error, but an --output is not
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115
    from inventory_scrapers.cli.app import app

    app(prog_name="inventory-scrapers")
