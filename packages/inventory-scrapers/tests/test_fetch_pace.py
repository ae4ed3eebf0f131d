"""Each host is asked at its own pace, by everybody together, and every wait is announced."""

import email.utils
import threading
import time
from functools import partial

import pytest

from inventory_core import FetchContext, FetchFailed, Outcome, Request, Wait
from inventory_scrapers.fetch.host import PaceRules
from inventory_scrapers.fetch.pace import Pace, shared_pace
from inventory_scrapers.fetch.retry_after import retry_after_seconds

from .pacing import Busy, gaps, together


def heard(fetcher, url: str, waits: list[Wait], cancelled: threading.Event | None = None):
    return fetcher.fetch(Request(url=url), FetchContext(cancelled or threading.Event(), waits.append))


@pytest.mark.parametrize(
    ("robots", "gap", "reason"),
    [
        (b"", 2.0, "pace"),
        (b"User-agent: *\nCrawl-delay: 3.5", 3.5, "crawl_delay"),
        (b"User-agent: *\nCrawl-delay: 0.5", 2.0, "pace"),
    ],
)
def test_requests_of_many_threads_keep_the_gap(make_fetcher, site, robots: bytes, gap: float, reason: str) -> None:
    """Between two requests to a host lies at least the delay or its crawl-delay, whichever thread or fetcher asks."""
    site.pages |= {"/robots.txt": (200, {}, robots), "/": (200, {}, b"page")}
    first = make_fetcher()
    second = make_fetcher(pace=first.pace)
    waits: list[Wait] = []
    together(partial(heard, fetcher, site.url(), waits) for fetcher in (first, second) * 3)
    assert len(site.paths) == 6
    assert min(gaps(site)[1:]) >= gap
    assert {wait.reason for wait in waits} <= {reason, "busy", "pace"}
    assert reason in {wait.reason for wait in waits}


@pytest.mark.parametrize(("share", "gap"), [(0.0, 2.0), (0.5, 2.2), (1.0, 2.4)])
def test_jitter_only_lengthens(make_fetcher, site, clock, share: float, gap: float) -> None:
    """The random part of the delay is up to 20 % more, never less."""
    site.pages["/"] = (200, {}, b"page")
    fetcher = make_fetcher(pace=Pace(clock=clock, jitter=lambda: share))
    for _ in range(2):
        heard(fetcher, site.url(), [])
    assert gaps(site) == [gap, gap]


def test_every_wait_is_announced_before_it_begins(make_fetcher, site, clock) -> None:
    """The announced seconds are those that were waited, with host and reason, and come first."""
    site.pages["/"] = (200, {}, b"page")
    fetcher = make_fetcher()
    order: list[tuple[Wait, float]] = []
    told: list[Wait] = []
    for _ in range(3):
        context = FetchContext(on_wait=lambda wait: order.append((wait, sum(clock.waits))), on_waited=told.append)
        fetcher.fetch(Request(url=site.url()), context)
    assert told == [wait for wait, _ in order]
    assert [wait for wait, _ in order] == [Wait(host="shop.example", reason="pace", seconds=2.0)] * 3
    assert [waited for _, waited in order] == [0.0, 2.0, 4.0]
    assert sum(clock.waits) == 6.0


def test_a_wait_that_was_broken_off_counts_as_long_as_it_was(clock) -> None:
    """An hour's rest was announced and three seconds of it were waited, for the reason that was announced: so it is told."""
    pace = Pace(PaceRules(delay=3600.0, max_delay=3600.0), clock=clock, jitter=lambda: 0.0)
    announced: list[Wait] = []
    told: list[Wait] = []
    context = FetchContext(on_wait=announced.append, on_waited=told.append)
    with pace.turn("shop.example", context) as turn:
        turn.answered()

    def stops(cancelled: threading.Event, seconds: float) -> None:
        clock.seconds += seconds
        if clock.seconds >= 1003.0:
            cancelled.set()

    clock.wait = stops
    with pytest.raises(FetchFailed, match="stopped"), pace.turn("shop.example", context):
        pass
    assert announced == [Wait(host="shop.example", reason="pace", seconds=3600.0)]
    assert told == [Wait(host="shop.example", reason="pace", seconds=3.0)]


