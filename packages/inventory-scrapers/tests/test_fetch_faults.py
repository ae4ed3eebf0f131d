"""Whatever goes wrong between the fetcher and a server, the outcome is typed and comes within the deadline."""

import contextlib
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from inventory_core import FetchContext, FetchFailed, Outcome, Request
from inventory_scrapers.fetch.addresses import AddressPolicy
from inventory_scrapers.fetch.transport import Transport, TransportLimits

DEADLINE = 0.4
SLACK = 0.6
PATIENCE = 10.0
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
Behaviour = Callable[[socket.socket, threading.Event], object]


class RawServer:
    """Accepts connections and lets `behaviour(connection, ended)` do as it likes with each."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour, self.ended = behaviour, threading.Event()
        self.accepted = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            self.behaviour(connection, self.ended)

    def close(self) -> None:
        self.ended.set()
        # Wakes the thread that waits in accept.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], RawServer]]:
    servers: list[RawServer] = []

    def start(behaviour: Behaviour) -> RawServer:
        servers.append(RawServer(behaviour))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def new_transport(seconds: float) -> Transport:
    policy = AddressPolicy(["*.example"], lambda _host, _port: ["127.0.0.1"])
    return Transport(policy, TransportLimits(min(seconds, PATIENCE), seconds, 200_000, 20_000))


@pytest.fixture
def transport() -> Iterator[Transport]:
    with contextlib.closing(new_transport(DEADLINE)) as made:
        yield made


@pytest.fixture
def patient() -> Iterator[Transport]:
    """For what ends by itself, on a machine that does much else besides."""
    with contextlib.closing(new_transport(PATIENCE)) as made:
        yield made


def asked(connection: socket.socket) -> bytes:
    """Read one request."""
    request = b""
    while not request.endswith(b"\r\n\r\n"):
        piece = connection.recv(4_096)
        if not piece:
            break
        request += piece
    return request


def answering(answer: bytes) -> Behaviour:
    def behave(connection: socket.socket, _ended: threading.Event) -> None:
        asked(connection)
        connection.sendall(answer)

    return behave


def dripping(before: bytes, after: bytes, every: float = 0.02, piece: bytes | None = None) -> Behaviour:
    """`before` at once, then one byte of `after` at a time; or `piece` for ever."""

    def behave(connection: socket.socket, ended: threading.Event) -> None:
        asked(connection)
        connection.sendall(before)
        position = 0
        while not ended.wait(every):
            connection.sendall(piece or after[position : position + 1])
            position += 1
            if piece is None and position == len(after):
                return

    return behave


def flooding(before: bytes, piece: bytes) -> Behaviour:
    def behave(connection: socket.socket, ended: threading.Event) -> None:
        asked(connection)
        connection.sendall(before)
        while not ended.is_set():
            connection.sendall(piece)

    return behave


def reset(after: bytes) -> Behaviour:
    def behave(connection: socket.socket, _ended: threading.Event) -> None:
        asked(connection)
        connection.sendall(after)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    return behave


def silent(connection: socket.socket, ended: threading.Event) -> None:
    asked(connection)
    ended.wait(5)


def half_late(connection: socket.socket, ended: threading.Event) -> None:
    """Every second packet comes so late that the whole does not come in time."""
    asked(connection)
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n")
    for number in range(100):
        if number % 2 and ended.wait(0.05):
            return
        connection.sendall(b"x" * 1_000)


LOST, PROTOCOL = (Outcome.NETWORK_ERROR, "connection_lost"), (Outcome.NETWORK_ERROR, "protocol")
LATE = (Outcome.TIMEOUT, "total_time")
FAULTS = {
    "reset before the answer": (reset(b""), LOST),
    "reset in the headers": (reset(OK), None),
    "reset in the body": (reset(OK + b"Content-Length: 1000\r\n\r\nhalf"), LOST),
    "closed before the answer": (answering(b""), LOST),
    "half the packets late": (half_late, LATE),
    "one byte a second, headers": (dripping(b"", OK + b"Content-Length: 1000\r\n\r\n" + b"x" * 1_000), LATE),
    "one byte a second, body": (dripping(OK + b"Content-Length: 1000\r\n\r\n", b"x" * 1_000), LATE),
    "one byte a second, chunks": (dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"3e8\r\n" + b"x" * 1_000), LATE),
    "one byte a second, header after header": (dripping(OK, b"", piece=b"X: y\r\n"), LATE),
    "no answer": (silent, LATE),
    "silence after the headers": (dripping(OK + b"Content-Length: 9\r\n\r\n", b"x" * 9, every=5), LATE),
    "early end": (answering(OK + b"Content-Length: 1000\r\n\r\nhalf"), LOST),
    "early end of chunks": (answering(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), LOST),
    "early end within a chunk": (answering(OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\nhello"), LOST),
    "broken chunk size": (answering(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"), None),
    "negative chunk size": (answering(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"), None),
    "huge chunk size": (answering(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 30 + b"\r\nhello"), None),
    "endless chunk size": (flooding(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 10_000), None),
    "two lengths": (answering(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello!!"), None),
    "garbage for a status": (answering(b"\x00\xff\xfe garbage\r\n\r\n"), PROTOCOL),
    "another protocol": (answering(b"220 mail.example ESMTP 10.1.2.3\r\n"), PROTOCOL),
    "TLS on a plain port": (answering(b"\x15\x03\x01\x00\x02\x02\x46"), PROTOCOL),
    "headers without end": (flooding(OK, b"X-Filler: " + b"y" * 1_000 + b"\r\n"), (Outcome.TOO_LARGE, "header_bytes")),
    "one header without end": (flooding(OK + b"X: ", b"y" * 4_096), (Outcome.TOO_LARGE, "header_bytes")),
    "status line without end": (flooding(b"HTTP/1.1 200 ", b"y" * 4_096), (Outcome.TOO_LARGE, "header_bytes")),
    "too many headers": (
        answering(OK + b"".join(b"X%d: y\r\n" % n for n in range(500)) + b"\r\n"),
        (Outcome.TOO_LARGE, "headers"),
    ),
    "interim answers without end": (flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), (Outcome.TOO_LARGE, "header_bytes")),
    "body without end": (flooding(OK + b"\r\n", b"z" * 10_000), (Outcome.TOO_LARGE, "decoded_bytes")),
    "chunks without end": (
        flooding(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"3e8\r\n" + b"x" * 1_000 + b"\r\n"),
        (Outcome.TOO_LARGE, "decoded_bytes"),
    ),
    "chunks that are mostly extension": (
        flooding(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"e" * 1_000 + b"\r\nx\r\n"),
        (Outcome.TOO_LARGE, "received_bytes"),
    ),
    "a length beyond the limit": (answering(OK + b"Content-Length: 200001\r\n\r\nx"), (Outcome.TOO_LARGE, "content_length")),
    "broken gzip": (
        answering(OK + b"Content-Encoding: gzip\r\nContent-Length: 7\r\n\r\nno gzip"),
        (Outcome.NETWORK_ERROR, "content_coding"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_typed_and_in_time(transport: Transport, patient: Transport, serve, fault: str) -> None:
    """Each fault ends within the deadline, with the outcome and rule of its kind, and without anything the server said."""
    behaviour, expected = FAULTS[fault]
    ends_late = expected in {LATE, None}
    server = serve(behaviour)
    sender = transport if ends_late else patient
    began = time.monotonic()
    with pytest.raises(FetchFailed) as caught:
        sender.send("GET", f"http://faulty.example:{server.port}/", {}, cancelled=threading.Event())
    failed = caught.value
    assert time.monotonic() - began < (DEADLINE if ends_late else PATIENCE) + SLACK
    assert failed.outcome in {Outcome.NETWORK_ERROR, Outcome.TIMEOUT, Outcome.TOO_LARGE}
    assert expected is None or (failed.outcome, failed.rule) == expected
    assert not any(word in str(failed) for word in ("127.0.0.1", "10.1.2.3", "ESMTP", "garbage"))


@pytest.mark.parametrize(
    ("behaviour", "rule"),
    [
        (dripping(b"", OK + b"Content-Length: 1000\r\n\r\n" + b"x" * 1_000), "header_time"),
        (dripping(b"HTTP/1.1 100 Continue\r\n", b"X-Filler: y\r\n" * 1_000), "header_time"),
        (dripping(b"", b"", every=30.0), "header_time"),
        (dripping(OK + b"Content-Length: 1000\r\n\r\n", b"x" * 1_000), "total_time"),
    ],
    ids=["headers that drip", "an interim answer that drips", "silence", "a body that drips"],
)
def test_headers_have_a_time_of_their_own(serve, behaviour: Behaviour, rule: str) -> None:
    """Headers that take too long end sooner than the request as a whole; a body is given all of its time."""
    limits = TransportLimits(0.7, 1.5, header_seconds=0.7)
    transport = Transport(AddressPolicy(["*.example"], lambda _host, _port: ["127.0.0.1"]), limits)
    with pytest.raises(FetchFailed) as caught:
        transport.send("GET", f"http://slow.example:{serve(behaviour).port}/", {}, cancelled=threading.Event())
    assert (caught.value.outcome, caught.value.rule) == (Outcome.TIMEOUT, rule)
    transport.close()


def test_odd_but_valid_answers_are_read(patient: Transport, serve) -> None:
    """HTTP/1.0 without a length, an interim answer, chunk extensions and trailers, header names in any case: all are pages."""
    for answer, body in [
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok", b"ok"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nTrailer: x\r\n\r\n", b"ok"),
        (b"HTTP/1.1 200\r\ncontent-LENGTH: 2\r\n\r\nok", b"ok"),
    ]:
        server = serve(answering(answer))
        assert patient.send("GET", f"http://odd.example:{server.port}/", {}, cancelled=threading.Event()).body == body


def test_a_dead_port_and_a_host_that_does_not_answer(transport: Transport) -> None:
    """A refused connection is a network error; one that is never taken is a timeout."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(FetchFailed) as caught:
        transport.send("GET", f"http://dead.example:{port}/", {}, cancelled=threading.Event())
    assert (caught.value.outcome, caught.value.rule) == (Outcome.NETWORK_ERROR, "connect")
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for sock in waiting:
        sock.setblocking(False)
        sock.connect_ex(full.getsockname())
    began = time.monotonic()
    with pytest.raises(FetchFailed) as caught:
        transport.send("GET", f"http://full.example:{full.getsockname()[1]}/", {}, cancelled=threading.Event())
    assert caught.value.outcome is Outcome.TIMEOUT
    assert time.monotonic() - began < DEADLINE + SLACK
    for sock in (*waiting, full):
        sock.close()


