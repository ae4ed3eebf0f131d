"""What comes from the socket, and how answers are handed to it."""

from __future__ import annotations

import asyncio
import json
import logging
import queue
import select
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from inventory_api.database import Database
from inventory_api.settings import Settings
from inventory_api.web import edge, metrics, sending
from inventory_api.web.sending import LONGEST_HEAD, Together

from .listening import serving_in_a_thread
from .over_http import Service
from .waiting import pause


class Transport:
    """Notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def close(self) -> None:
        self.done.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.done


def after(act: Callable[[Together], None], turns: int = 0) -> list[Any]:
    """What a transport was asked for after so many turns of the event loop."""

    async def acted() -> list[Any]:
        transport = Transport()
        act(Together(transport, asyncio.get_running_loop()))
        for _ in range(turns):
            await asyncio.sleep(0)
        return list(transport.done)

    return asyncio.run(acted())


def test_a_head_and_its_body_are_one_write() -> None:
    """In their order, whatever the event loop does next, and the next answer by itself."""

    def act(together: Together) -> None:
        for part in (b"head ", b"body", b"head ", b"body"):
            together.write(part)

    assert after(act) == after(act, turns=3) == [b"head body", b"head body"]


def test_a_head_alone_waits_for_nobody() -> None:
    """Of an answer whose body comes later, such as a stream of events, the head is sent in the event loop's next turn."""
    assert after(lambda together: together.write(b"head"), turns=0) == []
    assert after(lambda together: together.write(b"head"), turns=2) == [b"head"]


def test_what_is_kept_is_sent_before_the_end() -> None:
    """A connection that is closed at once loses nothing; what else the transport tells is its own."""

    def act(together: Together) -> None:
        together.write(b"head")
        assert not together.is_closing()
        together.close()
        assert together.is_closing()

    assert after(act) == after(act, turns=2) == [b"head", "closed"]


@pytest.fixture
def service(settings: Settings, database: Database) -> Iterator[Service]:
    """The service in this process, with the protocol that `serve` uses."""
    with serving_in_a_thread(settings.model_copy(update={"allowed_hosts": ["127.0.0.1"]})) as service:
        yield service


def sent(service: Service, *parts: bytes) -> bytes:
    """All that is answered to these bytes, until the service hangs up."""
    answer = bytearray()
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
        for part in parts:
            connection.sendall(part)
        while received := connection.recv(65536):
            answer += received
    return bytes(answer)


GET, CLOSE = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"Connection: close\r\n\r\n"
PARTS = b"POST /api/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
NO_HTTP = {
    "another language": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "an unknown method": GET.replace(b"GET", b"FETCH") + b"\r\n",
    "an address that is none": b"GET http://[ HTTP/1.1\r\n\r\n",
    "two lengths": GET + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
}


@pytest.mark.parametrize("name", NO_HTTP)
def test_what_is_no_http_is_told_as_a_problem(service: Service, name: str) -> None:
    """A13: what no route ever sees is problem details with a request id, too, and nothing else is read from who sent it."""
    head, _, body = sent(service, NO_HTTP[name]).partition(b"\r\n\r\n")
    said = json.loads(body)
    assert (said["status"], said["code"]) == (400, "bad_request")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n")
    assert f"x-request-id: {said['request_id']}\r\n".encode() in head


