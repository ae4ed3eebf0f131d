"""Processes that come and go: whose jobs are whose, and what becomes of those of the dead."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.listings.models import ListingRow
from inventory_api.scraping import queries
from inventory_api.scraping.lease import take_lease
from inventory_api.scraping.models import Job
from inventory_api.scraping.runner import Runner
from inventory_api.settings import Settings
from inventory_core import FetchFailed, Outcome

from ..conftest import PASSWORD, SignedIn, sign_in
from .conftest import Shop, Work

ITEM = "https://acme.example/item/1"
FIRST, SECOND = "https://acme.example/search?q=lamp", "https://acme.example/search?q=lamp&p=2"
RESULTS = f"lamps\n1|Desk lamp|12.50\nnext {SECOND}"
WAITS = "(until cancelled)"
PROCESS = """
import sys
from inventory_api.database import Database
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
    """After the database ended every connection, the process holds its lease again when its next job begins (J8)."""
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
    assert other.is_held(str(name))
    other.release()


def job(database: Database, user: SignedIn, runner: str, state: str) -> int:
    """A row as a process leaves it."""
    row = {
        "workspace_id": user.workspace_id,
        "account_id": user.account_id,
        "state": state,
        "runner": runner,
        "cancel_requested": False,
        "target": {"kind": "url", "url": ITEM},
        "scraper": "acme",
        "limits": {"pages": 5, "listings": None, "seconds": 60, "bytes": None},
        "progress": {"pages": 2, "new": 1},
        "created_at": datetime.now(UTC),
    }
    with database.writing() as connection:
        return connection.execute(insert(Job).values(row).returning(Job.id)).scalar_one()


def sign_in_again(client: TestClient[Any], user: SignedIn) -> SignedIn:
    """The same account at another process."""
    tokens = client.post("/api/auth/login", json={"email": user.email, "password": PASSWORD}).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return SignedIn(client, user.email, user.account_id, user.workspace_id, headers, tokens["refresh_token"])


def test_what_a_dead_process_left_is_settled_at_the_next_start(
    shop: Shop, settings: Settings, database: Database, ended: Any, signed_in: SignedIn
) -> None:
    """What ran has failed and says why, what waited runs now; the jobs of a process that lives stay its own."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    with process(database) as (_, alive), process(database) as (other, dead):
        ran, waited = job(database, signed_in, dead, "running"), job(database, signed_in, dead, "queued")
        others = [job(database, signed_in, alive, state) for state in ("running", "queued")]
        other.kill()
        other.wait(30)
        with TestClient(create_app(settings)) as client:
            work = Work(sign_in_again(client, signed_in), ended)
            assert work.end(waited)["state"] == "done"
            failed = work.read(ran)
            assert (failed["state"], failed["error"]["code"]) == ("failed", "service_stopped")
            assert failed["error"]["message"].startswith("The service stopped")
            assert (failed["progress"]["pages"], failed["finished_at"] is not None) == (2, True)
            assert [work.read(job_id)["state"] for job_id in others] == ["running", "queued"]


def test_a_service_that_stops_stops_its_jobs(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """What runs ends at once and says why, keeping what it read; what waits runs at the next start."""
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
    with TestClient(create_app(one)) as client:
        work = Work(sign_in_again(client, user), ended)
        stopped = work.end(running)
        assert (stopped["state"], stopped["error"]["code"]) == ("failed", "service_stopped")
        assert (stopped["progress"]["pages"], stopped["progress"]["new"]) == (1, 1)
        assert work.end(waiting)["state"] == "done"


LATE = {"a page": "Desk lamp|12.50", "none": FetchFailed(Outcome.CANCELLED, "cancelled", "it was cancelled")}


@pytest.mark.parametrize("late", LATE.values(), ids=list(LATE))
def test_a_page_that_does_not_end_does_not_hold_the_service(
    shop: Shop, settings: Settings, database: Database, ended: Any, late: str | Exception
) -> None:
    """After the time that the settings give, the job has failed; what comes later changes nothing."""
    shop.pages[ITEM] = late
    gate = shop.gate(ITEM)
    with TestClient(create_app(settings.model_copy(update={"shutdown_seconds": 0.1}))) as client:
        job_id = Work(sign_in(client, "ada@example.org"), ended).start(url=ITEM)
        gate.wait_until_reached()
    row = select(Job.state, Job.error_code, Job.finished_at).where(Job.id == job_id)
    with database.reading() as connection:
        before = connection.execute(row).one()
    assert tuple(before)[:2] == ("failed", "service_stopped")
    gate.open()
    finish_threads()
    with database.reading() as connection:
        assert connection.execute(row).one() == before
        assert connection.execute(select(func.count()).select_from(ListingRow)).scalar_one() == 0


def finish_threads() -> None:
    """Wait for the threads of services that have ended."""
    for thread in threading.enumerate():
        if thread.name.startswith("job "):
            thread.join(30)


def test_a_job_that_was_taken_is_not_written_to(shop: Shop, settings: Settings, database: Database, ended: Any) -> None:
    """A runner that comes back after another took its job keeps nothing of it: neither listings nor progress."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    gate = shop.gate(ITEM)
    with TestClient(create_app(settings.model_copy(update={"jobs_at_once": 1}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        job_id = work.start(url=ITEM)
        gate.wait_until_reached()
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE jobs SET runner = 'another'")
        gate.open()
        assert work.run(html="Lamp|1", url="https://acme.example/item/2")["state"] == "done"  # by the same thread, after it
        taken = work.read(job_id)
    assert (taken["state"], taken["progress"]["pages"], taken["report"]) == ("running", 0, None)
    with database.reading() as connection:
        assert connection.execute(select(ListingRow.key)).scalars().all() == ["acme:2"]


def test_a_job_whose_scraper_went_away_says_so(shop: Shop, site: Any, settings: Settings, database: Database, ended: Any) -> None:
    """What was there when the job was asked for and is gone when it begins is a failure with that reason."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    gate = shop.gate(ITEM)
    with TestClient(create_app(settings.model_copy(update={"jobs_at_once": 1}))) as client:
        work = Work(sign_in(client, "ada@example.org"), ended)
        first, second = work.start(url=ITEM), work.start(url=ITEM)
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


@pytest.mark.parametrize("name", ["claim_job", "finish_job"])
def test_a_database_that_answers_again_loses_no_job(work: Work, shop: Shop, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Where it does not answer when a job begins or ends, that is written after a pause (J7)."""
    shop.pages[ITEM] = "Desk lamp|12.50"
    whole, failing = getattr(queries, name), iter([True, True])

    def answer(*arguments: Any) -> Any:
        if next(failing, False):
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return whole(*arguments)

    monkeypatch.setattr(queries, name, answer)
    monkeypatch.setattr(Runner, "pauses", (0, 0))
    job = work.run(url=ITEM)
    assert (job["state"], job["progress"]["new"], shop.asked) == ("done", 1, [ITEM])