@pytest.fixture(scope="module")
def authority():
    trustme = pytest.importorskip("trustme")
    return trustme.CA()


def tls(context: ssl.SSLContext) -> Behaviour:
    def behave(connection: socket.socket, _ended: threading.Event) -> None:
        with contextlib.suppress(ssl.SSLError), context.wrap_socket(connection, server_side=True) as secure:
            asked(secure)
            secure.sendall(OK + b"Content-Length: 6\r\n\r\nsecret")

    return behave


def certified(authority, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("name", ["other.example", "*.other.example", "127.0.0.1"])
def test_a_certificate_of_another_host_is_fatal(authority, serve, tmp_path, name: str) -> None:
    """A certificate that does not name the host ends the request, also one that names the address connected to."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    server = serve(tls(certified(authority, name)))
    policy = AddressPolicy(["*.example"], lambda _host, _port: ["127.0.0.1"])
    transport = Transport(policy, TransportLimits(1.0, 2.0), ca_file=str(tmp_path / "ca.pem"))
    with pytest.raises(FetchFailed) as caught:
        transport.send("GET", f"https://shop.example:{server.port}/", {}, cancelled=threading.Event())
    assert (caught.value.outcome, caught.value.rule) == (Outcome.NETWORK_ERROR, "tls")
    transport.close()


def test_tls_works_with_a_trusted_certificate_and_with_no_other(authority, serve, tmp_path) -> None:
    """With the right authority the page comes, checked by the host's name; with the usual ones it does not."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    server = serve(tls(certified(authority, "shop.example")))
    policy = AddressPolicy(["*.example"], lambda _host, _port: ["127.0.0.1"])
    trusting = Transport(policy, TransportLimits(1.0, 2.0), ca_file=str(tmp_path / "ca.pem"))
    url = f"https://shop.example:{server.port}/"
    assert trusting.send("GET", url, {}, cancelled=threading.Event()).body == b"secret"
    trusting.close()
    with pytest.raises(FetchFailed) as caught:
        Transport(policy, TransportLimits(1.0, 2.0)).send("GET", url, {}, cancelled=threading.Event())
    assert caught.value.rule == "tls"


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 no TLS here\r\n\r\n", b"", b"\x16\x03\x03\x00\x05junk!", b"\x15\x03\x01\x00\x02\x02\x28"]
)
def test_broken_tls_is_fatal(transport: Transport, serve, answer: bytes) -> None:
    """A server that speaks no TLS, or breaks it off, is a typed error in time."""

    def behave(connection: socket.socket, _ended: threading.Event) -> None:
        connection.recv(10)
        connection.sendall(answer)

    server = serve(behave)
    began = time.monotonic()
    with pytest.raises(FetchFailed) as caught:
        transport.send("GET", f"https://shop.example:{server.port}/", {}, cancelled=threading.Event())
    assert caught.value.outcome is Outcome.NETWORK_ERROR
    assert time.monotonic() - began < DEADLINE + SLACK


