"""Scrapers and fetchers: what does not work and why, and what cannot be done without them."""

from __future__ import annotations

import os
from collections.abc import Iterator

from inventory_api.doctor.findings import Finding
from inventory_api.errors import Conflict
from inventory_api.scrapers.service import Plugins
from inventory_api.settings import Settings
from inventory_core import Registry, RegistryError

_MEND_FETCHER = "Mend or install it, name another, or leave FETCHER out: then the first that works is used."


def plugins(settings: Settings) -> Iterator[Finding]:
    """Every plugin that failed, and every kind that is missing. All of them are imported."""
    installed = Plugins(settings)
    registry = installed.registry()
    for plugin in registry.failures():
        yield Finding("warning", "plugin_failed", f"{plugin.name} of {plugin.distribution} {plugin.version}: {plugin.cause}")
    named = _named_fetcher(installed, settings.fetcher)
    if named:
        yield named
    if not registry.infos():
        yield Finding("note", "no_scraper", f"No scraper works: nothing can be scraped. {_to_have_one(settings)}")
    elif not named:
        yield from _without_fetcher(installed)
    yield from _without_contact(installed)


def failed_fetcher(settings: Settings) -> Finding | None:
    """What is wrong with the fetcher that FETCHER names; None where it works, or none is named."""
    return _named_fetcher(Plugins(settings), settings.fetcher)


def _to_have_one(settings: Settings) -> str:
    """What to do: settings may keep all from being loaded that are installed."""
    names = Registry().scrapers.names()
    if not names:
        return "pip install inventory-scrapers, or another."
    setting = "SCRAPERS_ALLOW" if settings.scrapers_allow else "SCRAPERS_DENY"
    return f"Installed are {', '.join(names)}, of which {setting} leaves none."


def _named_fetcher(installed: Plugins, name: str) -> Finding | None:
    """What is wrong with the fetcher that the settings name, which is made as a job makes it: one that imports may not start."""
    try:
        if name:
            installed.registry().fetcher(name).close()
    except RegistryError as error:
        message = f"FETCHER names {name!r}, so that no job and no webhook works: {error}. {_MEND_FETCHER}"
        return Finding("problem", "fetcher_failed", message)
    return None


def _without_fetcher(installed: Plugins) -> Iterator[Finding]:
    try:
        installed.registry().fetcher(installed.fetcher_name()).close()
    except (Conflict, RegistryError) as error:
        yield Finding("warning", "no_fetcher", f"{str(error).rstrip('.')}. Pages are read when they are posted, and not fetched.")
    if reason := installed.no_deliverer():
        yield Finding("note", "no_deliverer", f"Webhooks cannot be sent: {reason}")


def _without_contact(installed: Plugins) -> Iterator[Finding]:
    """Whether sites are told who asks them; the fetchers of inventory-scrapers read that from the environment."""
    used = next((fetcher for fetcher in installed.installed().fetchers if fetcher.used), None)
    if used and used.distribution == "inventory-scrapers" and not os.environ.get("INVENTORY_CONTACT"):
        message = "Sites cannot tell whom to write to about your requests: give INVENTORY_CONTACT a mail address or a page."
        yield Finding("note", "no_contact", message)
