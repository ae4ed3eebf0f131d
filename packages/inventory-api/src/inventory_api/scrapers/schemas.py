"""Scrapers and fetchers on the wire."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

PluginKind = Literal["scraper", "fetcher"]


class PageKind(Struct):
    """A kind of page that a scraper reads; `experimental` where no real page of that kind was ever seen."""

    name: str
    experimental: bool


class InstalledScraper(Struct):
    """A scraper that works.

    `hosts` are exact, or `*.host` for all below it, or `*`. `search_options` are the options of a search that it can pass on.
    `state` is "stale" where another version was installed since: the one in memory works until a restart, `notice` says which.
    """

    name: str
    distribution: str
    version: str
    state: Literal["loaded", "stale"]
    notice: str | None
    hosts: list[str]
    page_kinds: list[PageKind]
    can_search: bool
    search_options: list[str]
    access: str


class InstalledFetcher(Struct):
    """A fetcher that loads. `renders` where it runs the scripts of pages; `used` where jobs fetch with it."""

    name: str
    distribution: str
    version: str
    state: Literal["loaded", "stale"]
    notice: str | None
    renders: bool
    used: bool


class UnusedPlugin(Struct):
    """What is installed and not used, and why: it failed, it is stale, or the settings deny it."""

    kind: PluginKind
    name: str
    distribution: str
    version: str
    state: str
    cause: str


class Installed(Struct):
    """All that is installed. `notice` says what cannot be done as things stand, null where all can."""

    scrapers: list[InstalledScraper]
    fetchers: list[InstalledFetcher]
    failed: list[UnusedPlugin]
    denied: list[UnusedPlugin]
    notice: str | None
