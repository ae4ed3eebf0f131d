"""Jobs: what they read, keep and report, how they end, and what is refused."""

from __future__ import annotations

import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import select

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.listings.models import ListingRow
from inventory_api.scraping.models import Job as JobRow
from inventory_api.settings import Settings
from inventory_core import FetchFailed, Outcome

from ..conftest import SignedIn, sign_in
from ..waiting import until
from .conftest import FETCHERS, Shop, Site, Work, scraper

JOBS = "/api/scraping/jobs"
ITEM = "https://acme.example/item/1"
FIRST, SECOND = "https://acme.example/search?q=lamp", "https://acme.example/search?q=lamp&p=2"
RESULTS = f"lamps\n1|Desk lamp|12.50\n2|Floor lamp|80.00|sold\nnext {SECOND}"


def test_a_job_reads_an_address(work: Work, shop: Shop) -> None:
    """From an address: done, with progress, coverage, requests, bytes, and the listing kept as a new one."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    job = work.run(url=ITEM)
    assert (job["state"], job["outcome"], job["error"], job["scraper"]) == ("done", "ok", None, "acme")
    counts = {"pages": 1, "listings": 1, "requests": 1, "bytes": 100, "new": 1, "changed": 0, "unchanged": 0}
    assert job["progress"] == counts
    assert job["target"]["url"] == ITEM
    report = job["report"]
    assert report["outcomes"] == {"ok": 1}
    assert report["coverage"]["acme item"]["price"] == {"given": 1, "total": 1}
    assert job["created_at"] <= job["started_at"] <= job["finished_at"]
    assert len(shop.closed) == 1


def test_a_job_answers_where_it_is(work: Work, shop: Shop) -> None:
    """202 with the job as it stands and its address, before it ran."""
    gate = shop.gate(ITEM)
    shop.pages[ITEM] = "Desk lamp|12.50"
    answer = work.post(JOBS, url=ITEM)
    job = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (202, f"{JOBS}/{job['id']}")
    assert (job["state"], job["outcome"], job["finished_at"]) == ("queued", None, None)
    gate.wait_until_reached()
    assert work.read(job["id"])["state"] == "running"
    gate.open()
    assert work.end(job["id"])["state"] == "done"


def test_a_search_is_followed_page_by_page(work: Work, shop: Shop) -> None:
    """From a search: each page's listings and the progress are there before the next page is."""
    shop.pages.update({FIRST: RESULTS, SECOND: "lamps\n3|Wall lamp|9"})
    gate = shop.gate(SECOND)
    job_id = work.start(search={"scraper": "acme", "text": "lamp", "sort": "newest", "max_price": "100.00"})
    gate.wait_until_reached()
    halfway = work.read(job_id)
    assert (halfway["state"], halfway["progress"]["pages"], halfway["progress"]["new"]) == ("running", 1, 2)
    gate.open()
    job = work.end(job_id)
    assert (job["state"], job["progress"]["pages"], job["progress"]["listings"]) == ("done", 2, 3)
    assert job["target"]["search"]["max_price"] == "100.00"


def test_a_posted_page_is_read_without_fetching(work: Work, shop: Shop, database: Database) -> None:
    """From HTML: the page is read in the background, and its body is not kept afterwards."""
    job = work.run(html="Bürolampe|12.50", url=ITEM)
    assert (job["state"], job["target"]["kind"], job["target"]["bytes"]) == ("done", "html", 16)
    assert shop.asked == []
    with database.reading() as connection:
        assert connection.execute(select(JobRow.body)).scalars().all() == [None]


def test_limits_end_a_job(work: Work, shop: Shop) -> None:
    """A job asks for no more pages than it was given, and says that this is why it ended."""
    shop.pages.update({FIRST: RESULTS})
    job = work.run(url=FIRST, limits={"pages": 1})
    assert (job["state"], job["report"]["stopped"], shop.asked) == ("done", "page limit", [FIRST])


