"""The loopback proxy: the only way out that the browser has.

HTTP and CONNECT (RFC 9110, section 9.3.6) on a random port of 127.0.0.1. Each page that is rendered has a permit with a secret of
its own, so that no other process of the machine gets through, and nothing of the browser either while no page is rendered. Each
connection goes to an address that was vetted when it was made, by the rules of all other fetching.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import hmac
import secrets
import socket
from collections import Counter
from collections.abc import Collection, Coroutine
from dataclasses import dataclass
from typing import Any

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.urls import DEFAULT_PORTS
from inventory_scrapers.fetch.connection import Watch, open_socket
from inventory_scrapers.fetch.origin import Origin, split
from inventory_scrapers.fetch.pace import Pace

HEAD_BYTES = 128 * 1024
HEAD_SECONDS = 10.0
PIECE = 65_536
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "te", "upgrade"}
)
_ENDS = (OSError, EOFError, asyncio.LimitOverrunError, TimeoutError)


class Permit:
    """What the browser may do for one page: until when, how many bytes, and where to.

    `opener` is the origin that the user asked for: a page of the public internet reaches no private host, listed or not, and
    other ports than 80 and 443 only where its own origin has them. `failure` is the limit that ended it, `refused` counts by
    rule.
    """

    def __init__(self, watch: Watch, pace: Pace, opener: Origin) -> None:
        self.username, self.password = secrets.token_hex(8), secrets.token_urlsafe(32)
        self.watch = watch
        watch.in_headers = False
        self.failure: FetchFailed | None = None
        self.refused: Counter[str] = Counter()
        self.tasks: set[asyncio.Task[None]] = set()
        self._pace = pace
        self._ports = {*DEFAULT_PORTS.values(), opener.port}
        self._from_private = watch.policy.is_allowed_private(opener.host)

    def check(self, origin: Origin) -> None:
        """FetchFailed REFUSED where the browser may not go there; what its name resolves to is looked at when it connects."""
        policy = self.watch.policy
        self._pace.check_stopped(origin.host)
        if origin.port not in self._ports:
            raise FetchFailed(Outcome.REFUSED, "redirect_port", "the page led to another port")
        if policy.is_allowed_private(origin.host) and not self._from_private:
            raise FetchFailed(Outcome.REFUSED, "redirect_private", "the page led from a public host to a private one")
        policy.check_host(origin.host)

    def took(self, size: int) -> None:
        """Count bytes; too many end the page."""
        try:
            self.watch.took(size)
        except FetchFailed as failed:
            self.failure = failed
            raise


@dataclass(frozen=True)
class _Head:
    """First line and headers of a request or a response."""

    first: tuple[str, str, str]
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, head: bytes) -> _Head:
        """ValueError where it is none."""
        first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        one, two, *rest = first.split(" ", 2)
        headers = []
        for line in lines:
            name, colon, value = line.partition(":")
            if not colon or not name.strip() or name[0] in " \t":
                raise ValueError("a header line without a name")
            headers.append((name, value.strip()))
        return cls((one, two, rest[0] if rest else ""), tuple(headers))

    def get(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted), "")

    def passed_on(self, first: str, **more: str) -> bytes:
        """The same headers after another first line, but for those that concern one connection, which is to be closed."""
        dropped = _HOP_BY_HOP | {name.lower() for name in more}
        kept = [(name, value) for name, value in self.headers if name.lower() not in dropped]
        lines = [first, *(f"{name}: {value}" for name, value in [*more.items(), *kept, ("Connection", "close")])]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class LoopbackProxy:
    """Start it in the event loop that it is to run in."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._permits: dict[str, Permit] = {}
        self._unknown: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """As a browser wants it: "http://127.0.0.1:PORT"."""
        if self._server is None:
            raise RuntimeError("the proxy was not started")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD_BYTES)

    async def close(self) -> None:
        """Listen no more, and end every connection."""
        if self._server:
            self._server.close()
        await _cancel(self._unknown)
        for permit in list(self._permits.values()):
            await self.revoke(permit)

    def admit(self, permit: Permit) -> None:
        """Let through what knows the secret of this permit."""
        self._permits[permit.username] = permit

    async def revoke(self, permit: Permit) -> None:
        """From now on it opens nothing; its connections end."""
        self._permits.pop(permit.username, None)
        await _cancel(permit.tasks)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        owner = self._unknown
        owner.add(task)
        try:
            asked = _Head.parse(await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS))
            permit = self._permit(asked.get("proxy-authorization"))
            if permit is None:
                await _answer(writer, "407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="inventory"\r\n')
                return
            owner.discard(task)
            owner = permit.tasks
            owner.add(task)
            await _Exchange(asked, permit, reader, writer).run()
        except (*_ENDS, ValueError, asyncio.CancelledError):
            pass  # nobody waits for this task; what it stood for is seen at the other end of the connection
        finally:
            owner.discard(task)
            writer.close()

    def _permit(self, authorization: str) -> Permit | None:
        scheme, _, encoded = authorization.partition(" ")
        try:
            username, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        permit = self._permits.get(username) if scheme.lower() == "basic" else None
        known = permit and hmac.compare_digest(permit.password.encode(), password.encode())
        return permit if known else None


class _Exchange:
    """One request of the browser, and the connection that is made for it."""

    def __init__(self, asked: _Head, permit: Permit, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._asked, self._permit = asked, permit
        self._reader, self._writer = reader, writer

    async def run(self) -> None:
        """Pass it on; a tunnel that is refused is answered with 403, any other request with the end of the connection."""
        method, target, _ = self._asked.first
        try:
            origin, path = split(f"https://{target}/" if method == "CONNECT" else target)
            if method != "CONNECT" and origin.scheme != "http":
                raise FetchFailed(Outcome.REFUSED, "address", "only http is passed on without a tunnel")
            self._permit.check(origin)
            sock = await self._connect(origin)
        except FetchFailed as failed:
            self._permit.refused[failed.rule] += 1
            if method == "CONNECT":  # without a tunnel, an answer would pass for one of the host's own
                await _answer(self._writer, "403 Forbidden" if failed.outcome is Outcome.REFUSED else "502 Bad Gateway")
            return
        reader, writer = await asyncio.open_connection(sock=sock, limit=HEAD_BYTES)
        try:
            await (self._tunnel(reader, writer) if method == "CONNECT" else self._pass_on(reader, writer, origin, path))
        except FetchFailed as failed:
            self._permit.refused[failed.rule] += 1
        finally:
            writer.close()

    async def _connect(self, origin: Origin) -> socket.socket:
        connecting = asyncio.ensure_future(asyncio.to_thread(open_socket, self._permit.watch, origin.host, origin.port))
        try:
            return await asyncio.shield(connecting)
        except asyncio.CancelledError:
            connecting.add_done_callback(_close_socket)
            raise

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await _first_of(self._copy(self._reader, writer), self._copy(reader, self._writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, origin: Origin, path: str) -> None:
        """One request and its answer: what follows on the same connection could be meant for another host, and is dropped."""
        if self._asked.get("transfer-encoding"):
            raise ValueError("a body without a length")
        first, host = f"{self._asked.first[0]} {path} HTTP/1.1", str(origin).partition("://")[2]
        writer.write(self._asked.passed_on(first, Host=host))
        await self._copy(self._reader, writer, int(self._asked.get("content-length") or 0))
        await _first_of(self._pass_back(reader), _ended(self._reader))

    async def _pass_back(self, reader: asyncio.StreamReader) -> None:
        status = "100"
        while status.startswith("1"):
            raw = await reader.readuntil(b"\r\n\r\n")
            self._permit.took(len(raw))
            answer = _Head.parse(raw)
            version, status, reason = answer.first
        if not version.startswith("HTTP/") or not status.isdecimal() or status == "407":
            return  # a server has no say in how the browser proves itself to this proxy
        self._writer.write(answer.passed_on(f"HTTP/1.1 {status} {reason}"))
        await self._copy(reader, self._writer, self._body_size(answer, status))

    def _body_size(self, answer: _Head, status: str) -> int | None:
        """Bytes of an answer's body where they are known: not every server ends a connection when it is asked to."""
        if self._asked.first[0] == "HEAD" or status in {"204", "304"}:
            return 0
        length = answer.get("content-length")
        return int(length[:18]) if length.isdecimal() and not answer.get("transfer-encoding") else None

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, size: int | None = None) -> None:
        """All that comes, or as many bytes."""
        while size is None or size > 0:
            data = await reader.read(PIECE if size is None else min(size, PIECE))
            if not data:
                return
            self._permit.took(len(data))
            size = None if size is None else size - len(data)
            writer.write(data)
            await writer.drain()


async def _ended(reader: asyncio.StreamReader) -> None:
    """Drop what comes until the other side ends."""
    while await reader.read(PIECE):
        pass


async def _first_of(*work: Coroutine[Any, Any, Any]) -> None:
    """Until one of them ends; FetchFailed or an error of the connection where it ended so."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await _cancel(tasks)


async def _cancel(tasks: Collection[asyncio.Task[Any]]) -> None:
    found = [task for task in tasks if task is not asyncio.current_task()]
    for task in found:
        task.cancel()
    await asyncio.gather(*found, return_exceptions=True)


async def _answer(writer: asyncio.StreamWriter, status: str, more: str = "") -> None:
    writer.write(f"HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
    with contextlib.suppress(OSError):
        await writer.drain()


def _close_socket(connecting: asyncio.Future[socket.socket]) -> None:
    if not connecting.cancelled() and not connecting.exception():
        connecting.result().close()
