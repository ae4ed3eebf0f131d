"""`scrapers`: what is installed, and what failed to load and why."""

from __future__ import annotations

from dataclasses import asdict

from inventory_scrapers.cli.terminal import print_json, standard_output
from inventory_scrapers.use import registry


def show(form: str | None) -> None:
    """Show the installed scrapers and fetchers, as a table or as JSON."""
    found = registry()
    infos = found.infos()
    found.fetchers.load_all()
    failures, fetchers = found.failures(), found.fetchers.plugins()
    if form == "table" or (form is None and standard_output().isatty()):
        from inventory_scrapers.cli.tables import show_scrapers

        show_scrapers(infos, fetchers, failures)
        return
    listed = {
        "scrapers": [info.as_dict() for info in infos],
        "fetchers": [asdict(plugin) for plugin in fetchers if plugin.state != "failed"],
        "failures": [asdict(plugin) for plugin in failures],
    }
    print_json(listed)
