"""What every request passes first and every answer last, those of the router's own errors too.

A request id, the client's real address, the scheme and the host that it asked for, headers that keep browsers from mischief, a
line in the log and a measurement.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, ReceiveMessage, Scope, Send

from inventory_api import telemetry
from inventory_api.settings import Settings
from inventory_api.web import logs, metrics
from inventory_api.web.client import networks
from inventory_api.web.cors import cors, refused_origin
from inventory_api.web.https import MACHINES, PROBES, Https, Refusal, host_name
from inventory_api.web.problems import MEDIA_TYPE, about
from inventory_api.web.proxies import Asked, Proxies

if TYPE_CHECKING:
    from inventory_api.telemetry.traces import Span

_GOOD_ID = re.compile(rb"[A-Za-z0-9._-]{8,100}")
_UNKNOWN_HOST = "This service does not answer under that name. ALLOWED_HOSTS lists those that it does."
_NOTHING = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_DOCS = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    b"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Edge:
    """Around the whole service."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in (*settings.allowed_hosts, settings.public_host) if host)
        self.proxies = Proxies(networks(settings.trusted_proxies), settings.forwarded_form)
        self.https = Https(settings)
        self.cors = cors(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        asked, method = self.proxies.asked(scope), scope["method"]
        if method == "HEAD":
            scope, send = {**scope, "method": "GET"}, _without_content(send)
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"], state["client"] = _request_id(dict(scope["headers"])), asked.client
        state["behind_unknown_proxy"] = asked.by_unknown_proxy
        scope["scheme"] = asked.scheme
        answer = _Answer(scope, method, receive, send, self.https, shared=self.cors is not None)
        with _span(scope, method, asked) as span:
            try:
                if refusal := self._refusal(scope, asked):
                    await _refuse(answer.send, state["request_id"], refusal)
                else:
                    await self.app(scope, answer.receive, answer.send)
            finally:
                answer.ended(span)

    def _refusal(self, scope: HTTPScope, asked: Asked) -> Refusal | None:
        """What no route may ever see."""
        if "*" not in self.hosts and host_name(asked.host) not in self.hosts and scope["path"] not in PROBES:
            return Refusal(400, "unknown_host", _UNKNOWN_HOST)
        if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            return Refusal(400, "invalid", "An address cannot hold a NUL character.")
        return self.https.refusal(scope, asked) or refused_origin(self.cors, scope)


class _Answer:
    """One answer on its way out."""

    _has_begun = _is_for_nobody = False

    def __init__(self, scope: HTTPScope, method: str, receive: Receive, send: Send, https: Https, *, shared: bool) -> None:
        self.scope, self.method, self.https, self.shared = scope, method, https, shared
        self._receive, self._send, self.began = receive, send, time.perf_counter()
        self.status: int | None = 500
        """None where the client left before there was an answer."""

    async def receive(self) -> ReceiveMessage:
        """What the client sends, or that it left."""
        message = await self._receive()
        if message["type"] == "http.disconnect" and not self._has_begun:
            self._is_for_nobody, self.status = True, None
        return message

    async def send(self, message: Message) -> None:
        """Add the headers that all answers have."""
        if message["type"] == "http.response.start":
            self._has_begun = True
            self.status = None if self._is_for_nobody else int(message["status"])
            said = [_with_head(name.lower(), value) for name, value in message["headers"]]
            if self.https.public_url:
                said = [self.https.absolute(*pair) for pair in said]
            given = {name for name, _ in said}
            message["headers"] = [*said, *(pair for pair in self._headers() if pair[0] not in given)]
        await self._send(message)

    def _headers(self) -> Iterable[tuple[bytes, bytes]]:
        path, state = self.scope["path"], self.scope["state"]
        yield b"x-request-id", state["request_id"].encode()
        yield from (pair for pair in _ALWAYS if not (self.shared and pair[0].startswith(b"cross-origin")))
        yield b"content-security-policy", _DOCS if path.startswith("/docs") else _NOTHING
        if not path.startswith("/docs"):
            yield b"cache-control", b"no-store" if path.startswith("/api/auth") else b"private, no-cache"
        if self.https.header and self.scope["scheme"] == "https":
            yield self.https.header
        for name, value in (state.get("rate_limit") or {}).items():
            yield name.lower().encode(), value.encode()

    def ended(self, span: Span | None) -> None:
        """Note how it went."""
        seconds = time.perf_counter() - self.began
        route = self.scope.get("path_template") or "unknown"
        metrics.note(self.method, route, self.status, seconds)
        logs.note(self.scope, self.method, route, self.status, seconds)
        if span:
            span.rename(f"{self.method} {route}")
            span.tell({"http.route": route, "http.response.status_code": self.status})
            if self.status and self.status >= 500:
                span.failed(str(self.status))


def _without_content(send: Send) -> Send:
    """An answer to HEAD (RFC 9110, 9.3.2): its head, and then its end, however long GET's would be."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return sent


def _with_head(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header of an answer: what a route allows that has GET."""
    return (name, value + b", HEAD") if name == b"allow" and b"GET" in value else (name, value)


def _span(scope: HTTPScope, method: str, asked: Asked) -> AbstractContextManager[Span | None]:
    """The request as a trace has it: within the proxy's where a trusted one says so. What is asked all the time is none."""
    if scope["path"] in MACHINES:
        return nullcontext()
    told = {"http.request.method": method, "url.scheme": asked.scheme, "request_id": scope["state"]["request_id"]}
    parent = dict(scope["headers"]).get(b"traceparent") if asked.by_proxy else None
    return telemetry.span("request", told, parent.decode("latin-1") if parent else None)


def _request_id(headers: Mapping[bytes, bytes]) -> str:
    given = headers.get(b"x-request-id", b"")
    return given.decode() if _GOOD_ID.fullmatch(given) else uuid4().hex


async def _refuse(send: Send, request_id: str, refusal: Refusal) -> None:
    """A problem; nothing but headers where there is none."""
    headers, content = refusal.headers, b""
    if refusal.code:
        content = msgspec.json.encode(about(HTTPStatus(refusal.status), refusal.code, refusal.detail, request_id))
        headers = [*headers, (b"content-type", MEDIA_TYPE.encode())]
    headers = [*headers, (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": False})