def test_a_lost_connection_is_tried_again_at_the_pace(make_fetcher, site, clock) -> None:
    """A page that is lost on the way comes on a later try, after the backoff; lost three times, it is a network error."""
    losses = [2]

    def lossy(handler):
        if losses[0]:
            losses[0] -= 1
            handler.connection.shutdown(socket.SHUT_RDWR)
            return None
        return (200, {}, b"page")

    site.pages["/"] = lossy
    fetcher = make_fetcher(obey_robots=False)
    assert fetcher.fetch(Request(url=site.url()), FetchContext()).body == b"page"
    assert (len(site.paths), sum(clock.waits)) == (3, 6.0)
    losses[0] = 9
    # Four of them: the connection that was kept from before counts as stale, and is replaced once without a wait.
    with pytest.raises(FetchFailed) as caught:
        fetcher.fetch(Request(url=site.url()), FetchContext())
    assert (caught.value.outcome, caught.value.rule) == (Outcome.NETWORK_ERROR, "connection_lost")
    assert losses[0] == 5


def test_a_stopped_crawl_leaves_a_slow_answer_after_a_short_grace(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on its way when a crawl is stopped has a moment to come; then it is cancelled."""
    monkeypatch.setattr("inventory_scrapers.fetch.connection.GRACE", 0.05)
    monkeypatch.setattr("inventory_scrapers.fetch.connection.TICK", 0.02)
    server = serve(silent)
    transport = Transport(AddressPolicy(["*.example"], lambda _host, _port: ["127.0.0.1"]), TransportLimits(1.0, 30.0))
    cancelled = threading.Event()
    threading.Timer(0.05, cancelled.set).start()
    began = time.monotonic()
    with pytest.raises(FetchFailed) as caught:
        transport.send("GET", f"http://slow.example:{server.port}/", {}, cancelled=cancelled)
    assert caught.value.outcome is Outcome.CANCELLED
    assert time.monotonic() - began < 1.0
    transport.close()


MEMORY = """
import resource, socket, sys, threading
from inventory_core import FetchContext, FetchFailed, Request
from inventory_scrapers.fetch import FetchSettings, Pace, PaceRules, PoliteFetcher, TransportLimits

times = int(sys.argv[1])
server = socket.create_server(("127.0.0.1", 0), backlog=64)
OK = b"HTTP/1.1 200 OK\\r\\n"
ANSWERS = [OK + b"Content-Length: 50000\\r\\n\\r\\n" + b"x" * 50_000,
           OK + b"Content-Length: 9\\r\\n\\r\\nhalf",
           b"garbage\\r\\n\\r\\n", OK + b"Transfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n", b"",
           OK + b"Content-Encoding: gzip\\r\\n\\r\\nno"]

def serve():
    number = 0
    while True:
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(ANSWERS[number % len(ANSWERS)])
            number += 1

threading.Thread(target=serve, daemon=True).start()
settings = FetchSettings(allow_private=("*.example",), obey_robots=False, limits=TransportLimits(2, 5))
fetcher = PoliteFetcher(settings, pace=Pace(PaceRules(delay=0, backoff=0)), resolver=lambda host, port: ["127.0.0.1"])
url = f"http://h%d.example:{server.getsockname()[1]}/"
good = 0

def run(count):
    global good
    for number in range(count):
        try:
            good += len(fetcher.fetch(Request(url=url % (number % 300)), FetchContext()).body) > 0
        except FetchFailed:
            pass

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024

run(max(300, times // 5))
before = resident()
run(times)
print(good, resident() - before, threading.active_count())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_stays_flat() -> None:
    """Good and faulty answers of hundreds of hosts leave neither memory nor threads behind.

    INVENTORY_FAULT_REQUESTS sets how many; the full count is 10000.
    """
    times = os.environ.get("INVENTORY_FAULT_REQUESTS", "500")
    ended = subprocess.run([sys.executable, "-c", MEMORY, times], capture_output=True, text=True, timeout=300, check=True)
    good, growth, threads = (int(word) for word in ended.stdout.split())
    assert good > int(times) // 10
    assert growth < 4_096  # KiB
    assert threads <= 3
