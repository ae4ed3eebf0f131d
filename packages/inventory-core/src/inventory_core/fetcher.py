"""What a fetcher is: the only thing that opens a connection.

Fetchers are plugins of the group `inventory_core.fetchers.v1`: a callable without arguments that returns a Fetcher. One that also
brings messages to receivers is a Deliverer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from inventory_core.page import Page, Request
from inventory_core.results import Wait


@dataclass
class FetchContext:
    """What a crawl lends its fetcher: a flag to stop by, and someone to tell of waits and of bytes read.

    `on_wait` is called before a wait begins, with the seconds that are expected, `on_waited` after it, with those that it took;
    `on_traffic` with the number of requests sent and bytes received. All may be called from several threads.
    """

    cancelled: threading.Event = field(default_factory=threading.Event)
    on_wait: Callable[[Wait], None] = lambda _wait: None
    on_traffic: Callable[[int, int], None] = lambda _requests, _bytes: None
    on_waited: Callable[[Wait], None] = lambda _wait: None


@runtime_checkable
class Fetcher(Protocol):
    """Gets one page, politely and within limits.

    `renders` is true for one that runs the page's scripts. `fetch` may be called from several threads; it raises FetchFailed with
    outcome and rule where no page came back, and answers any status that a site sends with a Page.
    """

    name: str
    renders: bool

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page for a request."""
        ...

    def close(self) -> None:
        """Let go of connections and files; `fetch` is not called again."""
        ...


@runtime_checkable
class Deliverer(Fetcher, Protocol):
    """A fetcher that can also bring a message to someone who asked for it, such as the receiver of a webhook.

    What guards a fetch guards a delivery: addresses, certificates, times and sizes. What is for sites that did not ask does not
    apply: no robots.txt, no pace, no cache, no second try.
    """

    def deliver(self, url: str, body: bytes, headers: Mapping[str, str], context: FetchContext) -> Page:
        """POST a body once and give the answer, whatever its status; its body may be cut.

        `headers` are sent as they are given, those of the connection itself and User-Agent left out. A redirect is not followed.
        FetchFailed with outcome and rule where no answer came, or where the answer is a redirect (REFUSED `redirect`).
        """
        ...
