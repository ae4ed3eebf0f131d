"""The browser fetcher: pages after their scripts ran, by the rules of all other fetching (extra `browser`).

browser.py    the fetcher
tab.py        one page in the browser
chromium.py   the installed Chromium
proxy.py      its only way out
loop.py       the thread that all of these run in
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inventory_core.errors import FetchFailed
from inventory_core.fetcher import FetchContext
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_core.recognise import certain_signal
from inventory_scrapers.fetch.chromium import START_SECONDS, STOP_SECONDS, Chromium, check_playwright, find_chromium
from inventory_scrapers.fetch.connection import Watch
from inventory_scrapers.fetch.loop import Lock, LoopThread, Semaphore, at_most, in_thread, within
from inventory_scrapers.fetch.origin import split
from inventory_scrapers.fetch.polite import PoliteFetcher, user_agent
from inventory_scrapers.fetch.proxy import HEAD_BYTES, LoopbackProxy, Permit

if TYPE_CHECKING:
    from inventory_scrapers.fetch.tab import Document, TabLimits

VIEWPORT = {"width": 1280, "height": 3000}  # tall, so that what is filled in when it comes into sight is in sight
_KINDS = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True)
class BrowserSettings:
    """What rendering may cost: seconds in all and bytes received for one page, pages at a time.

    The seconds begin when the document was fetched and a place is free. `chromium` is the program; null is what is found.
    """

    chromium: str | None = None
    total_seconds: float = 60.0
    max_bytes: int = 32 * 1024 * 1024
    pages: int = 2
    tab: TabLimits | None = None


class BrowserFetcher:
    """Fetches a document as PoliteFetcher does, and runs its scripts in the installed Chromium.

    Robots.txt, pace, redirects and cache hold for the document and for every document that its scripts lead to; what these need
    besides goes through a loopback proxy with the same address rules. An answer with another status than 2xx, one that is no HTML
    and a challenge page come back as they are, unrendered: their scripts are not run. Chromium is started by the first page that
    is rendered, and again where it ended. Making one raises BrowserMissing where Playwright or Chromium is not installed.
    """

    name = "browser"
    renders = True

    def __init__(self, settings: BrowserSettings | None = None, *, documents: PoliteFetcher | None = None) -> None:
        self.settings = settings or BrowserSettings()
        check_playwright()
        self._executable = self.settings.chromium or find_chromium()
        self._documents = documents or PoliteFetcher()
        self._owns_documents = documents is None
        self._engine: _Engine | None = None
        self._lock = threading.Lock()
        self._closed = False

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page after its scripts ran; FetchFailed where it could not be had."""
        page = self._documents.fetch(request, context)
        if not _is_to_be_rendered(page):
            return page
        job = _Job(request, page, context)
        settings = self.settings
        seconds = settings.total_seconds * 11 + START_SECONDS + 6 * STOP_SECONDS  # only where the loop itself hangs
        return self._running().run(job, seconds)

    def close(self) -> None:
        """Stop Chromium and the proxy."""
        with self._lock:
            engine, self._engine, self._closed = self._engine, None, True
        if engine:
            engine.close()
        if self._owns_documents:
            self._documents.close()

    def _running(self) -> _Engine:
        with self._lock:
            if self._closed:
                raise FetchFailed(Outcome.CANCELLED, "cancelled", "the browser was closed")
            if self._engine is None:
                self._engine = _Engine(self._executable, self._documents, self.settings)
            return self._engine


@dataclass(frozen=True)
class _Job:
    request: Request
    page: Page
    context: FetchContext
    began: float = field(default_factory=time.monotonic)


