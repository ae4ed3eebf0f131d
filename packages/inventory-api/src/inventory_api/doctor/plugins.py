"""Scrapers and fetchers: what does not work and why, and what cannot be done without them."""

from __future__ import annotations

from collections.abc import Iterator

from inventory_api.doctor.findings import Finding
from inventory_api.errors import Conflict
from inventory_api.scrapers.service import Plugins
from inventory_api.settings import Settings


def plugins(settings: Settings) -> Iterator[Finding]:
    """Every plugin that failed, and every kind that is missing. All of them are imported."""
    installed = Plugins(settings)
    registry = installed.registry()
    for plugin in registry.failures():
        yield Finding("warning", "plugin_failed", f"{plugin.name} of {plugin.distribution} {plugin.version}: {plugin.cause}")
    if not registry.infos():
        yield Finding(
            "note", "no_scraper", "No scraper works: nothing can be scraped. pip install inventory-scrapers, or another."
        )
        return
    try:
        installed.fetcher_name()
    except Conflict as error:
        yield Finding("warning", "no_fetcher", f"{error.detail} Pages are read when they are posted, and not fetched.")
    if reason := installed.no_deliverer():
        yield Finding("note", "no_deliverer", f"Webhooks cannot be sent: {reason}")
