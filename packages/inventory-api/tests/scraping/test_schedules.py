"""Schedules over HTTP: made, changed, paused, listed, and refused where they make no sense."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.settings import Settings

from ..conftest import sign_in
from ..waiting import until
from .conftest import Shop, Work
from .watching import Watched

SCHEDULES = "/api/schedules"
ITEM = "https://acme.example/item/1"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Most of these tests begin no job."""
    return settings.model_copy(update={"run_jobs": False})


def change(work: Work, number: int, **body: Any) -> dict[str, Any]:
    answer = work.user.client.patch(f"{SCHEDULES}/{number}", json=body, headers=work.user.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def get(work: Work, path: str) -> dict[str, Any]:
    answer = work.user.client.get(path, headers=work.user.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ended_run(work: Work, number: int) -> dict[str, Any] | None:
    """The last run of a schedule if it has ended."""
    run = get(work, f"{SCHEDULES}/{number}")["last_run"]
    return None if run is None or run["state"] in ("waiting", "running") else dict(run)


def test_a_schedule_tells_what_it_does_and_when(watched: Watched) -> None:
    """201 with its address: the target and scraper of its jobs, limits within the settings, when it runs next, no run yet."""
    answer = watched.work.post(SCHEDULES, name="Lamps", url=ITEM, cron="30 7 * * 1-5", time_zone="Europe/Berlin")
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"{SCHEDULES}/{made['id']}")
    assert (made["target"]["url"], made["scraper"], made["state"], made["last_run"]) == (ITEM, "acme", "active", None)
    assert made["next_run_at"] == "2026-05-04T05:30:00Z"
    assert get(watched.work, answer.headers["location"]) == made


def test_with_a_period_the_first_run_is_due_at_once(watched: Watched) -> None:
    """And its search is as a job's would be."""
    made = watched.schedule(search={"scraper": "acme", "text": "lamp", "max_price": "100.00"}, every="6h")
    assert made["next_run_at"] == "2026-05-01T12:00:00Z"
    assert (made["target"]["kind"], made["target"]["search"]["max_price"]) == ("search", "100.00")


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"every": "6h"}, 400, "url"),
        ({"url": ITEM}, 400, "every"),
        ({"url": ITEM, "every": "5m"}, 400, "at least 15 minutes"),
        ({"url": ITEM, "every": "6 hours"}, 400, "as in 30m, 6h or 2d"),
        ({"url": ITEM, "every": "10000m"}, 400, "1 to 9999 minutes, hours or days"),
        ({"url": ITEM, "cron": "0 25 * * *"}, 400, "cron"),
        ({"url": ITEM, "cron": "0 7 * * *", "time_zone": "Mars/Olympus"}, 400, "time_zone"),
        ({"url": ITEM, "scraper": "nobody", "every": "6h"}, 409, "unknown_scraper"),
        ({"search": {"scraper": "acme", "text": "x", "sold": True}, "every": "6h"}, 409, "unsupported_search"),
        ({"url": ITEM, "html": "<p>", "every": "6h"}, 400, "html"),
    ],
)
def test_what_makes_no_sense_is_refused(watched: Watched, body: dict[str, Any], status: int, word: str) -> None:
    """As a job would be, and by the field that says when."""
    answer = watched.work.post(SCHEDULES, name="Lamps", **body)
    assert (answer.status_code, word in answer.text) == (status, True), answer.text


def test_sent_again_with_its_key_it_is_made_once(watched: Watched) -> None:
    """An Idempotency-Key gets the same schedule again."""
    body = {"name": "Lamps", "url": ITEM, "every": "6h"}
    headers = {**watched.work.user.headers, "Idempotency-Key": "one"}
    answers = [watched.work.user.client.post(SCHEDULES, json=body, headers=headers).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(get(watched.work, SCHEDULES)["items"]) == 1


def test_a_schedule_is_changed_paused_and_let_go_on(watched: Watched) -> None:
    """What is left out stays; paused it has no next turn; let go on it counts from now."""
    number = watched.schedule(url=ITEM, every="6h", limits={"pages": 3})["id"]
    changed = change(watched.work, number, name="More lamps", keep_sellers=True, limits={"pages": 5}, priority="low")
    told = (changed["name"], changed["target"]["keep_sellers"], changed["limits"]["pages"], changed["priority"])
    assert told == ("More lamps", True, 5, "low")
    assert (changed["every"], changed["next_run_at"]) == ("6h", "2026-05-01T12:00:00Z")
    paused = change(watched.work, number, active=False)
    assert (paused["state"], paused["next_run_at"], paused["paused_reason"]) == ("paused", None, None)
    assert change(watched.work, number, cron="0 8 * * *")["state"] == "paused"
    watched.clock.forward(days=3)
    again = change(watched.work, number, active=True)
    assert (again["state"], again["every"], again["next_run_at"]) == ("active", None, "2026-05-05T08:00:00Z")


def test_a_change_that_makes_no_sense_changes_nothing(watched: Watched) -> None:
    """Both ways of saying when, or turns that are too close: 400, and the schedule is as it was."""
    made = watched.schedule(url=ITEM, every="6h")
    for body in (
        {"every": "1h", "cron": "0 8 * * *"},
        {"every": "1m"},
        {"time_zone": "Mars/Olympus"},
        {"url": ITEM},
        {"details": True},
    ):
        path = f"{SCHEDULES}/{made['id']}"
        assert watched.work.user.client.patch(path, json=body, headers=watched.work.user.headers).status_code == 400
    assert get(watched.work, f"{SCHEDULES}/{made['id']}") == made


def test_lists_come_page_by_page_both_ways(watched: Watched) -> None:
    """Schedules and runs, the latest first; next and previous lead through all of them and back."""
    names = [watched.schedule(url=ITEM, every="6h", name=str(number), active=False)["name"] for number in range(5)]
    first = get(watched.work, f"{SCHEDULES}?limit=2")
    second = get(watched.work, first["next"])
    third = get(watched.work, second["next"])
    assert [item["name"] for page in (first, second, third) for item in page["items"]] == names[::-1]
    assert third["next"] is first["previous"] is None
    assert get(watched.work, second["previous"])["items"] == first["items"]


def test_the_service_looks_after_its_schedules(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """By itself: a schedule that was just made has run soon after, and tells what it found."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    with TestClient(create_app(settings.model_copy(update={"run_jobs": True}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        number = work.post(SCHEDULES, name="Lamps", url=ITEM, every="6h").json()["id"]
        run = until(lambda: ended_run(work, number))
    assert (run["state"], run["counts"]["new"]) == ("done", 1)


def test_an_account_has_no_more_schedules_than_the_settings_allow(
    shop: Shop, settings: Settings, database: Database, ended: Any
) -> None:
    """The next one is refused and says so; after one was deleted there is room again (A15)."""
    with TestClient(create_app(settings.model_copy(update={"schedules": 1}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        body: dict[str, Any] = {"name": "Lamps", "url": ITEM, "every": "6h", "active": False}
        number = work.post(SCHEDULES, **body).json()["id"]
        refused = work.post(SCHEDULES, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "too_many_schedules")
        assert client.delete(f"{SCHEDULES}/{number}", headers=work.user.headers).status_code == 204
        assert work.post(SCHEDULES, **body).status_code == 201
