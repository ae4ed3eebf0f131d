"""The installed scrapers and fetchers: found anew when the environment changes, described, and chosen for a task."""

from __future__ import annotations

import re
import threading
from typing import Any, Literal

import structlog

from inventory_api.errors import Conflict, NotFound
from inventory_api.scrapers.environment import environment_state
from inventory_api.scrapers.schemas import Installed, InstalledFetcher, InstalledScraper, PageKind, PluginKind, UnusedPlugin
from inventory_api.settings import Settings
from inventory_core import (
    AmbiguousScraper,
    Deliverer,
    NoScraper,
    Plugin,
    PluginFailed,
    PluginGroup,
    Registry,
    RegistryError,
    Scraper,
    ScraperInfo,
    UnknownPlugin,
)

_log = structlog.get_logger(__name__)
_INSTALL_ONE = "Webhooks need a fetcher that delivers, such as that of inventory-scrapers."
_FOLDERS = re.compile(r"""(?<![\w:/\\])(?:[A-Za-z]:)?(?:[\\/][^\s\\/:'"(),;]+)+[\\/](?=[^\s\\/])""")


class Plugins:
    """The registry of this process. Plugins come from installed distributions alone; the service installs none."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._registry = Registry(
            allow=settings.scrapers_allow,
            deny=settings.scrapers_deny,
            prefer=settings.scrapers_prefer,
            seconds=settings.plugin_seconds,
        )
        self._lock = threading.Lock()
        self._state = environment_state()
        self._logged: set[tuple[str, ...]] = set()

    def registry(self) -> Registry:
        """What is installed now: entry points are read again when a distribution was installed, upgraded or removed."""
        with self._lock:
            state = environment_state()
            if state != self._state:
                self._registry.refresh()
                self._state = state
        self._log_failures()
        return self._registry

    def _log_failures(self) -> None:
        """Warn of each plugin that is known not to work, once for each cause."""
        for plugin in (*self._registry.scrapers.failures(), *self._registry.fetchers.failures()):
            about = {"plugin": plugin.name, "distribution": plugin.distribution, "version": plugin.version, "cause": plugin.cause}
            if (key := tuple(about.values())) not in self._logged:
                self._logged.add(key)
                _log.warning("plugin_failed", **about)

    def scraper_for(self, url: str | None, name: str | None = None) -> Scraper:
        """The scraper of that name, else the one for the address, else the only one that reads pages of any host.

        Conflict where what is installed has none for it, or it does not work.
        """
        registry = self.registry()
        if not registry.scrapers.names():
            raise Conflict("no_scraper_installed", "No scraper is installed. Install one, such as inventory-scrapers.")
        try:
            if name is not None:
                return registry.scraper(name)
            return registry.scraper_for(url) if url is not None else _only_general(registry)
        except PluginFailed as error:
            self._log_failures()
            raise Conflict("scraper_failed", without_folders(str(error))) from error
        except (NoScraper, UnknownPlugin, AmbiguousScraper) as error:
            raise Conflict(_CODES[type(error)], without_folders(str(error))) from error

    def fetcher_name(self) -> str:
        """The fetcher of the jobs: that of the settings, else the first that runs no scripts. Conflict where none works."""
        registry = self.registry()
        working = registry.fetchers.load_all()
        if wanted := self._settings.fetcher:
            names = [wanted] if wanted in working else []
        else:
            names = [name for name, make in working.items() if not _renders(make)]
        if not names:
            raise Conflict("no_fetcher", _no_fetcher(registry, wanted))
        return names[0]

    def renderer_name(self) -> str | None:
        """The fetcher for pages that need their scripts; null where none is installed."""
        working = self.registry().fetchers.load_all()
        return next((name for name, make in working.items() if _renders(make)), None)

    def deliverer(self) -> Deliverer:
        """A new fetcher that delivers: that of the settings, else the first. Conflict ("no_deliverer") where there is none."""
        registry, wanted = self.registry(), self._settings.fetcher
        try:
            fetcher = registry.fetcher(wanted) if wanted else registry.deliverer()
        except RegistryError as error:
            raise Conflict("no_deliverer", without_folders(f"{error}. {_INSTALL_ONE}")) from error
        if isinstance(fetcher, Deliverer):
            return fetcher
        fetcher.close()
        raise Conflict("no_deliverer", f"The fetcher {wanted!r} of the settings does not deliver. {_INSTALL_ONE}")

    def no_deliverer(self) -> str | None:
        """Why nothing can be delivered to receivers; null where it can."""
        try:
            self.deliverer().close()
        except Conflict as error:
            return error.detail
        return None

    def installed(self) -> Installed:
        """Everything that is installed, whether or not it works."""
        registry = self.registry()
        scrapers = [_scraper(registry, info) for info in registry.infos()]
        working = registry.fetchers.load_all()
        used = self._used()
        unused = [*_unused("scraper", registry.scrapers), *_unused("fetcher", registry.fetchers)]
        self._log_failures()
        return Installed(
            scrapers=scrapers,
            fetchers=[_fetcher(registry, name, make, used) for name, make in working.items()],
            failed=[plugin for plugin in unused if plugin.state != "denied"],
            denied=[plugin for plugin in unused if plugin.state == "denied"],
            notice=_notice(scrapers, used),
        )

    def scraper(self, name: str) -> InstalledScraper:
        """One scraper by name; NotFound where none has it, Conflict with the cause where it does not work."""
        registry = self.registry()
        try:
            registry.scraper(name)
            return next(_scraper(registry, info) for info in registry.infos() if info.name == name)
        except (UnknownPlugin, StopIteration):
            raise NotFound("scraper_not_found", f"No scraper called {name!r} is installed.") from None
        except PluginFailed as error:
            raise Conflict("scraper_failed", without_folders(str(error))) from error

    def _used(self) -> str | None:
        try:
            return self.fetcher_name()
        except Conflict:
            return None


_CODES = {NoScraper: "no_scraper", UnknownPlugin: "unknown_scraper", AmbiguousScraper: "ambiguous_scraper"}


def without_folders(text: str) -> str:
    """A cause without the folders of this machine: the last part of each path stays."""
    return _FOLDERS.sub("", text)


def _only_general(registry: Registry) -> Scraper:
    general = [scraper for scraper in registry.scrapers.load_all().values() if "*" in scraper.hosts]
    if len(general) != 1:
        raise Conflict("no_scraper", "Without an address, name the scraper that is to read the page.")
    return general[0]


def _renders(make: Any) -> bool:
    return bool(getattr(make, "renders", False))


def _no_fetcher(registry: Registry, wanted: str) -> str:
    missing = f"The fetcher {wanted!r} of the settings does not work." if wanted else "No fetcher is installed that works."
    causes = "; ".join(f"{plugin}: {plugin.cause}" for plugin in registry.fetchers.failures())
    return without_folders(f"{missing} {causes}".strip())


def _notice(scrapers: list[InstalledScraper], fetcher: str | None) -> str | None:
    if not scrapers:
        return "No scraper is installed that works: nothing can be read from pages. The inventory works all the same."
    if fetcher is None:
        return "No fetcher is installed that works: pages are read when they are posted, and not fetched."
    return None


def _standing(plugin: Plugin) -> tuple[Literal["loaded", "stale"], str | None]:
    return ("stale", without_folders(plugin.cause)) if plugin.state == "stale" else ("loaded", plugin.cause or None)


def _scraper(registry: Registry, info: ScraperInfo) -> InstalledScraper:
    state, notice = _standing(registry.scrapers.plugin(info.name))
    return InstalledScraper(
        name=info.name,
        distribution=info.distribution,
        version=info.version,
        state=state,
        notice=notice,
        hosts=list(info.hosts),
        page_kinds=[PageKind(name, name in info.experimental) for name in info.page_kinds],
        can_search=info.can_search,
        search_options=list(info.search_options),
        access=info.access,
    )


def _fetcher(registry: Registry, name: str, make: Any, used: str | None) -> InstalledFetcher:
    plugin = registry.fetchers.plugin(name)
    state, notice = _standing(plugin)
    return InstalledFetcher(name, plugin.distribution, plugin.version, state, notice, _renders(make), name == used)


def _unused(kind: PluginKind, group: PluginGroup[Any]) -> list[UnusedPlugin]:
    working = group.load_all()
    return [
        UnusedPlugin(
            kind, plugin.name, without_folders(plugin.distribution), plugin.version, plugin.state, without_folders(plugin.cause)
        )
        for plugin in group.plugins()
        if plugin.state == "failed" or plugin.name not in working or plugin.state == "denied"
    ]