@pytest.mark.parametrize("name", ["pages", "seconds", "bytes"])
def test_limits_are_cut_to_what_the_settings_allow(
    shop: Shop, settings: Settings, database: Database, ended: Any, name: str
) -> None:
    """Whoever asks for more, or for no limit, gets the most that the settings allow (A15)."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    with TestClient(create_app(settings.model_copy(update={f"job_{name}": 7}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        assert work.run(url=ITEM)["limits"][name] == 7
        assert work.run(url=ITEM, limits={name: 1_000_000})["limits"][name] == 7
        assert work.run(url=ITEM, limits={name: 3})["limits"][name] == 3


INVALID = """
@page(r"/wrong/(?P<id>.+)")
def wrong(self, page, id):
    yield self.listing(page, id, "Desk lamp", "12.50")
    yield Listing(source=self.name, listing_id="2", price={"amount": "no number"})
"""


def test_an_invalid_listing_makes_a_job_partial(work: Work, shop: Shop, site: Site) -> None:
    """The rest of the page is kept, and the report names the field's path and the distribution to blame (P3)."""
    site.install("faulty", scraper("faulty", INVALID), version="6.6")
    shop.pages["https://faulty.example/wrong/1"] = "x"
    job = work.run(url="https://faulty.example/wrong/1")
    assert (job["state"], job["outcome"], job["progress"]["new"]) == ("done", "partial", 1)
    (error,) = job["report"]["errors"]
    assert (error["code"], error["field"], error["plugin"]) == ("invalid_listing", "price.amount", "inventory-faulty 6.6")


RAISES = """
@page(r"/raises")
def raises(self, page):
    raise SystemExit("out")
"""


def test_a_scraper_that_fails_costs_its_own_job(work: Work, shop: Shop, site: Site) -> None:
    """A handler that exits makes that job fail and says so; the next job runs (P1)."""
    site.install("faulty", scraper("faulty", RAISES))
    shop.pages.update({"https://faulty.example/raises": "x", ITEM: "Desk lamp|1"})
    job = work.run(url="https://faulty.example/raises")
    assert (job["state"], job["outcome"], job["error"]["code"]) == ("failed", "layout_changed", "layout_changed")
    assert work.run(url=ITEM)["state"] == "done"


def test_a_blocked_page_fails_the_job(work: Work, shop: Shop) -> None:
    """A page that gives nothing for being blocked is a failure with that code, never a job that is done with 0 listings."""
    shop.pages[ITEM] = FetchFailed(Outcome.BLOCKED, "status_403", "the site answered 403")
    job = work.run(url=ITEM)
    assert (job["state"], job["outcome"], job["error"]["code"]) == ("failed", "blocked", "blocked")
    assert job["error"]["message"] == "the site answered 403"


def test_an_address_that_is_refused_is_not_resolved_for_the_caller(work: Work, shop: Shop) -> None:
    """The outcome and the rule are shown; an address that the name resolved to is not, even where a fetcher tells it."""
    shop.pages[ITEM] = FetchFailed(Outcome.REFUSED, "private_address", "acme.example is 10.11.12.13")
    job = work.run(url=ITEM)
    assert (job["outcome"], job["report"]["errors"][0]["code"]) == ("refused", "private_address")
    assert "10.11.12.13" not in str(job)


SLOW = FetchFailed(Outcome.TIMEOUT, "total_time", "too slow")


def test_a_page_that_fails_among_others_makes_a_job_partial(work: Work, shop: Shop) -> None:
    """What was read is kept; the outcomes of all pages are counted; one that fails for now is tried as often as attempts are."""
    shop.pages.update({FIRST: RESULTS, SECOND: FetchFailed(Outcome.NETWORK_ERROR, "dns", "no address was found")})
    job = work.run(url=FIRST)
    assert (job["state"], job["outcome"], job["report"]["outcomes"]) == ("done", "partial", {"ok": 1, "network_error": 1})
    assert (shop.asked, job["report"]["asked_again"]) == ([FIRST, SECOND, SECOND, SECOND], 2)
    assert [error["code"] for error in job["report"]["errors"]] == ["dns"]


