"""Workers that come and go: whose jobs are whose, and what becomes of those of the dead."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.listings.models import ListingRow
from inventory_api.scraping import holding, running
from inventory_api.scraping.entry import Entry
from inventory_api.scraping.lease import take_lease
from inventory_api.scraping.lookout import Lookout
from inventory_api.scraping.models import Job
from inventory_api.scraping.patience import Patience
from inventory_api.settings import Settings
from inventory_core import FetchFailed, Outcome

from ..conftest import PASSWORD, SignedIn, sign_in
from ..waiting import until
from .conftest import Shop, Work

ITEM = "https://acme.example/item/1"
FIRST, SECOND = "https://acme.example/search?q=lamp", "https://acme.example/search?q=lamp&p=2"
RESULTS = f"lamps\n1|Desk lamp|12.50\nnext {SECOND}"
WAITS = "(until cancelled)"
PROCESS = """
import sys
from inventory_api.database import Database
from inventory_api.scraping import holding, running
from inventory_api.scraping.lease import take_lease
lease = take_lease(Database(sys.argv[1]))
print(lease.name, flush=True)
sys.stdin.read()
"""


@contextmanager
def process(database: Database) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process with a lease on the database, and its name."""
    command = [sys.executable, "-c", PROCESS, database.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        try:
            yield other, other.stdout.readline().strip()
        finally:
            other.kill()


def test_a_lease_lasts_as_long_as_its_process(database: Database) -> None:
    """It is held while the process lives, whoever asks, and free once it was killed."""
    lease = take_lease(database)
    with process(database) as (other, name):
        assert lease.is_held(name)
        assert lease.is_held(name)
        other.kill()
        other.wait(30)
        assert not lease.is_held(name)
    assert not lease.is_held("0" * 32)
    lease.release()


def test_a_lease_that_was_lost_is_taken_again(work: Work, shop: Shop, database: Database) -> None:
    """After the database ended every connection, the worker goes on, and holds its lease again (J8)."""
    if database.is_sqlite:
        pytest.skip("a file's lock is not lost")
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with database.reading() as connection:
        connection.exec_driver_sql(ended)
    shop.pages[ITEM] = "Desk lamp|12.50"
    assert work.run(url=ITEM)["state"] == "done"
    with database.reading() as connection:
        (name,) = connection.execute(select(Job.runner)).scalars()
    other = take_lease(database)
    until(lambda: other.is_held(str(name)))
    other.release()


def job(database: Database, user: SignedIn, runner: str | None, state: str, **more: Any) -> int:
    """A row as a process leaves it."""
    row = {
        "workspace_id": user.workspace_id,
        "account_id": user.account_id,
        "state": state,
        "runner": runner,
        "target": {"kind": "url", "url": ITEM},
        "scraper": "acme",
        "limits": {"pages": 5, "listings": None, "seconds": 60, "bytes": None},
        "progress": {"pages": 2, "new": 1},
        "report": {"outcomes": {"ok": 2}, "coverage": {}, "waited": {}, "errors": [], "seconds": 1.5, "stopped": None},
        "fence": 3,
        "step": 2,
        "created_at": datetime.now(UTC),
        **more,
    }
    with database.writing() as connection:
        return connection.execute(insert(Job).values(row).returning(Job.id)).scalar_one()


def sign_in_again(client: TestClient[Any], user: SignedIn) -> SignedIn:
    """The same account at another process."""
    tokens = client.post("/api/auth/login", json={"email": user.email, "password": PASSWORD}).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return SignedIn(client, user.email, user.account_id, user.workspace_id, headers, tokens["refresh_token"])


def test_a_living_worker_takes_over_what_a_dead_one_left(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """Within seconds its jobs run again, and those of a worker that lives stay its own (J1)."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    with TestClient(create_app(settings)) as client, process(database) as (_, alive), process(database) as (other, dead):
        work = Work(sign_in(client, "ada@example.org"), ended)
        left, others = job(database, work.user, dead, "running"), job(database, work.user, alive, "running")
        other.kill()
        other.wait(30)
        taken = work.end(left)
        assert (taken["state"], taken["progress"]["pages"], taken["attempts"]) == ("done", 3, 0)
        assert (work.read(others)["state"], shop.asked) == ("running", [ITEM])


@pytest.fixture
def owner(settings: Settings, database: Database) -> Iterator[SignedIn]:
    """An account at a service that runs no jobs."""
    with TestClient(create_app(settings.model_copy(update={"run_jobs": False}))) as client:
        yield sign_in(client, "ada@example.org")


def test_of_two_workers_one_has_a_job(owner: SignedIn, database: Database) -> None:
    """Who claims it second gets nothing; the first may ask again, as where it heard no answer (J4)."""
    number = job(database, owner, None, "queued")
    has = []
    for name in ("one", "other", "one"):
        with database.writing() as connection:
            has.append(holding.claim(connection, number, 3, name) is not None)
    assert has == [True, False, True]


class Nobody:
    """A queue that has nothing."""

    def waiting(self, entries: list[Entry]) -> set[Entry]:
        return set()

    def running(self) -> set[Entry]:
        return set()

    def drop(self, entry: Entry) -> None:
        pass


def test_who_looks_goes_by_no_clock_that_can_be_set(
    owner: SignedIn, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that lives keeps its jobs though between two looks the clock of whoever looks is put on by a day (J9)."""
    lease, days = take_lease(database), iter(range(0, 365, 2))
    clocks = SimpleNamespace(monotonic=time.monotonic, time=lambda: time.time() + 86_400 * next(days))
    monkeypatch.setattr("inventory_api.scraping.lookout.time", clocks)
    with process(database) as (_, alive):
        job(database, owner, alive, "running")
        lookout = Lookout(database, lease, Nobody(), settings)
        for _ in range(3):
            lookout.look_at_others()
        with database.reading() as connection:
            assert connection.execute(select(Job.runner, Job.fence)).one() == (alive, 3)
    lease.release()


def test_what_nobody_entered_into_the_queue_runs(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """A row whose maker died before the queue had it is entered by any worker."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    with TestClient(create_app(settings)) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        assert work.end(job(database, work.user, None, "queued"))["state"] == "done"


@pytest.mark.parametrize("name", ["take_lease", "holding.enter"])
def test_a_worker_that_cannot_begin_yet_begins_later(
    shop: Shop, settings: Settings, database: Database, ended: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Where nothing can be written when the service starts, it answers all the same, and runs jobs as soon as it can (J7)."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    faults = threading.Semaphore(3)

    def refuse(*_arguments: Any) -> Any:
        if faults.acquire(blocking=False):
            raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
        return kept(*_arguments)

    kept = take_lease if name == "take_lease" else holding.enter
    monkeypatch.setattr(f"inventory_api.scraping.worker.{name}", refuse)
    monkeypatch.setattr("inventory_api.scraping.worker.LATER_SECONDS", 0.05)
    with TestClient(create_app(settings)) as client:
        assert Work(sign_in(client, "ada@example.org"), ended).run(url=ITEM)["state"] == "done"
    assert not faults.acquire(blocking=False)


def test_a_worker_that_could_not_begin_can_be_stopped(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not begin after that."""
    begun = threading.Event()

    def refuse(*_arguments: Any) -> Any:
        begun.set()
        raise OSError("read-only")

    monkeypatch.setattr("inventory_api.scraping.worker.take_lease", refuse)
    monkeypatch.setattr("inventory_api.scraping.worker.LATER_SECONDS", 0)
    with TestClient(create_app(settings)):
        assert begun.wait(30)
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "jobs later"])


def test_a_job_with_which_workers_die_fails(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """After so many in a row it is `poison`, with a sentence for people, and no worker tries again (J3)."""
    with TestClient(create_app(settings)) as client, process(database) as (other, dead):
        work = Work(sign_in(client, "ada@example.org"), ended)
        lost = job(database, work.user, dead, "running", attempts=2)
        other.kill()
        other.wait(30)
        until(lambda: work.read(lost)["state"] == "failed")
        failed = work.read(lost)
    assert (failed["error"]["code"], failed["attempts"], shop.asked) == ("poison", 3, [])
    assert failed["error"]["message"].startswith("3 workers in a row died")


def test_a_service_that_stops_hands_its_jobs_back(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """What runs waits again with what it read, and goes on at the next start without reading it twice (J10)."""
    shop.pages.update({FIRST: RESULTS, SECOND: WAITS, ITEM: "Desk lamp|12.50"})
    gate = shop.gate(SECOND)
    one = settings.model_copy(update={"jobs_at_once": 1, "shutdown_seconds": 20})
    with TestClient(create_app(one)) as client:
        user = sign_in(client, "ada@example.org")
        work = Work(user, ended)
        running, waiting = work.start(url=FIRST), work.start(url=ITEM)
        gate.wait_until_reached()
        gate.open()
    assert shop.cancelled == [SECOND]
    with database.reading() as connection:
        rows = connection.execute(select(Job.state, Job.step, Job.attempts, Job.fence, Job.runner).order_by(Job.id)).all()
    assert [tuple(row) for row in rows] == [("queued", 1, 0, 1, None), ("queued", 0, 0, 0, None)]
    shop.pages[SECOND] = "lamps\n2|Wall lamp|9"
    with TestClient(create_app(one)) as client:
        work = Work(sign_in_again(client, user), ended)
        assert work.end(waiting)["state"] == "done"
        until(lambda: work.read(running)["state"] == "done")
        done = work.read(running)
    assert (done["progress"]["pages"], done["progress"]["new"], done["report"]["outcomes"]) == (2, 2, {"ok": 2})
    assert shop.asked.count(FIRST) == 1


def test_a_job_whose_last_page_comes_while_it_is_stopped_ends(
    shop: Shop, settings: Settings, database: Database, ended: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has all that there is, and would wait for another worker only to say so (J10)."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    gate, stop = shop.gate(ITEM), running.Work.stop

    def stop_and_let_the_page_come(work: running.Work, reason: str) -> None:
        stop(work, reason)
        gate.open()

    monkeypatch.setattr(running.Work, "stop", stop_and_let_the_page_come)
    with TestClient(create_app(settings.model_copy(update={"shutdown_seconds": 20}))) as client:
        Work(sign_in(client, "ada@example.org"), ended).start(url=ITEM)
        gate.wait_until_reached()
    with database.reading() as connection:
        assert tuple(connection.execute(select(Job.state, Job.outcome, Job.step)).one()) == ("done", "ok", 1)


def test_a_job_that_waits_for_a_site_is_cancelled_from_another_process(work: Work, shop: Shop, database: Database) -> None:
    """Its row alone tells it, and the wait ends: nobody waits for the page."""
    shop.pages[ITEM] = WAITS
    gate = shop.gate(ITEM)
    job_id = work.start(url=ITEM)
    gate.wait_until_reached()
    gate.open()
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE jobs SET cancel_requested = TRUE")
    assert work.end(job_id)["state"] == "cancelled"
    assert shop.cancelled == [ITEM]


LATE = {"a page": "Desk lamp|12.50", "none": FetchFailed(Outcome.CANCELLED, "cancelled", "it was cancelled")}


@pytest.mark.parametrize("late", LATE.values(), ids=list(LATE))
def test_a_page_that_does_not_end_does_not_hold_the_service(
    shop: Shop, settings: Settings, database: Database, ended: Any, late: str | Exception
) -> None:
    """After the time that the settings give, the job waits for another worker; what comes later changes nothing (J10)."""
    shop.pages[ITEM] = late
    gate = shop.gate(ITEM)
    with TestClient(create_app(settings.model_copy(update={"shutdown_seconds": 0.1}))) as client:
        job_id = Work(sign_in(client, "ada@example.org"), ended).start(url=ITEM)
        gate.wait_until_reached()
    row = select(Job.state, Job.fence, Job.step).where(Job.id == job_id)
    with database.reading() as connection:
        before = connection.execute(row).one()
    assert tuple(before) == ("queued", 1, 0)
    gate.open()
    finish_threads()
    with database.reading() as connection:
        assert connection.execute(row).one() == before
        assert connection.execute(select(func.count()).select_from(ListingRow)).scalar_one() == 0


def test_who_goes_on_asks_for_what_failed_for_now(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """A page that failed before the job was handed back is asked for again at its end, by whoever has it then."""
    third = f"{SECOND}0"
    slow = FetchFailed(Outcome.TIMEOUT, "total_time", "too slow")
    shop.pages.update({FIRST: f"{RESULTS}\nnext {third}", SECOND: [slow, "lamps\n2|Lamp|1"], third: WAITS})
    gate = shop.gate(third)
    with TestClient(create_app(settings)) as client:
        user = sign_in(client, "ada@example.org")
        job_id = Work(user, ended).start(url=FIRST)
        gate.wait_until_reached()
        gate.open()
    finish_threads()
    while not ended.empty():
        ended.get()
    shop.pages[third] = "lamps\n3|Lamp|1"
    with TestClient(create_app(settings)) as client:
        job = Work(sign_in_again(client, user), ended).end(job_id)
    assert shop.asked == [FIRST, SECOND, third, third, SECOND]
    assert (job["outcome"], job["report"]["outcomes"], job["report"]["asked_again"]) == ("ok", {"ok": 3}, 1)


def finish_threads() -> None:
    """Wait for the threads of services that have ended."""
    for thread in threading.enumerate():
        if thread.name.startswith("job "):
            thread.join(30)


def test_a_job_that_was_taken_is_not_written_to(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """Who comes back after the fence was raised keeps nothing of the job: neither listings nor progress (J2)."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    gate = shop.gate(ITEM)
    with TestClient(create_app(settings.model_copy(update={"jobs_at_once": 1}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        job_id = work.start(url=ITEM)
        gate.wait_until_reached()
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE jobs SET fence = fence + 1, runner = 'another'")
        gate.open()
        assert work.run(html="Lamp|1", url="https://acme.example/item/2")["state"] == "done"  # by the same worker, after it
        taken = work.read(job_id)
    assert (taken["progress"]["pages"], taken["report"]) == (0, None)
    with database.reading() as connection:
        assert connection.execute(select(ListingRow.key)).scalars().all() == ["acme:2"]


def test_a_job_whose_scraper_went_away_says_so(shop: Shop, site: Any, settings: Settings, database: Database, ended: Any) -> None:
    """What was there when the job was asked for and is gone when it begins is a failure with that reason."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    gate = shop.gate(ITEM)
    with TestClient(create_app(settings.model_copy(update={"jobs_at_once": 1}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        first, second = work.start(url=ITEM), work.start(url=FIRST)
        gate.wait_until_reached()
        site.remove("inventory_acme")
        gate.open()
        work.end(first)
        failed = work.end(second)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "scraper_failed")
    assert "nothing called 'acme' is installed" in failed["error"]["message"]


def test_a_database_that_fails_fails_one_job(work: Work, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while a page is kept ends that job as broken, without its text; the thread goes on to the next."""
    shop.pages[ITEM] = "Desk lamp|12.50"

    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError("secret of the insides")

    with monkeypatch.context() as patch:
        patch.setattr("inventory_api.scraping.work.ingest", broken)
        failed = work.run(url=ITEM)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "internal_error")
    assert "secret" not in str(failed)
    assert work.run(url=ITEM)["state"] == "done"


@pytest.mark.parametrize("name", ["claim", "held_page", "keep_page", "end_held"])
def test_a_database_that_answers_again_loses_no_job(work: Work, shop: Shop, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Where it does not answer when a job begins, keeps a page or ends, that is written after a pause (J7)."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    where = running if name == "end_held" else holding
    whole, failing = getattr(where, name), iter([True, True])

    def answer(*arguments: Any) -> Any:
        if next(failing, False):
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return whole(*arguments)

    monkeypatch.setattr(where, name, answer)
    monkeypatch.setattr(Patience, "pauses", (0,))
    job = work.run(url=ITEM)
    assert (job["state"], job["progress"]["new"], shop.asked) == ("done", 1, [ITEM])


def test_a_page_whose_commit_got_no_answer_is_kept_once(work: Work, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it was kept but nobody could say so, it is not kept again, nor counted twice (J5)."""
    shop.pages[FIRST] = "lamps\n1|Desk lamp|12.50\n2|Wall lamp|9"
    whole, losing = Patience._try, iter([False, True])

    def lose(self: Patience, work: Any) -> Any:
        answer = whole(self, work)
        if next(losing, False):
            raise OperationalError("COMMIT", {}, Exception("server closed the connection"))
        return answer

    monkeypatch.setattr(Patience, "_try", lose)
    monkeypatch.setattr(Patience, "pauses", (0,))
    job = work.run(url=FIRST)
    assert (job["state"], job["progress"]["pages"], job["progress"]["new"], job["progress"]["unchanged"]) == ("done", 1, 2, 0)
