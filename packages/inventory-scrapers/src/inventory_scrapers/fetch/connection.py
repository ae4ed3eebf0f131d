"""Connections that go to vetted addresses only and keep a deadline on every byte.

urllib3 keeps connections open and in pools; these subclasses decide where a connection goes, and wrap its socket so that each
read first asks a Watch whether there is time left. A timeout of a socket alone is started anew by every byte that drips in.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from contextvars import ContextVar
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.sizes import size_in_words
from inventory_scrapers.fetch.addresses import AddressPolicy

TICK = 0.25
"""Seconds after which a read that waits looks at its watch again."""
GRACE = 3.0
"""Seconds that a request on its way still has after its crawl was stopped: what comes in then need not be fetched again."""


class Watch:
    """The limits of one request: until when, how many bytes, stopped by whom. Seconds count from when it is made."""

    def __init__(
        self,
        policy: AddressPolicy,
        cancelled: threading.Event,
        *,
        connect: float,
        total: float,
        header_bytes: int,
        max_bytes: int,
        header: float | None = None,
    ) -> None:
        self.policy, self.cancelled = policy, cancelled
        self.connect_seconds, self.header_bytes, self.max_bytes = connect, header_bytes, max_bytes
        now = time.monotonic()
        self.deadline = now + total
        self.header_deadline = now + (total if header is None else header)
        self.received = 0
        self.connected = False
        self.in_headers = True
        self._end: float | None = None

    def remaining(self) -> float:
        """Seconds left, more than none; FetchFailed `total_time`, `header_time` or CANCELLED where there are none."""
        now = time.monotonic()
        if self._end is None and self.cancelled.is_set():
            self._end = now + GRACE
        if self._end is not None and now >= self._end:
            raise FetchFailed(Outcome.CANCELLED, "cancelled", "the crawl was stopped")
        if now >= self.deadline:
            raise FetchFailed(Outcome.TIMEOUT, "total_time", "the answer took too long")
        if self.in_headers and now >= self.header_deadline:
            raise FetchFailed(Outcome.TIMEOUT, "header_time", "the headers of the answer took too long")
        until = min(self.deadline, self.header_deadline) if self.in_headers else self.deadline
        return min(until, self._end or until) - now

    def took(self, size: int) -> None:
        """Count received bytes; FetchFailed `header_bytes` or `received_bytes` where they are too many."""
        self.received += size
        if self.in_headers and self.received > self.header_bytes:
            raise FetchFailed(
                Outcome.TOO_LARGE, "header_bytes", f"the headers are larger than {size_in_words(self.header_bytes)}"
            )
        if self.received > self.max_bytes:
            raise FetchFailed(Outcome.TOO_LARGE, "received_bytes", f"more than {size_in_words(self.max_bytes)} were sent")


WATCH: ContextVar[Watch] = ContextVar("watch")
"""The watch of the request that this thread is sending."""


class _WatchedReader(io.RawIOBase):
    """The read side of a socket, bound to the watch of one response."""

    def __init__(self, sock: socket.socket, watch: Watch) -> None:
        self._sock, self._watch = sock, watch
        # Counts as a reader of the socket, which so stays open until the body was read.
        self._keeps_open = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            self._sock.settimeout(min(self._watch.remaining(), TICK))
            try:
                size = self._sock.recv_into(buffer)
            except TimeoutError:
                continue
            self._watch.took(size)
            return size

    def close(self) -> None:
        if not self.closed:
            self._keeps_open.close()
        super().close()


class _WatchedSocket:
    """A socket whose readers are watched; in all else the socket itself."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, *_args: Any, **_kwargs: Any) -> io.BufferedReader:
        return io.BufferedReader(_WatchedReader(self._sock, WATCH.get()), 16_384)

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(WATCH.get().remaining())
        self._sock.sendall(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def open_socket(watch: Watch, host: str, port: int) -> socket.socket:
    """A socket that is connected to a vetted address of the host, within a watch; FetchFailed where there is none."""
    token = WATCH.set(watch)
    try:
        return _connect(host, port)
    finally:
        WATCH.reset(token)


def _connect(host: str, port: int) -> socket.socket:
    """A socket that is connected to a vetted address of the host; each address gets its share of the time to connect."""
    watch = WATCH.get()
    ends = time.monotonic() + min(watch.connect_seconds, watch.remaining())
    addresses = watch.policy.resolve(host, port, ends - time.monotonic())
    for index, address in enumerate(addresses):
        seconds = (ends - time.monotonic()) / (len(addresses) - index)
        if sock := _try(address, port, max(seconds, 0.001)):
            watch.connected = True
            return sock
    if time.monotonic() >= ends:
        raise FetchFailed(Outcome.TIMEOUT, "connect", f"{host} did not accept a connection in time")
    raise FetchFailed(Outcome.NETWORK_ERROR, "connect", f"{host} accepts no connection")


def _try(address: str, port: int, seconds: float) -> socket.socket | None:
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(seconds)
        sock.connect((address, port))
    except OSError:
        sock.close()
        return None
    return sock


class _Guarded(HTTPConnection):
    """Goes to a vetted address, over a socket that is watched; stands before the class that it guards."""

    def _new_conn(self) -> socket.socket:
        return _connect(self.host, self.port)

    def connect(self) -> None:
        """Connect, and watch the socket."""
        super().connect()
        self.sock: Any = _WatchedSocket(self.sock)


class GuardedConnection(_Guarded):
    """HTTP to a vetted address."""


class GuardedTLSConnection(_Guarded, HTTPSConnection):
    """HTTPS to a vetted address; the certificate is checked against the host's name."""


class GuardedPool(HTTPConnectionPool):
    """Connections of one origin, over HTTP."""

    ConnectionCls = GuardedConnection


class GuardedTLSPool(HTTPSConnectionPool):
    """Connections of one origin, over HTTPS."""

    ConnectionCls = GuardedTLSConnection


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": GuardedPool, "https": GuardedTLSPool}
