"""What is refused of any request before its route sees it: parameters that the route does not have, and NUL characters."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Litestar, Request

from inventory_api.errors import BadRequest

AnyRequest = Request[Any, Any, Any]


async def check_request(request: AnyRequest) -> None:
    """BadRequest, naming what is wrong."""
    if request.scope["query_string"]:
        _check_query(request)
    if request.headers.get("content-type", "").startswith("application/json"):
        _check_json(await request.body())


def query_names(app: Litestar) -> dict[tuple[str, str], frozenset[str]]:
    """The query parameters of each path template and method, as the published description has them."""
    found = {}
    for path, item in (app.openapi_schema.paths or {}).items():
        for method in ("get", "post", "put", "patch", "delete"):
            operation: Any = getattr(item, method)
            if operation is not None:
                names = (parameter.name for parameter in operation.parameters or [] if parameter.param_in == "query")
                found[path, method.upper()] = frozenset(names)
    return found


def _check_query(request: AnyRequest) -> None:
    known: dict[tuple[str, str], frozenset[str]] | None = request.app.state.get("query_names")
    if known is None:
        known = request.app.state.query_names = query_names(request.app)
    names = known.get((request.scope["path_template"], request.method))
    if names is not None and (unknown := sorted(set(request.query_params) - names)):
        errors = [{"field": name, "in": "query", "message": "unknown parameter"} for name in unknown[:20]]
        raise BadRequest("invalid", "This route does not know some of the parameters.", errors=errors)


def _check_json(body: bytes) -> None:
    # Only a body with the escape is read twice: a NUL itself is no valid JSON.
    if b"\\u0000" in body and _has_nul(msgspec.json.decode(body)):
        raise BadRequest("invalid", "Text cannot hold a NUL character.")


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in key or _has_nul(entry) for key, entry in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
