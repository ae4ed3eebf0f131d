"""A client of Server-Sent Events, as the WHATWG has them, and a service in a thread to listen to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from time import monotonic
from typing import Any

import uvicorn

from inventory_api.app import create_app
from inventory_api.settings import Settings
from inventory_api.web.sending import Protocol

from .over_http import Service


@dataclass(frozen=True)
class Message:
    """One message: `event` is empty where it has no data, and so reaches no listener."""

    event: str
    data: Any
    comment: str


class Listener:
    """One connection to the stream; `last_id` is what a browser would reconnect with."""

    def __init__(self, port: int, headers: dict[str, str], query: str = "", last_id: str | None = None, buffer: int = 0) -> None:
        self.last_id, self.retry, self._until = last_id, 0, monotonic() + 120
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._connection.connect()
        if buffer:
            self._connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        sent = {"Accept": "text/event-stream", **headers, **({} if last_id is None else {"Last-Event-ID": last_id})}
        self._connection.request("GET", f"/api/events{query}", headers=sent)
        self.answer: HTTPResponse = self._connection.getresponse()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self._connection.close()

    def messages(self) -> Iterator[Message]:
        """Each message until the stream ends; that must be within two minutes."""
        lines: list[tuple[str, str]] = []
        while line := self.answer.readline():
            assert monotonic() < self._until, "the stream goes on and on"
            name, _, value = line.decode().rstrip("\r\n").partition(":")
            if name or value:
                lines.append((name, value.removeprefix(" ")))
            else:
                yield self._message(lines)
                lines = []

    def _message(self, lines: list[tuple[str, str]]) -> Message:
        fields = dict(lines)
        self.last_id = fields.get("id", self.last_id)
        self.retry = int(fields.get("retry", self.retry))
        data = "\n".join(value for name, value in lines if name == "data")
        return Message(fields.get("event", ""), json.loads(data) if data else None, fields.get("", ""))

    def next(self) -> Message:
        """The next one that has something to say."""
        return next(message for message in self.messages() if message.event)

    def take(self, count: int) -> list[Any]:
        """The data of so many."""
        return [self.next().data for _ in range(count)]


@contextmanager
def serving_in_a_thread(settings: Settings) -> Iterator[Service]:
    """The service on a free port of this process."""
    ways: dict[str, Any] = {"http": Protocol, "lifespan": "on", "log_config": None, "timeout_graceful_shutdown": 5}
    config = uvicorn.Config(create_app(settings), port=0, **ways)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        end = monotonic() + 30
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            assert monotonic() < end
            thread.join(0.01)
        yield Service(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(30)
