"""Asks the addresses of recorded cases again, politely, and compares what they give now with what they gave.

What is compared is what a site's pages have in general: how many listings a page, and which share of them has each field; never
one price with another. A site that blocks, forbids or does not answer says nothing about its layout, so that is told apart.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from inventory_core import Crawl, Limits, Outcome, PageResult, Report, Request, Scraper, Wait
from inventory_core.fetcher import Fetcher
from inventory_core.testing import Case
from inventory_core.urls import host_of

Verdict = Literal[
    "compared", "partly_read", "layout_changed", "gone", "blocked", "forbidden", "unreachable", "not_rendered", "not_asked"
]
DRIFTED = frozenset({"partly_read", "layout_changed"})
_COMPARED = frozenset({"compared", "partly_read", "layout_changed"})
_OF_OUTCOME: dict[Outcome, Verdict] = {
    Outcome.OK: "compared",
    Outcome.EMPTY: "compared",
    Outcome.PARTIAL: "partly_read",
    Outcome.NOT_FOUND: "gone",
    Outcome.BLOCKED: "blocked",
    Outcome.LOGIN_REQUIRED: "blocked",
    Outcome.RATE_LIMITED: "blocked",
    Outcome.ROBOTS_DISALLOWED: "forbidden",
    Outcome.REFUSED: "forbidden",
    Outcome.NETWORK_ERROR: "unreachable",
    Outcome.TIMEOUT: "unreachable",
    Outcome.TOO_LARGE: "unreachable",
    Outcome.CANCELLED: "not_asked",
    Outcome.NEEDS_RENDERING: "not_rendered",
}


NOT_FETCHED = "a body of an API: it is read where someone supplies it, and never asked for"


@dataclass(frozen=True)
class Target:
    """The address of a case, and what it gave when it was recorded. One that may not be asked stands there to be told of."""

    case: str
    url: str
    scraper: Scraper
    recorded: PageResult
    keeps_sellers: bool = False
    may_be_asked: bool = True


@dataclass(frozen=True)
class Visit:
    """What a target gives now; `now` is null where it was not asked, and `message` says why."""

    target: Target
    verdict: Verdict
    now: PageResult | None = None
    message: str = ""


@dataclass
class Drift:
    """What became of every target, and the figures of those that could be compared: `was` when recorded, `now` today."""

    visits: list[Visit] = field(default_factory=list)
    was: Report = field(default_factory=Report)
    now: Report = field(default_factory=Report)

    def add(self, visit: Visit) -> None:
        """Count one visit; only what answered is compared, and only with its own case."""
        self.visits.append(visit)
        if visit.now and visit.verdict in _COMPARED:
            self.was.add_page(visit.target.recorded)
            self.now.add_page(visit.now)

    @property
    def drops(self) -> list[str]:
        """What pages give less of than when they were recorded, in words."""
        return self.now.drops_since(self.was)

    @property
    def has_drifted(self) -> bool:
        """True where a page is not as the scraper knows it, or gives less."""
        return bool(self.drops) or any(visit.verdict in DRIFTED for visit in self.visits)

    def coverage(self) -> Iterator[tuple[str, str, float, float]]:
        """Kind of page, field, the share of listings that had it, and the share that has it; without fields that none had."""
        for kind, fields in self.was.coverage.items():
            for name, was in fields.items():
                now = self.now.coverage.get(kind, {}).get(name)
                if was.given or (now and now.given):
                    yield kind, name, was.share, now.share if now else 0.0


def targets(cases: Iterable[Case], scrapers: Iterable[Scraper]) -> list[Target]:
    """The addresses of cases that gave an answer when they were recorded, each once."""
    by_name = {scraper.name: scraper for scraper in scrapers}
    found: dict[str, Target] = {}
    for case in cases:
        scraper, url = by_name.get(case.asked.scraper or ""), case.asked.asked or case.asked.url
        if scraper is None or not url or not case.expected.outcome.has_answer:
            continue
        recorded = case.read(scraper)
        target = Target(case.name, url, scraper, recorded, case.keeps_sellers, _may_be_asked(scraper, case))
        found.setdefault(Request(url=url).fingerprint, target)
    return list(found.values())


def _may_be_asked(scraper: Scraper, case: Case) -> bool:
    """A site's private API is never called: JSON is asked for only where the scraper says that it is an official API."""
    is_data = case.body.lstrip()[:1] in (b"{", b"[")
    return scraper.access == "official_api" or (scraper.access == "public_page" and not is_data)


class Replay:
    """Asks targets one after the other; a host that blocks is not asked again. `stop` may come from any thread."""

    def __init__(self, fetcher: Fetcher, renderer: Fetcher | None = None, on_wait: Callable[[Wait], None] | None = None) -> None:
        self._fetcher, self._renderer, self._on_wait = fetcher, renderer, on_wait
        self._stopping = threading.Event()
        self._crawl: Crawl | None = None
        self._ended: dict[str, str] = {}  # host -> why it is not asked again

    def stop(self, reason: str = "stopped") -> None:
        """Ask for nothing more; what is on its way still comes."""
        self._stopping.set()
        if self._crawl:
            self._crawl.stop(reason)

    def visit(self, all_targets: Iterable[Target]) -> Iterator[Visit]:
        """What each target gives now, as it comes."""
        for target in all_targets:
            host = host_of(target.url)
            if not target.may_be_asked:
                yield Visit(target, "not_asked", message=NOT_FETCHED)
            elif self._stopping.is_set():
                yield Visit(target, "not_asked", message="stopped")
            elif host in self._ended:
                yield Visit(target, "not_asked", message=self._ended[host])
            else:
                visit = self._ask(target)
                if visit.now and visit.now.outcome.ends_host:
                    self._ended[host] = f"{host} answered {visit.now.outcome} before"
                yield visit

    def _ask(self, target: Target) -> Visit:
        self._crawl = Crawl(
            target.scraper,
            self._fetcher,
            [Request(url=target.url)],
            limits=Limits(pages=1),
            renderer=self._renderer,
            keep_sellers=target.keeps_sellers,
            on_wait=self._on_wait,
        )
        result = next((batch.result for batch in self._crawl), None)
        if result is None:
            return Visit(target, "not_asked", message="stopped")
        return Visit(target, verdict(target.recorded, result), result, result.message)


def verdict(recorded: PageResult, now: PageResult) -> Verdict:
    """What an outcome says of a page whose recorded one is known; the same one says that nothing changed."""
    if now.outcome is recorded.outcome:
        return "compared"
    return _OF_OUTCOME.get(now.outcome, "layout_changed")