def test_a_page_that_failed_for_now_is_asked_for_again_after_the_others(work: Work, shop: Shop) -> None:
    """The report says so, and has the outcome of the last try alone; what the page leads to is followed."""
    third, fourth = f"{SECOND}0", f"{SECOND}1"
    shop.pages.update({FIRST: f"{RESULTS}\nnext {third}", third: "lamps\n4|Lamp|1", fourth: "lamps\n5|Lamp|1"})
    shop.pages[SECOND] = [SLOW, f"lamps\n3|Lamp|1\nnext {fourth}"]
    job = work.run(url=FIRST)
    report = job["report"]
    assert shop.asked == [FIRST, SECOND, third, SECOND, fourth]
    assert (job["outcome"], report["outcomes"], report["asked_again"], report["errors"]) == ("ok", {"ok": 4}, 1, [])
    assert (job["progress"]["pages"], job["progress"]["new"], "failing" in report) == (5, 5, False)


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.RATE_LIMITED, Outcome.LAYOUT_CHANGED])
def test_a_page_that_will_not_come_is_not_asked_for_again(work: Work, shop: Shop, outcome: Outcome) -> None:
    """A block is no failure for now, and a host that asks for rest is left alone."""
    shop.pages.update({FIRST: RESULTS, SECOND: FetchFailed(outcome, "rule", "no")})
    job = work.run(url=FIRST)
    assert (shop.asked, job["report"]["asked_again"]) == ([FIRST, SECOND], 0)


def test_a_site_that_answers_nothing_is_not_asked_again(work: Work, shop: Shop) -> None:
    """The job fails at once: there is nothing that the page would make whole."""
    shop.pages[ITEM] = SLOW
    assert (work.run(url=ITEM)["state"], shop.asked) == ("failed", [ITEM])


SCRIPTED = """
@page(r"/app")
def app(self, page):
    if not page.rendered:
        raise NeedsRendering("its scripts fill it")
    yield self.listing(page, "1", page.text, "1")
"""
RENDERER = """
from inventory_core import Page

class Plugin:
    name, renders = "aaa", True
    def fetch(self, request, context):
        return Page(b"Lamp", url=request.url, status=200, rendered=True)
    def close(self): ...
"""


def test_a_page_that_its_scripts_fill_is_rendered(work: Work, shop: Shop, site: Site) -> None:
    """Where a fetcher that runs scripts is installed, it is asked for what the other one could not read."""
    site.install("scripted", f"from inventory_core import NeedsRendering\n{scraper('scripted', SCRIPTED)}")
    site.install("aaa", RENDERER, group=FETCHERS, dist="inventory_renderer")
    shop.pages["https://scripted.example/app"] = "<script>fill()</script>"
    job = work.run(url="https://scripted.example/app")
    assert (job["outcome"], job["progress"]["new"], len(shop.asked)) == ("ok", 1, 1)


NASTY = r"""
@page(r"/nasty")
def nasty(self, page):
    yield self.listing(page, "1", "<img onerror=alert(1)>\x00\ud800", "1")
    raise ValueError("\x00\ud800 in /usr/lib/secret/file.py")
"""


def test_text_of_pages_is_data(work: Work, shop: Shop, site: Site) -> None:
    """Markup, NUL and half a surrogate pair in a title neither break the database nor the JSON (A18)."""
    site.install("faulty", scraper("faulty", NASTY))
    shop.pages["https://faulty.example/nasty"] = "x"
    job = work.run(url="https://faulty.example/nasty")
    assert (job["state"], job["outcome"], job["progress"]["new"]) == ("done", "partial", 1)
    message = job["report"]["errors"][0]["message"]
    assert re.fullmatch(r"ValueError: \ufffd\? in file\.py \(line \d+ of plugin_inventory_faulty\.py\)", message), message
    read = work.post("/api/parse", html="x", url="https://faulty.example/nasty", save=True)
    assert read.json()["listings"][0]["title"] == "<img onerror=alert(1)>\ufffd?"
    assert read.headers["content-type"] == "application/json"


