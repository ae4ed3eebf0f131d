"""What is let go, and what is not: by age, in small steps, by one process a day."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import Table, insert, select, update

from inventory_api import direct
from inventory_api.auth.models import Account
from inventory_api.cli import main
from inventory_api.database import Database
from inventory_api.events.service import NewEvent, read, record
from inventory_api.inventory.counters import count_again
from inventory_api.listings.ingest import LISTINGS, OBSERVATIONS, ingest
from inventory_api.retention import service
from inventory_api.retention.queries import JOBS, KNOWN, OBSERVATIONS_PAST
from inventory_api.retention.service import Retention, Rule, prune, prune_all, rules
from inventory_api.schedules.models import Schedule
from inventory_api.schedules.queries import CHANGES, RUNS, update_schedule
from inventory_api.scraping.sightings import SIGHTINGS, note
from inventory_api.settings import Settings
from inventory_api.stats.queries import find
from inventory_api.web.models import IdempotencyKey
from inventory_api.webhooks.models import Webhook
from inventory_api.webhooks.queries import DELIVERIES
from inventory_core import Listing, Money

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OLD, NEW = NOW - timedelta(days=91), NOW - timedelta(days=89)


def ids(database: Database, table: Table) -> list[int]:
    with database.reading() as connection:
        return list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())


def add(database: Database, table: Any, **values: Any) -> int:
    with database.writing() as connection:
        return int(connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def job(database: Database, workspace: int, state: str, finished_at: datetime | None) -> int:
    what = {"target": {}, "scraper": "acme", "limits": {}, "progress": {}, "cancel_requested": False}
    return add(database, JOBS, workspace_id=workspace, state=state, created_at=OLD, finished_at=finished_at, **what)


def listing(database: Database, workspace: int, number: int, price: int, at: datetime) -> None:
    seen = Listing(source="acme", listing_id=str(number), price=Money(amount=str(price), currency="EUR"))
    with database.writing() as connection:
        ingest(connection, workspace, [seen], at)


@pytest.fixture
def schedule(database: Database, workspace: int) -> int:
    """A schedule of someone."""
    who = add(database, Account.__table__, email="a@example.org", password_hash="", is_admin=False, created_at=OLD)
    what = {"name": "x", "request": {}, "target": {}, "scraper": "acme", "every": "6h", "time_zone": "UTC", "failures": 0}
    own = {"workspace_id": workspace, "account_id": who, "created_at": OLD, "updated_at": OLD}
    return add(database, Schedule.__table__, **what, **own)


def run(database: Database, schedule: int, job_id: int | None, finished_at: datetime | None) -> int:
    state = "done" if finished_at else "running"
    what = {"state": state, "complete": True, "created_at": OLD, "finished_at": finished_at}
    run_id = add(database, RUNS, schedule_id=schedule, job_id=job_id, **what)
    with database.writing() as connection:
        update_schedule(connection, schedule, {"last_run_id": run_id})
    return run_id


def kept(settings: Settings, **days: int) -> Settings:
    return settings.model_copy(update={f"retention_{name}_days": number for name, number in days.items()})


def let_go(database: Database, settings: Settings) -> dict[str, int]:
    """What went, and that a dry run said so before."""
    would = prune_all(database, settings, dry_run=True, now=lambda _: NOW)
    done = prune_all(database, settings, now=lambda _: NOW)
    assert would == done
    return {one.name: one.rows for one in done if one.rows}


def test_jobs_go_when_they_have_ended_long_ago(database: Database, workspace: int, settings: Settings) -> None:
    """With what they saw. One that ended lately stays, and so does one that never ended, however old."""
    gone = [job(database, workspace, state, OLD) for state in ("done", "failed", "cancelled")]
    stay = [job(database, workspace, "done", NEW), *(job(database, workspace, state, None) for state in ("queued", "running"))]
    with database.writing() as connection:
        note(connection, gone[0], [1, 2])
        note(connection, stay[0], [1])
    assert let_go(database, settings) == {"ended jobs": 3}
    assert ids(database, JOBS) == stay
    with database.reading() as connection:
        assert connection.execute(select(SIGHTINGS.c.job_id)).scalars().all() == [stay[0]]


def test_runs_go_with_what_they_found_and_the_last_one_stays(
    database: Database, workspace: int, settings: Settings, schedule: int
) -> None:
    """A run that is kept no longer names a job that went."""
    listing(database, workspace, 1, 10, OLD)
    (number,) = ids(database, LISTINGS)
    job_id = job(database, workspace, "done", OLD)
    runs = [run(database, schedule, job_id, OLD) for _ in range(25)]
    with database.writing() as connection:
        connection.execute(insert(CHANGES), [{"run_id": run_id, "listing_id": number, "change": "new"} for run_id in runs])
    assert let_go(database, kept(settings, events=0)) == {"runs of schedules": 24, "ended jobs": 1}
    with database.reading() as connection:
        assert connection.execute(select(RUNS.c.id, RUNS.c.job_id)).all() == [(runs[-1], None)]
        assert connection.execute(select(CHANGES.c.run_id)).scalars().all() == [runs[-1]]


def test_gone_listings_go_with_the_runs_that_saw_them(
    database: Database, workspace: int, settings: Settings, schedule: int
) -> None:
    """Those that a kept run saw stay, and so do those that are there; where nothing is there any more all stay."""
    for number in range(4):
        listing(database, workspace, number, 10, OLD)
    numbers, old, new = ids(database, LISTINGS), run(database, schedule, None, OLD), run(database, schedule, None, NEW)
    with database.writing() as connection:
        for number, run_id, gone in zip(numbers, (old, new, old, 999), (True, True, False, True), strict=True):
            own = {"schedule_id": schedule, "listing_id": number, "run_id": run_id}
            connection.execute(insert(KNOWN), {**own, "gone": gone, "sold": False, "changed_at": OLD})
    assert let_go(database, kept(settings, jobs=0, events=0)) == {}
    assert let_go(database, settings)["gone listings of schedules"] == 2
    with database.writing() as connection:
        assert connection.execute(select(KNOWN.c.listing_id)).scalars().all() == numbers[1:3]
        connection.execute(update(KNOWN).values(gone=True, run_id=old))
    assert "gone listings of schedules" not in let_go(database, settings)


def test_answers_to_repeated_requests_go_after_a_day(
    database: Database, workspace: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether or not the workspace ever uses another key; in small steps, and whatever the settings keep."""
    monkeypatch.setattr(service, "_AT_ONCE", 2)
    own = {"workspace_id": workspace, "route": "POST /api/inventory", "request_hash": "x", "body": "{}"}
    ages = [timedelta(hours=hours) for hours in (23, 25, 26, 27)]
    with database.writing() as connection:
        connection.execute(insert(IdempotencyKey), [{**own, "key": f"{age}", "created_at": NOW - age} for age in ages])
    assert let_go(database, kept(settings, jobs=0, events=0)) == {"answers to Idempotency-Keys": 3}
    with database.reading() as connection:
        assert connection.execute(select(IdempotencyKey.created_at)).scalars().all() == [NOW - ages[0]]