LINE = b"x" * 65_536
ENDLESS = {
    "an address": (b"GET /", LINE),
    "a header": (GET + b"X-Long: ", LINE),
    "many headers": (GET, b"X-Many: x\r\n" * 6_000),
    "a header behind a body": (PARTS + b"0\r\nX-Long: ", LINE),
    "what is said of a part": (PARTS + b"1;said=", LINE),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_head_that_does_not_end_is_refused(service: Service, name: str) -> None:
    """A6: whoever sends a head, or what follows a body, without end is cut off; kept and read again, it would cost ever more."""
    begin, more = ENDLESS[name]
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection, pytest.raises(ConnectionError):
        connection.sendall(begin + more * 300)
    assert service.get("/health/live").status == 200


def test_a_long_head_is_told_why(service: Service) -> None:
    """A6: 431 as a problem, with the limit."""
    head, _, body = sent(service, GET + b"X-Long: ", b"x" * (LONGEST_HEAD - 1_000), b"x" * 1_000).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/problem+json\r\n")
    assert json.loads(body)["code"] == "head_too_large"
    assert "64 KiB" in json.loads(body)["detail"]


def test_a_head_that_does_not_come_is_not_waited_for(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A6: who sends half of one is told so after a while, and let go."""
    monkeypatch.setattr(sending, "REST_SECONDS", 0.2)
    head, _, body = sent(service, GET).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json")
    assert json.loads(body)["code"] == "too_slow"


@pytest.mark.parametrize("sent_first", [b"", PARTS + b"0\r\nX-Late: ", PARTS + b"9\r\n{"])
def test_who_says_no_more_is_let_go(service: Service, monkeypatch: pytest.MonkeyPatch, sent_first: bytes) -> None:
    """A6: an open connection costs a place: one without a word, and one with half a body."""
    monkeypatch.setattr(sending, "REST_SECONDS", 0.2)
    assert sent(service, sent_first) == b""


def test_who_is_waited_for_is_not_cut_off(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body may take longer, as long as parts of it come."""
    monkeypatch.setattr(sending, "REST_SECONDS", 2.0)
    head = PARTS.replace(b"Transfer", b"Connection: close\r\nTransfer")
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
        connection.sendall(head)
        for _ in range(5):
            pause(0.5)
            connection.sendall(b"1\r\n{\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert connection.recv(20).startswith(b"HTTP/1.1 400")


def test_a_body_that_drips_is_not_waited_for_without_end(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A6: who sends part after part has a time for the whole body, and is told so: it costs a place, as a head does."""
    monkeypatch.setattr(sending, "BODY_SECONDS", 0.5)
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
        connection.sendall(PARTS)
        parts = 0
        while not select.select([connection], [], [], 0.05)[0]:
            connection.sendall(b"1\r\n{\r\n")
            parts += 1
            assert parts < 600, "it is waited for without end"
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout")
    assert json.loads(body)["detail"] == "The body of a request has to come within 15 minutes."
    assert parts > 1


def test_what_was_answered_already_is_answered_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that is refused before it is there, and then does not come, gets no second answer, nor does one that is no HTTP."""
    monkeypatch.setattr(sending, "BODY_SECONDS", 0.5)
    refused = PARTS.replace(b"/api/auth/login", b"/api/inventory")
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
        connection.sendall(refused)
        answer = connection.recv(65536)
        connection.sendall(b"no length\r\n")
        answer += connection.recv(65536)
    for answers in (answer, sent(service, refused)):
        assert answers.startswith(b"HTTP/1.1 401 ")
        assert answers.count(b"HTTP/1.1 ") == 1


def test_a_body_that_is_no_http_is_told(service: Service) -> None:
    """A13: as a head is, where nothing was answered yet."""
    head, _, body = sent(service, PARTS + b"no length\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request")
    assert json.loads(body)["code"] == "bad_request"


def test_a_body_that_the_service_does_not_take_is_not_late(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client whose body waits for the service itself is not let go, however long that takes."""
    monkeypatch.setattr(sending, "REST_SECONDS", 0.2)
    monkeypatch.setattr(sending, "BODY_SECONDS", 0.1)
    gate, looked, receive, give_up = asyncio.Event(), [], edge._Answer.receive, sending.Protocol._give_up

    async def receive_later(answer: edge._Answer) -> Any:
        await gate.wait()
        return await receive(answer)

    def look(protocol: sending.Protocol) -> None:
        give_up(protocol)
        looked.append(protocol.flow.read_paused)
        if len(looked) == 2:
            gate.set()

    monkeypatch.setattr(edge._Answer, "receive", receive_later)
    monkeypatch.setattr(sending.Protocol, "_give_up", look)
    body = b" " * 3_000_000
    head = PARTS.replace(b"Transfer-Encoding: chunked", b"Content-Length: %d\r\nConnection: close" % len(body))
    answer = sent(service, head, body)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert looked[:2] == [True, True]


def test_who_leaves_before_the_body_is_whole_was_answered_nothing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the log its status is null, in the figures none: 500 would be a fault of the service."""
    noted: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
    monkeypatch.setattr(edge.logs, "note", lambda *about: noted.put(about))
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
        connection.sendall(PARTS + b"9\r\n{")
    _, method, route, status, _ = noted.get(timeout=30)
    assert (method, route, status) == ("POST", "/api/auth/login", None)
    assert 'inventory_api_requests_total{method="POST",route="/api/auth/login",status="none"}' in metrics.text().decode()


def test_heads_below_the_limit_are_taken(service: Service) -> None:
    """One after the other over one connection, with a body of any length between."""
    whole = GET + b"X-Long: " + b"x" * (LONGEST_HEAD - 1_000) + b"\r\n"
    body = b"POST /api/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n" + b" " * 1_000_000
    answers = sent(service, whole + b"\r\n", whole + b"\r\n", body, whole + CLOSE)
    assert [answers.count(f"HTTP/1.1 {status} ".encode()) for status in (200, 400)] == [3, 1]


SIGN_IN = b'{"email":"a@b.example","password":"wrong"}'
ASKS = b"POST /api/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: "
BODIES = {
    "with its length": [b"Content-Length: %d\r\n\r\n" % len(SIGN_IN) + SIGN_IN],
    "in parts": [b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n" % len(SIGN_IN), SIGN_IN + b"\r\n0\r\n\r\n"],
}


@pytest.mark.parametrize("protocol", [b"h2c\r\n", b"websocket\r\n"])
@pytest.mark.parametrize("body", BODIES)
def test_who_asks_for_another_protocol_is_answered_in_this_one(
    service: Service, caplog: pytest.LogCaptureFixture, protocol: bytes, body: str
) -> None:
    """Its body is read, and so is what follows; Java's client asks for HTTP/2 each time. It is nothing to warn of."""
    answers = sent(service, ASKS + protocol, *BODIES[body], GET + b"Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n", GET + CLOSE)
    assert [answers.count(f"HTTP/1.1 {status} ".encode()) for status in (401, 200)] == [1, 2]
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_many_that_ask_for_another_protocol_are_read_one_by_one(service: Service) -> None:
    """However many come at once."""
    asks = GET + b"Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
    assert sent(service, asks * 1_200 + GET + CLOSE).count(b"HTTP/1.1 ") == 1_201


def test_a_tunnel_is_refused(service: Service) -> None:
    """CONNECT is 405, and what follows it is not read."""
    head = sent(service, b"CONNECT a.example:443 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", GET + CLOSE)
    assert head.count(b"HTTP/1.1 ") == 1
    assert head.startswith(b"HTTP/1.1 40")
