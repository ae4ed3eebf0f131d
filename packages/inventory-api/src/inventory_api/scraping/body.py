"""The body of `/api/parse`: HTML as it is with its options in the address, or JSON, whose options go before those."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from litestar.exceptions import HTTPException
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, Reference, RequestBody, Schema

from inventory_api.errors import BadRequest
from inventory_api.scraping.schemas import ADDRESS, PageOptions, PostedPage
from inventory_api.scraping.work import UTF8_HTML, posted_page
from inventory_api.web.fields import refused
from inventory_api.web.wire import NO_NUL
from inventory_core import Page

HTML = ("text/html", "application/xhtml+xml")
JSON = "application/json"
_NULL = Schema(type=OpenAPIType.NULL)
_TEXT = Schema(type=OpenAPIType.STRING, min_length=1)
_FLAG = Schema(type=OpenAPIType.BOOLEAN, default=False)
_HTML = Schema(type=OpenAPIType.STRING, min_length=1, pattern=NO_NUL)
_URL = Schema(one_of=[Schema(type=OpenAPIType.STRING, max_length=8192, pattern=ADDRESS), _NULL])
_NAME = Schema(one_of=[Schema(type=OpenAPIType.STRING, min_length=1, max_length=200, pattern=NO_NUL), _NULL])
_PROPERTIES = {"html": _HTML, "url": _URL, "scraper": _NAME, "save": _FLAG, "keep_sellers": _FLAG}


def read_body(body: bytes, content_type: str, options: PageOptions) -> tuple[Page, PageOptions]:
    """The page and how to read it; BadRequest where the body is empty or no such JSON, 415 where it is neither HTML nor JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in HTML:
        if not body:
            raise BadRequest("invalid", "The body is empty: post the page.")
        return posted_page(body, options.url, content_type), options
    if kind != JSON:
        raise HTTPException(status_code=415)
    posted = _decode(body)
    both = PageOptions(
        url=posted.url or options.url,
        scraper=posted.scraper or options.scraper,
        save=posted.save or options.save,
        keep_sellers=posted.keep_sellers or options.keep_sellers,
    )
    return posted_page(posted.html.encode("utf-8", "replace"), both.url, UTF8_HTML), both


def _decode(body: bytes) -> PostedPage:
    try:
        return msgspec.json.decode(body, type=PostedPage)
    except msgspec.ValidationError as error:
        errors = [refused(PostedPage, str(error))]
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


@dataclass
class JobOperation(Operation):
    """Says that a job is one of three things: an address, a search, or a page."""

    def __post_init__(self) -> None:
        (content,) = (self.request_body.content or {}).values() if isinstance(self.request_body, RequestBody) else (None,)
        if content:
            content.schema = Schema(all_of=[content.schema, Schema(any_of=_ONE_THING)])  # type: ignore[list-item]


def _only(given: str, kind: OpenAPIType, *absent: str) -> Schema:
    nothing = dict.fromkeys(absent, _NULL)
    return Schema(type=OpenAPIType.OBJECT, required=[given], properties={given: Schema(type=kind), **nothing})


_ONE_THING: list[Schema | Reference] = [
    _only("search", OpenAPIType.OBJECT, "url", "html", "scraper"),
    _only("html", OpenAPIType.STRING, "search"),
    _only("url", OpenAPIType.STRING, "search", "html"),
]
