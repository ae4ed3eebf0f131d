"""One page in the browser: its document put in, its scripts run, its tree taken out."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, Error, Route
from playwright.async_api import Page as Window
from playwright.async_api import Request as Asked

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.page import Page
from inventory_core.sizes import size_in_words
from inventory_scrapers.fetch.loop import sleep, within
from inventory_scrapers.fetch.origin import Origin, split
from inventory_scrapers.fetch.proxy import Permit
from inventory_scrapers.fetch.robots import Rules

Result = TypeVar("Result")
MAX_NAVIGATIONS = 5
LOOK_SECONDS = 0.1
# Of no use to a reader of text; asking for them would only cost the site.
UNWANTED = frozenset({"image", "media", "font", "texttrack", "ping", "cspviolationreport", "prefetch", "manifest", "eventsource"})
_NOT_PUT_IN = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "content-disposition", "alt-svc", "link"}
)
_LOOK = """(root => [document.readyState, document.getElementsByTagName("*").length, root ? root.textContent.length : 0])
(document.documentElement)"""
_SCROLL = "(() => { const before = scrollY; scrollBy(0, innerHeight); return scrollY > before; })()"
_TREE = """(limit => {
  const kind = document.doctype ? new XMLSerializer().serializeToString(document.doctype) + "\\n" : "";
  const text = kind + (document.documentElement ? document.documentElement.outerHTML : "");
  return text.length > limit ? null : text;
})(%d)"""


@dataclass(frozen=True)
class TabLimits:
    """Seconds without requests and changes after which a page is whole, and after which it is taken as it stands; times that it
    is scrolled down; requests that it may make; bytes of its tree.
    """

    quiet_seconds: float = 0.5
    wait_seconds: float = 15.0
    scrolls: int = 2
    requests: int = 500
    tree_bytes: int = 10 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """A page as it was fetched, and the robots.txt rules of its origin; null rules allow everything."""

    page: Page
    rules: Rules | None

    @property
    def url(self) -> str:
        """Its address after redirects."""
        return self.page.url or ""


Follow = Callable[[str], Awaitable[Document | Page]]
"""Fetches the document that a script navigates to; a Page where it is nothing to render."""


class Tab:
    """Renders one document, and what its scripts lead to in its place.

    The browser fetches no document of its own: the first is handed in, and each further one is asked of `follow`, by the rules
    of all other fetching. What the documents need besides goes through the proxy.
    """

    def __init__(self, permit: Permit, limits: TabLimits, follow: Follow) -> None:
        self._permit, self._limits, self._follow = permit, limits, follow
        self._document: Document | None = None
        self._next: str | None = None
        self._failed: FetchFailed | None = None
        self._pending: set[Asked] = set()
        self.requests = 0
        self._window: Window
        self._session: CDPSession
        self._world: int | None = None

    async def render(self, context: BrowserContext, document: Document) -> Page:
        """The page after its scripts ran; FetchFailed where it cannot be had."""
        try:
            await self._open(context)
            for led_on in range(MAX_NAVIGATIONS + 1):
                await self._put_in(document)
                await self._settle()
                if self._next is None:
                    return await self._taken_out(document)
                if led_on < MAX_NAVIGATIONS:
                    came = await self._in_time(self._follow(self._next))
                    if isinstance(came, Page):
                        return came
                    document = came
            raise FetchFailed(Outcome.REFUSED, "redirects", f"scripts led on more than {MAX_NAVIGATIONS} times")
        except Error as error:
            self._check()
            raise FetchFailed(Outcome.NETWORK_ERROR, "browser", "the browser could not render the page") from error

    async def _open(self, context: BrowserContext) -> None:
        await self._in_time(context.route("**/*", self._on_route))
        self._window = await self._in_time(context.new_page())
        context.on("page", _close)
        self._window.on("request", self._on_request)
        self._window.on("requestfinished", self._on_answered)
        self._window.on("requestfailed", self._on_answered)
        self._window.on("crash", lambda _page: self._fail("page_crashed", "the page was too much for the browser"))
        self._window.on("close", lambda _page: self._fail("browser_gone", "the browser ended while it rendered the page"))
        self._session = await self._in_time(context.new_cdp_session(self._window))

    async def _put_in(self, document: Document) -> None:
        """Navigate to the document's address, and answer that navigation with the document."""
        self._document, self._next, self._world = document, None, None
        self._pending.clear()
        try:
            await self._in_time(self._window.goto(document.url, wait_until="commit"))
        except Error:
            if self._next is None:
                raise

    async def _settle(self) -> None:
        """Wait until nothing is asked for and nothing changes, scrolling down meanwhile; or for as long as is allowed."""
        ends = time.monotonic() + self._limits.wait_seconds
        scrolls, last, since = self._limits.scrolls, None, time.monotonic()
        while time.monotonic() < ends and self._next is None:
            look = await self._evaluate(_LOOK)
            if self._pending or look != last or not look or look[0] != "complete":
                last, since = look, time.monotonic()
            elif time.monotonic() - since >= self._limits.quiet_seconds:
                if scrolls <= 0 or not await self._evaluate(_SCROLL):
                    return
                scrolls, since = scrolls - 1, time.monotonic()
            await self._in_time(sleep(LOOK_SECONDS))

    async def _taken_out(self, document: Document) -> Page:
        limit = self._limits.tree_bytes
        text = await self._evaluate(_TREE % limit)
        body = text.encode("utf-8", "replace") if isinstance(text, str) else None
        if body is None or len(body) > limit:
            raise FetchFailed(Outcome.TOO_LARGE, "rendered_bytes", f"the rendered page is larger than {size_in_words(limit)}")
        headers = {name: value for name, value in document.page.headers.items() if name not in _NOT_PUT_IN}
        headers["content-type"] = "text/html; charset=utf-8"
        return replace(
            document.page, body=body, url=self._shown(document), headers=headers, rendered=True, from_cache=False, memo={}
        )

    def _shown(self, document: Document) -> str:
        """What stands in the address bar, where scripts changed it within the document's origin."""
        with contextlib.suppress(FetchFailed):
            if split(self._window.url)[0] == split(document.url)[0]:
                return self._window.url
        return document.url

    async def _evaluate(self, expression: str) -> Any:
        """The value of an expression in a world of our own, which the page's scripts cannot change; null where it has none."""
        for _ in range(2):
            try:
                if self._world is None:
                    self._world = await self._new_world()
                about = {"expression": expression, "contextId": self._world, "returnByValue": True}
                answer = await self._in_time(self._session.send("Runtime.evaluate", about))
                return None if "exceptionDetails" in answer else answer.get("result", {}).get("value")
            except Error:
                self._check()
                self._world = None  # the document was replaced
        return None

    async def _new_world(self) -> int:
        tree = await self._in_time(self._session.send("Page.getFrameTree"))
        about = {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "inventory"}
        world: int = (await self._in_time(self._session.send("Page.createIsolatedWorld", about)))["executionContextId"]
        return world

    async def _in_time(self, awaitable: Awaitable[Result]) -> Result:
        result = await within(self._permit.watch, awaitable)
        self._check()
        return result

    def _check(self) -> None:
        if failed := self._failed or self._permit.failure:
            raise failed

    def _fail(self, rule: str, message: str) -> None:
        self._failed = self._failed or FetchFailed(Outcome.NETWORK_ERROR, rule, message)

    def _on_request(self, asked: Asked) -> None:
        self._pending.add(asked)
        if asked.redirected_from and asked.is_navigation_request() and asked.frame == self._window.main_frame:
            self._fail("navigation", "the browser followed a redirect by itself")

    def _on_answered(self, asked: Asked) -> None:
        self._pending.discard(asked)

    async def _on_route(self, route: Route) -> None:
        with contextlib.suppress(Error):  # the page was closed meanwhile
            asked = route.request
            if asked.is_navigation_request() and asked.frame == self._window.main_frame:
                await self._navigate(route, asked)
            elif self._may_ask(asked):
                self.requests += 1
                await route.continue_()
            else:
                await route.abort("blockedbyclient")

    async def _navigate(self, route: Route, asked: Asked) -> None:
        document = self._document
        if document and _plain(asked.url) == _plain(document.url) and asked.method == "GET":
            self._document = None
            headers = {name: value for name, value in document.page.headers.items() if name not in _NOT_PUT_IN}
            await route.fulfill(status=document.page.status, headers=headers, body=document.page.body)
            self._rules, self._origin = document.rules, split(document.url)[0]
            return
        if asked.method == "GET" and self._next is None:
            self._next = asked.url
        await route.abort("aborted")

    _rules: Rules | None = None
    _origin: Origin | None = None

    def _may_ask(self, asked: Asked) -> bool:
        """What a document needs, of its own host only what that host's robots.txt allows; the proxy decides the rest."""
        if asked.resource_type in UNWANTED or self.requests >= self._limits.requests or asked.frame.page != self._window:
            return False
        try:
            origin, _ = split(asked.url)
        except FetchFailed:
            return False
        return origin != self._origin or self._rules is None or self._rules.allows(asked.url)


async def _close(window: Window) -> None:
    with contextlib.suppress(Error):
        await window.close()


def _plain(url: str) -> str:
    return url.partition("#")[0]
