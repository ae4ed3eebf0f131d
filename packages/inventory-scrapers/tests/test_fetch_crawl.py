"""Crawls over real sockets: many hosts at once at the pace of each, stopped and resumed without loss, gone when told to."""

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from inventory_core import Crawl, Cursor, Limits, Outcome, Page, Request, Scraper, Yielded, page
from inventory_core.urls import host_of
from inventory_scrapers.fetch import Pace, PaceRules


class Shop(Scraper):
    """Reads JSON pages: ids of listings, the path of the next page, paths of details."""

    name = "shop"
    hosts = ("*.example",)

    @page(r"/.*")
    def any(self, page: Page) -> Iterator[Yielded]:
        for number in page.data.get("ids", []):
            yield self.draft(page, listing_id=f"{host_of(page.url)} {number}").put("likes", 1, "api")
        for path in page.data.get("details", []):
            yield Request(url=page.absolute(path), role="detail")
        if path := page.data.get("next"):
            yield Request(url=page.absolute(path), role="next")


def fill(site, pages: int, details: int = 3) -> None:
    """A list of so many pages, each with details."""
    for number in range(pages):
        paths = [f"/item/{number}-{item}" for item in range(details)]
        content: dict[str, object] = {"ids": [number], "details": paths}
        if number + 1 < pages:
            content["next"] = f"/list/{number + 1}"
        site.pages[f"/list/{number}"] = (200, {}, json.dumps(content).encode())
        for path in paths:
            site.pages[path] = (200, {}, json.dumps({"ids": [path]}).encode())


def start(site, *hosts: str) -> list[Request]:
    return [Request(url=site.url("/list/0", host=host)) for host in hosts]


FAST = PaceRules(delay=0.0)


def test_a_crawl_of_many_hosts_fetches_each_page_once(make_fetcher, site, clock) -> None:
    """Every page of every host is asked for exactly once, robots.txt too, and the report counts them."""
    fill(site, 3)
    hosts = [f"h{number}.example" for number in range(6)]
    crawl = Crawl(Shop(), make_fetcher(), start(site, *hosts), details=True)
    batches = list(crawl)
    asked = Counter((host, path) for host, path, _, _ in site.seen)
    assert set(asked.values()) == {1}
    assert len(asked) == 6 * (1 + 3 + 9)
    assert {batch.result.outcome for batch in batches} == {Outcome.OK}
    assert (crawl.report.pages, crawl.report.requests) == (72, 78)
    assert crawl.report.bytes > 1_000
    assert set(crawl.report.waited) == {f"{host} pace" for host in hosts}


