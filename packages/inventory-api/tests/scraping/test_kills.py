"""Workers that are killed, stopped and let go on, beside a site that counts: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.listings.models import ListingRow, Observation
from inventory_api.scraping.models import Job
from inventory_api.settings import Settings

from ..conftest import SignedIn, sign_in
from ..waiting import until
from .conftest import Site
from .fleet import PER_PAGE, Fleet, Shop, fleet, serving

JOBS = "/api/scraping/jobs"
KILLS = int(os.environ.get("INVENTORY_TEST_KILLS", "6"))
"""More than a few are the session `kills`."""


@pytest.fixture
def shop(database: Database) -> Shop:
    """A site with lists of eight pages."""
    return Shop(database, pages=8)


@pytest.fixture
def workers(shop: Shop, site: Site) -> Iterator[Fleet]:
    """Workers, of which none is started yet."""
    with serving(shop) as port, fleet(shop.database, site, port, stuck_seconds=2, jobs_running=4, job_attempts=10_000) as made:
        yield made


@pytest.fixture
def user(settings: Settings, workers: Fleet) -> Iterator[SignedIn]:
    """An account at a service that runs no jobs itself."""
    quiet = {"run_jobs": False, "fetcher": "loopback", "jobs_waiting": 10_000, "requests_per_minute": 1_000_000}
    quiet |= {"access_token_minutes": 24 * 60}  # on a busy machine 200 kills take longer than a token holds
    with TestClient(create_app(settings.model_copy(update=quiet))) as client:
        yield sign_in(client, "ada@example.org")


def begin(user: SignedIn, shop: Shop, name: str) -> int:
    """Begin a job for one list; answers its id once that is acknowledged."""
    answer = user.client.post(JOBS, json={"url": f"https://acme.example/search?q={name}"}, headers=user.headers)
    assert answer.status_code == 202, answer.text
    shop.jobs[name] = int(answer.json()["id"])
    return shop.jobs[name]


def read(user: SignedIn, job_id: int) -> dict[str, Any]:
    """The job as it stands."""
    return dict(user.client.get(f"{JOBS}/{job_id}", headers=user.headers).json())


def ended(database: Database, jobs: list[int]) -> bool:
    """Whether none of them waits or runs."""
    with database.reading() as connection:
        waiting = select(func.count()).where(Job.id.in_(jobs), Job.state.in_(("queued", "running")))
        return connection.execute(waiting).scalar_one() == 0


def wait_for_all(database: Database, shop: Shop) -> None:
    """Until every job has ended, for as long as the site is asked for another page each minute: however many there are."""
    jobs = list(shop.jobs.values())

    def goes_on(asked: int) -> bool:
        return sum(shop.asked.values()) > asked or ended(database, jobs)

    while not ended(database, jobs):
        with contextlib.suppress(AssertionError):
            until(partial(goes_on, sum(shop.asked.values())))
            continue
        pytest.fail(f"nothing goes on any more; left are {unfinished(database)}")


def unfinished(database: Database) -> list[dict[str, Any]]:
    """The jobs that wait or run, as they stand in the database."""
    with database.reading() as connection:
        left = connection.execute(select(Job.__table__).where(Job.state.in_(("queued", "running"))))
        return [dict(row) for row in left.mappings()]


def check_whole(user: SignedIn, shop: Shop, database: Database) -> None:
    """Every job is done with each of its pages once, and each listing is there once, as new, with one observation."""
    pages = shop.pages
    for name, job_id in shop.jobs.items():
        job = read(user, job_id)
        told = (job["state"], job["outcome"], job["report"]["outcomes"], job["progress"]["new"], job["progress"]["unchanged"])
        assert told == ("done", "ok", {"ok": pages}, pages * PER_PAGE, 0), (name, job)
    with database.reading() as connection:
        counts = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (ListingRow, Observation)]
        assert counts == [len(shop.jobs) * pages * PER_PAGE] * 2
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert shop.asked_again == []


def test_killed_workers_lose_nothing_and_repeat_nothing(
    user: SignedIn, workers: Fleet, shop: Shop, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kill -9 at random moments: each acknowledged job ends, each page is kept once and never fetched after that (J1, J5, J6)."""
    seed = int(os.environ.get("INVENTORY_TEST_SEED", random.randrange(2**32)))
    with capsys.disabled():
        print(f"\nINVENTORY_TEST_SEED={seed}")
    chance = random.Random(seed)
    for _ in range(2):
        workers.start()
    for number in range(KILLS):
        begin(user, shop, f"list{number}")
        begin(user, shop, f"more{number}")
        kept, wanted = sum(shop.asked.values()), chance.randrange(1, 10)
        until(lambda: sum(shop.asked.values()) >= kept + wanted or ended(database, list(shop.jobs.values())))  # noqa: B023
        workers.signal(chance.choice(workers.alive), signal.SIGKILL)
        workers.start()
    wait_for_all(database, shop)
    check_whole(user, shop, database)