def test_hosts_do_not_wait_for_each_other(make_fetcher, site, clock) -> None:
    """Different hosts have different paces."""
    site.pages["/"] = (200, {}, b"page")
    fetcher = make_fetcher(obey_robots=False)
    for host in ("a.example", "b.example", "c.example"):
        heard(fetcher, site.url(host=host), [])
    assert clock.waits == []


def test_a_slow_host_is_left_more_time(clock) -> None:
    """The delay grows with the time that the host takes, to a minute at most, and shrinks again with quick good answers only."""
    pace = Pace(clock=clock, jitter=lambda: 0.0)

    def ask(seconds: float, ok: bool = True) -> float:
        before = clock.now()
        with pace.turn("a.example", FetchContext()) as turn:
            gap = clock.now() - before
            clock.seconds += seconds
            turn.answered(ok)
        return gap

    ask(10.0)
    assert ask(100.0) == 10.0
    assert ask(0.0) == 60.0
    assert ask(0.0) == 30.0
    assert ask(0.0, ok=False) == 15.0
    assert ask(0.0, ok=False) == 15.0
    assert ask(0.0) == 15.0
    assert ask(0.0) == 7.5


def test_errors_never_shorten_the_delay(make_fetcher, site, clock) -> None:
    """Quick error pages and lost connections after a slow answer leave the delay as it was, or longer."""
    site.pages["/slow"] = lambda handler: (setattr(clock, "seconds", clock.seconds + 20.0), (200, {}, b"page"))[1]
    site.pages["/error"] = (500, {}, b"")
    fetcher = make_fetcher()
    for path in ("/slow", "/error", "/error", "/gone", "/error"):
        heard(fetcher, site.url(path), [])
    assert gaps(site)[1] >= 40.0  # the slow answer itself and the rest after it
    assert min(gaps(site)[2:]) >= 20.0


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_holds_the_host_for_everybody(make_fetcher, site, clock, status: int) -> None:
    """After 429 or 503 with Retry-After nobody asks the host before that time; then the page is asked for again and comes."""
    answers = [(status, {"Retry-After": "30"}, b"later"), (200, {}, b"page")]
    site.pages |= {"/": lambda handler: answers.pop(0), "/other": (200, {}, b"other")}
    first = make_fetcher()
    waits: list[Wait] = []
    assert heard(first, site.url(), waits).body == b"page"
    assert gaps(site)[-1] >= 30.0
    assert Wait(host="shop.example", reason="retry_after", seconds=30.0) in waits
    answers[:] = [(status, {"Retry-After": "301"}, b"later")]
    with pytest.raises(FetchFailed):
        heard(first, site.url(), waits)
    with pytest.raises(FetchFailed) as caught:
        heard(make_fetcher(pace=first.pace), site.url("/other"), waits)
    assert (caught.value.outcome, caught.value.rule) == (Outcome.RATE_LIMITED, "retry_after")
    assert "/other" not in site.paths
    clock.seconds += 302
    assert heard(first, site.url("/other"), waits).body == b"other"


def test_a_long_retry_after_ends_the_crawl_of_the_host(make_fetcher, site, clock) -> None:
    """Above the cap nothing is waited: the outcome is rate_limited and says for how long."""
    site.pages["/"] = (429, {"Retry-After": "86400"}, b"")
    with pytest.raises(FetchFailed) as caught:
        heard(make_fetcher(), site.url(), [])
    assert (caught.value.outcome, caught.value.rule, caught.value.retry_after) == (Outcome.RATE_LIMITED, "retry_after", 86400.0)
    assert sum(clock.waits) == 2.0
    assert len(site.paths) == 1


