"""What runs of a schedule find, beside the runs before: on a site that changes, blocks, and comes back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from inventory_api.database import Database
from inventory_api.scraping.sightings import Sighting
from inventory_core import FetchFailed, Outcome

from .conftest import Shop, Site, scraper
from .watching import Watched

ITEM = "https://acme.example/item/1"
FIRST, SECOND = "https://acme.example/search?q=lamp", "https://acme.example/search?q=lamp&p=2"
SEARCH: dict[str, Any] = {"search": {"scraper": "acme", "text": "lamp"}, "cron": "0 3 * * *"}
BLOCKED = FetchFailed(Outcome.BLOCKED, "status_403", "the site answered 403")
GONE = FetchFailed(Outcome.NOT_FOUND, "status_404", "the site answered 404")


def results(*lines: str) -> str:
    return "\n".join(["lamps", *lines])


DESK, FLOOR, WALL = "1|Desk lamp|12.50", "2|Floor lamp|80.00", "3|Wall lamp|9.00"


def counts(run: dict[str, Any]) -> dict[str, int]:
    """What a run counted, without what is 0."""
    return {name: number for name, number in run["counts"].items() if number}


@pytest.fixture
def lamps(watched: Watched, shop: Shop) -> int:
    """A schedule for a search, whose first run found two lamps."""
    shop.pages[FIRST] = results(DESK, FLOOR)
    number = int(watched.schedule(**SEARCH)["id"])
    first = watched.run(number)
    assert (first["state"], first["complete"], counts(first)) == ("done", True, {"seen": 2, "new": 2})
    return number


def test_a_run_tells_what_is_new_changed_sold_gone_and_back(watched: Watched, shop: Shop, lamps: int) -> None:
    """Each beside what the runs before saw; a listing that is as it was is only counted as seen."""
    shop.pages[FIRST] = results("1|Desk lamp|11.00", FLOOR, WALL)
    run = watched.run(lamps)
    assert counts(run) == {"seen": 3, "new": 1, "changed": 1}
    assert watched.found(run) == {"changed": ["1"], "new": ["3"]}
    shop.pages[FIRST] = results("1|Desk lamp|11.00", "2|Floor lamp|80.00|sold")
    run = watched.run(lamps)
    assert (counts(run), watched.found(run)) == ({"seen": 2, "sold": 1, "gone": 1}, {"sold": ["2"], "gone": ["3"]})
    run = watched.run(lamps)
    assert (counts(run), watched.found(run)) == ({"seen": 2}, {})
    shop.pages[FIRST] = results("1|Desk lamp|11.00", FLOOR, WALL)
    run = watched.run(lamps)
    assert watched.found(run) == {"changed": ["2"], "back": ["3"]}


def test_an_empty_answer_makes_all_of_it_gone(watched: Watched, shop: Shop, lamps: int) -> None:
    """The site says that it has no such thing any more; once is enough."""
    shop.pages[FIRST] = "lamps"
    run = watched.run(lamps)
    assert (run["outcome"], run["complete"], watched.found(run)) == ("empty", True, {"gone": ["1", "2"]})
    assert counts(watched.run(lamps)) == {}


def test_what_a_run_found_is_told_as_events(watched: Watched, shop: Shop, lamps: int) -> None:
    """Gone and back ones with their schedule, after them the run with its counts; what did not change is not told again."""
    seen = watched.get("/api/events/list?limit=200")["after"]
    for page in (results(FLOOR), results(FLOOR), results(DESK, FLOOR)):
        shop.pages[FIRST] = page
        watched.run(lamps)
    events = watched.get(f"/api/events/list?after={seen}&kind=listing.gone&kind=listing.back&kind=schedule.ran")["items"]
    ran, gone, back = "schedule.ran", "listing.gone", "listing.back"
    assert [event["kind"] for event in events] == [gone, ran, ran, back, ran]
    assert {event["schedule_id"] for event in events} == {lamps}
    assert (events[0]["data"]["title"], events[0]["data"]["price"]["amount"]) == ("Desk lamp", "12.50")
    assert events[1]["data"]["counts"] == {"seen": 1, "gone": 1}
    assert (events[1]["data"]["state"], events[1]["data"]["complete"], events[1]["data"]["paused"]) == ("done", True, False)


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.NETWORK_ERROR, Outcome.LAYOUT_CHANGED, Outcome.NOT_FOUND])
def test_a_list_that_does_not_answer_makes_nothing_gone(watched: Watched, shop: Shop, lamps: int, outcome: Outcome) -> None:
    """Blocked, unreachable, not understood, or not there: of its listings nothing is known."""
    shop.pages[FIRST] = FetchFailed(outcome, "rule", "the site did not answer")
    run = watched.run(lamps)
    assert (run["outcome"], run["complete"], counts(run), watched.found(run)) == (outcome, False, {}, {})
    shop.pages[FIRST] = results(DESK, FLOOR)
    assert counts(watched.run(lamps)) == {"seen": 2}


@pytest.mark.parametrize("second", [BLOCKED, GONE, "strange"], ids=["blocked", "not found", "not understood"])
def test_what_was_read_counts_though_a_page_failed(watched: Watched, shop: Shop, lamps: int, second: Any) -> None:
    """New ones are new, but what was not seen may be on the page that failed."""
    shop.pages.update({FIRST: results(WALL, f"next {SECOND}"), SECOND: second if second != "strange" else ""})
    if second == "strange":
        shop.pages[SECOND] = FetchFailed(Outcome.LAYOUT_CHANGED, "rule", "nothing was recognised")
    run = watched.run(lamps)
    assert (run["state"], run["complete"], watched.found(run)) == ("done", False, {"new": ["3"]})


def test_a_limit_that_cuts_a_run_makes_nothing_gone(watched: Watched, shop: Shop) -> None:
    """A page limit that leaves pages unread is told from one that does not."""
    shop.pages[FIRST] = results(DESK, FLOOR)
    number = watched.schedule(**SEARCH, limits={"pages": 1})["id"]
    assert watched.run(number)["complete"]
    shop.pages[FIRST] = results(WALL, f"next {SECOND}")
    cut = watched.run(number)
    assert (cut["complete"], watched.found(cut)) == (False, {"new": ["3"]})


def test_a_cancelled_run_makes_nothing_gone(watched: Watched, shop: Shop, lamps: int) -> None:
    """What it read until then counts; it is no failure of the schedule."""
    shop.pages.update({FIRST: results(WALL, f"next {SECOND}"), SECOND: "(until cancelled)"})
    gate = shop.gate(SECOND)
    run = watched.begin(lamps)
    gate.wait_until_reached()
    watched.work.cancel(run["job_id"])
    gate.open()
    run = watched.finish(run)
    assert (run["state"], run["complete"], watched.found(run)) == ("cancelled", False, {"new": ["3"]})
    assert watched.read(lamps)["failures"] == 0


def test_a_watched_listing_whose_page_vanished_is_gone_and_not_sold(watched: Watched, shop: Shop) -> None:
    """`not_found` is the answer to that one question; when the page is there again the listing is back."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    number = watched.schedule(url=ITEM, cron="0 3 * * *", limits={"pages": 1})["id"]
    assert watched.found(watched.run(number)) == {"new": ["1"]}
    shop.pages[ITEM] = GONE
    run = watched.run(number)
    assert (run["outcome"], run["complete"], watched.found(run)) == ("not_found", True, {"gone": ["1"]})
    (listing,) = watched.get("/api/listings")["items"]
    assert listing["availability"] == "in_stock"
    shop.pages[ITEM] = "Desk lamp|12.50"
    assert watched.found(watched.run(number)) == {"back": ["1"]}
    shop.pages[ITEM] = "Desk lamp|12.50|sold"
    assert watched.found(watched.run(number)) == {"sold": ["1"]}


