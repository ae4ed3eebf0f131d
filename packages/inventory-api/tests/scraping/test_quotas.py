"""What an account may have done at once and in a day, in which order its jobs go, and which of them are one and the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import insert, select

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.scraping.models import Job, PagesRead
from inventory_api.settings import Settings

from ..conftest import SignedIn, sign_in
from ..waiting import until
from .conftest import Shop, Work

JOBS = "/api/scraping/jobs"
ITEM = "https://acme.example/item/1"
_YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
LIST = "https://acme.example/search?q=lamp"


def lists(shop: Shop, count: int) -> None:
    """So many pages of one list, each leading to the next."""
    for number in range(1, count + 1):
        url = LIST if number == 1 else f"{LIST}&p={number}"
        following = f"\nnext {LIST}&p={number + 1}" if number < count else ""
        shop.pages[url] = f"lamps\n{number}|Lamp|{number}{following}"


def test_a_request_for_the_same_joins_the_job(work: Work, shop: Shop, someone_else: SignedIn) -> None:
    """200 with it, whatever the priority; not where an option differs, nor in another workspace, nor after its end."""
    shop.pages.update({ITEM: "Desk lamp|1", LIST: "lamps\n1|Lamp|1"})
    gate = shop.gate(ITEM)
    first = work.post(JOBS, url=ITEM).json()
    assert first["joined"] is False
    gate.wait_until_reached()
    again = work.post(JOBS, url=ITEM, priority="high")
    assert (again.status_code, again.json()["id"], again.json()["joined"]) == (200, first["id"], True)
    assert again.headers["location"] == f"{JOBS}/{first['id']}"
    assert work.post(JOBS, url=ITEM, details=True).status_code == 202
    assert Work(someone_else, work._ended).post(JOBS, url=ITEM).status_code == 202
    gate.open()
    work.end(first["id"])
    assert work.post(JOBS, url=ITEM).status_code == 202


def test_a_job_that_is_to_be_cancelled_is_not_joined(work: Work, shop: Shop) -> None:
    """Who asks for the same after a cancel gets a job of their own."""
    shop.pages[ITEM] = "Desk lamp|1"
    gate = shop.gate(ITEM)
    first = work.start(url=ITEM)
    gate.wait_until_reached()
    work.cancel(first)
    assert work.post(JOBS, url=ITEM).status_code == 202
    gate.open()


def test_the_same_posted_page_is_the_same_job(shop: Shop, settings: Settings, database: Database) -> None:
    """Two pages are one job only where every byte is the same."""
    with TestClient(create_app(settings.model_copy(update={"run_jobs": False}))) as client:
        user = sign_in(client, "ada@example.org")

        def post(html: str) -> Any:
            return client.post(JOBS, json={"html": html, "url": ITEM}, headers=user.headers)

        assert [post(html).status_code for html in ("Lamp|1", "Lamp|2", "Lamp|1")] == [202, 202, 200]


def test_priorities_order_the_jobs_of_an_account(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """Those of high priority go first and those of low last; of the same the older ones do."""
    items = {name: f"https://acme.example/item/{name}" for name in ("first", "low", "normal", "high")}
    shop.pages.update(dict.fromkeys(items.values(), "Lamp|1"))
    gate = shop.gate(items["first"])
    with TestClient(create_app(settings.model_copy(update={"jobs_at_once": 1}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        work.start(url=items["first"])
        gate.wait_until_reached()
        jobs = [work.start(url=items[name], priority=name) for name in ("low", "normal", "high")]
        until(lambda: all(enqueued(database, jobs)))
        gate.open()
        for job_id in jobs:
            work.end(job_id)
    assert shop.asked == [items[name] for name in ("first", "high", "normal", "low")]


def test_priorities_say_nothing_between_accounts(
    shop: Shop, settings: Settings, database: Database, ended: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose turn it is decides the lot: where it falls on the other account, its low one goes before all of high priority."""
    lot = {**vars(random), "shuffle": lambda keys: keys.sort(key=str, reverse=True)}
    monkeypatch.setattr("dbos._queue.random", SimpleNamespace(**lot))
    items = {name: f"https://acme.example/item/{name}" for name in ("first", "high", "higher", "low")}
    shop.pages.update(dict.fromkeys(items.values(), "Lamp|1"))
    gate = shop.gate(items["first"])
    with TestClient(create_app(settings.model_copy(update={"jobs_at_once": 1}))) as client:
        one, other = (Work(sign_in(client, f"{name}@example.org"), ended) for name in ("ada", "bob"))
        one.start(url=items["first"])
        gate.wait_until_reached()
        high = [one.start(url=items[name], priority="high") for name in ("high", "higher")]
        low = other.start(url=items["low"], priority="low")
        until(lambda: all(enqueued(database, [*high, low])))
        gate.open()
        one.end(high[1])
    assert shop.asked == [items[name] for name in ("first", "low", "high", "higher")]