def test_the_history_since_then_stays_whole(database: Database, workspace: int, settings: Settings) -> None:
    """Of the observations before, the one that held at that moment stays: on random histories, whatever the size of a step."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    for number in range(12):
        at = NOW - timedelta(days=chance.randrange(50, 200))
        for price in range(1, chance.randrange(2, 9)):
            listing(database, workspace, number, price, at)
            at += timedelta(days=chance.randrange(1, 40))
    before = NOW - timedelta(days=90)
    with database.reading() as connection:
        seen = connection.execute(select(OBSERVATIONS.c.listing_id, OBSERVATIONS.c.id, OBSERVATIONS.c.at)).all()
    held = {row.listing_id: row.id for row in sorted(seen, key=lambda row: row.id) if row.at < before}
    expected = sorted({row.id for row in seen if row.at >= before} | set(held.values()))
    steps = msgspec.structs.replace(OBSERVATIONS_PAST, stretch=chance.randrange(1, 9))
    rule = Rule("observations", "", 90, lambda database, moment: service._stretches(database, steps, moment), lambda *_: 0)
    assert prune(database, rule, NOW) == len(seen) - len(expected), f"seed {seed}"
    assert ids(database, OBSERVATIONS) == expected, f"seed {seed}"


def test_statistics_stay_exact(database: Database, workspace: int, settings: Settings) -> None:
    """After everything old went, counters say what the items say, which is what they said before; listings are as they were."""
    for number in range(5):
        for price, at in ((10, OLD - timedelta(days=1)), (12, OLD), (15 + number, OLD + timedelta(hours=1))):
            listing(database, workspace, number, price, at)
    job(database, workspace, "done", OLD)

    def state() -> list[Any]:
        with database.reading() as connection:
            shown = connection.execute(select(LISTINGS).order_by(LISTINGS.c.id)).all()
            counted = sorted(direct.run(connection, find(workspace)).counters, key=str)
            assert len(count_again(connection, workspace).rows()) == len(counted)
            return [shown, counted]

    before = state()
    gone = let_go(database, kept(settings, observations=90))
    assert (gone["observations"], gone["ended jobs"]) == (10, 1)
    assert state() == before


def test_events_go_and_readers_are_told(
    database: Database, workspace: int, new_workspace: Callable[[], int], settings: Settings
) -> None:
    """Old ones of every workspace; who asks for them learns how far they are forgotten."""
    for owner in (workspace, new_workspace()):
        for at in (OLD, OLD, NOW):
            with database.writing() as connection:
                record(connection, owner, [NewEvent("job.finished", {})], at)
    assert let_go(database, settings) == {"events": 4}
    with database.reading() as connection:
        found = read(connection, workspace, 0, [], 10)
    assert ([event.id for event in found.events], found.head.forgotten) == ([3], 2)


def test_deliveries_go_when_they_have_ended(database: Database, workspace: int, settings: Settings) -> None:
    """One that still waits for its receiver stays, however old."""
    own = {"workspace_id": workspace, "created_at": OLD, "updated_at": OLD, "active": True}
    hook = add(database, Webhook.__table__, url="https://a.example/", kinds=[], secret="", position=0, failures=0, **own)
    message = {"webhook_id": hook, "workspace_id": workspace, "kind": "job.finished", "body": "{}", "once": False, "tries": 1}
    rows = [
        add(database, DELIVERIES, **message, message_id=state, state=state, attempts=[], created_at=OLD, finished_at=finished)
        for state, finished in (("delivered", OLD), ("failed", OLD), ("delivered", NOW), ("waiting", None))
    ]
    assert let_go(database, settings) == {"deliveries": 2}
    assert ids(database, DELIVERIES) == rows[2:]


def test_what_is_kept_for_ever_stays(database: Database, workspace: int, settings: Settings) -> None:
    """0 days: nothing of it goes."""
    job(database, workspace, "done", OLD)
    with database.writing() as connection:
        record(connection, workspace, [NewEvent("job.finished", {})], OLD)
    assert let_go(database, kept(settings, jobs=0, events=0)) == {}


def test_one_process_a_day_does_it(
    database: Database, workspace: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of eight that look at once one gets the turn; a new database has its first turn after a day, the next after another."""
    clock, turns, together = [NOW], [], threading.Barrier(8)
    monkeypatch.setattr(service, "prune", lambda *_, **__: turns.append(clock[0]) or 0)
    workers = [Retention(database, settings, now=lambda _: clock[0]) for _ in range(8)]

    def look(worker: Retention) -> None:
        together.wait(30)
        worker.look()

    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            for done in [pool.submit(look, worker) for worker in workers]:
                done.result()
            clock[0] += timedelta(days=1)
    days = [NOW + timedelta(days=number) for number in (1, 2)]
    assert turns == [day for day in days for _ in rules(settings)]


