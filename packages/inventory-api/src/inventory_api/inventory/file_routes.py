"""`/api/inventory/export` and `/api/inventory/import`: items as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromQuery, RawBody
from litestar.response import Stream

from inventory_api.auth.caller import Caller
from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import Database
from inventory_api.errors import UnprocessableContent
from inventory_api.inventory import exports
from inventory_api.inventory.imports import Import, Key
from inventory_api.inventory.queries import Filters, check_order
from inventory_api.inventory.reading import Row, read_csv, read_jsonl
from inventory_api.inventory.records import read_all, read_records
from inventory_api.inventory.routes import READ, WRITE, read_filters
from inventory_api.inventory.schemas import ImportReport

IMPORT_BYTES = 100_000_000
MOST_ERRORS = 100
"""More errors are counted, but not listed."""
CSV = "text/csv"
JSONL = ("application/jsonl", "application/x-ndjson", "application/ndjson", "application/json-lines")


@dataclass
class ImportOperation(Operation):
    """Describes the forms of the body."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING)
        content = {kind: OpenAPIMediaType(schema=text) for kind in (CSV, *JSONL)}
        self.request_body = RequestBody(content=content, required=True, description="The file, as an export writes it.")


@dataclass
class ExportOperation(Operation):
    """Describes the forms of the answer."""

    def __post_init__(self) -> None:
        content = {kind: OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING)) for kind in exports.MEDIA_TYPES.values()}
        self.responses = {**(self.responses or {}), "200": OpenAPIResponse(description="The file.", content=content)}


class InventoryFiles(Controller):
    """Items as files."""

    path = "/api/inventory"
    tags = ("inventory",)
    dependencies = {"filters": Provide(read_filters, sync_to_thread=False)}  # noqa: RUF012

    @get("/export", opt=READ, operation_class=ExportOperation, sync_to_thread=True)
    def export_items(
        self,
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        filters: NamedDependency[Filters],
        format: FromQuery[Literal["csv", "jsonl", "xlsx"]] = "jsonl",
    ) -> Stream:
        """All items that fit, oldest first: JSONL with listings and history, which loses nothing, or a table for people."""
        check_order("created", filters)  # before the first byte is sent
        if format == "xlsx":
            exports.check_xlsx()
        name = f'attachment; filename="inventory.{format}"'
        body = _written(format, database, caller.workspace_id, filters)
        return Stream(body, media_type=exports.MEDIA_TYPES[format], headers={"Content-Disposition": name})

    @post(
        "/import",
        opt={**WRITE, "problems": (409, 422)},
        status_code=200,
        request_max_body_size=IMPORT_BYTES,
        operation_class=ImportOperation,
        sync_to_thread=True,
    )
    def import_items(
        self,
        *,
        request: Request[Any, Any, Any],
        body: RawBody,
        caller: NamedDependency[Caller],
        database: NamedDependency[Database],
        key: FromQuery[Key] = "ref",
        dry_run: FromQuery[bool] = False,
        skip_invalid: FromQuery[bool] = False,
    ) -> ImportReport:
        """Make and change items from a file of the export's form.

        `key` names the field by which a row means an item that is there: the same file again changes nothing. Rows that are not
        valid are told with number and field; then nothing is written, unless they are to be skipped.
        """
        # Read before the transaction: on SQLite others wait for it.
        rows = list(_read(body, request.headers.get("content-type", "")))
        if dry_run:
            return _report(_weighed(database, caller.workspace_id, key, rows), dry_run=True)
        job = _imported(database, caller.workspace_id, key, rows, skip_invalid=skip_invalid)
        if job.errors and not skip_invalid:
            raise UnprocessableContent("rows_invalid", "Some rows are not valid; nothing was written.", **_told(job))
        return _report(job, dry_run=False)


def _written(form: str, database: Database, workspace_id: int, filters: Filters) -> Iterator[bytes]:
    if form == "jsonl":
        return exports.write_jsonl(read_records(database, workspace_id, filters))
    write = exports.write_csv if form == "csv" else exports.write_xlsx
    return write(read_all(database, workspace_id, filters))


def _weighed(database: Database, workspace_id: int, key: Key, rows: list[Row]) -> Import:
    """What an import would do. It only reads: nobody waits for it."""
    with database.reading() as connection:
        job = Import(connection, workspace_id, key)
        job.plan(rows)
        job.weigh()
    return job


def _imported(database: Database, workspace_id: int, key: Key, rows: list[Row], *, skip_invalid: bool) -> Import:
    """An import that was done, unless a row is not valid and those are not to be skipped."""
    with database.writing() as connection:
        lock_workspace(connection, workspace_id)
        job = Import(connection, workspace_id, key)
        job.plan(rows)
        if skip_invalid or not job.errors:
            job.write()
    return job


def _read(body: bytes, content_type: str) -> Iterator[Any]:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == CSV:
        return read_csv(body)
    if kind in JSONL:
        return read_jsonl(body)
    raise HTTPException(status_code=415)


def _told(job: Import) -> dict[str, Any]:
    errors = [{"row": error.row, "field": error.field, "message": error.message} for error in job.errors[:MOST_ERRORS]]
    return {"errors": errors, "rows": job.rows, "invalid": len(job.errors)}


def _report(job: Import, *, dry_run: bool) -> ImportReport:
    return ImportReport(
        rows=job.rows,
        created=job.created,
        updated=job.updated,
        unchanged=job.unchanged,
        invalid=len(job.errors),
        errors=job.errors[:MOST_ERRORS],
        dry_run=dry_run,
        written=not dry_run,
    )