def enqueued(database: Database, jobs: list[int]) -> list[bool]:
    """Which of them the queue has."""
    with database.reading() as connection:
        return list(connection.execute(select(Job.enqueued).where(Job.id.in_(jobs))).scalars())


def test_a_day_has_so_many_pages(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """Where they are used up a job ends with what it has, as partial, and says so; the next is refused, a posted page is not."""
    lists(shop, 5)
    with TestClient(create_app(settings.model_copy(update={"pages_a_day": 3}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        job = work.run(url=LIST)
        assert (job["state"], job["outcome"], job["progress"]["pages"], job["progress"]["new"]) == ("done", "partial", 3, 3)
        assert job["report"]["stopped"] == "pages of the day"
        refused = work.post(JOBS, url=ITEM)
        assert (refused.status_code, refused.json()["code"]) == (429, "pages_used_up")
        assert int(refused.headers["retry-after"]) > 0
        assert work.run(html="Lamp|1", url=ITEM)["state"] == "done"


def test_the_last_page_of_a_day_may_be_the_last_of_a_job(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """A job that needs as many pages as are left has all that there is: nobody cut it short."""
    lists(shop, 3)
    with TestClient(create_app(settings.model_copy(update={"pages_a_day": 3}))) as client:
        job = Work(sign_in(client, "ada@example.org"), ended).run(url=LIST)
    assert (job["outcome"], job["progress"]["pages"], job["report"]["stopped"]) == ("ok", 3, None)


def test_a_new_day_has_its_own_pages(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """What was read on another day counts no more."""
    lists(shop, 2)
    with TestClient(create_app(settings.model_copy(update={"pages_a_day": 3}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        with database.writing() as connection:
            connection.execute(insert(PagesRead).values(account_id=work.user.account_id, day=_YESTERDAY, pages=3))
        assert work.run(url=LIST)["outcome"] == "ok"
    with database.reading() as connection:
        assert connection.execute(select(PagesRead.pages)).scalar_one() == 2


def test_limits_hold_over_all_workers_that_had_a_job(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """A job that went back to the queue after two pages reads one more of three, and reports all three once."""
    lists(shop, 9)
    gate = shop.gate(f"{LIST}&p=3")
    shop.pages[f"{LIST}&p=3"] = "(until cancelled)"
    settings = settings.model_copy(update={"shutdown_seconds": 20})
    with TestClient(create_app(settings)) as client:
        user = sign_in(client, "ada@example.org")
        job_id = Work(user, ended).start(url=LIST, limits={"pages": 3})
        gate.wait_until_reached()
        gate.open()
    lists(shop, 9)
    with TestClient(create_app(settings)) as client:
        work = Work(SignedIn(client, user.email, user.account_id, user.workspace_id, user.headers, user.refresh_token), ended)
        until(lambda: work.read(job_id)["state"] == "done")
        job = work.read(job_id)
    assert (job["progress"]["pages"], job["progress"]["new"], job["report"]["outcomes"]) == (3, 3, {"ok": 3})
    assert job["report"]["stopped"] == "page limit"
    assert job["report"]["coverage"]["acme results"]["title"] == {"given": 3, "total": 3}
    assert f"{LIST}&p=4" not in shop.asked
