"""What a fetcher is: the only thing that opens a connection.

Fetchers are plugins of the group `inventory_core.fetchers.v1`: a callable without arguments that returns a Fetcher. One that also
brings messages to receivers is a Deliverer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from inventory_core.page import Page, Request
from inventory_core.results import Wait


@dataclass(frozen=True)
class Standing:
    """How a host stands when its turn was asked for.

    `token`: the turn is the asker's, to be given back with it; null: it is not, and asking again is of use in `seconds`.
    `is_busy`: somebody else has it, and the host does not just rest. `left`: what the last one who gave it back left for others.
    """

    token: str | None
    seconds: float = 0.0
    is_busy: bool = False
    left: Mapping[str, Any] = field(default_factory=dict)


class Turns(Protocol):
    """Keeps the turns of hosts for several processes: one request at a time, and none before the host has rested.

    How long a host rests is the fetcher's to say, and what it learns of a host, such as how often in a row it was refused, it
    leaves for the others as JSON values. Neither method waits or raises: a keeper that cannot tell says that the turn is not the
    asker's, and when to ask again. May be used from several threads.
    """

    def take(self, host: str, lasts: float) -> Standing:
        """Take a host's turn, where nobody has it and the host has rested.

        After `lasts` seconds, or when its holder died, it passes on to others as if it had been given back; so it must be more
        than the longest request takes.
        """
        ...

    def give_back(self, host: str, token: str, rest: float, left: Mapping[str, Any]) -> None:
        """The answer has come: nobody takes the turn for so many seconds, from now. Nothing where it has passed on."""
        ...


@dataclass
class FetchContext:
    """What a crawl lends its fetcher: a flag to stop by, someone to tell of waits and of bytes read, a keeper of turns.

    `turns` is there where several processes fetch: every request to a host, for robots.txt and after a redirect too, is sent in a
    turn of that host. Where it is null the fetcher keeps the pace of its own process.
    `on_wait` is called before a wait begins, with the seconds that are expected, `on_waited` after it, with those that it took;
    `on_traffic` with the number of requests sent and bytes received. All may be called from several threads.
    """

    cancelled: threading.Event = field(default_factory=threading.Event)
    on_wait: Callable[[Wait], None] = lambda _wait: None
    on_traffic: Callable[[int, int], None] = lambda _requests, _bytes: None
    on_waited: Callable[[Wait], None] = lambda _wait: None
    turns: Turns | None = None


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

    def check_receiver(self, url: str) -> None:
        """FetchFailed REFUSED with the rule where nothing would be delivered to this address, as far as that shows without asking
        the receiver. It may take the seconds of a lookup.
        """
        ...
