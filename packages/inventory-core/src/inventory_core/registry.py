"""Which installed scraper answers, and what is installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from inventory_core.errors import AmbiguousScraper, NoDeliverer, NoScraper, PluginFailed
from inventory_core.fetcher import Deliverer, Fetcher
from inventory_core.plugins import Plugin, PluginGroup
from inventory_core.scraper import Installed, Query, Scraper
from inventory_core.urls import host_of, is_host_pattern

CONTRACT = 1
SCRAPERS = "inventory_core.scrapers"
FETCHERS = "inventory_core.fetchers"


@dataclass(frozen=True)
class ScraperInfo:
    """What an installed scraper says of itself, for lists and for the service."""

    name: str
    distribution: str
    version: str
    hosts: tuple[str, ...]
    page_kinds: tuple[str, ...]
    experimental: tuple[str, ...]
    can_search: bool
    search_options: tuple[str, ...]
    access: str

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


class Registry:
    """The installed scrapers and fetchers. Arguments as for PluginGroup; all but `seconds` hold for scrapers alone.

    Asking by name imports that plugin alone; asking for an address imports those that may answer it, which is all,
    because metadata does not tell hosts.
    """

    def __init__(
        self,
        *,
        allow: Iterable[str] | None = None,
        deny: Iterable[str] = (),
        prefer: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> None:
        self.scrapers = PluginGroup(SCRAPERS, CONTRACT, check_scraper, allow=allow, deny=deny, prefer=prefer, seconds=seconds)
        self.fetchers = PluginGroup(FETCHERS, CONTRACT, check_fetcher, seconds=seconds)

    def scraper(self, name: str) -> Scraper:
        """The scraper of that name; UnknownPlugin or PluginFailed."""
        return self.scrapers.load(name)

    def scraper_for(self, url: str) -> Scraper:
        """The scraper that answers for an address: the most specific host wins.

        ValueError where it is no address, NoScraper where none claims its host, AmbiguousScraper where two claim it equally and
        both, or neither, know the path.
        """
        host = host_of(url)
        ranks = {name: self._rank(name, scraper, url, host) for name, scraper in self.scrapers.load_all().items()}
        best = max(ranks.values(), default=(0, False))
        if not best[0]:
            raise NoScraper(self._with_failures(f"no scraper for {host}", self.scrapers))
        names = sorted(name for name, rank in ranks.items() if rank == best)
        if len(names) > 1:
            raise AmbiguousScraper(f"{', '.join(names)} all answer for {host}; name the one to use")
        return self.scrapers.load(names[0])

    def _rank(self, name: str, scraper: Scraper, url: str, host: str) -> tuple[int, bool]:
        """How specifically a scraper names the host, and whether it knows the path; one that cannot say becomes a failure."""
        try:
            claim = scraper.claims(host)
            return claim, bool(claim and scraper.find_page(url))
        except Exception as error:
            self.scrapers.fail(name, error)
            return 0, False

    def fetcher(self, name: str) -> Fetcher:
        """A new fetcher of that name; UnknownPlugin or PluginFailed."""
        make = self.fetchers.load(name)
        try:
            fetcher = make()
            if not isinstance(fetcher, Fetcher):
                lacks = [name for name in ("name", "renders", "fetch", "close") if not hasattr(fetcher, name)]
                raise TypeError(f"{type(fetcher).__name__} is not an inventory_core.Fetcher: it has no {', '.join(lacks)}")
        except (Exception, SystemExit) as error:
            raise self.fetchers.fail(name, error) from error
        return fetcher

    def deliverer(self) -> Deliverer:
        """A new fetcher that delivers, of the first installed one, by name, that can; NoDeliverer says why there is none."""
        for name, make in sorted(self.fetchers.load_all().items()):
            if isinstance(make, type) and not hasattr(make, "deliver"):
                continue
            try:
                fetcher = self.fetcher(name)
            except PluginFailed:
                continue
            if isinstance(fetcher, Deliverer):
                return fetcher
            fetcher.close()
        raise NoDeliverer(self._with_failures("no installed fetcher can deliver messages", self.fetchers))

    def infos(self) -> list[ScraperInfo]:
        """What the scrapers that work say of themselves, by name."""
        return [self._info(name, scraper) for name, scraper in sorted(self.scrapers.load_all().items())]

    def failures(self) -> list[Plugin]:
        """Scrapers and fetchers that do not work, each with distribution, version and cause; imports them all."""
        self.scrapers.load_all()
        self.fetchers.load_all()
        return [*self.scrapers.failures(), *self.fetchers.failures()]

    def refresh(self) -> None:
        """See what was installed, removed or upgraded since, as PluginGroup.refresh."""
        self.scrapers.refresh()
        self.fetchers.refresh()

    def _info(self, name: str, scraper: Scraper) -> ScraperInfo:
        plugin = self.scrapers.plugin(name)
        return ScraperInfo(
            name=name,
            distribution=plugin.distribution,
            version=plugin.version,
            hosts=scraper.hosts,
            page_kinds=tuple(dict.fromkeys(kind.name for kind in scraper.page_kinds)),
            experimental=tuple(dict.fromkeys(kind.name for kind in scraper.page_kinds if kind.experimental)),
            can_search=scraper.can_search(),
            search_options=tuple(sorted(scraper.search_options)),
            access=scraper.access,
        )

    def _with_failures(self, message: str, group: PluginGroup[Any]) -> str:
        """A message with what is installed, and what of it does not work."""
        message = f"{message}; installed: {', '.join(group.names()) or 'none'}"
        failed = "; ".join(f"{plugin}: {plugin.cause}" for plugin in group.failures())
        return f"{message}; failed to load: {failed}" if failed else message


def check_scraper(target: Any, plugin: Plugin) -> Scraper:
    """An instance of the scraper class that an entry point names; TypeError or ValueError where it breaks the contract."""
    if not (isinstance(target, type) and issubclass(target, Scraper)):
        raise TypeError(f"{plugin.target} is not a subclass of inventory_core.Scraper")
    if not target.name:
        raise ValueError(f"{plugin.target} has no name; set name = {plugin.name!r}, as its entry point is called")
    if target.name != plugin.name:
        raise ValueError(f"the entry point is called {plugin.name!r}, the scraper {target.name!r}")
    hosts = target.hosts
    if not (hosts and isinstance(hosts, tuple) and all(isinstance(host, str) and is_host_pattern(host) for host in hosts)):
        form = 'without scheme and path, such as ("www.shop.example",)'
        raise ValueError(f"hosts must be a tuple of at least one host in lower case, {form}, got {hosts!r}")
    unknown = set(target.search_options) - {field.name for field in fields(Query)}
    if unknown:
        raise ValueError(f"search_options names what Query does not have: {', '.join(sorted(map(str, unknown)))}")
    if not target.page_kinds:
        raise TypeError(f"{plugin.target} has no method with @page, so it can read nothing")
    scraper = target()
    scraper.installed = Installed(plugin.distribution, plugin.version)
    return scraper


def check_fetcher(target: Any, plugin: Plugin) -> Any:
    """The factory that an entry point names; TypeError where it cannot be called."""
    if not callable(target):
        raise TypeError(f"{plugin.target} cannot be called to make a fetcher")
    return target
