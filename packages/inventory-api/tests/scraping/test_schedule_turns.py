"""Turns of schedules: claimed once, whoever looks and however late; refused and failed ones, and workers that die between."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, update

from inventory_api.auth.models import Account
from inventory_api.database import Database
from inventory_api.schedules import due, settling
from inventory_api.schedules.models import Run
from inventory_api.scraping.models import Job
from inventory_core import FetchFailed, Outcome

from .conftest import Shop, Site, scraper
from .watching import Watched

ITEM = "https://acme.example/item/1"
BLOCKED = FetchFailed(Outcome.BLOCKED, "status_403", "the site answered 403")


@pytest.fixture(autouse=True)
def lamp(shop: Shop) -> None:
    """A page to watch."""
    shop.pages[ITEM] = "Desk lamp|12.50"


def count(database: Database, table: Any) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_schedule_runs_at_its_turns(watched: Watched) -> None:
    """Not before its time, and then at the planned moments, however late somebody looks."""
    number = watched.schedule(url=ITEM, cron="0 13 * * *")["id"]
    watched.watch.look()
    assert watched.read(number)["last_run"] is None
    watched.clock.forward(hours=1, seconds=40)
    watched.watch.look()
    run = watched.finish(watched.last(number))
    assert (run["state"], run["planned_at"], run["created_at"]) == ("done", "2026-05-01T13:00:00Z", "2026-05-01T13:00:40Z")
    assert watched.read(number)["next_run_at"] == "2026-05-02T13:00:00Z"


def test_a_job_tells_whose_run_it_is(watched: Watched, shop: Shop) -> None:
    """The schedules that began it or joined it, as long as they are there; none where somebody asked for it alone."""
    gate = shop.gate(ITEM)
    first, second = (watched.schedule(name, url=ITEM, every="1h")["id"] for name in ("first", "second"))
    watched.watch.look()
    gate.wait_until_reached()
    job_id = watched.last(first)["job_id"]
    assert watched.work.read(job_id)["schedule_ids"] == [first, second]
    gate.open()
    watched.work.end(job_id)
    watched.work.user.client.delete(f"/api/schedules/{first}", headers=watched.work.user.headers)
    assert watched.work.read(job_id)["schedule_ids"] == [second]
    assert watched.work.run(url=ITEM)["schedule_ids"] == []


def test_after_a_night_without_workers_it_runs_once(watched: Watched) -> None:
    """Turns that were missed are not made up for, and the next one is in step with those before."""
    number = watched.schedule(url=ITEM, every="1h")["id"]
    watched.watch.look()
    watched.finish(watched.last(number))
    watched.clock.forward(hours=9, minutes=20)
    for _ in range(3):
        watched.watch.look()
    assert len(watched.runs(number)) == 2
    assert watched.read(number)["next_run_at"] == "2026-05-01T22:00:00Z"


def test_the_schedules_of_a_disabled_account_rest(watched: Watched, database: Database) -> None:
    """Nothing is begun for it until it is enabled again; then there is one run."""
    number = watched.schedule(url=ITEM, every="1h")["id"]
    for disabled, runs in ((watched.clock.now, 0), (None, 1)):
        with database.writing() as connection:
            connection.execute(update(Account).values(disabled_at=disabled))
        watched.clock.forward(hours=5)
        watched.watch.look()
        assert count(database, Run) == runs
    assert watched.finish(watched.last(number))["state"] == "done"


def test_a_turn_is_claimed_once_by_however_many_workers(watched: Watched, database: Database) -> None:
    """Eight that look at the same time make one run and one job for each of five schedules."""
    for _ in range(5):
        watched.schedule(url=ITEM, every="1h")
    together = threading.Barrier(8)

    def look() -> None:
        together.wait(30)
        watched.watch.look()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(look) for _ in range(8)]:
            done.result()
    with database.reading() as connection:
        per_schedule = connection.execute(select(func.count()).select_from(Run).group_by(Run.schedule_id)).scalars().all()
    assert per_schedule == [1] * 5
    assert {run["state"] for number in range(1, 6) for run in watched.runs(number)} == {"running"}


_CLAIM = """
import sys
from datetime import datetime
from inventory_api.database import Database
from inventory_api.schedules.due import claim_due
database, now = Database(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
with database.reading():
    print("ready", flush=True)
sys.stdin.readline()
with database.writing() as connection:
    print(len(claim_due(connection, now)), flush=True)
"""


def test_a_turn_is_claimed_once_by_several_processes(watched: Watched, database: Database) -> None:
    """Four processes that look at the same time claim twenty turns between them."""
    for _ in range(20):
        watched.schedule(url=ITEM, every="1h")
    command = [sys.executable, "-c", _CLAIM, database.url, watched.clock.now.isoformat()]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(4)]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("\n")
        worker.stdin.flush()
    claimed = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert (sum(claimed), count(database, Run)) == (20, 20)


def test_a_worker_that_dies_while_it_settles_leaves_nothing_half_done(watched: Watched, database: Database) -> None:
    """The run, what it found and the events are kept together or not at all, and the next look does it."""
    run = watched.begin(watched.schedule(url=ITEM, cron="0 3 * * *")["id"])
    watched.work.end(run["job_id"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settling, "tell", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            watched.watch.look()
    assert (watched.last(run["schedule_id"])["state"], count(database, settling.KNOWN), watched.found(run)) == ("running", 0, {})
    assert (watched.finish(run)["state"], watched.found(run)) == ("done", {"new": ["1"]})


def test_a_run_is_settled_once_by_however_many_workers(watched: Watched, database: Database) -> None:
    """Eight that find its job ended keep what it found once."""
    run = watched.begin(watched.schedule(url=ITEM, cron="0 3 * * *")["id"])
    watched.work.end(run["job_id"])
    together = threading.Barrier(8)

    def settle() -> bool:
        together.wait(30)
        with database.writing() as connection:
            return settling.settle(connection, run["id"], 5, watched.clock.now)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(done.result() for done in [pool.submit(settle) for _ in range(8)]) == [False] * 7 + [True]
    assert watched.found(run) == {"new": ["1"]}


def test_a_worker_that_dies_before_the_job_is_made_up_for(watched: Watched, database: Database) -> None:
    """A run that was claimed and got no job is begun by another worker after a while, and not before."""
    number = watched.schedule(url=ITEM, every="1h")["id"]
    with database.writing() as connection:
        (run_id,) = due.claim_due(connection, watched.clock.now)
        connection.execute(update(Run).values(claimed_at=watched.clock.now))
    watched.watch.look()
    assert (watched.last(number)["state"], count(database, Job)) == ("waiting", 0)
    watched.clock.forward(seconds=31)
    watched.watch.look()
    run = watched.finish(watched.last(number))
    assert (run["id"], run["state"], count(database, Job)) == (run_id, "done", 1)


def test_a_worker_that_dies_after_the_job_was_made_makes_no_second_one(watched: Watched, database: Database) -> None:
    """Who takes the run up gets the job that was made for it."""
    number = watched.schedule(url=ITEM, every="1h")["id"]
    watched.watch.look()
    first = watched.last(number)
    with database.writing() as connection:
        connection.execute(update(Run).values(state="waiting", job_id=None))
    watched.clock.forward(seconds=31)
    watched.watch.look()
    again = watched.finish(watched.last(number))
    assert (again["job_id"], again["state"], count(database, Job)) == (first["job_id"], "done", 1)
    assert watched.found(again) == {"new": ["1"]}


def test_a_turn_that_comes_while_the_last_one_runs_is_passed_over(watched: Watched, shop: Shop) -> None:
    """It is kept as refused, with the reason, and is no failure."""
    gate = shop.gate(ITEM)
    number = watched.schedule(url=ITEM, every="1h")["id"]
    watched.watch.look()
    gate.wait_until_reached()
    watched.clock.forward(hours=1)
    watched.watch.look()
    late, first = watched.runs(number)
    assert (late["state"], late["error"]["code"], late["job_id"]) == ("refused", "still_running", None)
    gate.open()
    assert watched.finish(first)["state"] == "done"
    assert watched.read(number)["failures"] == 0


def test_a_run_is_a_job_with_the_options_of_its_schedule(watched: Watched) -> None:
    """Limits, priority and the rest are those that the schedule has when the run begins."""
    number = watched.schedule(url=ITEM, cron="0 3 * * *", priority="low", limits={"pages": 7})["id"]
    change = {"priority": "high", "keep_sellers": True}
    watched.work.user.client.patch(f"/api/schedules/{number}", json=change, headers=watched.work.user.headers)
    job = watched.work.read(watched.run(number)["job_id"])
    assert (job["priority"], job["limits"]["pages"], job["target"]["keep_sellers"]) == ("high", 7, True)


def test_runs_of_the_same_share_one_job(watched: Watched, shop: Shop, database: Database) -> None:
    """Where the workspace's own job for the same waits or runs, a run joins it, and finds what it sees."""
    gate = shop.gate(ITEM)
    schedules = [watched.schedule(url=ITEM, every="1h")["id"] for _ in range(2)]
    job_id = watched.work.start(url=ITEM)
    gate.wait_until_reached()
    watched.watch.look()
    runs = [watched.last(number) for number in schedules]
    assert {run["job_id"] for run in runs} == {job_id}
    gate.open()
    watched.work.end(job_id)
    watched.watch.look()
    assert [watched.found(run) for run in runs] == [{"new": ["1"]}] * 2


def test_who_asks_twice_gets_the_run_that_is_under_way(watched: Watched, shop: Shop) -> None:
    """Running it by hand while it runs begins nothing more; paused ones can be run by hand, too."""
    gate = shop.gate(ITEM)
    number = watched.schedule(url=ITEM, every="1h", active=False)["id"]
    run = watched.begin(number)
    assert watched.work.post(f"/api/schedules/{number}/run").json()["id"] == run["id"]
    gate.open()
    assert watched.finish(run)["state"] == "done"
    assert watched.read(number)["state"] == "paused"


def test_quotas_hold_for_schedules(watched: Watched, database: Database) -> None:
    """Where the account has as many jobs as it may, the run is kept as refused with that reason; that pauses nothing."""
    number = watched.schedule(url=ITEM, every="1h")["id"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inventory_api.scraping.queries.count_waiting", lambda *_: 10_000)
        for _ in range(6):
            watched.watch.look()
            watched.clock.forward(hours=1)
    assert {(run["state"], run["error"]["code"]) for run in watched.runs(number)} == {("refused", "too_many_jobs")}
    schedule = watched.read(number)
    assert (schedule["state"], schedule["failures"], count(database, Job)) == ("active", 0, 0)


def test_after_failures_in_a_row_a_schedule_is_paused_and_says_why(watched: Watched, shop: Shop) -> None:
    """Five blocked runs, and the site is left alone until its owner lets it go on, which counts from nothing."""
    number = watched.schedule(url=ITEM, every="1h")["id"]
    watched.watch.look()
    watched.finish(watched.last(number))
    shop.pages[ITEM] = BLOCKED
    for failures in range(1, 6):
        watched.clock.forward(hours=1)
        watched.watch.look()
        watched.finish(watched.last(number))
        assert watched.read(number)["failures"] == failures
    paused = watched.read(number)
    assert (paused["state"], paused["next_run_at"]) == ("paused", None)
    assert paused["paused_reason"] == "Its last 5 runs failed, this one with blocked: the site answered 403"
    told = watched.get("/api/events/list?kind=schedule.ran&limit=200")["items"]
    assert [event["data"]["paused"] for event in told] == [False] * 5 + [True]
    path = f"/api/schedules/{number}"
    again = watched.work.user.client.patch(path, json={"active": True}, headers=watched.work.user.headers).json()
    assert (again["state"], again["paused_reason"], again["failures"]) == ("active", None, 0)


def test_a_run_that_works_starts_the_count_of_failures_anew(watched: Watched, shop: Shop) -> None:
    """Only failures in a row pause a schedule."""
    number = watched.schedule(url=ITEM, cron="0 3 * * *")["id"]
    shop.pages[ITEM] = BLOCKED
    for _ in range(4):
        watched.run(number)
    assert watched.read(number)["failures"] == 4
    shop.pages[ITEM] = "Desk lamp|12.50"
    watched.run(number)
    assert watched.read(number)["failures"] == 0


def test_a_scraper_that_went_away_fails_the_run_and_says_so(watched: Watched, site: Site) -> None:
    """What is no longer installed is the reason of the run, and counts as a failure; no other scraper takes its place."""
    number = watched.schedule(url=ITEM, cron="0 3 * * *")["id"]
    site.install("other", scraper("other"))
    site.remove("inventory_acme")
    run = watched.begin(number)
    assert (run["state"], run["error"]["code"], run["job_id"]) == ("refused", "unknown_scraper", None)
    assert watched.read(number)["failures"] == 1


def test_a_job_that_was_deleted_fails_its_run(watched: Watched, shop: Shop, database: Database) -> None:
    """A run whose job is not there any more is not waited for."""
    gate = shop.gate(ITEM)
    run = watched.begin(watched.schedule(url=ITEM, cron="0 3 * * *")["id"])
    gate.wait_until_reached()
    with database.writing() as connection:
        connection.execute(Job.__table__.delete())
    watched.watch.look()
    assert watched.last(run["schedule_id"])["error"]["code"] == "job_lost"
    gate.open()


def test_a_schedule_can_be_deleted_while_it_runs(watched: Watched, shop: Shop) -> None:
    """Its runs go with it, its job goes on, and what that read stays."""
    gate = shop.gate(ITEM)
    run = watched.begin(watched.schedule(url=ITEM, cron="0 3 * * *")["id"])
    gate.wait_until_reached()
    user = watched.work.user
    assert user.client.delete(f"/api/schedules/{run['schedule_id']}", headers=user.headers).status_code == 204
    gate.open()
    assert watched.work.end(run["job_id"])["state"] == "done"
    watched.watch.look()
    assert len(watched.get("/api/listings")["items"]) == 1
