"""A crawl is bounded, can be stopped and resumed, and tells what happened."""

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from inventory_core import (
    Batch,
    Crawl,
    Cursor,
    CursorError,
    Empty,
    FetchContext,
    FetchFailed,
    Limits,
    NeedsRendering,
    Outcome,
    Page,
    Report,
    Request,
    Scraper,
    Wait,
    Yielded,
    page,
)

SITE = "https://acme.example"


class Acme(Scraper):
    """Reads pages that are JSON: ids, the next page's path, detail paths, or the wish for a browser."""

    name = "acme"
    hosts = ("acme.example", "*.acme.example")

    @page(r"/.*")
    def any(self, page: Page) -> Iterator[Yielded]:
        for id in page.data.get("ids", []):
            yield self.draft(page, listing_id=str(id)).put("likes", 1, "api")
        if page.data.get("empty"):
            yield Empty()
        for path in page.data.get("details", []):
            yield Request(url=page.absolute(path), role="detail")
        if path := page.data.get("next"):
            yield Request(url=page.absolute(path), role="next")
        if page.data.get("script") and not page.rendered:
            raise NeedsRendering("scripts")


class Site:
    """A fetcher over a table of addresses; counts what was asked for."""

    name = "site"
    renders = False

    def __init__(self, pages: dict[str, object], before: Callable[[Request, FetchContext], None] | None = None) -> None:
        self.pages, self.before = pages, before
        self.asked: list[str] = []
        self.together = 0
        self._now = 0
        self._lock = threading.Lock()

    def fetch(self, request: Request, context: FetchContext) -> Page:
        with self._lock:
            self.asked.append(request.url)
            self._now += 1
            self.together = max(self.together, self._now)
        try:
            if self.before:
                self.before(request, context)
            content = self.pages[request.url]
            if isinstance(content, BaseException):
                raise content
            body = json.dumps(content).encode()
            context.on_traffic(1, len(body))
            return Page(body, url=request.url, status=200, rendered=self.renders, request=request)
        finally:
            with self._lock:
                self._now -= 1

    def close(self) -> None:
        pass


def chain(length: int, site: str = SITE) -> dict[str, object]:
    """A list of `length` pages with two listings each."""
    return {
        f"{site}/{n}": {"ids": [f"{site}{2 * n}", f"{site}{2 * n + 1}"], "next": f"/{n + 1}" if n + 1 < length else None}
        for n in range(length)
    }


def start(*urls: str) -> list[Request]:
    return [Request(url=url) for url in urls or (f"{SITE}/0",)]


def keys(batches: list[Batch]) -> list[str]:
    return [listing.key for batch in batches for listing in batch.result.listings]


def test_a_crawl_follows_pages_to_the_end() -> None:
    """One batch a page, each listing once, and a report that adds up."""
    crawl = Crawl(Acme(), Site(chain(4)), start())
    batches = list(crawl)
    assert len(keys(batches)) == len(set(keys(batches))) == 8
    report = crawl.report
    assert (report.pages, report.listings, report.requests, report.outcomes) == (4, 8, 4, {"ok": 4})
    assert report.bytes > 0
    assert (report.coverage["acme any"]["likes"].given, report.coverage["acme any"]["title"].share) == (8, 0.0)
    assert crawl.cursor.is_done


@pytest.mark.parametrize(
    ("limits", "pages"), [(Limits(pages=2), 2), (Limits(listings=3), 2), (Limits(bytes=1), 1), (Limits(pages=0), 0)]
)
def test_limits_end_a_crawl(limits: Limits, pages: int) -> None:
    """Pages, listings and bytes; what is left stays in the cursor."""
    site = Site(chain(5))
    crawl = Crawl(Acme(), site, start(), limits=limits)
    assert len(list(crawl)) == len(site.asked) == pages
    assert not crawl.cursor.is_done


