"""The fetcher that everything uses: one request after another, each host asked first whether and how often it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from inventory_core.errors import FetchFailed
from inventory_core.fetcher import FetchContext
from inventory_core.outcomes import Outcome
from inventory_core.page import Page, Request
from inventory_core.recognise import challenge_signal
from inventory_scrapers import __version__
from inventory_scrapers.fetch.addresses import AddressPolicy, Resolver, system_resolver
from inventory_scrapers.fetch.cache import refreshed, validators
from inventory_scrapers.fetch.delivery import OWN_HEADERS, Delivery
from inventory_scrapers.fetch.origin import Origin, split
from inventory_scrapers.fetch.pace import TURN_SLACK, Pace, Turn, shared_pace
from inventory_scrapers.fetch.retry_after import retry_after_seconds
from inventory_scrapers.fetch.robots import MAX_BYTES, PRODUCT, RobotsCache, Rules, shared_robots
from inventory_scrapers.fetch.settings import FetchSettings
from inventory_scrapers.fetch.signals import reservations, reserved
from inventory_scrapers.fetch.transport import Answer, Transport

PROJECT_URL = "https://inventory-hub.example/bot"
"""Where a site owner reads who this is; a reserved name (RFC 2606) until the project has an address of its own."""
MAX_REDIRECTS = 5
RETRIES = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEPT_ACROSS_ORIGINS = frozenset({"accept", "accept-language"})
_NOT_CACHED = frozenset({"authorization", "cookie", "range"})
_RETRIED = frozenset({"connect", "connection_lost", "dns"})
_CONTACT = re.compile(r"^[\x21-\x7e][\x20-\x7e]{0,200}$")


def user_agent(contact: str | None = None) -> str:
    """Product, version, project and contact. Never the name of a browser."""
    if contact and not _CONTACT.match(contact):
        raise ValueError("a contact is one line of ASCII")
    return f"{PRODUCT}/{__version__} (+{PROJECT_URL}{f'; contact={contact}' if contact else ''})"


def _in_utf8(header: str) -> str:
    """A header that was read as Latin-1, as headers are, but holds UTF-8: so servers write addresses that are not ASCII."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


