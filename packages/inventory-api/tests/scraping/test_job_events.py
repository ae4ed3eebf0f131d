"""The end of a job is told as an event, in the transaction in which it ends."""

from __future__ import annotations

from typing import Any

from inventory_core import FetchFailed, Outcome

from .conftest import Shop, Work

ITEM = "https://acme.example/item/1"


def told(work: Work, query: str = "") -> list[dict[str, Any]]:
    """The events of the account."""
    answer = work.user.client.get(f"/api/events/list{query}", headers=work.user.headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_a_job_that_is_done_is_told_after_what_it_found(work: Work, shop: Shop) -> None:
    """The events of its listings name the job, and come before its end, which says how it went."""
    shop.pages[ITEM] = "Lamp|10.00"
    job = work.run(url=ITEM)
    listing, end = told(work)
    assert (listing["kind"], listing["job_id"]) == ("listing.new", job["id"])
    assert (end["kind"], end["job_id"], end["listing_id"]) == ("job.finished", job["id"], None)
    assert (end["data"]["outcome"], end["data"]["scraper"], end["data"]["error"]) == ("ok", "acme", None)
    assert (end["data"]["target"]["url"], end["data"]["progress"]["new"]) == (ITEM, 1)


def test_a_job_that_failed_says_why(work: Work, shop: Shop) -> None:
    """Its event has the code and the words that the job has."""
    shop.pages[ITEM] = FetchFailed(Outcome.BLOCKED, "challenge", "the site asks for a person")
    job = work.run(url=ITEM)
    (end,) = told(work)
    assert (end["kind"], end["data"]["outcome"]) == ("job.failed", "blocked")
    assert end["data"]["error"] == {name: job["error"][name] for name in ("code", "message")}


def test_a_job_that_is_cancelled_is_told_once(work: Work, shop: Shop) -> None:
    """One that runs and one that waits, however often that is asked for."""
    shop.pages[ITEM] = "(until cancelled)"
    gate = shop.gate(ITEM)
    running = work.start(url=ITEM)
    gate.wait_until_reached()
    for _ in range(2):
        work.cancel(running)
    gate.open()
    work.end(running)
    work.cancel(running)
    assert [(event["kind"], event["job_id"]) for event in told(work)] == [("job.cancelled", running)]
