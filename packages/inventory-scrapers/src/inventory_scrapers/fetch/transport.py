"""The one transport: sends one request to a vetted address and reads one answer within limits.

Knows nothing of robots, pace, cache or redirects; whatever needs the network goes through `Transport.send`.
"""

from __future__ import annotations

import copy
import http.client
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import RemoteDisconnected

from requests import PreparedRequest, RequestException
from requests.structures import CaseInsensitiveDict
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, IncompleteRead

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.sizes import size_in_words
from inventory_scrapers.fetch.adapter import GuardedAdapter
from inventory_scrapers.fetch.addresses import AddressPolicy
from inventory_scrapers.fetch.connection import WATCH, Watch
from inventory_scrapers.fetch.content import ACCEPTED, PIECE, capped, decoded
from inventory_scrapers.fetch.origin import split


@dataclass(frozen=True)
class TransportLimits:
    """What one answer may cost: seconds to connect, in all and until its headers came, bytes decoded and of headers."""

    connect_seconds: float = 10.0
    total_seconds: float = 60.0
    max_bytes: int = 10 * 1024 * 1024
    header_bytes: int = 128 * 1024
    header_seconds: float = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back for one request: header names in lower case, repeated ones joined; the body decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Pools of connections over one address policy. Threads may share it.

    Takes no settings from the environment: no proxy, no netrc. Keeps no cookies. Follows nothing. `ca_file` replaces the
    certificates that are trusted; there is no way to trust none.
    """

    def __init__(
        self, policy: AddressPolicy | None = None, limits: TransportLimits | None = None, *, ca_file: str | None = None
    ) -> None:
        self.policy = policy or AddressPolicy()
        self.limits = limits or TransportLimits()
        self._adapter = GuardedAdapter(ca_file)

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        cancelled: threading.Event,
        on_traffic: Callable[[int, int], None] = lambda _requests, _bytes: None,
        cut: int | None = None,
    ) -> Answer:
        """One request, one answer; FetchFailed where none came within the limits, with a rule and no resolved address.

        With `cut`, a longer body ends after that many bytes instead of failing.
        """
        origin, _ = split(url)
        self.policy.check_host(origin.host)
        request = _prepared(method, url, headers, body)
        watch = self._watch(cancelled)
        try:
            return self._exchange(watch, request, origin.host, cut)
        except _Stale:
            return self._exchange(watch, request, origin.host, cut)
        finally:
            on_traffic(1, watch.received)

    def apart(self) -> Transport:
        """A transport with the same rules, and connections of its own."""
        other = copy.copy(self)
        other._adapter = self._adapter.apart()
        return other

    def close(self) -> None:
        """Close all connections."""
        self._adapter.close()

    def _watch(self, cancelled: threading.Event) -> Watch:
        limits = self.limits
        return Watch(
            self.policy,
            cancelled,
            connect=limits.connect_seconds,
            total=limits.total_seconds,
            header_bytes=limits.header_bytes,
            max_bytes=limits.max_bytes + limits.header_bytes + 2 * PIECE,
            header=limits.header_seconds,
        )

    def _exchange(self, watch: Watch, request: PreparedRequest, host: str, cut: int | None) -> Answer:
        token = WATCH.set(watch)
        try:
            # What counts is the watch; these keep a socket from waiting on its own.
            seconds = (min(self.limits.connect_seconds, watch.remaining()), watch.remaining())
            response = self._adapter.send(request, stream=True, timeout=seconds)
            watch.in_headers = False
            return self._read(response.raw, request.method or "", cut)
        except FetchFailed:
            raise
        except Exception as error:
            cause = _cause(error)
            if _is_stale(cause, watch, request.method or ""):
                raise _Stale from None
            raise _failure(cause, host) from error
        finally:
            WATCH.reset(token)

    def _read(self, response: BaseHTTPResponse, method: str, cut: int | None) -> Answer:
        headers = _headers(response.headers)
        whole = False
        try:
            content = self._content(response, headers, cut) if method != "HEAD" else b""
            whole = True
        finally:
            # A connection whose answer was not read to its end holds the rest of it and is of no further use.
            if whole and response.closed:
                response.release_conn()
            else:
                response.close()
        return Answer(response.status, headers, content)

    def _content(self, response: BaseHTTPResponse, headers: Mapping[str, str], cut: int | None) -> bytes:
        limit = self.limits.max_bytes
        if cut is None and _length(headers) > limit:
            raise FetchFailed(Outcome.TOO_LARGE, "content_length", f"the body is larger than {size_in_words(limit)}")
        pieces = decoded(_raw(response), headers.get("content-encoding", ""), limit)
        if cut is None:
            return b"".join(capped(pieces, limit))
        return _first(pieces, cut)


class _Stale(Exception):
    """A kept connection that the server had closed meanwhile."""


def _prepared(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> PreparedRequest:
    """As requests would prepare it, without its reading of the address."""
    request = PreparedRequest()
    request.method, request.url, request.body = method, url, body
    request.headers = CaseInsensitiveDict({"Accept-Encoding": ACCEPTED, **headers})
    if body is not None:
        request.headers["Content-Length"] = str(len(body))
    return request


def _cause(error: BaseException) -> BaseException:
    """The innermost error that requests and urllib3 wrapped."""
    while isinstance(error, (RequestException, HTTPError)) and error.args:
        inner = getattr(error, "reason", None) or error.args[-1]
        if not isinstance(inner, BaseException):
            break
        error = inner
    return error


def _is_stale(cause: BaseException, watch: Watch, method: str) -> bool:
    """True where a kept connection ended before an answer's first byte: a new one may be tried at once (RFC 9112, 9.3.1)."""
    is_new = watch.connected or watch.received
    return not is_new and method in {"GET", "HEAD"} and isinstance(cause, (RemoteDisconnected, ConnectionError))


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() != "set-cookie"}


