"""Asks the addresses of recorded cases again, politely, and compares what they give now with what they gave.

What is compared is what a site's pages have in general: how many listings a page, and which share of them has each field; never
one price with another. A site that blocks, forbids or does not answer says nothing about its layout, so that is told apart.
A page that was made up has no such figures: its address may be asked for what a page there is still recognised as, no more.
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
    "compared",
    "recognised",
    "partly_read",
    "layout_changed",
    "gone",
    "blocked",
    "forbidden",
    "unreachable",
    "not_rendered",
    "not_asked",
    "made_up",
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
MADE_UP = "the page of the case was made up, so the web has none to compare"


@dataclass(frozen=True)
class Target:
    """The address of a case, and what it gave when it was recorded. One that may not be asked stands there to be told of."""

    case: str
    url: str
    scraper: Scraper
    recorded: PageResult
    keeps_sellers: bool = False
    may_be_asked: bool = True
    made_up: bool = False


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
        """Count one visit; only what answered is compared, and only with its own case, which a site gave."""
        self.visits.append(visit)
        if visit.now and visit.verdict in _COMPARED and not visit.target.made_up:
            self.was.add_page(visit.target.recorded)
            self.now.add_page(visit.now)

    @property
    def drops(self) -> list[str]:
        """What pages give less of than when they were recorded, in words."""
        return self.now.drops_since(self.was)

    @property
    def made_up(self) -> int:
        """How many pages were not asked for because they were made up."""
        return sum(visit.verdict == "made_up" for visit in self.visits)

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
    """The addresses of cases that gave an answer when they were recorded, each once; recorded ones go before made-up ones."""
    by_name = {scraper.name: scraper for scraper in scrapers}
    found: dict[str, Target] = {}
    for case in sorted(cases, key=lambda case: case.asked.made_up):
        scraper, url = by_name.get(case.asked.scraper or ""), case.asked.asked or case.asked.url
        if scraper is None or not url or not case.expected.outcome.has_answer:
            continue
        recorded = case.read(scraper)
        target = Target(case.name, url, scraper, recorded, case.keeps_sellers, _may_be_asked(scraper, case), case.asked.made_up)
        found.setdefault(Request(url=url).fingerprint, target)
    return list(found.values())


def _may_be_asked(scraper: Scraper, case: Case) -> bool:
    """A site's private API is never called: JSON is asked for only where the scraper says that it is an official API."""
    is_data = case.body.lstrip()[:1] in (b"{", b"[")
    return scraper.access == "official_api" or (scraper.access == "public_page" and not is_data)


class Replay:
    """Asks targets one after the other; a host that blocks is not asked again. `stop` may come from any thread.

    The addresses of made-up cases are asked only with `made_up`.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        renderer: Fetcher | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        *,
        made_up: bool = False,
    ) -> None:
        self._fetcher, self._renderer, self._on_wait, self._made_up = fetcher, renderer, on_wait, made_up
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
            if target.made_up and not self._made_up:
                yield Visit(target, "made_up", message=MADE_UP)
            elif not target.may_be_asked:
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
        return Visit(target, verdict(target, result), result, result.message)


def verdict(target: Target, now: PageResult) -> Verdict:
    """What an outcome says of a page whose case is known; the same one says that nothing changed."""
    said = _OF_OUTCOME.get(now.outcome, "layout_changed")
    if now.outcome is target.recorded.outcome:
        said = "compared"
    return "recognised" if said == "compared" and target.made_up else said
