"""A proxy between the fetcher and a good server does the damage: typed outcomes within the deadline, and the next page comes."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from inventory_core import FetchContext, FetchFailed, Outcome, Page, Request
from inventory_scrapers.fetch import Pace, PaceRules
from inventory_scrapers.fetch.transport import TransportLimits

DEADLINE = 0.5
SLACK = 0.7
PATIENCE = 10.0
BODY = b"<title>Page</title>" + b"all of it " * 4_000
Fault = Callable[[Iterator[bytes], socket.socket, threading.Event], object]


class FaultProxy:
    """Passes connections on to a server; what comes back goes through `fault`, or as it is where there is none."""

    def __init__(self, port: int) -> None:
        self.fault: Fault | None = None
        self.ended = threading.Event()
        self._server_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", self._server_port)) as server:
            asking = threading.Thread(target=_copy, args=(client, server), daemon=True)
            asking.start()
            try:
                (self.fault or as_it_is)(pieces(server), client, self.ended)
            finally:
                # A socket that a thread reads from is not closed before that thread let go of it.
                client.shutdown(socket.SHUT_RD)
                asking.join(5)

    def close(self) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        for piece in pieces(source):
            target.sendall(piece)


def pieces(source: socket.socket) -> Iterator[bytes]:
    while piece := source.recv(1_448):
        yield piece


def as_it_is(answer: Iterator[bytes], client: socket.socket, _ended: threading.Event) -> None:
    for piece in answer:
        client.sendall(piece)


def half_late(seconds: float) -> Fault:
    def fault(answer: Iterator[bytes], client: socket.socket, ended: threading.Event) -> None:
        for number, piece in enumerate(answer):
            if number % 2 and ended.wait(seconds):
                return
            client.sendall(piece)

    return fault


def one_byte_a_second(answer: Iterator[bytes], client: socket.socket, ended: threading.Event) -> None:
    for piece in answer:
        for byte in piece:
            client.sendall(bytes([byte]))
            if ended.wait(1.0):
                return


def reset(answer: Iterator[bytes], client: socket.socket, _ended: threading.Event) -> None:
    client.sendall(next(answer))
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def early_end(answer: Iterator[bytes], client: socket.socket, _ended: threading.Event) -> None:
    client.sendall(next(answer))
    client.sendall(next(answer))


def rewritten(old: bytes, new: bytes, *, ends: bool = False) -> Fault:
    def fault(answer: Iterator[bytes], client: socket.socket, _ended: threading.Event) -> None:
        rest = old
        for piece in answer:
            changed = piece.replace(rest, new, 1)
            rest = b"\x00never\x00" if changed != piece else rest
            client.sendall(changed)
            if ends and b"the end" in changed:
                return

    return fault


def garbage(answer: Iterator[bytes], client: socket.socket, _ended: threading.Event) -> None:
    client.sendall(os.urandom(len(next(answer))).replace(b"\n", b"\x00") + b"\r\n\r\n")


def broken_records(answer: Iterator[bytes], client: socket.socket, _ended: threading.Event) -> None:
    """The handshake passes, then the bits of what is encrypted are turned over."""
    sent = 0
    for piece in answer:
        sent += len(piece)
        client.sendall(piece if sent < 6_000 else bytes(255 - byte for byte in piece))


LENGTH = b"Content-Length: %d" % len(BODY)
LOST, LATE = (Outcome.NETWORK_ERROR, "connection_lost"), (Outcome.TIMEOUT, "total_time")
FAULTS: dict[str, tuple[Fault, str, tuple[Outcome, str]]] = {
    "reset": (reset, "/page", LOST),
    "half the packets late": (half_late(0.2), "/page", LATE),
    "one byte a second": (one_byte_a_second, "/page", LATE),
    "early end": (early_end, "/page", LOST),
    "more length than body": (rewritten(LENGTH, LENGTH + b"0", ends=True), "/page", LOST),
    "a length that is none": (rewritten(LENGTH, b"Content-Length: 4x2", ends=True), "/page", (Outcome.NETWORK_ERROR, "protocol")),
    "a broken chunk": (rewritten(b"\r\n4\r\n", b"\r\nzz\r\n"), "/chunks", LOST),
    "garbage for headers": (garbage, "/page", (Outcome.NETWORK_ERROR, "protocol")),
}


@pytest.fixture
def through(site: Any) -> Iterator[FaultProxy]:
    """The way to a site that has a page with a length, and one in chunks."""

    def chunks(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nall o\r\n4\r\nf it\r\n0\r\n\r\n")

    site.pages["/page"] = (200, {}, BODY[:-7] + b"the end")
    site.pages["/chunks"] = chunks
    proxy = FaultProxy(site.port)
    yield proxy
    proxy.close()


@pytest.fixture
def fetch(through: FaultProxy, make_fetcher: Any) -> Callable[..., Page]:
    """Fetches a path within so many seconds."""

    def fetch(path: str, seconds: float = PATIENCE) -> Page:
        limits = TransportLimits(seconds, seconds)
        fetcher = make_fetcher(pace=Pace(PaceRules(delay=0, backoff=0)), obey_robots=False, limits=limits)
        # POST, which is never tried again, so that one fault is one outcome.
        return fetcher.fetch(Request(url=f"http://shop.example:{through.port}{path}", method="POST"), FetchContext())

    return fetch


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_on_the_way_is_typed_and_in_time(through: FaultProxy, fetch: Any, name: str) -> None:
    """The outcome is that of its kind, it comes by the deadline, and the next page comes whole over a way that is good again."""
    through.fault, path, expected = FAULTS[name]
    seconds = DEADLINE if expected is LATE else PATIENCE
    began = time.monotonic()
    with pytest.raises(FetchFailed) as caught:
        fetch(path, seconds)
    assert time.monotonic() - began < seconds + SLACK
    assert (caught.value.outcome, caught.value.rule) == expected
    assert "127.0.0.1" not in str(caught.value)
    through.fault = None
    assert fetch("/page").body.endswith(b"the end")


@pytest.mark.parametrize("fault", [None, half_late(0.002)], ids=["none", "half the packets a little late"])
def test_what_comes_late_but_in_time_is_a_page(through: FaultProxy, fetch: Any, fault: Fault | None) -> None:
    """Delay alone is no fault."""
    through.fault = fault
    assert fetch("/page").body == BODY[:-7] + b"the end"
    assert fetch("/chunks").body == b"all of it"


def test_broken_tls_on_the_way_is_fatal(site: Any, make_fetcher: Any, tmp_path: Any) -> None:
    """Encrypted bytes that were changed after the handshake are an error, never a page."""
    authority = pytest.importorskip("trustme").CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("shop.example").configure_cert(context)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True, do_handshake_on_connect=False)
    site.pages["/page"] = (200, {}, BODY)
    with contextlib.closing(FaultProxy(site.port)) as proxy:
        limits = TransportLimits(PATIENCE, PATIENCE)
        settings = {"obey_robots": False, "limits": limits, "ca_file": str(tmp_path / "ca.pem")}
        fetcher = make_fetcher(pace=Pace(PaceRules(delay=0, backoff=0)), **settings)
        request = Request(url=f"https://shop.example:{proxy.port}/page", method="POST")
        assert fetcher.fetch(request, FetchContext()).body == BODY
        proxy.fault = broken_records
        fetcher.close()
        with pytest.raises(FetchFailed) as caught:
            fetcher.fetch(request, FetchContext())
        assert (caught.value.outcome, caught.value.rule) == (Outcome.NETWORK_ERROR, "tls")
