"""Request and Page: what is asked for and what came back, as values."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urljoin, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict

from inventory_core.decoding import decode
from inventory_core.errors import Unreadable
from inventory_core.urls import canonical_url, split_url


def _fetchable(url: str) -> str:
    split_url(url)
    return url


class Request(BaseModel):
    """One page to ask for.

    `role` says why: "start" (asked for by the user), "next" (the following page of a list), "detail" (the page of a listing that
    a list showed). `render` asks for a browser. `context` travels with the request to the handler, as JSON values.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    url: Annotated[str, AfterValidator(_fetchable)]
    method: Literal["GET", "POST"] = "GET"
    headers: dict[str, str] = {}
    body: str | None = None
    role: Literal["start", "next", "detail"] = "start"
    render: bool = False
    context: dict[str, Any] = {}

    @cached_property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that are the same for requests that ask for the same page."""
        parts = [self.method, canonical_url(self.url), self.body or ""]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Page:
    """A page as it came: `url` after redirects (null where the caller gave none), status 0 where it was never fetched.

    `headers` have lower-case names. `rendered` is true where a browser's DOM was saved. `fetched_at` has a time zone.
    """

    body: bytes
    url: str | None = None
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    request: Request | None = None
    rendered: bool = False
    from_cache: bool = False
    fetched_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """Room for what readers derive from this page and want to keep, such as its tree; never part of its value."""

    @cached_property
    def text(self) -> str:
        """The body as text: byte order mark, then the charset of the header, then of a meta element, then UTF-8."""
        return decode(self.body, self.headers.get("content-type", ""))

    @cached_property
    def data(self) -> Any:
        """The body as JSON; Unreadable where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"the body is no JSON: {error}") from error

    @cached_property
    def params(self) -> dict[str, str]:
        """The first value of each query parameter of the address."""
        query = parse_qs(urlsplit(self.url or "").query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    def absolute(self, link: str | None) -> str | None:
        """An absolute http(s) address from a link of this page; null where it is none."""
        try:
            full = urljoin(self.url or "", (link or "").strip())
            split_url(full)
        except ValueError:
            return None
        return full if link else None