def test_crawls_of_one_process_share_the_pace_of_a_host(make_fetcher, site, clock) -> None:
    """Three crawls of one host, each with threads and a fetcher of its own, together keep its gap."""
    fill(site, 4, details=0)
    pace = Pace(clock=clock, jitter=lambda: 0.0)
    crawls = [Crawl(Shop(), make_fetcher(pace=pace), start(site, "shop.example")) for _ in range(3)]
    threads = [threading.Thread(target=list, args=(crawl,)) for crawl in crawls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    times = [time for _, _, _, time in site.seen]
    assert len(times) == 3 * (1 + 4)
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 2.0
    assert [crawl.report.pages for crawl in crawls] == [4, 4, 4]


def test_hosts_are_asked_at_the_same_time(make_fetcher, site) -> None:
    """Hosts do not stand in each other's way: as many requests are in flight as there are hosts, one for each."""
    hosts = [f"h{number}.example" for number in range(8)]
    together = threading.Barrier(8)

    def page(_handler):
        together.wait(5)  # breaks where fewer than eight arrive together
        return (200, {}, b'{"ids": [1]}')

    site.pages["/list/0"] = page
    fetcher = make_fetcher(pace=Pace(FAST), obey_robots=False)
    outcomes = [batch.result.outcome for batch in Crawl(Shop(), fetcher, start(site, *hosts), parallel=8)]
    assert outcomes == [Outcome.OK] * 8


@pytest.mark.parametrize("stop_after", [1, 2, 5, 9])
def test_a_crawl_that_is_stopped_goes_on_where_it_was(make_fetcher, site, stop_after: int) -> None:
    """Stopped after any page and resumed from its cursor, even as JSON, everything comes once and is asked for once."""
    fill(site, 4)
    hosts = ("a.example", "b.example", "c.example")
    keys: list[str] = []
    first = Crawl(Shop(), make_fetcher(pace=Pace(FAST), obey_robots=False), start(site, *hosts), details=True)
    cursor = None
    for number, batch in enumerate(first, 1):
        keys += [f"{batch.request.url} {listing.key}" for listing in batch.result.listings]
        cursor = batch.cursor
        if number == stop_after:
            first.stop()
    assert cursor is not None
    resumed = Cursor.load(cursor.dump())
    second = Crawl(Shop(), make_fetcher(pace=Pace(FAST), obey_robots=False), cursor=resumed, details=True)
    for batch in second:
        keys += [f"{batch.request.url} {listing.key}" for listing in batch.result.listings]
    asked = Counter((host, path) for host, path, _, _ in site.seen)
    assert len(asked) == 3 * 16
    assert set(asked.values()) == {1}
    assert len(keys) == len(set(keys)) == 3 * 16


def test_stopping_does_not_wait(make_fetcher, site) -> None:
    """A crawl that waits for the pace of its hosts ends at once when it is stopped, and keeps what it was about to ask for."""
    fill(site, 3, details=0)
    waiting = threading.Event()
    fetcher = make_fetcher(pace=Pace(PaceRules(delay=60.0)), obey_robots=False)
    crawl = Crawl(Shop(), fetcher, start(site, "a.example", "b.example"), on_wait=lambda _wait: waiting.set())
    threading.Thread(target=lambda: waiting.wait(5) and crawl.stop(), daemon=True).start()
    began = time.monotonic()
    pages = len(list(crawl))
    assert time.monotonic() - began < 2.0
    assert pages == len(site.paths)
    assert {request.url for request in crawl.cursor.pending} == {site.url("/list/1", host=h) for h in ("a.example", "b.example")}


def test_threads_are_bounded_and_end(make_fetcher, site) -> None:
    """A crawl has no more threads than it was given, and none is left when it ends, in whatever way."""
    fill(site, 2)
    before = set(threading.enumerate())
    most = 0
    hosts = [f"h{number}.example" for number in range(20)]
    fetcher = make_fetcher(pace=Pace(FAST), obey_robots=False)
    for _batch in Crawl(Shop(), fetcher, start(site, *hosts), parallel=4, details=True):
        most = max(most, sum(thread.name.startswith("fetch") for thread in threading.enumerate()))
    assert most <= 4
    for batch in Crawl(Shop(), fetcher, start(site, *hosts), parallel=4, details=True):
        del batch
        break
    for thread in set(threading.enumerate()) - before:
        if "process_request_thread" not in thread.name:  # the server's own, one for each connection that is kept
            thread.join(60)
            assert not thread.is_alive(), thread.name


def test_a_block_ends_its_host_and_no_other(make_fetcher, site) -> None:
    """After the first recognised challenge the crawl asks that host no more; other hosts go on."""
    fill(site, 3)
    good = dict(site.pages)

    def page(handler):
        if handler.headers["Host"].startswith("blocked"):
            return (403, {"cf-mitigated": "challenge"}, b"<title>Just a moment...</title>")
        return good[handler.path]

    site.pages |= {path: page for path in good if path != "/robots.txt"}
    requests = [*start(site, "blocked.example", "open.example"), Request(url=site.url("/list/1", host="blocked.example"))]
    crawl = Crawl(Shop(), make_fetcher(pace=Pace(FAST)), requests)
    outcomes = Counter(batch.result.outcome for batch in crawl)
    assert outcomes == {Outcome.BLOCKED: 1, Outcome.OK: 3}
    assert [path for host, path, _, _ in site.seen if host == "blocked.example"] == ["/robots.txt", "/list/0"]
    assert not crawl.cursor.is_done


def test_a_rate_limited_host_stays_in_the_cursor(make_fetcher, site, clock) -> None:
    """A host that asks for an hour's rest is not asked again, and what it owes stands in the cursor."""
    site.pages["/list/0"] = (429, {"Retry-After": "3600"}, b"")
    crawl = Crawl(Shop(), make_fetcher(), start(site, "shop.example"))
    (batch,) = crawl
    assert (batch.result.outcome, batch.result.rule) == (Outcome.RATE_LIMITED, "retry_after")
    assert [request.url for request in crawl.cursor.failed] == [site.url("/list/0")]


def test_limits_hold_over_the_network(make_fetcher, site) -> None:
    """A page limit asks for no page more than that."""
    fill(site, 5, details=0)
    crawl = Crawl(Shop(), make_fetcher(pace=Pace(FAST)), start(site, "shop.example"), limits=Limits(pages=2))
    assert len(list(crawl)) == 2
    assert site.paths == ["/list/0", "/list/1"]
    assert crawl.report.stopped == "page limit"


def test_coverage_shows_when_a_page_kind_gives_less_than_it_did(make_fetcher, site) -> None:
    """Two crawls of one site whose pages lost a field: the later report names the field and the page kind."""
    site.pages["/list/0"] = (200, {}, b'{"ids": [1, 2, 3]}')
    fetcher = make_fetcher(pace=Pace(FAST))
    earlier = Crawl(Shop(), fetcher, start(site, "shop.example"))
    list(earlier)

    class Poorer(Shop):
        """The same shop after a redesign: nobody's likes are shown."""

        @page(r"/.*")
        def any(self, page: Page) -> Iterator[Yielded]:
            for number in page.data["ids"]:
                yield self.draft(page, listing_id=str(number))

    later = Crawl(Poorer(), fetcher, start(site, "shop.example"))
    list(later)
    assert later.report.drops_since(earlier.report) == ["shop any: likes was 100%, is 0%"]
