"""What jobs can be asked for, and how they stand. What runs them is `runner.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row

from inventory_api.auth.caller import Caller
from inventory_api.database import Database
from inventory_api.errors import BadRequest, Conflict, NotFound, TooManyRequests, Unavailable
from inventory_api.idempotency import once
from inventory_api.scrapers.service import Plugins, without_folders
from inventory_api.scraping import queries
from inventory_api.scraping.posted import check_size
from inventory_api.scraping.runner import Runner
from inventory_api.scraping.schemas import Job, JobDetails, JobLimits, NewJob, Progress, Report, Search, Target, Trouble
from inventory_api.scraping.search import as_query
from inventory_api.settings import Settings
from inventory_core import Scraper, UnsupportedQuery
from inventory_core.urls import host_of

ROUTE = "POST /api/scraping/jobs"


class Plan(Struct):
    """A job that was checked and can begin: the columns of its row that were asked for."""

    target: Target
    scraper: str
    limits: JobLimits
    body: bytes | None


class Jobs:
    """The jobs of all workspaces."""

    def __init__(self, database: Database, plugins: Plugins, runner: Runner, settings: Settings) -> None:
        self._database, self._plugins, self._runner, self._settings = database, plugins, runner, settings

    def create(self, caller: Caller, new: NewJob, key: str | None) -> Job:
        """Begin a job as soon as there is room.

        BadRequest where it says not one thing to scrape, Conflict where what is installed cannot do it, TooManyRequests where the
        account has as many as it may.
        """
        plan = self.plan(new)
        with self._database.writing() as connection:
            make = lambda: self._insert(connection, caller, plan)  # noqa: E731
            job = once(connection, caller, key=key, route=ROUTE, request=new, result=Job, make=make)
        self._runner.submit(job.id, caller.account_id)
        return job

    def read(self, caller: Caller, job_id: int) -> JobDetails:
        """One job with its report; NotFound."""
        with self._database.reading() as connection:
            return _details(queries.read_job(connection, caller.workspace_id, job_id))

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
            queries.cancel_job(connection, caller.workspace_id, job_id, datetime.now(UTC))
            job = _details(queries.read_job(connection, caller.workspace_id, job_id))
        if job.cancel_requested:
            self._runner.cancel(job_id)
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
            return Plan(Target("html", url=new.url, bytes=len(body), **options), scraper.name, limits, body)
        if new.search is not None:
            scraper = self._plugins.scraper_for(None, new.search.scraper)
            _check_search(scraper, new.search)
            target = Target("search", search=new.search, **options)
        else:
            scraper = self._plugins.scraper_for(new.url, new.scraper)
            target = Target("url", url=new.url, **options)
        self._plugins.fetcher_name()
        return Plan(target, scraper.name, limits, None)

    def _cut(self, limits: JobLimits) -> JobLimits:
        """The limits that were asked for, and no more than the settings allow."""
        most = self._settings
        return JobLimits(
            pages=min(limits.pages or most.job_pages, most.job_pages),
            listings=limits.listings,
            seconds=min(limits.seconds or most.job_seconds, most.job_seconds),
            bytes=min(limits.bytes or most.job_bytes, most.job_bytes),
        )

    def _insert(self, connection: Connection, caller: Caller, plan: Plan) -> Job:
        if queries.count_waiting(connection, caller.workspace_id, caller.account_id) >= self._settings.jobs_waiting:
            detail = f"This account has {self._settings.jobs_waiting} jobs that wait or run; wait for one, or cancel one."
            raise TooManyRequests("too_many_jobs", detail, headers={"Retry-After": "10"})
        if self._runner.lease is None:
            raise Unavailable("no_runner", "The service is starting or stopping.", headers={"Retry-After": "5"})
        row = {
            "workspace_id": caller.workspace_id,
            "account_id": caller.account_id,
            "state": "queued",
            "runner": self._runner.lease.name,
            "cancel_requested": False,
            "progress": msgspec.to_builtins(Progress()),
            "created_at": datetime.now(UTC),
            **{name: msgspec.to_builtins(getattr(plan, name)) for name in ("target", "scraper", "limits")},
            "body": plan.body,
        }
        job_id = queries.insert_job(connection, row)
        return _job(queries.read_job(connection, caller.workspace_id, job_id))


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
    except Exception as error:
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
    columns = _columns(row)
    columns.pop("report", None)
    return Job(**columns)


def _details(row: Row[Any] | None) -> JobDetails:
    columns = _columns(row)
    report = columns.pop("report")
    return JobDetails(**columns, report=None if report is None else msgspec.convert(report, Report))
