"""Messages to receivers who asked for them: the guards of fetching, without what is for sites that did not ask."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from inventory_core.errors import FetchFailed
from inventory_core.fetcher import FetchContext
from inventory_core.outcomes import Outcome
from inventory_core.page import Page
from inventory_scrapers.fetch.addresses import AddressPolicy
from inventory_scrapers.fetch.origin import Origin
from inventory_scrapers.fetch.transport import Transport, TransportLimits

LIMITS = TransportLimits(
    connect_seconds=5.0, total_seconds=15.0, max_bytes=64 * 1024, header_bytes=32 * 1024, header_seconds=15.0
)
ANSWER_BYTES = 16 * 1024
"""How much of an answer is kept; a receiver need not answer anything."""
OWN_HEADERS = frozenset(
    {"user-agent", "host", "connection", "accept-encoding", "transfer-encoding", "content-length", "te", "trailer", "upgrade"}
)
"""Headers, in lower case, that say who asks and how the connection is used: nobody else sets them."""


class Delivery:
    """Sends a POST over a connection of its own: a kept one that the receiver closed meanwhile would look like a failure.

    Threads may share it.
    """

    def __init__(self, policy: AddressPolicy, user_agent: str, ca_file: str | None, limits: TransportLimits = LIMITS) -> None:
        self._policy, self._seconds = policy, limits.connect_seconds
        self._transport = Transport(policy, limits, ca_file=ca_file)
        self._own = {"User-Agent": user_agent, "Accept-Encoding": "identity", "Connection": "close"}

    def send(self, url: str, body: bytes, headers: Mapping[str, str], context: FetchContext) -> Page:
        """The receiver's answer; FetchFailed where none came or it leads elsewhere."""
        given = {name: value for name, value in headers.items() if name.lower() not in OWN_HEADERS}
        sent = {**given, **self._own}
        with contextlib.closing(self._transport.apart()) as transport:
            answer = transport.send(
                "POST", url, sent, body, cancelled=context.cancelled, on_traffic=context.on_traffic, cut=ANSWER_BYTES
            )
        if 300 <= answer.status < 400 and "location" in answer.headers:
            message = "the receiver redirects, which a delivery does not follow: name the address that it leads to"
            raise FetchFailed(Outcome.REFUSED, "redirect", message)
        return Page(answer.body, url=url, status=answer.status, headers=answer.headers)

    def check(self, origin: Origin) -> None:
        """FetchFailed where the host may not be reached. A name that nobody knows by now may be known at the delivery."""
        try:
            self._policy.resolve(origin.host, origin.port, self._seconds)
        except FetchFailed as failure:
            if failure.outcome is Outcome.REFUSED:
                raise
