"""A message goes to the receiver who asked for it, through the door that everything goes through, and nowhere else."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inventory_core import Deliverer, FetchContext, FetchFailed, Outcome, Page, Registry
from inventory_scrapers.fetch import delivery
from inventory_scrapers.fetch.delivery import ANSWER_BYTES, LIMITS, Delivery
from inventory_scrapers.fetch.polite import PoliteFetcher
from inventory_scrapers.fetch.settings import FetchSettings
from inventory_scrapers.fetch.transport import TransportLimits

SIGNED = {"X-Signature": "sha256=abc", "Content-Type": "application/json"}
BODY = b'{"event": 1}'
Behaviour = Callable[[socket.socket], object]


def send(fetcher: PoliteFetcher, url: str, headers: dict[str, str] | None = None) -> Page:
    return fetcher.deliver(url, BODY, SIGNED if headers is None else headers, FetchContext())


def failed(fetcher: PoliteFetcher, url: str) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        send(fetcher, url)
    return caught.value


@contextlib.contextmanager
def receiver(behave: Behaviour) -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and the requests that came there; `behave` answers each."""
    came: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    came.append(read_request(connection))
                    behave(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1], came
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def read_request(connection: socket.socket) -> bytes:
    came = b""
    while BODY not in came and (piece := connection.recv(4_096)):
        came += piece
    return came


