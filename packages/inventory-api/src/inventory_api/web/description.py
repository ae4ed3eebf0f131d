"""The published description (OpenAPI 3.1), made true: every status that a route can answer, and what errors look like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import (
    Components,
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
    Tag,
)
from litestar.openapi.spec.enums import OpenAPIType
from litestar.routes import HTTPRoute
from litestar.types.internal_types import PathParameterDefinition

from inventory_api.structs import models
from inventory_api.web.problems import MEDIA_TYPE

SCHEME = "bearer"
COMPONENTS = Components(
    security_schemes={
        SCHEME: SecurityScheme(
            type="http",
            scheme="bearer",
            description="An access token of `/api/auth/login`, or an API key of `/api/auth/keys`.",
        )
    }
)
ABOUT = """Accounts, inventory and statistics over whatever scrapers are installed.

To try it out: `POST /api/auth/login` with `email` and `password`, press Authorize, and paste the `access_token` of the answer, or
an API key. Whatever goes wrong is answered as problem details (RFC 9457): `detail` is for people, `code` for machines. What takes
GET takes HEAD, too.
"""
_TAGS = {
    "auth": "accounts, sign-ins, keys for machines",
    "health": "for orchestrators and Prometheus",
    "inventory": "items: what you own or watch; import and export",
    "listings": "what scraping saw, and its prices over time",
    "stats": "figures of the whole inventory",
    "scrapers": "what is installed, and what does not work",
    "scraping": "jobs in the background, and pages that you have",
    "events": "what happened, as pages and as a stream",
    "schedules": "scraping again and again, and what each run found",
    "webhooks": "events brought to addresses of yours",
}
TAGS = [Tag(name, description) for name, description in _TAGS.items()]
"""In the order in which the page shows them."""
_PROBLEM = Schema(
    type=OpenAPIType.OBJECT,
    description="Problem details (RFC 9457).",
    required=["type", "title", "status", "detail", "code", "request_id"],
    properties={
        "type": Schema(type=OpenAPIType.STRING),
        "title": Schema(type=OpenAPIType.STRING, description="The status in words."),
        "status": Schema(type=OpenAPIType.INTEGER),
        "detail": Schema(type=OpenAPIType.STRING, description="What went wrong, for people."),
        "code": Schema(type=OpenAPIType.STRING, description="What went wrong, for machines: it stays the same."),
        "request_id": Schema(type=[OpenAPIType.STRING, OpenAPIType.NULL], description="By which the log knows it."),
        "errors": Schema(
            type=OpenAPIType.ARRAY,
            items=Schema(type=OpenAPIType.OBJECT),
            description="The fields that are wrong: `field`, `in`, `message`, and `allowed` where only certain values are.",
        ),
    },
)
_WORDS = {
    400: "The request is not valid.",
    401: "Nobody is signed in, or the token is no longer good.",
    403: "That is not allowed.",
    404: "There is no such thing.",
    406: "The route answers in none of the media types that Accept names.",
    409: "It cannot be done in the present state.",
    412: "It was changed since it was read (If-Match).",
    413: "The body is too large.",
    415: "The route does not take that content type.",
    422: "The Idempotency-Key was used with another request.",
    428: "If-Match is missing.",
    429: "Too many requests; Retry-After says when again.",
    500: "Something went wrong in the service.",
    503: "Something that is needed does not answer for now; Retry-After says when again.",
}


def tell_truth(schemas: dict[str, Any]) -> None:
    """Put msgspec's own schemas of our types in place of Litestar's.

    Those leave out limits of what may also be null, say oneOf where several may hold, and not that unknown fields are refused.
    """
    known = [model for model in models() if _is_described(model, schemas)]
    _, exact = msgspec.json.schema_components(known, ref_template="#/components/schemas/{name}")
    schemas.update(exact)


def _is_described(model: type[msgspec.Struct], schemas: dict[str, Any]) -> bool:
    """True where a schema is of this type, and not of another one of its name: which were imported must not matter."""
    described = getattr(schemas.get(model.__name__), "properties", None)
    return described is not None and set(described) == {field.encode_name for field in msgspec.structs.fields(model)}


def _unite(value: Any) -> None:
    """Turn oneOf to anyOf, all the way down."""
    if isinstance(value, Schema):
        if value.one_of:
            value.any_of, value.one_of = [*(value.any_of or []), *value.one_of], None
        for inner in (value.properties, value.any_of, value.items, value.additional_properties):
            _unite(inner)
    elif isinstance(value, dict):
        _unite(list(value.values()))
    elif isinstance(value, list | tuple):
        for entry in value:
            _unite(entry)


def operation_id(handler: HTTPRouteHandler, _method: str, _path: list[str | PathParameterDefinition]) -> str:
    """A name for generated clients: the tag's and the function's, as in auth_login."""
    return "_".join([*handler.resolve_tags(), handler.handler_name])


def complete(app: Litestar) -> None:
    """Add to the description what Litestar cannot know: the answers of the guard, the limits and the error handlers."""
    paths = app.openapi_schema.paths or {}
    schemas: dict[str, Any] = app.openapi_schema.components.schemas
    tell_truth(schemas)
    schemas["Problem"] = _PROBLEM
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path_format in paths:
            for handler in route.route_handlers:
                for method in handler.http_methods:
                    operation = getattr(paths[route.path_format], method.lower(), None)
                    if isinstance(operation, Operation):
                        _complete(operation, handler)


def _complete(operation: Operation, handler: HTTPRouteHandler) -> None:
    responses: dict[str, Any] = {status: answer for status, answer in (operation.responses or {}).items() if int(status) < 400}
    declared = {int(status) for status in (operation.responses or {}) if int(status) >= 400}
    for status in sorted(declared | set(statuses(operation, handler.opt))):
        responses[str(status)] = _problem(status)
    operation.responses = responses
    for parameter in operation.parameters or []:
        _unite(getattr(parameter, "schema", None))
    if isinstance(operation.request_body, RequestBody):
        _unite([content.schema for content in operation.request_body.content.values()])
    if not handler.opt.get("public"):
        operation.security = [{SCHEME: []}]


def statuses(operation: Operation, opt: dict[str, Any]) -> Iterator[int]:
    """The errors that a route can answer: of its guard, its parameters, its body, its headers, and those that it names itself."""
    yield from (400, 500, 503)
    yield from opt.get("problems", ())
    if not opt.get("public"):
        yield from (401, 403)
    if not opt.get("unlimited"):
        yield 429
    if operation.request_body is not None:
        yield from (413, 415)
    yield from _of_parameters(operation.parameters or [])


def _of_parameters(parameters: Iterable[Any]) -> Iterator[int]:
    for parameter in parameters:
        name = parameter.name.lower()
        if parameter.param_in == "path":
            yield 404
        if name == "if-match":
            yield 412
        if name == "idempotency-key":
            yield 422


def _problem(status: int) -> OpenAPIResponse:
    headers = {}
    if status in (429, 503):
        headers["Retry-After"] = OpenAPIHeader(schema=Schema(type=OpenAPIType.INTEGER), description="Seconds to wait.")
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = OpenAPIHeader(schema=Schema(type=OpenAPIType.STRING), description="Bearer.")
    return OpenAPIResponse(
        description=_WORDS.get(status, HTTPStatus(status).phrase),
        content={MEDIA_TYPE: OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Problem"))},
        headers=headers or None,  # type: ignore[arg-type]
    )
