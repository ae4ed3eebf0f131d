"""Two ways to ask: as fast as it goes over several connections (wrk), and one request after the other."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

import msgspec

SCRIPT = Path(__file__).with_name("request.lua")
_PATIENCE = 120
_LEAST = 3


@dataclass(frozen=True)
class Request:
    """What is asked of a service: one of these paths in turn, signed by an account."""

    paths: Sequence[str]
    token: str
    method: str = "GET"
    body: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}


def per_second(port: int, request: Request, *, connections: int, seconds: int) -> float:
    """Answers a second; SystemExit where one is not of 2xx."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as paths:
        paths.write("\n".join(request.paths) + "\n")
        paths.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", f"--timeout={_PATIENCE}", f"-s{SCRIPT}"]
        command += [f"-HAuthorization: Bearer {request.token}", f"http://127.0.0.1:{port}", "--", request.method, paths.name]
        ended = subprocess.run([*command, *([request.body] if request.body else [])], capture_output=True, text=True, check=True)
    if bad := re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", ended.stdout):
        raise SystemExit(f"{request.method} {request.paths[0]}: {bad[0]}")
    return float(re.search(r"Requests/sec:\s*([0-9.]+)", ended.stdout)[1])  # type: ignore[index]


def milliseconds(port: int, request: Request, *, seconds: float) -> float:
    """The median of requests one after the other: at least three, however long they take. The client's own part is about 0.2."""
    connection, taken = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE), list[float]()
    end = time.perf_counter() + seconds
    while len(taken) < _LEAST or time.perf_counter() < end:
        began = time.perf_counter()
        ask(connection, request, request.paths[len(taken) % len(request.paths)])
        taken.append(1000 * (time.perf_counter() - began))
    connection.close()
    return median(taken)


def ask(connection: HTTPConnection, request: Request, path: str) -> bytes:
    """One answer; SystemExit where it is not of 2xx."""
    connection.request(request.method, path, body=request.body, headers=request.headers)
    answer = connection.getresponse()
    body = answer.read()
    if not 200 <= answer.status < 300:
        raise SystemExit(f"{request.method} {path}: {answer.status} {body[:500].decode()}")
    return body


def read(port: int, request: Request) -> dict[str, object]:
    """The JSON of one answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        return msgspec.json.decode(ask(connection, request, request.paths[0]))
    finally:
        connection.close()