def test_a_limit_that_cut_nothing_off_stopped_nothing() -> None:
    """A crawl that ends with the last page it is allowed tells no limit: all there was to see was seen."""
    crawl = Crawl(Acme(), Site(chain(3)), start(), limits=Limits(pages=3, listings=6, bytes=1_000))
    assert len(list(crawl)) == 3
    assert (crawl.report.stopped, crawl.cursor.is_done) == (None, True)


def test_the_page_limit_holds_for_pages_in_flight() -> None:
    """Many hosts at once do not fetch more pages than were allowed."""
    pages = {f"https://h{n}.acme.example/0": {"ids": [n]} for n in range(20)}
    site = Site(pages)
    list(Crawl(Acme(), site, start(*pages), limits=Limits(pages=3), parallel=8))
    assert len(site.asked) == 3


@pytest.mark.parametrize("stop_after", range(6))
def test_a_crawl_resumes_with_nothing_lost_and_nothing_fetched_twice(stop_after: int) -> None:
    """Stopped after any page, the cursor goes through JSON, and the rest comes from where it stood."""
    site = Site(chain(5))
    first = Crawl(Acme(), site, start(), limits=Limits(pages=stop_after))
    seen = keys(list(first))
    cursor = Cursor.load(first.cursor.dump())
    seen += keys(list(Crawl(Acme(), site, cursor=cursor)))
    assert sorted(seen) == sorted(key for key in (f"acme:{SITE}{n}" for n in range(10)))
    assert len(site.asked) == len(set(site.asked)) == 5


def test_the_cursor_of_a_batch_stands_behind_that_batch() -> None:
    """Committed with its listings, it neither repeats nor skips the page."""
    site = Site(chain(3))
    for batch in Crawl(Acme(), site, start()):
        cursor = batch.cursor
        break
    rest = list(Crawl(Acme(), site, cursor=cursor))
    assert [batch.request.url for batch in rest] == [f"{SITE}/1", f"{SITE}/2"]


def test_what_is_on_its_way_is_in_the_cursor() -> None:
    """A page that is being fetched while another is saved is asked for again by whoever goes on from there."""
    saved = threading.Event()

    def wait(request: Request, _context: FetchContext) -> None:
        assert "b.acme" not in request.url or saved.wait(20)

    urls = [f"{SITE}/0", "https://b.acme.example/0"]
    batches = iter(Crawl(Acme(), Site({url: {"ids": [url]} for url in urls}, before=wait), start(*urls)))
    assert [request.url for request in next(batches).cursor.pending] == [urls[1]]
    saved.set()
    assert next(batches).cursor.is_done


def test_a_cursor_that_is_none_or_of_another_kind_is_refused() -> None:
    """Nonsense, a newer form, another scraper's: each with its reason."""
    for text in ("", "{}", "[1]", '{"scraper": "acme", "pending": [{"url": "file:///etc/passwd"}]}'):
        with pytest.raises(CursorError):
            Cursor.load(text)
    with pytest.raises(CursorError, match="form 2"):
        Cursor.load(Cursor(scraper="acme").model_copy(update={"version": 2}).dump())
    with pytest.raises(CursorError, match="of other"):
        Crawl(Acme(), Site({}), cursor=Cursor(scraper="other"))


def test_pages_in_a_circle_end() -> None:
    """A next link that leads back, and one that shows the same listings under ever new addresses."""
    back = {f"{SITE}/0": {"ids": [1], "next": "/1"}, f"{SITE}/1": {"ids": [2], "next": "/0"}}
    assert len(list(Crawl(Acme(), Site(back), start()))) == 2
    same = {f"{SITE}/{n}": {"ids": [1, 2], "next": f"/{n + 1}"} for n in range(50)}
    assert len(list(Crawl(Acme(), Site(same), start()))) == 2


def test_a_circle_is_one_of_one_host() -> None:
    """Two hosts that show the same listings both are read to their ends, also by a crawl that was resumed between them."""
    hosts = [f"https://h{n}.acme.example" for n in range(2)]
    pages = {f"{host}/{n}": {"ids": [n], "next": f"/{n + 1}" if n < 3 else None} for host in hosts for n in range(4)}
    site = Site(pages)
    first = Crawl(Acme(), site, start(*(f"{host}/0" for host in hosts)), limits=Limits(pages=4))
    batches = [*first, *Crawl(Acme(), site, cursor=Cursor.load(first.cursor.dump()))]
    assert sorted(batch.request.url for batch in batches) == sorted(pages)


