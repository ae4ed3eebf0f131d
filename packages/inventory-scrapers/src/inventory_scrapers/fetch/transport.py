"""The one transport: sends one request to a vetted address and reads one answer within limits.

Knows nothing of robots, pace, cache or redirects; whatever needs the network goes through `Transport.send`.
"""

from __future__ import annotations

import ssl
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, RemoteDisconnected
from typing import Any

import certifi
from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError, SSLError
from urllib3.util import Timeout

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.urls import DEFAULT_PORTS, ascii_host, split_url
from inventory_scrapers.fetch.addresses import AddressPolicy
from inventory_scrapers.fetch.connection import POOLS, WATCH, Watch
from inventory_scrapers.fetch.content import ACCEPTED, PIECE, capped, decoded

MAX_ORIGINS = 200


@dataclass(frozen=True)
class TransportLimits:
    """What one answer may cost: seconds to connect and in all, bytes on the wire and decoded, bytes of headers."""

    connect_seconds: float = 10.0
    total_seconds: float = 60.0
    max_bytes: int = 10 * 1024 * 1024
    header_bytes: int = 128 * 1024


@dataclass(frozen=True)
class Origin:
    """Scheme, host in ASCII form and port."""

    scheme: str
    host: str
    port: int

    @property
    def is_default_port(self) -> bool:
        """True for port 80 of http and port 443 of https."""
        return self.port == DEFAULT_PORTS[self.scheme]

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" if self.is_default_port else f"{self.scheme}://{host}:{self.port}"


@dataclass(frozen=True)
class Answer:
    """What came back for one request: header names in lower case, repeated ones joined; the body decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def split(url: str) -> tuple[Origin, str]:
    """An address as origin and request target; FetchFailed `address` where it is no plain http(s) address.

    This one reading decides about the host and connects to it; no other parser sees the address.
    """
    try:
        parts = split_url(url)
        scheme, host = parts.scheme.lower(), ascii_host(parts.hostname or "")
        origin = Origin(scheme, host, DEFAULT_PORTS[scheme] if parts.port is None else parts.port)
    except ValueError as error:
        raise FetchFailed(Outcome.REFUSED, "address", f"this is no address to fetch: {error}") from error
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    return origin, f"{path}?{parts.query}" if parts.query else path


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
        self._ca_file = ca_file or certifi.where()
        self._tls: ssl.SSLContext | None = None
        self._pools: OrderedDict[Origin, HTTPConnectionPool] = OrderedDict()
        self._lock = threading.Lock()

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
        origin, target = split(url)
        self.policy.check_host(origin.host)
        headers = {"Accept-Encoding": ACCEPTED, **headers}
        watch = self._watch(cancelled)
        try:
            return self._exchange(watch, origin, method, target, headers, body, cut)
        except _Stale:
            return self._exchange(watch, origin, method, target, headers, body, cut)
        finally:
            on_traffic(1, watch.received)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            pools, self._pools = self._pools, OrderedDict()
        for pool in pools.values():
            pool.close()

    def _watch(self, cancelled: threading.Event) -> Watch:
        limits = self.limits
        return Watch(
            self.policy,
            cancelled,
            connect=limits.connect_seconds,
            total=limits.total_seconds,
            header_bytes=limits.header_bytes,
            max_bytes=limits.max_bytes + limits.header_bytes,
        )

    def _exchange(  # noqa: PLR0917
        self,
        watch: Watch,
        origin: Origin,
        method: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes | None,
        cut: int | None,
    ) -> Answer:
        token = WATCH.set(watch)
        try:
            response = self._pool(origin).urlopen(
                method, target, body, headers, retries=False, redirect=False, preload_content=False, decode_content=False,
                timeout=Timeout(connect=min(self.limits.connect_seconds, watch.remaining()), read=watch.remaining()),
            )  # fmt: skip
            watch.in_headers = False
            return self._read(response, method, cut)
        except FetchFailed:
            raise
        except Exception as error:
            if _is_stale(error, watch, method):
                raise _Stale from None
            raise _failure(error, origin.host) from error
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
        if cut is None and headers.get("content-length", "").isdecimal() and int(headers["content-length"][:18]) > limit:
            raise FetchFailed(Outcome.TOO_LARGE, "content_length", f"the body is larger than {limit} bytes")
        pieces = decoded(_raw(response), headers.get("content-encoding", ""), limit)
        if cut is None:
            return b"".join(capped(pieces, limit))
        return _first(pieces, cut)

    def _pool(self, origin: Origin) -> HTTPConnectionPool:
        with self._lock:
            if pool := self._pools.get(origin):
                self._pools.move_to_end(origin)
                return pool
            more: dict[str, Any] = {"ssl_context": self._context()} if origin.scheme == "https" else {}
            host = f"[{origin.host}]" if ":" in origin.host else origin.host
            pool = self._pools[origin] = POOLS[origin.scheme](host, origin.port, maxsize=4, **more)
            evicted = self._pools.popitem(last=False)[1] if len(self._pools) > MAX_ORIGINS else None
        if evicted:
            evicted.close()
        return pool

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context(cafile=self._ca_file)
        return self._tls


class _Stale(Exception):
    """A kept connection that the server had closed meanwhile."""


def _is_stale(error: Exception, watch: Watch, method: str) -> bool:
    """True where a kept connection ended before the first byte of an answer; a new one may be tried at once (RFC 9112, 9.3.1)."""
    if watch.connected or watch.received or method not in {"GET", "HEAD"}:
        return False
    cause = error.args[-1] if isinstance(error, ProtocolError) and error.args else error
    return isinstance(cause, (RemoteDisconnected, ConnectionError))


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() != "set-cookie"}


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


def _failure(error: Exception, host: str) -> FetchFailed:
    """A typed failure without what the error says: its text may hold a resolved address or an internal banner."""
    cause = error.args[-1] if isinstance(error, ProtocolError) and len(error.args) > 1 else error
    if isinstance(error, SSLError):
        return FetchFailed(Outcome.NETWORK_ERROR, "tls", f"{host} has no valid TLS certificate or speaks no TLS")
    if isinstance(cause, (IncompleteRead, ConnectionError)) or isinstance(error, IncompleteRead):
        return FetchFailed(Outcome.NETWORK_ERROR, "connection_lost", f"{host} ended the connection before its answer was whole")
    if isinstance(error, TimeoutError) or isinstance(cause, TimeoutError):
        return FetchFailed(Outcome.TIMEOUT, "total_time", f"{host} took too long")
    if isinstance(error, (HTTPError, HTTPException, OSError)):
        return FetchFailed(Outcome.NETWORK_ERROR, "protocol", f"{host} gave no valid HTTP answer")
    return FetchFailed(Outcome.REFUSED, "request", "the request cannot be sent as it is")
