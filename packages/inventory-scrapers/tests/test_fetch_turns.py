"""Where several processes fetch, a keeper of turns makes them ask a host as one: here each Pace stands for a process."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from inventory_core import Crawl, FetchContext, FetchFailed, Outcome, Page, Request, Scraper, Standing, Wait, page
from inventory_scrapers.fetch import FetchSettings, Pace, PaceRules, PoliteFetcher
from inventory_scrapers.fetch.waiting import Clock, SystemClock

from .pacing import Busy, gaps, together

HOST = "shop.example"


class Keeper:
    """Turns in memory: host -> who has it, until when; when it may be taken; what was left."""

    def __init__(self, clock: Clock, look: float = 0.5) -> None:
        self.clock, self.look, self.lasts = clock, look, 0.0
        self.holders: dict[str, str] = {}
        self.ready: dict[str, float] = {}
        self.left: dict[str, Mapping[str, Any]] = {}
        self._numbers, self._lock = itertools.count(), threading.Lock()

    def take(self, host: str, lasts: float) -> Standing:
        with self._lock:
            self.lasts = lasts
            seconds, left = self.ready.get(host, 0.0) - self.clock.now(), self.left.get(host, {})
            if host in self.holders:
                return Standing(None, self.look, True, left)
            if seconds > 0:
                return Standing(None, seconds, False, left)
            self.holders[host] = f"turn {next(self._numbers)}"
            return Standing(self.holders[host], left=left)

    def give_back(self, host: str, token: str, rest: float, left: Mapping[str, Any]) -> None:
        with self._lock:
            assert self.holders.pop(host) == token
            self.ready[host], self.left[host] = self.clock.now() + rest, left


@pytest.fixture
def keeper(clock) -> Keeper:
    return Keeper(clock)


def process(make_fetcher, clock, **settings: Any) -> PoliteFetcher:
    """A fetcher with a pace of its own, as another process has it."""
    return make_fetcher(pace=Pace(PaceRules(), clock=clock, jitter=lambda: 0.0), **settings)


def fetch(fetcher: PoliteFetcher, keeper: Keeper, url: str, waits: list[Wait] | None = None) -> Page:
    heard = (lambda _wait: None) if waits is None else waits.append
    return fetcher.fetch(Request(url=url), FetchContext(on_wait=heard, turns=keeper))


@pytest.mark.parametrize(("robots", "gap"), [(b"", 2.0), (b"User-agent: *\nCrawl-delay: 3.5", 3.5)])
def test_processes_keep_the_gap_together(make_fetcher, site, clock, keeper: Keeper, robots: bytes, gap: float) -> None:
    """Between two requests to a host lies its delay, whichever process asks; what one learned of robots.txt holds for all."""
    site.pages |= {"/robots.txt": (200, {}, robots), "/": (200, {}, b"page")}
    fetchers = [process(make_fetcher, clock) for _ in range(3)]
    fetch(fetchers[0], keeper, site.url())
    together(partial(fetch, fetcher, keeper, site.url()) for fetcher in fetchers * 3)
    assert (len(site.paths), len(site.seen)) == (10, 13)
    assert min(gaps(site)[1:]) >= gap
    assert gaps(site)[0] >= 2.0
    assert keeper.holders == {}


def test_one_request_at_a_time_over_all_processes(make_fetcher, site) -> None:
    """Without any delay, a host never has two requests in flight, and nobody is left out."""
    site.pages["/"] = busy = Busy()
    keeper = Keeper(SystemClock(), look=0.01)
    fetchers = [make_fetcher(pace=Pace(PaceRules(delay=0.0)), obey_robots=False) for _ in range(4)]
    together(partial(fetch, fetcher, keeper, site.url()) for fetcher in fetchers * 2)
    assert (len(site.paths), busy.most) == (8, 1)


def test_a_rest_that_one_was_asked_for_holds_for_all(make_fetcher, site, clock, keeper: Keeper) -> None:
    """Retry-After and backoff are shared, with their reason; after a long one nobody waits in any process."""
    site.pages |= {"/": (503, {"Retry-After": "900"}, b""), "/other": (200, {}, b"other")}
    first, second = (process(make_fetcher, clock, obey_robots=False) for _ in range(2))
    waits: list[Wait] = []
    with first.pace.turn(HOST, FetchContext(turns=keeper)) as turn:
        turn.hold_back(30.0)
    assert fetch(second, keeper, site.url("/other"), waits).body == b"other"
    assert waits == [Wait(host=HOST, reason="retry_after", seconds=30.0)]
    with pytest.raises(FetchFailed) as caught:
        fetch(first, keeper, site.url())
    assert caught.value.rule == "retry_after"
    with pytest.raises(FetchFailed) as caught:
        fetch(second, keeper, site.url("/other"))
    assert (caught.value.outcome, caught.value.rule) == (Outcome.RATE_LIMITED, "retry_after")
    clock.seconds += 901
    assert fetch(second, keeper, site.url("/other")).body == b"other"


def test_failures_and_slowness_add_up_over_processes(clock, keeper: Keeper) -> None:
    """The backoff doubles whoever is refused, a good answer ends it for all, and a slow host is left time by everyone."""
    paces = itertools.cycle([Pace(clock=clock, jitter=lambda: 0.0) for _ in range(2)])
    context = FetchContext(turns=keeper)

    def rest(come) -> float:
        with next(paces).turn(HOST, context) as turn:
            come(turn)
        return keeper.ready[HOST] - clock.now()

    assert [rest(lambda turn: turn.hold_back(None)) for _ in range(4)] == [2.0, 4.0, 8.0, 16.0]
    assert rest(lambda turn: turn.failed()) == 32.0

    def slowly(turn) -> None:
        clock.seconds += 20.0
        turn.answered()

    assert rest(slowly) == 20.0
    assert rest(lambda turn: turn.answered(ok=False)) == 20.0
    assert rest(lambda turn: turn.answered()) == 10.0
    assert rest(lambda turn: turn.hold_back(None)) == 10.0
    assert keeper.left[HOST]["failures"] == 1


def test_a_redirect_takes_the_turn_of_its_host(make_fetcher, site, clock, keeper: Keeper) -> None:
    """Each request takes the turn of the host that it goes to, robots.txt of the other host included."""
    site.pages |= {"/": (302, {"Location": site.url("/there", host="other.example")}, b""), "/there": (200, {}, b"there")}
    assert fetch(process(make_fetcher, clock), keeper, site.url()).body == b"there"
    assert set(keeper.ready) == {HOST, "other.example"}
    assert [host for host, _, _, _ in site.seen] == [HOST, HOST, "other.example", "other.example"]


def test_a_turn_lasts_longer_than_its_request(make_fetcher, site, clock, keeper: Keeper) -> None:
    """What is asked of the keeper is more than a request takes, so that only the turns of the dead pass on."""
    site.pages["/"] = (200, {}, b"page")
    fetcher = process(make_fetcher, clock)
    fetch(fetcher, keeper, site.url())
    assert keeper.lasts > fetcher.settings.limits.total_seconds + 10


@pytest.mark.parametrize("stop", ["cancel", "switch"])
def test_waiting_for_others_ends_at_once(make_fetcher, site, clock, keeper: Keeper, stop: str) -> None:
    """A stopped crawl, or the kill switch, ends a wait for another process's turn, which stays with the one that has it."""
    fetcher, cancelled = process(make_fetcher, clock, obey_robots=False), threading.Event()
    keeper.holders[HOST] = "somebody"
    keeper.look = 3600.0
    waits: list[Wait] = []
    told: list[Wait] = []

    def heard(wait: Wait) -> None:
        waits.append(wait)
        cancelled.set() if stop == "cancel" else fetcher.pace.stop_host(HOST)

    with pytest.raises(FetchFailed) as caught:
        fetcher.fetch(Request(url=site.url()), FetchContext(cancelled, heard, on_waited=told.append, turns=keeper))
    assert caught.value.rule == {"cancel": "cancelled", "switch": "host_stopped"}[stop]
    assert waits == [Wait(host=HOST, reason="busy", seconds=3600.0)]
    assert [wait.seconds < 2 for wait in told] == [True]
    assert (site.seen, keeper.holders) == ([], {HOST: "somebody"})