def test_hosts_take_turns() -> None:
    """However many requests wait for one host, every other host comes before its second one."""
    urls = [*(f"{SITE}/{n}" for n in range(5)), "https://b.acme.example/0", "https://c.acme.example/0"]
    site = Site({url: {"ids": [url]} for url in urls})
    list(Crawl(Acme(), site, start(*urls), parallel=1))
    assert site.asked == [urls[0], *urls[5:], *urls[1:5]]


def test_details_are_followed_only_when_asked_for() -> None:
    """The page of each listing costs a request each."""
    pages = {f"{SITE}/0": {"ids": [1], "details": ["/d1", "/d2"]}, f"{SITE}/d1": {"ids": [5]}, f"{SITE}/d2": {"ids": [6]}}
    assert len(list(Crawl(Acme(), Site(pages), start()))) == 1
    assert len(list(Crawl(Acme(), Site(pages), start(), details=True))) == 3


def test_one_request_at_a_time_a_host_and_many_hosts_at_once() -> None:
    """Two hosts are asked together (a barrier of two is passed), one host never is."""
    barrier = threading.Barrier(2, timeout=20)
    pages = {f"https://h{n}.acme.example/0": {"ids": [n]} for n in range(2)}
    both = Site(pages, before=lambda _request, _context: barrier.wait() and None)
    assert len(list(Crawl(Acme(), both, start(*pages)))) == 2
    one = Site({f"{SITE}/{n}": {"ids": [n]} for n in range(10)})
    list(Crawl(Acme(), one, start(*one.pages)))
    assert one.together == 1


def waiting_site(slow: int, quick: int, done: threading.Event) -> Site:
    """Hosts that are to be waited for until `done`, and behind them hosts that answer at once."""

    def before(request: Request, context: FetchContext) -> None:
        if "slow" in request.url:
            context.on_wait(Wait(host="slow", reason="crawl_delay", seconds=60))
            assert done.wait(20)
            context.on_waited(Wait(host="slow", reason="crawl_delay", seconds=1))

    hosts = [*(f"slow{n}" for n in range(slow)), *(f"quick{n}" for n in range(quick))]
    return Site({f"https://{host}.acme.example/0": {"ids": [host]} for host in hosts}, before=before)


def test_hosts_that_are_waited_for_stand_in_nobodys_way() -> None:
    """Twice as many slow hosts as requests at a time, and all others are read before the first of them."""
    done = threading.Event()
    site = waiting_site(4, 6, done)
    read: list[str] = []
    for batch in Crawl(Acme(), site, start(*site.pages), parallel=2):
        read.append(batch.request.url)
        if len(read) == 6:
            done.set()
    assert len(read) == 10
    assert not any("slow" in url for url in read[:6])


