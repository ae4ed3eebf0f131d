"""How the server reads and writes: what is no request of HTTP is refused as a problem, and an answer's parts go out together.

uvicorn hands the head and the first of the body to the socket each by itself. That is a call of the system more, and wakes the
client for a head without a body. And it waits for ever for a head, of whatever length, which costs more with each byte.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from math import inf
from typing import Any, cast
from uuid import uuid4

import httptools
import msgspec
import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from inventory_api.web.problems import MEDIA_TYPE, about
from inventory_core.sizes import size_in_words

LONGEST_HEAD = 64 * 1024
"""Bytes of a head, or of what follows a body in parts; more is taken where it comes in one read, which costs little."""
REST_SECONDS = 30.0
"""How long a client may take until a head is whole, from the connection or its first byte on, and for each part of a body."""
BODY_SECONDS = 900.0
"""How long a client may take for all of a body: enough for the largest import at a million bits a second."""
_TOO_SLOW = f"The head of a request has to come within {REST_SECONDS:g} seconds."
_BODY_TOO_SLOW = f"The body of a request has to come within {BODY_SECONDS / 60:g} minutes."
_NO_HTTP = "The request could not be read: it is no valid HTTP."
_TOO_LONG = f"The head of a request may have {size_in_words(LONGEST_HEAD)}."
_log = structlog.get_logger()


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, writing through `Together`."""

    _unread = 0
    """Bytes that have come since the last head or part of a body was whole."""
    _is_whole = True
    """Whether all requests that have begun to come have come."""
    _overdue: asyncio.TimerHandle | None = None
    """When what is to come is not waited for any longer."""
    _body_until = inf
    """Until when the body that comes has to be whole, by the clock of the event loop."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.parser = _Parser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's own

    def connection_made(self, transport: Any) -> None:
        """A client is there."""
        super().connection_made(cast(asyncio.Transport, Together(transport, self.loop)))
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """A client is gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Refuse a head that does not end, and wait for the rest of what does."""
        self._unread += len(data)
        super().data_received(data)
        if self._unread == 0:
            self._stop_waiting()
        if self.transport.is_closing():
            return
        if self._unread > LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "head_too_large", _TOO_LONG)
        elif self._overdue is None and (self._unread or not self._is_whole):
            self._wait()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_whole = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._unread = 0
        if not self._asks_for_another_protocol():
            super().on_headers_complete()
        self._body_until = self.loop.time() + BODY_SECONDS

    def on_body(self, body: bytes) -> None:
        """A part of a body is there."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._unread, self._is_whole, self._body_until = 0, True, inf
        if not self._asks_for_another_protocol():
            super().on_message_complete()

    def _asks_for_another_protocol(self) -> bool:
        return bool(self.parser.should_upgrade()) and self.parser.get_method() != b"CONNECT"

    def head_without_upgrade(self) -> bytes:
        """The head of the request that is being read, as one that asks for no other protocol; nothing for a CONNECT."""
        if not self._asks_for_another_protocol():
            return b""
        first = b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        kept = [b"%b: %b" % pair for pair in self.headers if pair[0] != b"upgrade"]
        return b"\r\n".join([first, *kept, b"", b""])

    def _wait(self) -> None:
        self._overdue = self.loop.call_at(min(self.loop.time() + REST_SECONDS, self._body_until), self._give_up)

    def _stop_waiting(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None

    def _give_up(self) -> None:
        """Who sent nothing, or says no more in a body, is let go without a word, as most servers do."""
        if self.flow.read_paused:  # the service itself has not taken what came
            self._body_until += REST_SECONDS
            self._wait()
        elif self.loop.time() > self._body_until - 0.1:  # timers are a little early
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "too_slow", _BODY_TOO_SLOW)
        elif self._unread:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "too_slow", _TOO_SLOW)
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """What the parser does not understand."""
        self._refuse(HTTPStatus.BAD_REQUEST, "bad_request", _NO_HTTP)

    def _refuse(self, status: HTTPStatus, code: str, detail: str) -> None:
        """Answer, unless an answer is on its way already, and hang up."""
        request_id = uuid4().hex
        _log.warning("unreadable", status=int(status), client=self.client and self.client[0], request_id=request_id)
        if self._can_be_answered():
            self.transport.write(_answer(status, request_id, about(status, code, detail, request_id)))
        self.transport.close()

    def _can_be_answered(self) -> bool:
        """Whether what is being read has no answer yet, and those before it have theirs."""
        if self._body_until < inf:
            return not (self.cycle.response_started or self.pipeline)
        return self.cycle is None or self.cycle.response_complete


class _Parser(httptools.HttpRequestParser):
    """Reads a request that asks for another protocol as if it did not (RFC 9110, 7.8): Java's client asks for HTTP/2 each time.

    Else what follows its head is taken for that protocol, and the request has no body.
    """

    def __init__(self, protocol: Protocol) -> None:
        super().__init__(protocol)
        self._protocol = protocol

    def feed_data(self, data: Any) -> None:
        """Read what came."""
        rest = memoryview(data)
        while rest:
            rest = self._read(rest)

    def _read(self, data: memoryview) -> memoryview:
        """Read until a request asks for another protocol; what came behind its head."""
        try:
            super().feed_data(data)
        except httptools.HttpParserUpgrade as asked:
            if head := self._protocol.head_without_upgrade():
                super().feed_data(head)
                return data[asked.args[0] :]
        return data[:0]


def _answer(status: HTTPStatus, request_id: str, problem: dict[str, Any]) -> bytes:
    content = msgspec.json.encode(problem)
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {len(content)}\r\n"
        f"x-request-id: {request_id}\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + content


class Together:
    """A transport that keeps what is written until more comes, at the latest until the event loop's next turn."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._kept = b""
        self._turn: asyncio.Handle | None = None

    def __getattr__(self, name: str) -> Any:
        """Whatever else a transport can do."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Keep it where nothing is kept, else send both."""
        if self._turn is None:
            self._kept, self._turn = data, self._loop.call_soon(self._send)
        else:
            self._kept += data
            self._send()

    def close(self) -> None:
        """Send what is kept, then close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._turn is None:
            return
        self._turn.cancel()
        kept, self._kept, self._turn = self._kept, b"", None
        self._transport.write(kept)