LISTS = """
@page(r"/list", kind="list")
def list(self, page):
    for line in page.text.splitlines():
        found = self.listing(page, *line.split("|"))
        yield found
        yield Request(url=found.url, role="detail")
"""


def test_a_listing_whose_page_is_not_there_is_gone_from_a_whole_run(watched: Watched, shop: Shop, site: Site) -> None:
    """With `details` a list still shows it, its page says otherwise, and the run saw all that there is; not without the list."""
    site.install("attic", scraper("attic", LISTS))
    lists, desk, floor = (f"https://attic.example/{path}" for path in ("list", "item/1", "item/2"))
    shop.pages.update({lists: f"{DESK}\n{FLOOR}", desk: "Desk lamp|12.50", floor: "Floor lamp|80.00"})
    number = watched.schedule(url=lists, details=True, cron="0 3 * * *")["id"]
    assert counts(watched.run(number)) == {"seen": 2, "new": 2}
    shop.pages[floor] = GONE
    run = watched.run(number)
    assert (run["outcome"], run["complete"], watched.found(run)) == ("ok", True, {"gone": ["2"]})
    assert watched.get(f"/api/scraping/jobs/{run['job_id']}")["report"]["missing_details"] == 1
    shop.pages[desk] = GONE
    assert watched.found(watched.run(number)) == {"gone": ["1"]}
    shop.pages[floor] = "Floor lamp|80.00"
    assert watched.found(watched.run(number)) == {"back": ["2"]}
    shop.pages[lists] = GONE
    run = watched.run(number)
    assert (run["complete"], watched.found(run)) == (False, {})