def accepting(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliveries with half a second in place of fifteen."""
    monkeypatch.setattr(Delivery.__init__, "__defaults__", (TransportLimits(0.3, 0.5, LIMITS.max_bytes, LIMITS.header_bytes),))


def test_what_is_sent_is_what_was_given(make_fetcher) -> None:
    """Headers and body arrive as they are, with our User-Agent and what a connection needs, and nothing else."""
    with receiver(accepting) as (port, came):
        page = send(make_fetcher(contact="ada@example.org"), f"http://hook.example:{port}/in?x=1", {**SIGNED, "User-Agent": "x"})
    head, _, body = came[0].partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert (first, body) == ("POST /in?x=1 HTTP/1.1", BODY)
    assert headers.pop("User-Agent").endswith("contact=ada@example.org)")
    assert {name: headers.pop(name) for name in SIGNED} == SIGNED
    assert headers == {
        "Host": f"hook.example:{port}",
        "Content-Length": str(len(BODY)),
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    assert (page.status, page.body) == (202, b"ok")


@pytest.mark.parametrize("status", [200, 404, 410, 429, 503])
def test_any_status_is_an_answer_and_nothing_is_asked_before(make_fetcher, site, clock, status: int) -> None:
    """No robots.txt, no pace, no cache and no second try: one delivery is one request, whatever comes."""
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /\n")
    site.pages["/in"] = (status, {"ETag": '"1"', "Retry-After": "9"}, b"answer")
    fetcher = make_fetcher()
    for _ in range(2):
        page = send(fetcher, site.url("/in"))
        assert (page.status, page.body, page.headers["retry-after"]) == (status, b"answer", "9")
    assert [path for _, path, _, _ in site.seen] == ["/in", "/in"]
    assert clock.waits == []


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_private_addresses_get_nothing(make_fetcher, host: str) -> None:
    """The rules of addresses hold for deliveries: private and ambiguous hosts are refused before a socket opens."""
    error = failed(make_fetcher(allow_private=()), f"http://{host}/in")
    assert (error.outcome, error.rule) in {(Outcome.REFUSED, "private_address"), (Outcome.REFUSED, "ambiguous_host")}


def test_a_name_that_turns_private_gets_nothing(make_fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: each delivery connects to the address that was vetted for it, and a private one is refused."""
    connected: list[object] = []

    def connect(_self: socket.socket, address: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    answers = [["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8", "10.0.0.1"]]
    fetcher = make_fetcher(allow_private=(), resolver=lambda _host, _port: answers.pop(0))
    url = "http://rebinding.example/in"
    assert [failed(fetcher, url).rule for _ in range(3)] == ["connect", "private_address", "private_address"]
    assert connected == [("8.8.8.8", 80)]


def test_an_address_can_be_tried_before_anything_is_sent(make_fetcher) -> None:
    """What a delivery would refuse is refused by its rule, looked up where it has to be; a name that nobody knows yet passes."""
    answers = {"lan.example": ["10.0.0.1"], "open.example": ["8.8.8.8"], "new.example": []}
    fetcher = make_fetcher(allow_private=("nas.example",), resolver=lambda host, _port: answers[host], stopped=("off.example",))
    answers["nas.example"] = ["192.168.1.5"]
    refused = {"http://127.0.0.1/", "http://0x7f.1/", "http://lan.example/", "http://off.example/", "ftp://open.example/"}
    for url in refused:
        with pytest.raises(FetchFailed) as caught:
            fetcher.check_receiver(url)
        assert caught.value.outcome is Outcome.REFUSED
    for url in ("https://open.example/in", "https://new.example/in", "http://nas.example/in"):
        fetcher.check_receiver(url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused(make_fetcher, site, status: int) -> None:
    """A receiver that leads elsewhere, even to itself, gets nothing more, and the owner is told to name the address."""
    site.pages["/in"] = (status, {"Location": "/other"}, b"")
    error = failed(make_fetcher(), site.url("/in"))
    assert (error.outcome, error.rule) == (Outcome.REFUSED, "redirect")
    assert site.paths == ["/in"]


def test_the_kill_switch_holds(make_fetcher, site) -> None:
    """Nothing is delivered to a host that was switched off here."""
    assert failed(make_fetcher(stopped=("*.example",)), site.url("/in")).rule == "host_stopped"
    assert site.paths == []


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n"])
def test_a_slow_receiver_is_cut(make_fetcher, answer: bytes) -> None:
    """Silence and a drip of bytes end at the deadline of the delivery, far below that of a page."""
    ended = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(answer)
        while answer and not ended.wait(0.05):
            connection.sendall(b".")
        ended.wait(10)

    with receiver(drip) as (port, _):
        began = time.monotonic()
        error = failed(make_fetcher(), f"http://hook.example:{port}/in")
        took = time.monotonic() - began
        ended.set()
    assert (error.outcome, error.rule) == (Outcome.TIMEOUT, "total_time")
    assert took < 3.0


@pytest.mark.parametrize("length", ["Content-Length: 1000000000", "X-Length: none"])
def test_a_huge_answer_is_cut(make_fetcher, length: str) -> None:
    """Of an answer without end the first 16 KiB are kept, and the connection is closed; the delivery has arrived."""
    sent: list[int] = []

    def flood(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode())
        for _ in range(10_000):
            connection.sendall(b"x" * 10_000)
            sent.append(10_000)

    with receiver(flood) as (port, _):
        page = send(make_fetcher(), f"http://hook.example:{port}/in")
    assert (page.status, len(page.body)) == (200, ANSWER_BYTES)
    assert sum(sent) < 50_000_000


def test_endless_headers_are_too_large(make_fetcher) -> None:
    """Headers are bounded as those of pages are."""

    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            connection.sendall(b"x" * 10_000)

    with receiver(flood) as (port, _):
        assert failed(make_fetcher(), f"http://hook.example:{port}/in").outcome is Outcome.TOO_LARGE


def test_a_certificate_that_is_not_trusted_is_fatal(make_fetcher, tmp_path: Path) -> None:
    """The receiver's certificate is checked, by its name and by those who are trusted."""
    trustme = pytest.importorskip("trustme")
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("hook.example").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(3):
            connection, _ = listener.accept()
            with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                read_request(secure)
                accepting(secure)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    trusting = make_fetcher(ca_file=str(tmp_path / "ca.pem"))
    assert send(trusting, f"https://hook.example:{port}/in").status == 202
    assert failed(trusting, f"https://other.example:{port}/in").rule == "tls"
    assert failed(make_fetcher(), f"https://hook.example:{port}/in").rule == "tls"
    thread.join(5)
    listener.close()


def test_headers_cannot_end_a_line(make_fetcher, site) -> None:
    """A header with a line break sends nothing."""
    with pytest.raises(FetchFailed) as caught:
        send(make_fetcher(), site.url("/in"), {"X-A": "1\r\nX-B: 2"})
    assert (caught.value.outcome, site.paths) == (Outcome.REFUSED, [])


def test_the_fetcher_of_this_package_delivers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the registry for a fetcher that delivers gets this one."""
    monkeypatch.setenv("INVENTORY_CACHE", "off")
    fetcher = Registry().deliverer()
    assert isinstance(fetcher, PoliteFetcher)
    assert isinstance(PoliteFetcher(FetchSettings()), Deliverer)
    assert delivery.LIMITS.total_seconds <= 15
    fetcher.close()