def test_who_stops_leaves_the_rest(database: Database, workspace: int, settings: Settings) -> None:
    """After the step that is under way; what is left goes the next time."""
    jobs = [job(database, workspace, "done", OLD) for _ in range(3)]
    rule = next(rule for rule in rules(settings) if rule.name == "ended jobs")
    small = msgspec.structs.replace(service.JOBS_ENDED, stretch=1)
    stepwise = msgspec.structs.replace(rule, batches=lambda database, before: service._stretches(database, small, before))
    assert prune(database, stepwise, NOW, stops=lambda: True) == 1
    assert ids(database, JOBS) == jobs[1:]
    assert prune(database, stepwise, NOW) == 2


def test_the_command_counts_first_and_then_lets_go(
    database: Database, workspace: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`db prune --dry-run` tells what would go and changes nothing; `db prune` tells what went; both name the settings."""
    job(database, workspace, "done", datetime.now(UTC) - timedelta(days=91))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    tried = CliRunner().invoke(main, ["db", "prune", "--dry-run"])
    assert (tried.exit_code, len(ids(database, JOBS))) == (0, 1), tried.output
    assert "would go" in tried.output
    counted = json.loads(CliRunner().invoke(main, ["db", "prune", "--dry-run", "--json"]).output)
    assert {one["name"]: one["rows"] for one in counted}["ended jobs"] == 1
    done = CliRunner().invoke(main, ["db", "prune"])
    assert (done.exit_code, ids(database, JOBS)) == (0, []), done.output
    lines = {line.split("  ")[0]: line.split() for line in done.output.splitlines()}
    assert lines["ended jobs"][-2:] == ["1", "RETENTION_JOBS_DAYS"]
    assert "kept for ever" in " ".join(lines["observations"])
