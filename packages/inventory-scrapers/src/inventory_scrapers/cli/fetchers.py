"""The fetcher that a command asks with."""

from __future__ import annotations

from inventory_core import PluginFailed
from inventory_core.fetcher import Fetcher
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.failure import Failure
from inventory_scrapers.use import registry


def fetcher_named(name: str) -> Fetcher:
    """A new fetcher of that name; Failure (usage) where a setting is wrong, RegistryError where none can be had."""
    try:
        return registry().fetcher(name)
    except PluginFailed as failed:
        if isinstance(failed.__cause__, ValueError):
            raise Failure(ExitCode.USAGE, f"the fetcher {name!r} cannot be set up: {failed.__cause__}") from failed
        raise