def test_real_waits_for_others_end_at_once(make_fetcher, site) -> None:
    """The same on the clock of the machine: within half a second."""
    fetcher, keeper = make_fetcher(pace=Pace(), obey_robots=False), Keeper(SystemClock(), look=3600.0)
    keeper.holders[HOST] = "somebody"
    cancelled, waiting = threading.Event(), threading.Event()
    outcomes: list[Outcome] = []

    def run() -> None:
        with pytest.raises(FetchFailed) as caught:
            fetcher.fetch(Request(url=site.url()), FetchContext(cancelled, lambda _wait: waiting.set(), turns=keeper))
        outcomes.append(caught.value.outcome)

    thread = threading.Thread(target=run)
    thread.start()
    assert waiting.wait(5)
    began = time.monotonic()
    cancelled.set()
    thread.join(5)
    assert time.monotonic() - began < 0.5
    assert outcomes == [Outcome.CANCELLED]


def test_a_keeper_that_cannot_tell_is_asked_again(make_fetcher, site, clock, keeper: Keeper) -> None:
    """No page is lost while the keeper's database is away: the wait is announced and told, and then the page comes."""
    site.pages["/"] = (200, {}, b"page")
    away = [Standing(None, 1.5)] * 3
    take = keeper.take
    keeper.take = lambda host, lasts: away.pop() if away else take(host, lasts)  # type: ignore[method-assign]
    told: list[Wait] = []
    fetcher = process(make_fetcher, clock, obey_robots=False)
    context = FetchContext(on_waited=told.append, turns=keeper)
    assert fetcher.fetch(Request(url=site.url()), context).body == b"page"
    assert told == [Wait(host=HOST, reason="busy", seconds=4.5)]