def test_names_of_sellers_are_dropped_unless_asked_for(work: Work, shop: Shop, database: Database) -> None:
    """A job, from an address or of a posted page, keeps them only where it was told to."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    posted = {"html": "Desk lamp|1", "url": "https://acme.example/item/2"}

    def kept() -> list[bool]:
        with database.reading() as connection:
            found = connection.execute(select(ListingRow.data).order_by(ListingRow.key)).scalars()
            return ["Ada Lovelace" in data for data in found]

    for body in ({"url": ITEM}, posted):
        work.run(**body)
    assert kept() == [False, False]
    for body in ({"url": ITEM}, posted):
        work.run(**body, keep_sellers=True)
    assert kept() == [True, True]


# -- cancelling


def test_a_running_job_is_cancelled_within_its_page(work: Work, shop: Shop) -> None:
    """The page on its way is kept, nothing more is asked for; a second cancel changes nothing."""
    shop.pages.update({FIRST: RESULTS, SECOND: "lamps\n3|Wall lamp|9"})
    gate = shop.gate(FIRST)
    job_id = work.start(url=FIRST)
    gate.wait_until_reached()
    assert work.cancel(job_id)["cancel_requested"] is True
    gate.open()
    job = work.end(job_id)
    assert (job["state"], job["outcome"], job["progress"]["new"], shop.asked) == ("cancelled", "cancelled", 2, [FIRST])
    assert work.cancel(job_id) == job


def test_a_job_is_cancelled_from_another_process(work: Work, shop: Shop, database: Database) -> None:
    """The row alone tells it: what another worker asked for takes effect after the page."""
    shop.pages.update({FIRST: RESULTS, SECOND: "lamps\n3|Wall lamp|9"})
    gate = shop.gate(FIRST)
    job_id = work.start(url=FIRST)
    gate.wait_until_reached()
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE jobs SET cancel_requested = TRUE")
    gate.open()
    assert (work.end(job_id)["state"], shop.asked) == ("cancelled", [FIRST])


def test_a_waiting_job_is_cancelled_at_once(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """It never runs."""
    shop.pages.update({ITEM: "Desk lamp|1", FIRST: RESULTS})
    gate = shop.gate(ITEM)
    with TestClient(create_app(settings.model_copy(update={"jobs_at_once": 1}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        running, waiting = work.start(url=ITEM), work.start(url=FIRST)
        gate.wait_until_reached()
        cancelled = work.cancel(waiting)
        assert (cancelled["state"], cancelled["outcome"]) == ("cancelled", "cancelled")
        gate.open()
        work.end(running)
        assert work.run(url=ITEM)["state"] == "done"
        assert (work.read(waiting), shop.asked) == (cancelled, [ITEM, ITEM])


def test_a_job_that_ended_stays_as_it_is(work: Work, shop: Shop) -> None:
    """Cancelling it answers it unchanged."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    job = work.run(url=ITEM)
    assert work.cancel(job["id"]) == job


# -- what is refused


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "nothing": ({}, 400, "invalid"),
    "two things": ({"url": ITEM, "search": {"scraper": "acme", "text": "lamp"}}, 400, "invalid"),
    "file": ({"url": "file:///etc/passwd"}, 400, "invalid"),
    "user name": ({"url": "https://ada@acme.example/item/1"}, 400, "invalid"),
    "backslash": ({"url": "https://acme.example\\@evil.example/item/1"}, 400, "invalid"),
    "unknown field": ({"url": ITEM, "workspace_id": 2}, 400, "invalid"),
    "no limit at all": ({"url": ITEM, "limits": {"pages": 0}}, 400, "invalid"),
    "unknown scraper": ({"url": ITEM, "scraper": "nobody"}, 409, "unknown_scraper"),
    "unknown option": ({"search": {"scraper": "acme", "text": "lamp", "sold": True}}, 409, "unsupported_search"),
}