def test_two_workers_do_each_job_once(user: SignedIn, workers: Fleet, shop: Shop, database: Database) -> None:
    """Of two workers that look at the same jobs one has each: no page is asked for twice (J4)."""
    jobs = [begin(user, shop, f"list{number}") for number in range(8)]
    for _ in range(2):
        workers.start()
    until(lambda: ended(database, jobs))
    check_whole(user, shop, database)
    assert set(shop.asked.values()) == {1}


def test_a_worker_that_was_stopped_writes_nothing_when_it_goes_on(
    user: SignedIn, workers: Fleet, shop: Shop, database: Database
) -> None:
    """SIGSTOP it in the middle of a page, let another finish the job, SIGCONT: the fence refuses what it has (J2)."""
    gate = shop.gates.setdefault(("list", 3), threading.Event())
    job_id, zombie = begin(user, shop, "list"), workers.start()
    until(lambda: shop.asked["list", 3])
    workers.signal(zombie, signal.SIGSTOP)
    workers.start()
    until(lambda: ended(database, [job_id]))
    before = read(user, job_id)
    gate.set()
    workers.signal(zombie, signal.SIGCONT)
    until(lambda: workers.said("job_taken"))
    assert read(user, job_id) == before
    assert shop.asked["list", 3] == 2
    shop.asked_again.clear()
    check_whole(user, shop, database)


@pytest.mark.parametrize("shift", [86_400.0, -86_400.0], ids=["ahead", "behind"])
def test_clocks_decide_nothing(user: SignedIn, workers: Fleet, shop: Shop, database: Database, shift: float) -> None:
    """A worker whose clock is a day off takes nothing from one that lives, and goes on with what a dead one left (J9)."""
    first, second = begin(user, shop, "one"), workers.start()
    until(lambda: shop.asked["one", 2])
    workers.start(shift)
    until(lambda: ended(database, [first]))
    assert not workers.said("job_taken_over")
    last = begin(user, shop, "two")
    until(lambda: shop.asked["two", 2])
    workers.signal(second, signal.SIGKILL)
    until(lambda: ended(database, [last]))
    check_whole(user, shop, database)


def test_a_worker_that_is_told_to_stop_hands_its_jobs_back(
    user: SignedIn, workers: Fleet, shop: Shop, database: Database
) -> None:
    """SIGTERM: it ends by itself, its job waits with the pages that it has, and the next worker goes on with it (J10)."""
    shop.seconds = 0.1
    job_id, worker = begin(user, shop, "list"), workers.start()
    until(lambda: shop.asked["list", 2])
    workers.signal(worker, signal.SIGTERM)
    until(lambda: "Stopped." in workers.log())
    workers.alive.remove(worker)
    job = read(user, job_id)
    assert (job["state"], job["attempts"]) == ("queued", 0)
    workers.start()
    until(lambda: ended(database, [job_id]))
    check_whole(user, shop, database)