def test_backoff_doubles_to_five_minutes_and_ends(make_fetcher, site) -> None:
    """429 without Retry-After: 2, 4, 8 ... 256, 300 seconds, then rate_limited."""
    site.pages["/"] = (429, {}, b"")
    waits: list[Wait] = []
    with pytest.raises(FetchFailed) as caught:
        heard(make_fetcher(), site.url(), waits)
    assert (caught.value.outcome, caught.value.rule) == (Outcome.RATE_LIMITED, "backoff")
    assert [wait.seconds for wait in waits if wait.reason == "backoff"] == [2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert len(site.paths) == 10


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("-5", 0.0),
        ("9" * 30, 366 * 86400.0),
        ("9" * 400, None),
        ("soon", None),
        ("", None),
        (None, None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("Wed, 99 Foo 2026 99:99:99 GMT", None),
        ("\x00", None),
        (email.utils.formatdate(1_800_000_060, usegmt=True), 60.0),
        (email.utils.formatdate(1_700_000_000, usegmt=True), 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 366 * 86400.0),
        ("x" * 100_000, None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: float | None) -> None:
    """Seconds and dates; the past is now, huge is a year, what is neither is none."""
    assert retry_after_seconds(value, 1_800_000_000.0) == seconds


def test_waits_end_at_once_when_the_crawl_is_stopped(make_fetcher, site) -> None:
    """A stopped crawl waits no longer: neither for the pace, nor for another thread's request."""
    site.pages["/"] = (200, {}, b"page")
    fetcher = make_fetcher(pace=Pace(PaceRules(delay=100.0)), obey_robots=False)
    heard(fetcher, site.url(), [])
    cancelled, waiting = threading.Event(), threading.Semaphore(0)
    outcomes: list[Outcome] = []

    def run() -> None:
        try:
            fetcher.fetch(Request(url=site.url()), FetchContext(cancelled, lambda _wait: waiting.release()))
        except FetchFailed as failed:
            outcomes.append(failed.outcome)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert waiting.acquire(timeout=5)
    began = time.monotonic()
    cancelled.set()
    for thread in threads:
        thread.join(5.0)
    assert time.monotonic() - began < 0.6
    assert outcomes == [Outcome.CANCELLED] * 3
    assert len(site.paths) == 1


def test_one_request_at_a_time(make_fetcher, site) -> None:
    """Even without any delay, a host never has two requests in flight."""
    site.pages["/"] = busy = Busy()
    fetcher = make_fetcher(pace=Pace(PaceRules(delay=0.0)), obey_robots=False)
    together([partial(heard, fetcher, site.url(), [])] * 8)
    assert (len(site.paths), busy.most) == (8, 1)


def test_the_kill_switch_stops_a_host(make_fetcher, site, clock) -> None:
    """A stopped host gets no request, not even for robots.txt or by redirect; one that waits for its turn is ended."""
    site.pages |= {"/": (200, {}, b"page"), "/away": (302, {"Location": site.url(host="stopped.example")}, b"")}
    fetcher = make_fetcher(stopped=("stopped.example",))
    for url in (site.url(host="stopped.example"), site.url("/away")):
        with pytest.raises(FetchFailed) as caught:
            heard(fetcher, url, [])
        assert (caught.value.outcome, caught.value.rule) == (Outcome.REFUSED, "host_stopped")
    assert "stopped.example" not in {host for host, _, _, _ in site.seen}
    with pytest.raises(FetchFailed) as caught:
        fetcher.fetch(Request(url=site.url()), FetchContext(on_wait=lambda _wait: fetcher.pace.stop_host("*.example")))
    assert caught.value.rule == "host_stopped"


def test_all_fetchers_of_a_process_share_one_pace() -> None:
    """A fetcher that is given no pace uses that of the process."""
    from inventory_scrapers.fetch.polite import PoliteFetcher
    from inventory_scrapers.fetch.settings import FetchSettings

    assert PoliteFetcher(FetchSettings()).pace is PoliteFetcher(FetchSettings()).pace is shared_pace()


def test_the_pace_of_many_hosts_stays_bounded(clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of hosts that nobody asks any more is let go of."""
    monkeypatch.setattr("inventory_scrapers.fetch.pace.MAX_HOSTS", 50)
    pace = Pace(clock=clock)
    for number in range(200):
        with pace.turn(f"h{number}.example", FetchContext()) as turn:
            turn.answered()
        clock.seconds += 10
    assert len(pace._hosts) <= 51