@pytest.mark.parametrize("left", [{"slow": "much"}, {"another": "version"}, {"failures": None}])
def test_what_others_left_may_be_of_another_version(make_fetcher, site, clock, keeper: Keeper, left: dict[str, Any]) -> None:
    """What cannot be understood is passed over; the time of the host holds all the same."""
    site.pages["/"] = (200, {}, b"page")
    keeper.ready[HOST], keeper.left[HOST] = clock.now() + 7.0, left
    waits: list[Wait] = []
    fetch(process(make_fetcher, clock, obey_robots=False), keeper, site.url(), waits)
    assert waits == [Wait(host=HOST, reason="pace", seconds=7.0)]


def test_a_request_that_was_cancelled_counts(make_fetcher, site, clock, keeper: Keeper) -> None:
    """A crawl that is stopped while its request is on its way leaves the host resting, for the next crawl and other processes."""
    fetcher = process(make_fetcher, clock, obey_robots=False)

    def send(*_args: object, **_more: object) -> object:
        clock.seconds += 5
        raise FetchFailed(Outcome.CANCELLED, "cancelled", "the crawl was stopped")

    fetcher.transport.send = send  # type: ignore[method-assign,assignment]
    with pytest.raises(FetchFailed):
        fetcher.fetch(Request(url=site.url()), FetchContext(turns=keeper))
    assert keeper.ready[HOST] - clock.now() == 5.0
    assert keeper.holders == {}


def test_what_a_browser_asked_for_counts(clock, keeper: Keeper) -> None:
    """After a page was rendered, outside of a turn, its host rests for everybody, unless somebody else has its turn."""
    pace = Pace(clock=clock, jitter=lambda: 0.0)
    pace.rested(HOST, FetchContext(turns=keeper))
    assert keeper.ready[HOST] == clock.now() + 2.0
    keeper.holders["busy.example"] = "somebody"
    pace.rested("busy.example", FetchContext(turns=keeper))
    assert keeper.holders == {"busy.example": "somebody"}


class Shop(Scraper):
    """Reads a page into one listing."""

    name = "shop"
    hosts = ("*.example",)

    @page(r"/.*")
    def any(self, page: Page):
        yield self.draft(page, listing_id="1").put("title", page.text, "css")


def test_a_crawl_lends_its_keeper(make_fetcher, site, clock, keeper: Keeper) -> None:
    """What Crawl is given reaches the fetcher, and its waits the report."""
    site.pages["/"] = (200, {}, b"page")
    keeper.ready[HOST], keeper.left[HOST] = clock.now() + 9.0, {"held": "retry_after"}
    crawl = Crawl(Shop(), process(make_fetcher, clock, obey_robots=False), [Request(url=site.url())], turns=keeper)
    assert [batch.result.outcome for batch in crawl] == [Outcome.OK]
    assert crawl.report.waited == {f"{HOST} retry_after": 9.0}
    assert keeper.left[HOST]["failures"] == 0


@pytest.mark.parametrize(("text", "seconds"), [("", None), ("0.5", 0.5), (" 10 ", 10.0)])
def test_the_delay_is_a_setting(monkeypatch: pytest.MonkeyPatch, make_fetcher, site, text: str, seconds: float | None) -> None:
    """INVENTORY_DELAY is the least time between two requests to a host, for every fetcher that takes its settings from there."""
    monkeypatch.setenv("INVENTORY_CACHE", "off")
    monkeypatch.setenv("INVENTORY_DELAY", text)
    assert FetchSettings.from_environment().delay == seconds
    site.pages["/"] = (200, {}, b"page")
    fetcher = make_fetcher(delay=seconds)
    for _ in range(2):
        fetcher.fetch(Request(url=site.url()), FetchContext())
    assert gaps(site) == [seconds or 2.0] * 2


@pytest.mark.parametrize("text", ["0", "0.49", "-1", "soon", "nan", "inf", "1e9"])
def test_the_delay_has_a_floor(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Less than half a second, or no number, is refused with the name of the setting."""
    monkeypatch.setenv("INVENTORY_CACHE", "off")
    monkeypatch.setenv("INVENTORY_DELAY", text)
    with pytest.raises(ValueError, match=r"INVENTORY_DELAY .* from 0\.5 to 3600"):
        FetchSettings.from_environment()