@dataclass(frozen=True)
class _Hop:
    """One request on the way from the first address to the last."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None = None


class PoliteFetcher:
    """Fetches pages over one guarded transport, at the pace that each host allows; see docs/safety.md for every rule.

    Without arguments it takes its settings from the environment and shares pace and robots.txt with all fetchers of the process.
    It keeps no cookies. `resolver` looks host names up.
    """

    name = "requests"
    renders = False

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        pace: Pace | None = None,
        robots: RobotsCache | None = None,
        resolver: Resolver = system_resolver,
    ) -> None:
        self.settings = settings or FetchSettings.from_environment()
        self.policy = AddressPolicy(self.settings.allow_private, resolver)
        self.transport = Transport(self.policy, self.settings.limits, ca_file=self.settings.ca_file)
        self.pace, self.robots = pace or shared_pace(), robots or shared_robots()
        for pattern in self.settings.stopped:
            self.pace.stop_host(pattern)
        self._user_agent = user_agent(self.settings.contact)
        self._delivery = Delivery(self.policy, self._user_agent, self.settings.ca_file)

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page for a request, after at most five redirects; FetchFailed where none came."""
        hop = _Hop(
            request.method, request.url, self._headers(request), request.body.encode() if request.body is not None else None
        )

        def send(hop: _Hop) -> Answer:
            return self._polite(hop, context)

        hop, answer, from_cache = self._follow(hop, lambda hop: self._cached(hop, send))
        page = Page(
            answer.body, url=hop.url, status=answer.status, headers=answer.headers, request=request, from_cache=from_cache
        )
        if self.settings.obey_reservations and (signal := reserved(reservations(page))):
            raise FetchFailed(Outcome.ROBOTS_DISALLOWED, "reserved", f"the site reserves this page ({signal})")
        return page

    def deliver(self, url: str, body: bytes, headers: Mapping[str, str], context: FetchContext) -> Page:
        """POST a message to a receiver who asked for it, as inventory_core.Deliverer; at most 15 seconds and 16 KiB of answer."""
        self.pace.check_stopped(split(url)[0].host)
        return self._delivery.send(url, body, headers, context)

    def check_receiver(self, url: str) -> None:
        """FetchFailed where a message to this address would be refused, as inventory_core.Deliverer; nothing is sent."""
        origin, _ = split(url)
        self.pace.check_stopped(origin.host)
        self._delivery.check(origin)

    def close(self) -> None:
        """Close all connections."""
        self.transport.close()

    def _headers(self, request: Request) -> dict[str, str]:
        own = {"User-Agent": self._user_agent}
        if "accept" not in {name.lower() for name in request.headers}:
            own["Accept"] = "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8"
        return {**{name: value for name, value in request.headers.items() if name.lower() not in OWN_HEADERS}, **own}

    def _follow(self, hop: _Hop, get: Callable[[_Hop], tuple[Answer, bool]]) -> tuple[_Hop, Answer, bool]:
        for _ in range(MAX_REDIRECTS + 1):
            answer, from_cache = get(hop)
            location = _in_utf8(answer.headers.get("location", "").strip())
            if answer.status not in _REDIRECTS or not location:
                return hop, answer, from_cache
            hop = self._next_hop(hop, answer.status, location)
        raise FetchFailed(Outcome.REFUSED, "redirects", f"there were more than {MAX_REDIRECTS} redirects")

    def _next_hop(self, hop: _Hop, status: int, location: str) -> _Hop:
        """The request that a redirect asks for; FetchFailed with the rule that it breaks."""
        old, _ = split(hop.url)
        url = urljoin(hop.url, location)
        try:
            new, _ = split(url)
        except FetchFailed as failed:
            raise FetchFailed(Outcome.REFUSED, "redirect_address", "a redirect led to no http(s) address") from failed
        if new.port != old.port and not new.is_default_port:
            raise FetchFailed(Outcome.REFUSED, "redirect_port", "a redirect led to another port")
        if self.policy.is_allowed_private(new.host) and not self.policy.is_allowed_private(old.host):
            raise FetchFailed(Outcome.REFUSED, "redirect_private", "a redirect led from a public host to a private one")
        moved = replace(hop, url=url.partition("#")[0])
        if hop.method == "POST" and status in {301, 302, 303}:
            moved = replace(moved, method="GET", body=None)
        return moved if new == old else self._other_origin(moved)

    def _other_origin(self, hop: _Hop) -> _Hop:
        if hop.body is not None:
            raise FetchFailed(Outcome.REFUSED, "redirect_body", "a redirect would send the request's body to another origin")
        kept = {name: value for name, value in hop.headers.items() if name.lower() in _KEPT_ACROSS_ORIGINS}
        return replace(hop, headers={**kept, "User-Agent": self._user_agent})

    def _cached(self, hop: _Hop, send: Callable[[_Hop], Answer]) -> tuple[Answer, bool]:
        cache = self.settings.cache
        if cache is None or hop.method != "GET" or any(name.lower() in _NOT_CACHED for name in hop.headers):
            return send(hop), False
        key = "\n".join(
            [hop.url, *sorted(f"{name.lower()}: {value}" for name, value in hop.headers.items() if name != "User-Agent")]
        )
        kept = cache.get(key)
        answer = send(replace(hop, headers={**hop.headers, **validators(kept)}) if kept else hop)
        if kept and answer.status == 304:
            return refreshed(kept, answer.headers), True
        cache.put(key, answer)
        return answer, False

    def _polite(self, hop: _Hop, context: FetchContext) -> Answer:
        """One hop, if the host's robots.txt allows it, at the host's pace, again after 429, 503 or a lost connection."""
        origin, _ = split(hop.url)
        self.pace.check_stopped(origin.host)
        self.policy.check_host(origin.host)
        if self.settings.obey_robots:
            self._ask_robots(origin, hop.url, context)
        attempts, answer = 0, None
        while answer is None:
            attempts += 1
            with self._turn(origin.host, context) as turn:
                answer = self._asked(hop, context, turn, is_last=attempts > RETRIES or hop.method != "GET")
        return answer

    def _asked(self, hop: _Hop, context: FetchContext, turn: Turn, *, is_last: bool) -> Answer | None:
        """What a request in its turn gave; null where it is worth asking again, once the host has rested as the turn was told."""
        try:
            answer = self._send(hop, context)
        except FetchFailed as failed:
            if failed.outcome is Outcome.REFUSED:
                raise
            if failed.outcome is Outcome.CANCELLED:  # the host rests from what it was asked, whoever asks next
                turn.answered(ok=False)
                raise
            turn.failed()
            if failed.rule not in _RETRIED or is_last:
                raise
            return None
        if answer.status not in {429, 503} or challenge_signal(Page(answer.body, headers=answer.headers)):
            turn.answered(ok=answer.status < 400)
            return answer
        turn.hold_back(retry_after_seconds(answer.headers.get("retry-after"), self.pace.clock.time()))
        return None

    def _turn(self, host: str, context: FetchContext) -> AbstractContextManager[Turn]:
        return self.pace.turn(host, context, self.settings.delay, self.settings.limits.total_seconds + TURN_SLACK)

    def _send(self, hop: _Hop, context: FetchContext, cut: int | None = None) -> Answer:
        return self.transport.send(
            hop.method, hop.url, hop.headers, hop.body, cancelled=context.cancelled, on_traffic=context.on_traffic, cut=cut
        )

    def _ask_robots(self, origin: Origin, url: str, context: FetchContext) -> None:
        rules = self.robots.rules(str(origin), lambda: self._fetch_robots(origin, context), context.cancelled)
        self.pace.set_crawl_delay(origin.host, rules.crawl_delay)
        if not rules.reachable:
            message = f"{origin.host} did not answer for its robots.txt, so that nothing may be fetched (RFC 9309): {rules.why}"
            raise FetchFailed(rules.outcome, "robots_unreachable", message)
        if not rules.allows(url):
            raise FetchFailed(Outcome.ROBOTS_DISALLOWED, "robots", f"the robots.txt of {origin.host} disallows this page")

    def robots_rules(self, url: str, context: FetchContext) -> Rules:
        """The robots.txt rules for an address, fetched where they are not known yet. FetchFailed as fetch."""
        origin, _ = split(url)
        return self.robots.rules(str(origin), lambda: self._fetch_robots(origin, context), context.cancelled)

    def _fetch_robots(self, origin: Origin, context: FetchContext) -> Answer:
        """robots.txt at the host's pace, over redirects to any host; asked for once, an error is an answer."""

        def get(hop: _Hop) -> tuple[Answer, bool]:
            host = split(hop.url)[0].host
            self.pace.check_stopped(host)
            self.policy.check_host(host)
            with self._turn(host, context) as turn:
                try:
                    answer = self._send(hop, context, MAX_BYTES + 1)
                except FetchFailed:
                    turn.failed()
                    raise
                turn.answered(ok=answer.status < 400)
                return answer, False

        return self._follow(_Hop("GET", f"{origin}/robots.txt", {"User-Agent": self._user_agent}), get)[1]