def test_what_others_scraped_before_is_new_to_a_schedule(watched: Watched, shop: Shop, lamps: int) -> None:
    """A schedule compares its own runs: neither jobs beside it nor other schedules make anything known to it, or gone."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    number = watched.schedule(url=ITEM, cron="0 3 * * *")["id"]
    assert watched.found(watched.run(number)) == {"new": ["1"]}
    watched.work.run(url=ITEM)
    assert counts(watched.run(lamps)) == {"seen": 2}


def test_a_listing_that_its_owner_deleted_is_not_gone(watched: Watched, shop: Shop, lamps: int) -> None:
    """It is forgotten; where the site still shows it, it is new."""
    item = watched.get("/api/listings")["items"][0]["item_id"]
    client, headers = watched.work.user.client, watched.work.user.headers
    assert client.delete(f"/api/inventory/{item}", headers=headers).status_code == 204
    assert counts(watched.run(lamps)) == {"seen": 2, "new": 1}


def test_found_listings_come_page_by_page_and_by_kind(watched: Watched, shop: Shop) -> None:
    """With the listing as it is now; one kind alone where asked."""
    shop.pages[FIRST] = results(*[f"{number}|Lamp {number}|1.00" for number in range(5)])
    run = watched.run(watched.schedule(**SEARCH)["id"])
    path = f"/api/schedules/{run['schedule_id']}/runs/{run['id']}/changes"
    first = watched.get(f"{path}?limit=3&change=new")
    second = watched.get(first["next"])
    titles = [entry["listing"]["title"] for page in (first, second) for entry in page["items"]]
    assert (titles, second["next"]) == ([f"Lamp {number}" for number in range(5)], None)
    assert watched.get(second["previous"])["items"] == first["items"]
    assert watched.get(f"{path}?change=gone")["items"] == []


def test_a_job_that_is_kept_twice_is_compared_once(watched: Watched, shop: Shop, lamps: int, database: Database) -> None:
    """A listing on two pages of a job is one sighting; sightings go when nobody compares them any more."""
    shop.pages.update({FIRST: results(DESK, FLOOR, f"next {SECOND}"), SECOND: results(FLOOR, WALL)})
    run = watched.run(lamps)
    assert counts(run) == {"seen": 3, "new": 1}
    watched.clock.forward(days=365)
    watched.watch.look()  # the turn that is due by now
    watched.finish(watched.last(lamps))
    watched.watch.look()
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Sighting)).scalar_one() == 0
