"""The body of `/api/parse`: HTML as it is with its options in the address, or all of it as JSON."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from litestar.exceptions import HTTPException
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from inventory_api.errors import BadRequest
from inventory_api.scraping.schemas import PageOptions, PostedPage
from inventory_api.scraping.work import UTF8_HTML, posted_page
from inventory_core import Page

HTML = ("text/html", "application/xhtml+xml")
JSON = "application/json"
_TEXT, _FLAG = Schema(type=OpenAPIType.STRING, min_length=1), Schema(type=OpenAPIType.BOOLEAN, default=False)
_MAYBE = Schema(one_of=[_TEXT, Schema(type=OpenAPIType.NULL)])
_PROPERTIES = {"html": _TEXT, "url": _MAYBE, "scraper": _MAYBE, "save": _FLAG, "keep_sellers": _FLAG}


def read_body(body: bytes, content_type: str, options: PageOptions) -> tuple[Page, PageOptions]:
    """The page and how to read it; BadRequest where the body is empty or no such JSON, 415 where it is neither HTML nor JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in HTML:
        if not body:
            raise BadRequest("invalid", "The body is empty: post the page.")
        return posted_page(body, options.url, content_type), options
    if kind != JSON:
        raise HTTPException(status_code=415)
    if options != PageOptions():
        raise BadRequest("invalid", "With JSON, the options stand in the body.")
    posted = _decode(body)
    return posted_page(posted.html.encode("utf-8", "replace"), posted.url, UTF8_HTML), posted


def _decode(body: bytes) -> PostedPage:
    try:
        return msgspec.json.decode(body, type=PostedPage)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        errors = [{"field": path.strip("`.") or None, "in": "body", "message": message}]
        raise BadRequest("invalid", "Some of what was sent is not valid.", errors=errors) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadRequest("bad_request", "The body is no valid JSON.") from None


@dataclass
class ParseOperation(Operation):
    """Describes both forms of the body."""

    def __post_init__(self) -> None:
        posted = Schema(type=OpenAPIType.OBJECT, properties=dict(_PROPERTIES), required=["html"], additional_properties=False)
        content = {kind: OpenAPIMediaType(schema=_TEXT) for kind in HTML} | {JSON: OpenAPIMediaType(schema=posted)}
        self.request_body = RequestBody(content=content, required=True, description="The page.")
