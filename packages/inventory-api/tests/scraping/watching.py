"""A service whose schedules are looked after when the test says so, by a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from inventory_api.schedules.watch import Watch

if TYPE_CHECKING:
    from .conftest import Work


class FakeClock:
    """The time of the schedules. It begins on a Friday, at noon."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def __call__(self, _connection: Any) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass
class Watched:
    """The schedules of a fresh account."""

    work: Work
    watch: Watch
    clock: FakeClock

    def schedule(self, name: str = "Lamps", **body: Any) -> dict[str, Any]:
        """A new schedule."""
        answer = self.work.post("/api/schedules", name=name, **body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def read(self, schedule_id: int) -> dict[str, Any]:
        """A schedule as it stands."""
        return self.get(f"/api/schedules/{schedule_id}")

    def get(self, path: str) -> dict[str, Any]:
        """What a path answers."""
        answer = self.work.user.client.get(path, headers=self.work.user.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def begin(self, schedule_id: int) -> dict[str, Any]:
        """Ask for a run now, and let its job begin; the run."""
        assert self.work.post(f"/api/schedules/{schedule_id}/run").status_code == 202
        self.watch.look()
        return self.last(schedule_id)

    def run(self, schedule_id: int) -> dict[str, Any]:
        """Run it now, to the end."""
        return self.finish(self.begin(schedule_id))

    def finish(self, run: dict[str, Any]) -> dict[str, Any]:
        """Wait for the job of a run, and settle it."""
        if run["job_id"] is not None:
            self.work.end(run["job_id"])
        self.watch.look()
        return self.get(f"/api/schedules/{run['schedule_id']}/runs/{run['id']}")

    def last(self, schedule_id: int) -> dict[str, Any]:
        """Its last run."""
        run = self.read(schedule_id)["last_run"]
        assert run
        return dict(run)

    def runs(self, schedule_id: int) -> list[dict[str, Any]]:
        """Its runs, the latest first."""
        return list(self.get(f"/api/schedules/{schedule_id}/runs")["items"])

    def found(self, run: dict[str, Any]) -> dict[str, list[str]]:
        """The listings that a run found, by what it found of them, by their own ids."""
        page = self.get(f"/api/schedules/{run['schedule_id']}/runs/{run['id']}/changes")
        found: dict[str, list[str]] = {}
        for entry in page["items"]:
            found.setdefault(entry["change"], []).append(entry["listing"]["listing_id"])
        return found
