"""A run whose job has ended: what the job saw, beside what the runs before it saw.

A listing is `new` where no run of the schedule saw it before, `sold` where the site says so and did not the last time, `back`
where it was gone, `changed` where what it shows did. It is `gone` only where the run saw all that there was to see and not this:
every page answered, and no limit, failure or cancellation cut it short. A page that vanished is gone, never sold; where a list
still shows such a listing, the run is no less complete. So `blocked`, `layout_changed` and `partial` make nothing gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, false, func, select, update

from inventory_api.bulk import insert_rows
from inventory_api.database import table_of
from inventory_api.listings.queries import LISTINGS
from inventory_api.schedules import queries
from inventory_api.schedules.failing import failed_again, worked
from inventory_api.schedules.models import Known
from inventory_api.schedules.queries import CHANGES, RUNS, SCHEDULES
from inventory_api.schedules.telling import tell
from inventory_api.scraping.models import Job
from inventory_api.scraping.queries import WAITING
from inventory_api.scraping.schemas import Trouble
from inventory_api.scraping.sightings import SIGHTINGS
from inventory_core import Outcome

KNOWN = table_of(Known)
JOBS = table_of(Job)
AT_ONCE = 50
LOST = Trouble("job_lost", "Its job was deleted before it ended.")
_WHOLE = {Outcome.OK, Outcome.EMPTY}
_ENDED = (
    select(RUNS.c.id)
    .outerjoin(JOBS, JOBS.c.id == RUNS.c.job_id)
    .where(RUNS.c.state == "running", JOBS.c.state.is_(None) | JOBS.c.state.not_in(WAITING))
    .order_by(RUNS.c.id)
    .limit(AT_ONCE)
)
_RUN = (
    select(
        RUNS.c.schedule_id,
        RUNS.c.job_id,
        SCHEDULES.c.workspace_id,
        SCHEDULES.c.target,
        *[JOBS.c[name] for name in ("state", "outcome", "error_code", "error_message", "progress", "report")],
    )
    .join(SCHEDULES, SCHEDULES.c.id == RUNS.c.schedule_id)
    .outerjoin(JOBS, JOBS.c.id == RUNS.c.job_id)
    .where(RUNS.c.id == bindparam("run_id"), RUNS.c.state == "running")
)
_SEEN = (
    select(
        LISTINGS.c.id,
        LISTINGS.c.availability,
        LISTINGS.c.changed_at,
        KNOWN.c.run_id,
        KNOWN.c.gone,
        KNOWN.c.sold,
        KNOWN.c.changed_at.label("changed_before"),
    )
    .join(SIGHTINGS, SIGHTINGS.c.listing_id == LISTINGS.c.id)
    .outerjoin(KNOWN, (KNOWN.c.listing_id == LISTINGS.c.id) & (KNOWN.c.schedule_id == bindparam("schedule_id")))
    .where(SIGHTINGS.c.job_id == bindparam("job_id"), LISTINGS.c.workspace_id == bindparam("workspace_id"))
    .order_by(LISTINGS.c.id)
)
_SEEN_AGAIN = (
    update(KNOWN)
    .where(
        KNOWN.c.schedule_id == bindparam("of"),
        KNOWN.c.listing_id == SIGHTINGS.c.listing_id,
        SIGHTINGS.c.job_id == bindparam("its_job"),
        LISTINGS.c.id == SIGHTINGS.c.listing_id,
    )
    .values(
        run_id=bindparam("run"),
        gone=False,
        sold=func.coalesce(LISTINGS.c.availability == "sold", false()),
        changed_at=LISTINGS.c.changed_at,
    )
)
_GONE = (
    update(KNOWN)
    .where(KNOWN.c.schedule_id == bindparam("of"), KNOWN.c.gone.is_(False), KNOWN.c.run_id < bindparam("run"))
    .values(gone=True)
    .returning(KNOWN.c.listing_id)
)
_ALL_KNOWN = select(KNOWN.c.listing_id).where(KNOWN.c.schedule_id == bindparam("schedule_id")).limit(2)


def ended(connection: Connection) -> list[int]:
    """Runs whose jobs have ended, and that nobody has settled yet."""
    return list(connection.execute(_ENDED).scalars())


def settle(connection: Connection, run_id: int, most_failures: int, now: datetime) -> bool:
    """End a run as its job ended, and keep what it found; false where another worker has done it."""
    schedule = queries.take(connection, run_id)
    run = connection.execute(_RUN, {"run_id": run_id}).mappings().first()
    if schedule is None or run is None:
        return False
    seen = connection.execute(_SEEN, dict(run)).mappings().all()
    complete = is_complete(run, len(seen))
    changes = _compare(connection, run, run_id, seen)
    if complete or _is_one_that_vanished(connection, run):
        complete = True
        changes.update(dict.fromkeys(connection.execute(_GONE, {"of": run["schedule_id"], "run": run_id}).scalars(), "gone"))
    rows = [{"run_id": run_id, "listing_id": number, "change": change} for number, change in sorted(changes.items())]
    insert_rows(connection, CHANGES, rows)
    counts = {"seen": len(seen), **Counter(changes.values())}
    _end(connection, run_id, run, {"complete": complete, "counts": counts, "finished_at": now})
    paused = _count_failures(connection, run, most_failures, now)
    tell(connection, run["workspace_id"], run_id, now, paused=paused)
    return True


def is_complete(run: RowMapping | dict[str, Any], seen: int) -> bool:
    """Whether a job saw all that there was to see: done, each page with its answer, nothing cut off, and its sightings kept."""
    report, progress = run["report"] or {}, run["progress"] or {}
    outcomes, missing = Counter(report.get("outcomes", {})), report.get("missing_details", 0)
    answered = +(outcomes - Counter({Outcome.NOT_FOUND: missing}))
    whole = run["state"] == "done" and bool(outcomes) and answered.keys() <= _WHOLE and report.get("stopped") is None
    kept = sum(progress.get(name, 0) for name in ("new", "changed", "unchanged"))
    return whole and (seen > 0 or kept <= missing)


def _is_one_that_vanished(connection: Connection, run: RowMapping) -> bool:
    """Whether the schedule watches the page of one listing, and the site says that there is no such page.

    Of a list that vanished nothing is known about its listings.
    """
    outcomes = (run["report"] or {}).get("outcomes", {})
    if run["state"] != "done" or run["target"]["kind"] != "url" or set(outcomes) != {Outcome.NOT_FOUND}:
        return False
    return len(connection.execute(_ALL_KNOWN, {"schedule_id": run["schedule_id"]}).all()) == 1


def _compare(connection: Connection, run: RowMapping, run_id: int, seen: Sequence[RowMapping]) -> dict[int, str]:
    """What each listing that was seen is to the runs before; those that are as they were are left out. Keeps them as they are."""
    schedule_id = run["schedule_id"]
    connection.execute(_SEEN_AGAIN, {"of": schedule_id, "its_job": run["job_id"], "run": run_id})
    insert_rows(connection, KNOWN, [_known(schedule_id, run_id, row) for row in seen if row["run_id"] is None])
    return {row["id"]: change for row in seen if (change := _change(row))}


def _change(row: RowMapping) -> str | None:
    if row["run_id"] is None:
        return "new"
    if row["availability"] == "sold" and not row["sold"]:
        return "sold"
    if row["gone"]:
        return "back"
    return "changed" if row["changed_at"] > row["changed_before"] else None


def _known(schedule_id: int, run_id: int, row: RowMapping) -> dict[str, Any]:
    own = {"schedule_id": schedule_id, "listing_id": row["id"], "run_id": run_id}
    return {**own, "gone": False, "sold": row["availability"] == "sold", "changed_at": row["changed_at"]}


def _end(connection: Connection, run_id: int, run: RowMapping, values: dict[str, Any]) -> None:
    told = {name: run[name] for name in ("state", "outcome", "error_code", "error_message")}
    if run["state"] is None:
        told = {"state": "failed", "outcome": None, "error_code": LOST.code, "error_message": LOST.message}
    connection.execute(update(RUNS).where(RUNS.c.id == run_id).values({**told, **values}))


def _count_failures(connection: Connection, run: RowMapping, most: int, now: datetime) -> bool:
    """Whether this one made the schedule pause."""
    if run["state"] == "done":
        worked(connection, run["schedule_id"])
    elif run["state"] != "cancelled":
        error = Trouble(run["error_code"], run["error_message"] or "") if run["error_code"] else LOST
        return failed_again(connection, run["schedule_id"], error, most=most, now=now)
    return False