@pytest.mark.parametrize(("body", "status", "code"), REFUSED.values(), ids=list(REFUSED))
def test_what_makes_no_job_is_refused(work: Work, body: dict[str, Any], status: int, code: str) -> None:
    """With the reason, and nothing is begun."""
    answer = work.post(JOBS, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert work.user.client.get(JOBS, headers=work.user.headers).json()["items"] == []


@pytest.mark.parametrize(
    ("method", "detail"),
    [
        ("search", "faulty (inventory-faulty 6.6) made no search of 'lamp': KeyError: 'lamp'"),
        ("first_request", "faulty failed to make a search of this: KeyError."),
    ],
)
def test_a_search_that_a_plugin_cannot_make_is_refused(work: Work, site: Site, method: str, detail: str) -> None:
    """With the plugin to blame, and its reason."""
    body = f"def {method}(self, query):\n    return query.filters[query.text]\n"
    site.install("faulty", scraper("faulty", body), version="6.6")
    answer = work.post(JOBS, search={"scraper": "faulty", "text": "lamp"})
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (409, "scraper_failed", detail)


def test_an_address_without_a_scraper_is_refused(
    shop: Shop, site: Site, settings: Settings, database: Database, ended: Any
) -> None:
    """The answer names what is installed and what failed to load."""
    site.install("bad", "import there_is_no_such_module\n")
    with TestClient(create_app(settings.model_copy(update={"scrapers_allow": ["acme", "bad"]}))) as client:
        answer = Work(sign_in(client, "ada@example.org"), ended).post(JOBS, url="https://other.example/")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_scraper")
    for part in ("no scraper for other.example", "acme", "bad (inventory-bad 1.0)", "there_is_no_such_module"):
        assert part in answer.json()["detail"]


def test_without_a_fetcher_jobs_are_refused_and_pages_are_read(
    shop: Shop, settings: Settings, database: Database, ended: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """409 with the reason for what has to be fetched; a posted page is read all the same, and the list says so."""
    monkeypatch.setattr("inventory_core.registry.FETCHERS", "nobody.fetches")
    with TestClient(create_app(settings.model_copy(update={"fetcher": ""}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        answer = work.post(JOBS, url=ITEM)
        assert (answer.status_code, answer.json()["code"]) == (409, "no_fetcher")
        assert work.run(html="Desk lamp|12.50", url=ITEM)["state"] == "done"
        assert work.post("/api/parse", html="Desk lamp|12.50", url=ITEM).json()["outcome"] == "ok"
        installed = client.get("/api/scrapers", headers=work.user.headers).json()
    assert installed["notice"].startswith("No fetcher is installed that works")


def test_a_fetcher_that_does_not_work_is_told(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """The refusal names the fetcher of the settings."""
    with TestClient(create_app(settings.model_copy(update={"fetcher": "nobody"}))) as client:
        answer = Work(sign_in(client, "ada@example.org"), ended).post(JOBS, url=ITEM)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_fetcher")
    assert "'nobody'" in answer.json()["detail"]


def test_without_a_scraper_jobs_are_refused(settings: Settings, database: Database, ended: Any) -> None:
    """409 with the reason; the service runs."""
    with TestClient(create_app(settings.model_copy(update={"scrapers_allow": []}))) as client:
        answer = Work(sign_in(client, "ada@example.org"), ended).post(JOBS, url=ITEM)
        assert client.get("/health/live").status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (409, "no_scraper_installed")


def test_an_account_has_so_many_jobs_and_no_more(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """Of requests that come at the same time no two take the same place; another account has its own (A15)."""
    items = [f"https://acme.example/item/{number}" for number in range(8)]
    gates = [shop.gate(url) for url in items]
    shop.pages.update(dict.fromkeys(items, "Desk lamp|1"))
    with TestClient(create_app(settings.model_copy(update={"jobs_waiting": 3}))) as client:
        ada, eve = (Work(sign_in(client, f"{name}@example.org"), ended) for name in ("ada", "eve"))
        barrier = threading.Barrier(8, timeout=30)

        def ask(number: int) -> Any:
            barrier.wait()
            return ada.post(JOBS, url=items[number])

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(8)))
        assert sorted(answer.status_code for answer in answers) == [202] * 3 + [429] * 5
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert (refused.json()["code"], refused.headers["retry-after"]) == ("too_many_jobs", "10")
        other = eve.start(url=items[0])
        for gate in gates:
            gate.open()
        for _job in [other, *(answer for answer in answers if answer.status_code == 202)]:
            ada._ended.get(timeout=30)
        assert ada.run(url=items[0])["state"] == eve.run(url=items[0])["state"] == "done"


def test_a_job_asked_for_twice_with_one_key_runs_once(work: Work, shop: Shop) -> None:
    """With an Idempotency-Key the second answer is the first, and another job with that key is refused (A16)."""
    shop.pages.update({ITEM: "Desk lamp|1", FIRST: RESULTS})
    headers = {**work.user.headers, "Idempotency-Key": "once"}
    first, second = (work.user.client.post(JOBS, json={"url": ITEM}, headers=headers) for _ in range(2))
    assert (second.status_code, second.json(), second.headers["location"]) == (202, first.json(), first.headers["location"])
    work.end(first.json()["id"])
    assert work.user.client.post(JOBS, json={"url": FIRST}, headers=headers).status_code == 422
    assert shop.asked == [ITEM]


def test_statistics_count_how_jobs_ended(work: Work, shop: Shop, someone_else: SignedIn) -> None:
    """By state and outcome, the workspace's own alone."""
    shop.pages.update({ITEM: "Desk lamp|1", FIRST: FetchFailed(Outcome.BLOCKED, "status_403", "the site answered 403")})
    for url in (ITEM, ITEM, FIRST):
        work.run(url=url)
    user = work.user
    assert user.client.get("/api/stats", headers=user.headers).json()["jobs"] == [
        {"state": "done", "outcome": "ok", "jobs": 2},
        {"state": "failed", "outcome": "blocked", "jobs": 1},
    ]
    assert user.client.get("/api/stats", headers=someone_else.headers).json()["jobs"] == []


def test_an_account_with_many_jobs_does_not_keep_others_waiting(
    shop: Shop, settings: Settings, database: Database, ended: Any
) -> None:
    """Of one account only so many run at once, and the next account's job goes before its others (A15)."""
    shop.pages.update({ITEM: "Desk lamp|1", FIRST: "lamps\n1|Desk lamp|1"})
    gate = shop.gate(ITEM)
    with TestClient(create_app(settings.model_copy(update={"jobs_at_once": 2, "jobs_running": 1}))) as client:
        ada, eve = (Work(sign_in(client, f"{name}@example.org"), ended) for name in ("ada", "eve"))
        first, second = ada.start(url=ITEM), ada.start(url=FIRST)
        gate.wait_until_reached()
        assert eve.run(url=FIRST)["state"] == "done"
        assert (ada.read(first)["state"], ada.read(second)["state"]) == ("running", "queued")
        gate.open()
        assert ada.end(second)["state"] == "done"


def test_a_job_that_waits_for_a_site_is_cancelled_at_once(work: Work, shop: Shop) -> None:
    """Long waits, as for a site's pace, end when the job is cancelled in the process that runs it."""
    shop.pages[ITEM] = "(until cancelled)"
    gate = shop.gate(ITEM)
    job_id = work.start(url=ITEM)
    gate.wait_until_reached()
    gate.open()
    work.cancel(job_id)
    job = work.end(job_id)
    assert (job["state"], job["progress"]["pages"], shop.asked) == ("cancelled", 0, [ITEM])


HANGING = """
@page(r"/hang/(?P<id>\\d+)", kind="hang")
def hang(self, page, id):
    import plugin_inventory_gate
    plugin_inventory_gate.reached.set()
    plugin_inventory_gate.opened.wait(60)
    yield self.listing(page, id, "Too late", "1")
"""


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_reader_that_hangs_ends_its_job_and_keeps_nobodys_place(
    shop: Shop, site: Site, settings: Settings, ended: Any, monkeypatch: pytest.MonkeyPatch, cancelled: bool
) -> None:
    """At its limit of seconds, or cancelled; the place goes to the next job, and what the reader gives later is not kept (P1)."""
    monkeypatch.setattr("inventory_api.scraping.running.ON_ITS_WAY_SECONDS", 0.0)
    site.install("gate", "import threading\nreached, opened = threading.Event(), threading.Event()\n", group="nobody.asks")
    site.install("hanging", scraper("hanging", HANGING))
    shop.pages.update({"https://hanging.example/hang/7": "never read", ITEM: "Desk lamp|1"})
    one = settings.model_copy(update={"jobs_at_once": 1, "page_seconds": 0.1})
    with TestClient(create_app(one)) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        job_id = work.start(url="https://hanging.example/hang/7", limits={"seconds": 600 if cancelled else 1})
        until(lambda: hasattr(sys.modules.get("plugin_inventory_gate"), "opened"))  # it is there before it has run
        gate: Any = sys.modules["plugin_inventory_gate"]
        assert gate.reached.wait(30)
        if cancelled:
            work.cancel(job_id)
        job = until(lambda: (read := work.read(job_id))["state"] != "running" and read)
        assert (job["state"], (job["error"] or {}).get("code")) == (
            ("cancelled", None) if cancelled else ("failed", "page_overdue")
        )
        assert work.run(url=ITEM)["state"] == "done"
        gate.opened.set()
        assert work.end(job_id) == job
        listings = client.get("/api/listings", headers=work.user.headers).json()["items"]
        assert [listing["title"] for listing in listings] == ["Desk lamp"]


# -- lists


def test_jobs_are_listed_latest_first_with_links_both_ways(work: Work, shop: Shop) -> None:
    """Page by page forward and back again gives the same jobs; the links are in the body and in the header."""
    shop.pages[ITEM] = "Desk lamp|1"
    ids = [work.run(url=ITEM)["id"] for _ in range(5)]
    forward, link, pages = [], f"{JOBS}?limit=2", []
    while link:
        answer = work.user.client.get(link, headers=work.user.headers)
        page = answer.json()
        assert (page["next"] is None) == ('rel="next"' not in answer.headers.get("link", ""))
        forward += [job["id"] for job in page["items"]]
        pages.append(page)
        link = page["next"]
    assert forward == ids[::-1]
    back = work.user.client.get(pages[-1]["previous"], headers=work.user.headers).json()
    assert back == pages[1]
    assert work.user.client.get(back["previous"], headers=work.user.headers).json() == pages[0]
    assert pages[0]["previous"] is None


def test_jobs_are_filtered_by_state(work: Work, shop: Shop) -> None:
    """Only those in that state, on every page."""
    shop.pages[ITEM] = "Desk lamp|1"
    done = [work.run(url=ITEM)["id"] for _ in range(2)]
    shop.pages[ITEM] = FetchFailed(Outcome.TIMEOUT, "total", "too slow")
    failed = work.run(url=ITEM)["id"]

    def listed(query: str) -> Any:
        return work.user.client.get(f"{JOBS}?{query}", headers=work.user.headers)

    assert [job["id"] for job in listed("state=failed").json()["items"]] == [failed]
    first = listed("state=done&limit=1").json()
    assert [job["id"] for job in first["items"]] == [done[1]]
    assert [job["id"] for job in listed(first["next"].partition("?")[2]).json()["items"]] == [done[0]]
    for query in ("state=lost", "limit=0", "limit=201", "cursor=nonsense", "cursor=e30x", "cursor=%C3%A9"):
        assert listed(query).status_code == 400, query


def test_somebody_elses_job_is_not_there(work: Work, shop: Shop, someone_else: SignedIn) -> None:
    """Reading, cancelling and listing it are as if it did not exist (A1)."""
    shop.pages[ITEM] = "Desk lamp|1"
    job_id = work.run(url=ITEM)["id"]
    eve = someone_else
    for path in (f"{JOBS}/{job_id}", f"{JOBS}/999999"):
        assert eve.client.get(path, headers=eve.headers).json()["code"] == "not_found"
        assert eve.client.post(f"{path}/cancel", headers=eve.headers).status_code == 404
    assert eve.client.get(JOBS, headers=eve.headers).json()["items"] == []