def _length(headers: Mapping[str, str]) -> int:
    """What Content-Length says, 0 where it is not what counts; FetchFailed where it is no number (RFC 9112, section 6.3)."""
    text = headers.get("content-length")
    if text is None or "transfer-encoding" in headers:
        return 0
    first = text.partition(",")[0].strip()  # what is repeated was compared by urllib3
    if not (first.isascii() and first.isdecimal()):
        raise FetchFailed(Outcome.NETWORK_ERROR, "protocol", "the answer has a length that is no number")
    return int(first[:18])


def _raw(response: BaseHTTPResponse) -> Iterator[bytes]:
    while piece := response.read1(PIECE, decode_content=False):
        yield piece


def _first(pieces: Iterator[bytes], size: int) -> bytes:
    kept = bytearray()
    for piece in pieces:
        kept += piece
        if len(kept) >= size:
            break
    return bytes(kept[:size])


def _failure(cause: BaseException, host: str) -> FetchFailed:
    """A typed failure without what the error says: its text may hold a resolved address or an internal banner."""
    if isinstance(cause, ssl.SSLError):
        return FetchFailed(Outcome.NETWORK_ERROR, "tls", f"{host} has no valid TLS certificate or speaks no TLS")
    if isinstance(cause, TimeoutError):
        return FetchFailed(Outcome.TIMEOUT, "total_time", f"{host} took too long")
    if isinstance(cause, (IncompleteRead, http.client.IncompleteRead, ConnectionError)):
        return FetchFailed(Outcome.NETWORK_ERROR, "connection_lost", f"{host} ended the connection before its answer was whole")
    if isinstance(cause, http.client.LineTooLong) or "got more than" in str(cause):
        return FetchFailed(Outcome.TOO_LARGE, "headers", f"{host} sent too many headers or too long ones")
    if isinstance(cause, (HTTPError, http.client.HTTPException, OSError)):
        return FetchFailed(Outcome.NETWORK_ERROR, "protocol", f"{host} gave no valid HTTP answer")
    return FetchFailed(Outcome.REFUSED, "request", "the request cannot be sent as it is")