class _Engine:
    """The thread, the proxy and the browser, each started when it is first needed."""

    def __init__(self, executable: str, documents: PoliteFetcher, settings: BrowserSettings) -> None:
        from inventory_scrapers.fetch.tab import TabLimits

        self._executable, self._documents, self._settings = executable, documents, settings
        self._tab_limits = settings.tab or TabLimits(tree_bytes=documents.settings.limits.max_bytes)
        self._thread = LoopThread("browser")
        self._starting, self._places = Lock(), Semaphore(settings.pages)
        self._proxy: LoopbackProxy | None = None
        self._chromium: Chromium | None = None

    def run(self, job: _Job, seconds: float) -> Page:
        return self._thread.run(self._render(job), seconds)

    def close(self) -> None:
        try:
            self._thread.run(self._stop(), 4 * STOP_SECONDS)
        finally:
            self._thread.close()

    async def _render(self, job: _Job) -> Page:
        await within(self._watch(job, 10), self._places.acquire())
        try:
            chromium, proxy = await within(self._watch(job, 1), self._started())
            return await self._with_permit(job, chromium, proxy)
        finally:
            self._places.release()

    async def _with_permit(self, job: _Job, chromium: Chromium, proxy: LoopbackProxy) -> Page:
        pace = self._documents.pace
        permit = Permit(self._watch(job, 1), pace, split(job.request.url)[0])
        proxy.admit(permit)
        try:
            return await self._in_tab(job, chromium, proxy, permit)
        except FetchFailed:
            if job.context.cancelled.is_set():
                raise FetchFailed(Outcome.CANCELLED, "cancelled", "the crawl was stopped") from None
            if not chromium.is_running:
                raise FetchFailed(Outcome.NETWORK_ERROR, "browser_gone", "the browser ended while it rendered the page") from None
            raise
        finally:
            await proxy.revoke(permit)
            # The host rests from what the page asked for as after any answer; how long scripts ran says nothing of the host.
            await in_thread(pace.rested, split(job.page.url or job.request.url)[0].host, job.context)

    async def _in_tab(self, job: _Job, chromium: Chromium, proxy: LoopbackProxy, permit: Permit) -> Page:
        from playwright.async_api import Error

        from inventory_scrapers.fetch.tab import Tab

        async def follow(url: str) -> Document | Page:
            permit.check(split(url)[0])
            return await in_thread(self._follow, url, job)

        tab = Tab(permit, self._tab_limits, follow)
        context = None
        try:
            opening = chromium.context(proxy.address, permit.username, permit.password, viewport=VIEWPORT)
            context = await within(permit.watch, opening)
            first = await in_thread(self._document, job.page, job.context)
            return await tab.render(context, first)
        except Error as error:
            raise FetchFailed(Outcome.NETWORK_ERROR, "browser", "the browser could not open a page") from error
        finally:
            job.context.on_traffic(tab.requests, permit.watch.received)
            if context is None or not await at_most(STOP_SECONDS, context.close()):
                await self._drop(chromium)

    def _follow(self, url: str, job: _Job) -> Document | Page:
        page = self._documents.fetch(Request(url=url), job.context)
        return self._document(page, job.context) if _is_to_be_rendered(page) else page

    def _document(self, page: Page, context: FetchContext) -> Document:
        from inventory_scrapers.fetch.tab import Document

        obeys = self._documents.settings.obey_robots
        return Document(page, self._documents.robots_rules(page.url or "", context) if obeys else None)

    async def _started(self) -> tuple[Chromium, LoopbackProxy]:
        async with self._starting:
            if self._proxy is None:
                proxy = LoopbackProxy()
                await proxy.start()
                self._proxy = proxy
            if self._chromium and not self._chromium.is_running:
                await self._drop(self._chromium)
            if self._chromium is None:
                agent = user_agent(self._documents.settings.contact)
                self._chromium = await Chromium.start(self._executable, self._proxy.address, agent)
            return self._chromium, self._proxy

    async def _drop(self, chromium: Chromium) -> None:
        if self._chromium is chromium:
            self._chromium = None
        await chromium.stop()

    async def _stop(self) -> None:
        if self._chromium:
            await self._drop(self._chromium)
        if self._proxy:
            await self._proxy.close()

    def _watch(self, job: _Job, times: int) -> Watch:
        return Watch(
            self._documents.policy,
            job.context.cancelled,
            connect=self._documents.settings.limits.connect_seconds,
            total=self._settings.total_seconds * times,
            header_bytes=HEAD_BYTES,
            max_bytes=self._settings.max_bytes,
        )


def _is_to_be_rendered(page: Page) -> bool:
    """Only an HTML page that the site gives everyone: the scripts of a challenge are not run."""
    kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_html = kind in _KINDS or (not kind and page.body.lstrip()[:1] == b"<")
    return 200 <= page.status < 300 and is_html and certain_signal(page) is None
