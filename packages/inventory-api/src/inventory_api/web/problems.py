"""Every answer that is no success, as `application/problem+json` (RFC 9457). Nothing of an exception's own text gets out."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inventory_api import telemetry
from inventory_api.errors import Problem
from inventory_api.web import logs
from inventory_api.web.fields import refused_parameter
from inventory_api.web.wire import AnyRequest
from inventory_core.sizes import size_in_words

MEDIA_TYPE = "application/problem+json"
_LOCKED = "Another write, such as a large import, holds the database for longer than requests wait."
# Details that Litestar words itself are about its insides, or repeat what was sent.
_DETAILS = {
    HTTPStatus.BAD_REQUEST: ("bad_request", "The request could not be read: it is no valid JSON, or not what this route takes."),
    HTTPStatus.UNAUTHORIZED: ("not_signed_in", "Sign in first."),
    HTTPStatus.FORBIDDEN: ("forbidden", "That is not allowed."),
    HTTPStatus.NOT_FOUND: ("not_found", "There is no such thing."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "This address does not take that method."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", "The body is larger than this service takes."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("unsupported_media_type", "This route does not take that content type."),
}


def problem(
    request: AnyRequest, status: HTTPStatus, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> Response[Any]:
    """An answer of that status."""
    body = {**about(status, code, detail, request.scope["state"].get("request_id")), **more}
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def about(status: HTTPStatus, code: str, detail: str, request_id: str | None) -> dict[str, Any]:
    """What every problem says."""
    told = {"type": "about:blank", "title": status.phrase, "status": int(status)}
    return {**told, "detail": detail, "code": code, "request_id": request_id}


def on_problem(request: AnyRequest, error: Problem) -> Response[Any]:
    """One of our own."""
    headers = error.headers
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers = {"WWW-Authenticate": "Bearer", **headers}
    return problem(request, error.status, error.code, error.detail, headers, **error.more)


def on_http_exception(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """One of Litestar's own: the router's, or what it could not read."""
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        errors = [_field(request, entry) for entry in error.extra if isinstance(entry, dict)]
        return problem(request, HTTPStatus.BAD_REQUEST, "invalid", "Some of what was sent is not valid.", errors=errors)
    status = HTTPStatus(error.status_code)
    code, detail = _DETAILS.get(status, (status.name.lower(), status.phrase))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and (most := request.route_handler.resolve_request_max_body_size()):
        detail = f"The body is larger than the {size_in_words(most)} that this route takes."
    return problem(request, status, code, detail, dict(error.headers or {}))


def _field(request: AnyRequest, entry: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with one field, and where it was: under the name by which a client knows it."""
    key, message = entry.get("key"), entry.get("message", "")
    if (key, message) == ("data", "'data'"):  # so it is called where a request has no body at all
        return {"field": None, "in": "body", "message": "is missing"}
    told = {"field": key, "in": entry.get("source", "body"), "message": message}
    parameter = None if told["in"] == "body" else _parameter(request, key or "")
    if parameter is None:
        return told
    named = parameter.kwarg_definition if isinstance(parameter.kwarg_definition, ParameterKwarg) else None
    about = (named and named.description) or ""
    return {**told, "field": (named and named.name) or key, **refused_parameter(parameter.annotation, message, about)}


def _parameter(request: AnyRequest, name: str) -> FieldDefinition | None:
    """The parameter of that name, of the route itself or of what it is given, such as filters."""
    handler = request.route_handler
    given = [provided.parsed_fn_signature for provided in handler.resolve_dependencies().values()]
    return next((found for one in (handler.parsed_fn_signature, *given) if (found := one.parameters.get(name))), None)


def on_database_error(request: AnyRequest, error: DBAPIError | PoolTimeout) -> Response[Any]:
    """A database that is down, locked, full or overrun is 503 for now; a value that it cannot hold is 400."""
    if isinstance(error, DataError):
        return problem(request, HTTPStatus.BAD_REQUEST, "invalid", "A value is outside of what can be kept.")
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout) or error.connection_invalidated or _read_only(error):
        logs.failure(request.scope["state"].get("request_id"), error)
        why = _LOCKED if logs.database_code(error) in ("SQLITE_BUSY", "55P03") else "The database does not answer for now."
        if _disk_full(error):
            why, request.app.state.disk_was_full = "The disk of the database is full.", time.monotonic()
        detail = f"{why} Nothing was changed."
        return problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "database_unavailable", detail, {"Retry-After": "5"})
    return on_exception(request, error)


def _disk_full(error: BaseException) -> bool:
    """SQLite says so by name, PostgreSQL by SQLSTATE 53100."""
    return logs.database_code(error) in ("SQLITE_FULL", "53100")


def _read_only(error: DBAPIError) -> bool:
    """A PostgreSQL that takes no writes for now, such as a standby (SQLSTATE 25006)."""
    return getattr(error.orig, "sqlstate", None) == "25006"


def on_statement_error(request: AnyRequest, error: StatementError) -> Response[Any]:
    """A value that could not even be handed to the database, such as a moment after the last day, is 400."""
    if isinstance(error.orig, OverflowError):
        return problem(request, HTTPStatus.BAD_REQUEST, "invalid", "A value is outside of what can be kept.")
    return on_exception(request, error)


def on_exception(request: AnyRequest, error: Exception) -> Response[Any]:
    """Anything else is our mistake; the log has it, by the request's id, and Sentry where the settings name one."""
    request_id = request.scope["state"].get("request_id")
    logs.failure(request_id, error)
    telemetry.report(error, {"request_id": request_id, "route": request.scope.get("path_template"), "method": request.method})
    detail = "Something went wrong in the service. The log has it by the request's id."
    return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", detail)


def on_too_deep(request: AnyRequest, _error: RecursionError) -> Response[Any]:
    """JSON that is nested beyond all use."""
    return problem(request, HTTPStatus.BAD_REQUEST, "too_deep", "The body is nested too deeply.")


def on_no_text(request: AnyRequest, _error: UnicodeDecodeError) -> Response[Any]:
    """Bytes that are no UTF-8."""
    return problem(request, HTTPStatus.BAD_REQUEST, "bad_request", "The request holds text that is not UTF-8.")


HANDLERS: dict[Any, Any] = {
    Problem: on_problem,
    HTTPException: on_http_exception,
    DBAPIError: on_database_error,
    StatementError: on_statement_error,
    PoolTimeout: on_database_error,
    RecursionError: on_too_deep,
    UnicodeDecodeError: on_no_text,
    Exception: on_exception,
}