def test_threads_that_wait_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many hosts that are waited for, nothing more is begun until one of them was asked."""
    monkeypatch.setattr("inventory_core.crawl.MAX_WAITING", 2)
    done = threading.Event()
    site = waiting_site(9, 0, done)
    crawl = Crawl(Acme(), site, start(*site.pages), parallel=1, on_wait=lambda _wait: len(site.asked) == 4 and done.set())
    threading.Timer(0.3, done.set).start()  # room for a fourth, which does not come
    assert len(list(crawl)) == 9
    assert site.together == 3


def test_a_blocked_host_is_asked_nothing_more() -> None:
    """The rest of that host stays in the cursor, other hosts go on, and a resumed crawl asks again."""
    pages: dict[str, object] = {f"{SITE}/{n}": {"ids": [n]} for n in range(3)}
    pages[f"{SITE}/0"] = FetchFailed(Outcome.BLOCKED, "challenge", "a challenge page")
    pages["https://b.acme.example/0"] = {"ids": ["b"]}
    site = Site(pages)
    crawl = Crawl(Acme(), site, start(*pages))
    outcomes = sorted(batch.result.outcome for batch in crawl)
    assert outcomes == ["blocked", "ok"]
    pages[f"{SITE}/0"] = {"ids": [0]}
    again = list(Crawl(Acme(), site, cursor=Cursor.load(crawl.cursor.dump())))
    assert sorted(keys(again)) == ["acme:0", "acme:1", "acme:2"]


@pytest.mark.parametrize(
    ("error", "outcome", "rule"),
    [
        (FetchFailed(Outcome.TIMEOUT, "total_time", "took too long"), "timeout", "total_time"),
        (FetchFailed(Outcome.REFUSED, "private_address", "refused"), "refused", "private_address"),
        (ZeroDivisionError("x"), "network_error", "fetcher_failed"),
        (SystemExit("x"), "network_error", "fetcher_failed"),
    ],
)
def test_a_page_that_did_not_come_is_a_result(error: BaseException, outcome: str, rule: str) -> None:
    """With its outcome and its rule; a fetcher that breaks is a network error, not an end."""
    crawl = Crawl(Acme(), Site({f"{SITE}/0": error}), start())
    results = [batch.result for batch in crawl]
    assert [(r.outcome, r.rule) for r in results] == [(outcome, rule)]
    assert [(e.code, e.url) for e in crawl.report.errors] == [(rule, f"{SITE}/0")]


@pytest.mark.parametrize("given", [None, "<p>a text</p>"])
def test_what_is_no_page_is_the_fetchers_failure(given: object) -> None:
    """A fetcher that gives something else is named as what failed, and the crawl ends in order."""

    class Careless:
        name, renders = "careless", False

        def fetch(self, request: Request, context: FetchContext) -> object:
            return given

        def close(self) -> None: ...

    (batch,) = Crawl(Acme(), Careless(), start())  # type: ignore[arg-type]
    assert batch.result.message == f"the fetcher failed: it gave {type(given).__name__}, not a Page"


def test_stop_ends_waits_and_keeps_what_was_not_fetched() -> None:
    """A fetch that is waiting is cancelled at once and its request goes back into the cursor; the report has what was waited."""

    def wait(request: Request, context: FetchContext) -> None:
        if request.url.endswith("/1"):
            context.on_wait(Wait(host="acme.example", reason="crawl_delay", seconds=3600))
            assert context.cancelled.wait(20)
            context.on_waited(Wait(host="acme.example", reason="crawl_delay", seconds=1.5))
            raise FetchFailed(Outcome.CANCELLED, "cancelled", "stopped")

    waits: list[Wait] = []
    site = Site(chain(3), before=wait)
    crawl = Crawl(Acme(), site, start(), on_wait=lambda wait: (waits.append(wait), crawl.stop("by hand")))
    assert [batch.request.url for batch in crawl] == [f"{SITE}/0"]
    assert crawl.report.stopped == "by hand"
    assert [wait.seconds for wait in waits] == [3600]
    assert crawl.report.waited == {"acme.example crawl_delay": 1.5}
    assert [r.url for r in crawl.cursor.pending] == [f"{SITE}/1"]
    assert crawl.report.outcomes == {"ok": 1}


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals go to a thread on POSIX only")
def test_a_signal_is_heard_while_a_page_is_waited_for() -> None:
    """A signal that does not wake the thread of the crawl, as this one to another thread, is handled before the page comes."""
    heard = threading.Event()

    class Slow(Site):
        def fetch(self, request: Request, context: FetchContext) -> Page:
            while sys._current_frames()[threading.main_thread().ident or 0].f_code.co_name != "_next_done":
                pass
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
            assert heard.wait(30)
            return super().fetch(request, context)

    before = signal.signal(signal.SIGINT, lambda _number, _frame: heard.set())
    try:
        (batch,) = Crawl(Acme(), Slow(chain(1)), start())
    finally:
        signal.signal(signal.SIGINT, before)
    assert batch.result.outcome == "ok"


def test_the_time_limit_ends_a_crawl_that_waits() -> None:
    """Even where nothing comes back, the crawl ends and cancels what waits."""

    def wait(_request: Request, context: FetchContext) -> None:
        assert context.cancelled.wait(20)
        raise FetchFailed(Outcome.CANCELLED, "cancelled", "stopped")

    crawl = Crawl(Acme(), Site(chain(1), before=wait), start(), limits=Limits(seconds=0.05))
    assert list(crawl) == []
    assert crawl.report.stopped == "time limit"


def test_pages_that_need_scripts_are_asked_for_again_through_the_renderer() -> None:
    """One batch comes, from the rendered page; without a renderer the outcome says what is missing."""
    plain = Site({f"{SITE}/0": {"script": True}})
    browser = Site({f"{SITE}/0": {"script": True, "ids": [1]}})
    browser.renders = True
    batches = list(Crawl(Acme(), plain, start(), renderer=browser))
    assert [(b.result.outcome, len(b.result.listings)) for b in batches] == [("ok", 1)]
    assert (len(plain.asked), len(browser.asked)) == (1, 1)
    without = [b.result.outcome for b in Crawl(Acme(), plain, start())]
    assert without == [Outcome.NEEDS_RENDERING]


def test_leaving_the_loop_stops_the_crawl() -> None:
    """Nothing more is asked for once the iterator is closed."""
    site = Site(chain(50))
    batches = iter(Crawl(Acme(), site, start()))
    next(batches)
    batches.close()
    assert len(site.asked) <= 2


def test_a_report_shows_what_a_scraper_lost() -> None:
    """Coverage of a field that fell since an earlier report is named."""
    full, less = (Crawl(Acme(), Site({f"{SITE}/0": {"ids": [1, 2]}}), start()) for _ in range(2))
    list(full)
    list(less)
    less.report.coverage["acme any"]["likes"].given = 1
    assert less.report.drops_since(full.report) == ["acme any: likes was 100%, is 50%"]
    assert full.report.drops_since(full.report) == []


def test_a_report_shows_that_pages_of_a_kind_gave_fewer_listings() -> None:
    """Less than half as many a page is named, none at all too; half is not, nor a kind of page that did not come again."""

    def report(*ids: int) -> Report:
        crawl = Crawl(Acme(), Site({f"{SITE}/0": {"ids": ids, "empty": not ids}}), start())
        list(crawl)
        return crawl.report

    assert report(1).drops_since(report(1, 2, 3)) == ["acme any: 3 listings a page, now 1"]
    assert report().drops_since(report(1, 2, 3)) == ["acme any: 3 listings a page, now 0"]
    assert report(1, 2).drops_since(report(1, 2, 3, 4)) == []
    assert Report().drops_since(report(1)) == []


def test_an_earlier_report_without_the_newer_figures_is_read() -> None:
    """A report of a version that did not count the pages of a kind compares by its fields alone."""
    crawl = Crawl(Acme(), Site({f"{SITE}/0": {"ids": [1]}}), start())
    list(crawl)
    old = Report.model_validate({"coverage": {"acme any": {"title": {"given": 1, "total": 1}}}})
    assert crawl.report.drops_since(old) == ["acme any: title was 100%, is 0%"]


def test_a_keeper_of_turns_is_lent_to_both_fetchers() -> None:
    """What keeps turns over several processes reaches the fetcher and the renderer; without one there is none."""
    lent: list[object] = []
    pages: dict[str, object] = {f"{SITE}/0": {"ids": [1], "script": True}}
    for turns in (None, object()):
        site, browser = (Site(pages, before=lambda _request, context: lent.append(context.turns)) for _ in range(2))
        browser.renders = True
        list(Crawl(Acme(), site, start(), renderer=browser, turns=turns))  # type: ignore[arg-type]
        assert lent == [turns, turns]
        lent.clear()
