"""Posted pages, and jobs."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromQuery, JSONBody, QueryParameter, RawBody
from msgspec import Struct

from inventory_api.auth.caller import Caller
from inventory_api.idempotency import KeyHeader
from inventory_api.scraping.body import JobOperation, ParseOperation, read_body
from inventory_api.scraping.posted import Reader
from inventory_api.scraping.schemas import ADDRESS, JobDetails, JobPage, NewJob, PageOptions, ReadPage, StartedJob, State
from inventory_api.scraping.service import Jobs, check_url
from inventory_api.web.lists import Cursor, Limit, Name
from inventory_api.web.pages import link_header, link_to, read_cursor, write_cursor
from inventory_api.web.wire import AnyRequest, RowId

READ, WRITE = {"scope": "scraping:read"}, {"scope": "scraping:write"}
BODY_BYTES = 64_000_000
"""What is taken into memory; how large a page may be is a setting."""
Url = Annotated[
    str | None,
    QueryParameter(max_length=8192, pattern=ADDRESS, description="The page's address, such as https://shop.example/lamp"),
]


class Position(Struct):
    """Where a page of jobs begins: before a job, or after one."""

    before: int | None = None
    after: int | None = None


class Scraping(Controller):
    """Reads pages."""

    path = "/api"
    tags = ("scraping",)

    @post(
        "/parse",
        opt={**WRITE, "problems": (409,)},
        status_code=200,
        request_max_body_size=BODY_BYTES,
        operation_class=ParseOperation,
        sync_to_thread=True,
    )
    def parse(
        self,
        *,
        request: AnyRequest,
        body: RawBody,
        caller: NamedDependency[Caller],
        reader: NamedDependency[Reader],
        url: Url = None,
        scraper: Name = None,
        save: FromQuery[bool] = False,
        keep_sellers: FromQuery[bool] = False,
    ) -> ReadPage:
        """Read a page that you have, without fetching anything."""
        given = PageOptions(url=url, scraper=scraper, save=save, keep_sellers=keep_sellers)
        page, options = read_body(body, request.headers.get("content-type", ""), given)
        check_url(page.url)
        return reader.read(caller, page, options)

    @post(
        "/scraping/jobs",
        opt={**WRITE, "problems": (409,)},
        status_code=202,
        request_max_body_size=BODY_BYTES,
        operation_class=JobOperation,
        responses={
            200: ResponseSpec(StartedJob, generate_examples=False, description="The job that waits or runs for the same.")
        },
        sync_to_thread=True,
    )
    def create_job(
        self,
        data: JSONBody[NewJob],
        caller: NamedDependency[Caller],
        jobs: NamedDependency[Jobs],
        idempotency_key: KeyHeader = None,
    ) -> Response[StartedJob]:
        """Begin to scrape an address or a search, or read a page, in the background; or join a job for the same."""
        job = jobs.create(caller, data, idempotency_key)
        headers = {"Location": f"/api/scraping/jobs/{job.id}"}
        return Response(job, headers=headers, status_code=200 if job.joined else 202)

    @get("/scraping/jobs", opt=READ, sync_to_thread=True)
    def list_jobs(
        self,
        *,
        request: AnyRequest,
        caller: NamedDependency[Caller],
        jobs: NamedDependency[Jobs],
        wanted: Annotated[State | None, QueryParameter(name="state")] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response[JobPage]:
        """The jobs, the latest first."""
        at = Position() if cursor is None else read_cursor(cursor, Position)
        items, more = jobs.list(caller, state=wanted, before=at.before, after=at.after, limit=limit)
        is_back = at.after is not None
        older = items and (more or is_back)
        newer = items and (more if is_back else at.before is not None)
        following = link_to(request, write_cursor(Position(before=items[-1].id)) if older else None)
        previous = link_to(request, write_cursor(Position(after=items[0].id)) if newer else None)
        return Response(JobPage(items, following, previous), headers=link_header(next=following, prev=previous))

    @get("/scraping/jobs/{job_id:int}", opt=READ, sync_to_thread=True)
    def read_job(self, job_id: RowId, caller: NamedDependency[Caller], jobs: NamedDependency[Jobs]) -> JobDetails:
        """One job: how far it is, and its report."""
        return jobs.read(caller, job_id)

    @post("/scraping/jobs/{job_id:int}/cancel", opt=WRITE, status_code=200, sync_to_thread=True)
    def cancel_job(self, job_id: RowId, caller: NamedDependency[Caller], jobs: NamedDependency[Jobs]) -> JobDetails:
        """Ask a job to end: within the page that it reads. What it read is kept. A job that has ended stays as it is."""
        return jobs.cancel(caller, job_id)
