"""What is installed to scrape with. There is no route that installs, removes or configures a plugin."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from inventory_api.scrapers.schemas import Installed, InstalledScraper
from inventory_api.scrapers.service import Plugins


class Scrapers(Controller):
    """The installed scrapers and fetchers."""

    path = "/api/scrapers"
    tags = ("scrapers",)

    @get("/", opt={"scope": "scraping:read"}, sync_to_thread=True)
    def list_scrapers(self, plugins: NamedDependency[Plugins]) -> Installed:
        """What is installed, what it can do, and what does not work and why; up to date while the service runs."""
        return plugins.installed()

    @get("/{name:str}", opt={"scope": "scraping:read", "problems": (409,)}, sync_to_thread=True)
    def read_scraper(self, name: FromPath[str], plugins: NamedDependency[Plugins]) -> InstalledScraper:
        """One scraper by name."""
        return plugins.scraper(name)
