"""What is refused of any request before its route sees it, by what the published description says of the route.

Parameters that it does not have, bodies of another media type, values of another type than the body's, and NUL characters, which
PostgreSQL cannot keep.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Litestar, Response
from litestar.openapi.spec import Operation, RequestBody

from inventory_api.errors import BadRequest, UnsupportedMediaType
from inventory_api.web.fields import check
from inventory_api.web.wire import AnyRequest

JSON = "application/json"
METHODS = ("get", "post", "put", "patch", "delete")


class Takes(msgspec.Struct, frozen=True):
    """What a route takes: names of query parameters, and media types of bodies."""

    query: frozenset[str]
    media_types: frozenset[str]


async def check_request(request: AnyRequest) -> Response[None] | None:
    """BadRequest or UnsupportedMediaType, naming what is wrong; the answer to OPTIONS; None for what goes on to its route."""
    if request.method == "OPTIONS":
        return _tell_methods(request)
    takes = _known(request.app).get((request.scope["path_template"], request.method))
    if takes is None:
        return None
    if request.scope["query_string"] and (unknown := sorted(set(request.query_params) - takes.query)):
        known = f"known are {', '.join(sorted(takes.query))}" if takes.query else "this route takes none"
        message = f"unknown parameter; {known}"
        errors = [{"field": name, "in": "query", "message": message} for name in unknown[:20]]
        raise BadRequest("invalid", "This route does not know some of the parameters.", errors=errors)
    if takes.media_types:
        await _check_body(request, takes.media_types)
    return None


def _tell_methods(request: AnyRequest) -> Response[None] | None:
    # Litestar's own answer leaves out methods of handlers that were added after the first.
    methods = {method for path, method in _known(request.app) if path == request.scope["path_template"]}
    return Response(None, status_code=204, headers={"Allow": ", ".join(sorted(methods | {"OPTIONS"}))}) if methods else None


async def _check_body(request: AnyRequest, taken: frozenset[str]) -> None:
    media_type = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if media_type not in taken and "*/*" not in taken:
        raise UnsupportedMediaType("unsupported_media_type", f"This route takes {', '.join(sorted(taken))}.")
    if media_type == JSON:
        body = await request.body()
        _check_json(body)
        _check_fields(request, body)


def _known(app: Litestar) -> dict[tuple[str, str], Takes]:
    """What each path template and method takes; read once."""
    known: dict[tuple[str, str], Takes] | None = app.state.get("takes")
    if known is None:
        known = app.state.takes = {
            (path, method.upper()): _takes(operation)
            for path, item in (app.openapi_schema.paths or {}).items()
            for method in METHODS
            if (operation := getattr(item, method)) is not None
        }
    return known


def _takes(operation: Operation) -> Takes:
    parameters: list[Any] = list(operation.parameters or [])
    body = operation.request_body
    return Takes(
        query=frozenset(parameter.name for parameter in parameters if parameter.param_in == "query"),
        media_types=frozenset(body.content) if isinstance(body, RequestBody) else frozenset(),
    )


def _check_json(body: bytes) -> None:
    # Only a body with the escape is read twice: a NUL itself is no valid JSON.
    if b"\\u0000" not in body:
        return
    try:
        found = _has_nul(msgspec.json.decode(body))
    except msgspec.DecodeError:
        return  # the route says so
    if found:
        raise BadRequest("invalid", "Text cannot hold a NUL character.")


def _check_fields(request: AnyRequest, body: bytes) -> None:
    # Litestar reads it again, as it reads parameters: there 0 is a boolean, which text has to be that is JSON's already.
    data = request.route_handler.parsed_fn_signature.parameters.get("data")
    if data is None or not body or not data.is_subclass_of(msgspec.Struct):
        return
    if error := check(data.annotation, body):
        raise BadRequest("invalid", "Some of what was sent is not valid.", errors=[error])


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in key or _has_nul(entry) for key, entry in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
