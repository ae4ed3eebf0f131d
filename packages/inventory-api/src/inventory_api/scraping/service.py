"""What jobs can be asked for, and how they stand. What runs them is `worker.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row

from inventory_api.auth.caller import Caller
from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import Database
from inventory_api.errors import BadRequest, Conflict, NotFound, TooManyRequests
from inventory_api.idempotency import once
from inventory_api.scrapers.service import Plugins, without_folders
from inventory_api.scraping import holding, queries
from inventory_api.scraping.closing import end_queued
from inventory_api.scraping.ending import CANCELLED_ENDING
from inventory_api.scraping.posted import check_size
from inventory_api.scraping.schemas import (
    Job,
    JobDetails,
    JobLimits,
    NewJob,
    Progress,
    Report,
    Search,
    StartedJob,
    Target,
    Trouble,
)
from inventory_api.scraping.search import as_query
from inventory_api.scraping.worker import Worker
from inventory_api.settings import Settings
from inventory_core import PluginFailed, Scraper, UnsupportedQuery
from inventory_core.urls import host_of

ROUTE = "POST /api/scraping/jobs"


class Plan(Struct):
    """A job that was checked and can begin: the columns of its row that were asked for."""

    target: Target
    scraper: str
    limits: JobLimits
    priority: str
    body: bytes | None

    @property
    def key(self) -> str:
        """The same for plans that do the same, whatever their priority."""
        asked = msgspec.json.encode((self.target, self.scraper, self.limits), order="sorted")
        return hashlib.sha256(asked + b"\n" + (self.body or b"")).hexdigest()


class Jobs:
    """The jobs of all workspaces."""

    def __init__(self, database: Database, plugins: Plugins, worker: Worker, settings: Settings) -> None:
        self._database, self._plugins, self._worker, self._settings = database, plugins, worker, settings

    def create(self, caller: Caller, new: NewJob, key: str | None) -> StartedJob:
        """Begin a job as soon as there is room, or join the workspace's own that waits or runs for the same.

        BadRequest where it says not one thing to scrape, Conflict where what is installed cannot do it, TooManyRequests where the
        account has as many as it may, or its pages of the day are used up.
        """
        plan = self.plan(new)
        with self._database.writing() as connection:
            make = lambda: self._join_or_insert(connection, caller, plan)  # noqa: E731
            job = once(connection, caller, key=key, route=ROUTE, request=new, result=StartedJob, make=make)
        self._worker.wake()
        return job

    def read(self, caller: Caller, job_id: int) -> JobDetails:
        """One job with its report; NotFound."""
        with self._database.reading() as connection:
            return _details(connection, caller.workspace_id, job_id)

    def list(
        self, caller: Caller, *, state: str | None, before: int | None, after: int | None, limit: int
    ) -> tuple[list[Job], bool]:
        """Jobs older than `before` or newer than `after`, the latest first, and whether there are more in that direction."""
        with self._database.reading() as connection:
            rows: Sequence[Row[Any]] = queries.list_jobs(
                connection, caller.workspace_id, state=state, before=before, after=after, limit=limit
            )
        more = len(rows) > limit
        kept = rows[-limit:] if after is not None else rows[:limit]
        return [_job(row) for row in kept], more

    def cancel(self, caller: Caller, job_id: int) -> JobDetails:
        """Ask a job to end, and answer how it stands; nothing where it has ended. NotFound."""
        with self._database.writing() as connection:
            if not end_queued(connection, caller.workspace_id, job_id, CANCELLED_ENDING):
                queries.ask_to_cancel(connection, caller.workspace_id, job_id)
            job = _details(connection, caller.workspace_id, job_id)
        if job.cancel_requested:
            self._worker.cancel(job_id)
        return job

    def plan(self, new: NewJob) -> Plan:
        """What would be begun. BadRequest where it is not one thing to scrape, Conflict where what is installed cannot do it."""
        _check_kind(new)
        options: dict[str, Any] = {"details": new.details, "keep_sellers": new.keep_sellers}
        limits = self._cut(new.limits)
        if new.html is not None:
            body = new.html.encode("utf-8", "replace")
            check_size(body, self._settings)
            scraper = self._plugins.scraper_for(new.url, new.scraper)
            return Plan(Target("html", url=new.url, bytes=len(body), **options), scraper.name, limits, new.priority, body)
        if new.search is not None:
            scraper = self._plugins.scraper_for(None, new.search.scraper)
            _check_search(scraper, new.search)
            target = Target("search", search=new.search, **options)
        else:
            scraper = self._plugins.scraper_for(new.url, new.scraper)
            target = Target("url", url=new.url, **options)
        self._plugins.fetcher_name()
        return Plan(target, scraper.name, limits, new.priority, None)

    def _cut(self, limits: JobLimits) -> JobLimits:
        """The limits that were asked for, and no more than the settings allow."""
        most = self._settings
        return JobLimits(
            pages=min(limits.pages or most.job_pages, most.job_pages),
            listings=limits.listings,
            seconds=min(limits.seconds or most.job_seconds, most.job_seconds),
            bytes=min(limits.bytes or most.job_bytes, most.job_bytes),
        )

    def _join_or_insert(self, connection: Connection, caller: Caller, plan: Plan) -> StartedJob:
        lock_workspace(connection, caller.workspace_id)
        if same := queries.find_same(connection, caller.workspace_id, plan.key):
            return StartedJob(**_columns(same), joined=True)
        self._check_quotas(connection, caller, plan)
        row = {
            "workspace_id": caller.workspace_id,
            "account_id": caller.account_id,
            "state": "queued",
            "progress": msgspec.to_builtins(Progress()),
            "created_at": datetime.now(UTC),
            **{name: msgspec.to_builtins(getattr(plan, name)) for name in ("target", "scraper", "limits", "priority")},
            "dedupe_key": plan.key,
            "body": plan.body,
        }
        job_id = queries.insert_job(connection, row)
        return StartedJob(**_columns(queries.read_shown(connection, caller.workspace_id, job_id)), joined=False)

    def _check_quotas(self, connection: Connection, caller: Caller, plan: Plan) -> None:
        most = self._settings
        if queries.count_waiting(connection, caller.workspace_id, caller.account_id) >= most.jobs_waiting:
            detail = f"This account has {most.jobs_waiting} jobs that wait or run; wait for one, or cancel one."
            raise TooManyRequests("too_many_jobs", detail, headers={"Retry-After": "10"})
        if plan.body is None and holding.pages_today(connection, caller.account_id) >= most.pages_a_day:
            detail = f"The {most.pages_a_day} pages that this account may fetch in a day are used up; the day ends at 0:00 UTC."
            raise TooManyRequests("pages_used_up", detail, headers={"Retry-After": "3600"})


def check_url(url: str | None) -> None:
    """Conflict where an address that looks like one has no host that could be looked up."""
    try:
        if url is not None:
            host_of(url)
    except ValueError as error:
        raise Conflict("no_such_host", f"This is no address of a host: {error}.") from None


def _check_kind(new: NewJob) -> None:
    check_url(new.url)
    if new.search is not None and (new.url is not None or new.html is not None or new.scraper is not None):
        raise _invalid("search", "A search stands alone, and names its scraper itself.")
    if new.search is None and new.html is None and new.url is None:
        raise _invalid("url", "Give an address, a search or a page.")


def _check_search(scraper: Scraper, search: Search) -> None:
    try:
        scraper.first_request(as_query(search))
    except UnsupportedQuery as error:
        raise Conflict("unsupported_search", str(error)) from None
    except PluginFailed as error:
        raise Conflict("scraper_failed", without_folders(str(error))) from error
    except Exception as error:  # of a plugin that has a first_request of its own
        detail = f"{scraper.name} failed to make a search of this: {type(error).__name__}."
        raise Conflict("scraper_failed", without_folders(detail)) from error


def _invalid(field: str, message: str) -> BadRequest:
    return BadRequest(
        "invalid", "Some of what was sent is not valid.", errors=[{"field": field, "in": "body", "message": message}]
    )


def _columns(row: Row[Any] | None) -> dict[str, Any]:
    if row is None:
        raise NotFound("not_found", "There is no such thing.")
    columns = dict(row._mapping)
    code, message = columns.pop("error_code"), columns.pop("error_message")
    columns["error"] = None if code is None else Trouble(code, message or "")
    columns["target"] = msgspec.convert(columns["target"], Target, strict=False)
    columns["limits"] = msgspec.convert(columns["limits"], JobLimits)
    columns["progress"] = msgspec.convert(columns["progress"], Progress)
    return columns


def _job(row: Row[Any] | None) -> Job:
    return Job(**_columns(row))


def _details(connection: Connection, workspace_id: int, job_id: int) -> JobDetails:
    columns = _columns(queries.read_job(connection, workspace_id, job_id))
    report = columns.pop("report")
    told = None if report is None else msgspec.convert(report, Report)
    return JobDetails(**columns, report=told, schedule_ids=queries.schedules_of(connection, job_id))
