"""All that the doctor looks at, in one report."""

from __future__ import annotations

from itertools import chain

from inventory_api import __version__
from inventory_api.doctor import configured, exposed, plugins, storage, tables, webhooks, workers
from inventory_api.doctor.findings import EXIT_CODES, Finding, Report
from inventory_api.settings import Settings


def examine(settings: Settings) -> Report:
    """Look at everything; nothing is changed, and a database that is not there is not made."""
    found = chain(
        exposed.key(settings),
        configured.telemetry_of(settings),
        exposed.exposure(settings),
        exposed.readable_secrets(settings),
        storage.storage(settings),
        tables.database(settings),
        workers.workers(settings),
        webhooks.secrets(settings),
        plugins.plugins(settings),
        configured.near_misses(),
    )
    worst_first = sorted(found, key=lambda finding: -EXIT_CODES[finding.level])
    return Report(__version__, configured.given(settings), worst_first)


def without_settings(reason: str) -> Report:
    """The report where the settings cannot be used, and so nothing can be looked at."""
    return Report(__version__, [], [Finding("problem", "settings", reason), *configured.near_misses()])
