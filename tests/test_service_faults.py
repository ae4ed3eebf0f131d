"""J14: whatever goes wrong between the service and a site, its job ends in time with an outcome that says what it was."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from .test_service_jobs import serving
from .test_service_pace import new_database

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
Fault = Callable[[socket.socket, threading.Event], None]


def reset(connection: socket.socket, _ended: threading.Event) -> None:
    connection.sendall(OK + b"Content-Length: 500\r\n\r\n<h1>")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def early_end(connection: socket.socket, _ended: threading.Event) -> None:
    connection.sendall(OK + b"Content-Length: 500\r\n\r\n<h1>Desk lamp</h1>")


def bad_chunk(connection: socket.socket, _ended: threading.Event) -> None:
    connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n")


def no_http(connection: socket.socket, _ended: threading.Event) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")


def drip(connection: socket.socket, ended: threading.Event) -> None:
    connection.sendall(OK + b"Content-Length: 500\r\n\r\n")
    while not ended.wait(1.0):
        connection.sendall(b"x")


def silence(_connection: socket.socket, ended: threading.Event) -> None:
    ended.wait(120)


def endless(connection: socket.socket, ended: threading.Event) -> None:
    connection.sendall(OK + b"\r\n")
    while not ended.is_set():
        connection.sendall(b"x" * 65_536)


FAULTS: dict[str, tuple[Fault, int, str, str]] = {
    "reset": (reset, 60, "network_error", "connection_lost"),
    "early end": (early_end, 60, "network_error", "connection_lost"),
    "bad chunk": (bad_chunk, 60, "network_error", "connection_lost"),
    "no http": (no_http, 60, "network_error", "protocol"),
    "no end": (endless, 60, "too_large", "decoded_bytes"),
    "one byte a second": (drip, 4, "timeout", ""),
    "silence": (silence, 4, "timeout", ""),
}
"""What a site does after its robots.txt, the seconds that its job may take, its outcome, and the code of its error."""
GRACE = 3
"""Seconds that a request still has when the seconds of its job are over."""
SLACK = 10
"""For a machine that is busy."""


@contextlib.contextmanager
def faulty(host: str, fault: Fault) -> Iterator[str]:
    """A site that has no robots.txt and answers everything else with the fault; its address."""
    ended = threading.Event()
    try:
        listener = socket.create_server((host, 0))
    except OSError as error:
        pytest.skip(f"{host} cannot be listened on: {error}")

    def answer(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            asked = connection.recv(65_536)
            if b"/robots.txt" in asked:
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                fault(connection, ended)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://{host}:{listener.getsockname()[1]}"
    ended.set()
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def finished(service: Any, job_id: int) -> dict[str, Any]:
    """A job after its end."""
    end = time.monotonic() + 90
    while (job := service.ask(f"/api/scraping/jobs/{job_id}"))["state"] in ("queued", "running"):
        assert time.monotonic() < end, job
        threading.Event().wait(0.2)
    return dict(job)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_job_ends_in_time_whatever_its_site_does(kind: str, tmp_path: Path) -> None:
    """Each job says what went wrong; one that would go on for ever ends with its seconds; and the service goes on."""
    hosts = {name: f"127.0.0.{number + 31}" for number, name in enumerate(FAULTS)}
    settings = {
        "INVENTORY_ALLOW_PRIVATE": ",".join(hosts.values()),
        "INVENTORY_DELAY": "0.5",
        "LOG_LEVEL": "ERROR",
        "JOBS_AT_ONCE": "20",
        "JOBS_RUNNING": "20",
    }
    with ExitStack() as stack:
        settings["DATABASE_URL"] = stack.enter_context(new_database(kind, tmp_path))
        service = stack.enter_context(serving(tmp_path, **settings))
        jobs = {}
        for name, (fault, seconds, _, _) in FAULTS.items():
            url = stack.enter_context(faulty(hosts[name], fault))
            jobs[name] = service.ask("/api/scraping/jobs", {"url": f"{url}/lamp", "limits": {"seconds": seconds}})["id"]
        ended = {name: finished(service, job_id) for name, job_id in jobs.items()}
        assert service.ask("/health/ready")["status"] in ("ready", "degraded")
    for name, (_, seconds, outcome, code) in FAULTS.items():
        job = ended[name]
        assert (name, job["state"], job["outcome"], job["error"]["code"]) == (name, "failed", outcome, outcome)
        assert [error["code"] for error in job["report"]["errors"]] == ([code] if code else []), name
        assert job["report"]["seconds"] < seconds + GRACE + SLACK, name
