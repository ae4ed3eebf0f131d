"""`/api/schedules`: what is scraped again and again, and what that found."""

from __future__ import annotations

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from inventory_api.auth.caller import Caller
from inventory_api.idempotency import KeyHeader
from inventory_api.schedules.schemas import (
    ChangeName,
    FoundPage,
    NewSchedule,
    Run,
    RunPage,
    Schedule,
    ScheduleChange,
    SchedulePage,
)
from inventory_api.schedules.service import Schedules, found_of, run_of, schedule_of
from inventory_api.web.lists import Cursor, Limit, page_links
from inventory_api.web.pages import link_header
from inventory_api.web.wire import AnyRequest, RowId

READ, WRITE = {"scope": "scraping:read"}, {"scope": "scraping:write"}


class ScheduleRoutes(Controller):
    """Schedules: made, changed, run by hand, and asked what their runs found."""

    path = "/api/schedules"
    tags = ("schedules",)

    @post("/", opt={**WRITE, "problems": (409,)}, sync_to_thread=True)
    def create_schedule(
        self,
        data: JSONBody[NewSchedule],
        caller: NamedDependency[Caller],
        schedules: NamedDependency[Schedules],
        idempotency_key: KeyHeader = None,
    ) -> Response[Schedule]:
        """Scrape an address or a search again and again."""
        made = schedules.create(caller, data, idempotency_key)
        return Response(made, headers={"Location": f"/api/schedules/{made.id}"})

    @get("/", opt=READ, sync_to_thread=True)
    def list_schedules(
        self,
        *,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        schedules: NamedDependency[Schedules],
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response[SchedulePage]:
        """The schedules with their last runs, the latest first."""
        page = schedules.list(caller, cursor=cursor, limit=limit)
        links = page_links(request, page)
        return Response(SchedulePage([schedule_of(row) for row in page.rows], **links), headers=link_header(**links))

    @get("/{schedule_id:int}", opt=READ, sync_to_thread=True)
    def read_schedule(
        self, schedule_id: RowId, caller: NamedDependency[Caller], schedules: NamedDependency[Schedules]
    ) -> Schedule:
        """One schedule with its last run."""
        return schedules.read(caller, schedule_id)

    @patch("/{schedule_id:int}", opt=WRITE, sync_to_thread=True)
    def change_schedule(
        self,
        schedule_id: RowId,
        data: JSONBody[ScheduleChange],
        caller: NamedDependency[Caller],
        schedules: NamedDependency[Schedules],
    ) -> Schedule:
        """Change, pause (`active` false) or let go on a schedule."""
        return schedules.change(caller, schedule_id, data)

    @delete("/{schedule_id:int}", opt=WRITE, sync_to_thread=True)
    def delete_schedule(self, schedule_id: RowId, caller: NamedDependency[Caller], schedules: NamedDependency[Schedules]) -> None:
        """Delete a schedule with its runs. The listings that it found stay."""
        schedules.delete(caller, schedule_id)

    @post("/{schedule_id:int}/run", opt=WRITE, status_code=202, sync_to_thread=True)
    def run_schedule(
        self, schedule_id: RowId, caller: NamedDependency[Caller], schedules: NamedDependency[Schedules]
    ) -> Response[Run]:
        """Run it now, paused or not. Where a run is under way, that one is answered."""
        run = schedules.run(caller, schedule_id)
        return Response(run, headers={"Location": f"/api/schedules/{schedule_id}/runs/{run.id}"})

    @get("/{schedule_id:int}/runs", opt=READ, sync_to_thread=True)
    def list_runs(
        self,
        *,
        request: AnyRequest,
        schedule_id: RowId,
        caller: NamedDependency[Caller],
        schedules: NamedDependency[Schedules],
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response[RunPage]:
        """The runs of a schedule, the latest first."""
        page = schedules.runs(caller, schedule_id, cursor=cursor, limit=limit)
        links = page_links(request, page)
        return Response(RunPage([run_of(row) for row in page.rows], **links), headers=link_header(**links))

    @get("/{schedule_id:int}/runs/{run_id:int}", opt=READ, sync_to_thread=True)
    def read_run(
        self, schedule_id: RowId, run_id: RowId, caller: NamedDependency[Caller], schedules: NamedDependency[Schedules]
    ) -> Run:
        """One run: how it stands, and how many listings it found new, changed, sold, gone or back."""
        return schedules.read_run(caller, schedule_id, run_id)

    @get("/{schedule_id:int}/runs/{run_id:int}/changes", opt={"scope": "listings:read"}, sync_to_thread=True)
    def list_changes(
        self,
        *,
        request: AnyRequest,
        schedule_id: RowId,
        run_id: RowId,
        caller: NamedDependency[Caller],
        schedules: NamedDependency[Schedules],
        change: FromQuery[ChangeName | None] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response[FoundPage]:
        """The listings that a run found new, changed, sold, gone or back, as they are now."""
        page = schedules.changes(caller, schedule_id, run_id, change=change, cursor=cursor, limit=limit)
        links = page_links(request, page)
        return Response(FoundPage([found_of(row) for row in page.rows], **links), headers=link_header(**links))
