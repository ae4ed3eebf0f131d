"""A receiver of webhooks on this machine, and a fetcher that delivers, as if it were installed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DELIVERER = '''
import http.client
import select
from urllib.parse import urlsplit
from inventory_core import FetchFailed, Outcome, Page

class Plugin:
    """Delivers to this machine, and to no host that is called private."""

    name, renders = "table", False

    def fetch(self, request, context):
        raise FetchFailed(Outcome.NETWORK_ERROR, "none", "this one only delivers")

    def check_receiver(self, url):
        if urlsplit(url).hostname.startswith("private"):
            raise FetchFailed(Outcome.REFUSED, "private_address", "private.example is not on the public internet")

    def deliver(self, url, body, headers, context):
        self.check_receiver(url)
        parts = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=30)
        try:
            connection.request("POST", parts.path, body, headers)
            while not select.select([connection.sock], [], [], 0.02)[0]:
                if context.cancelled.is_set():
                    raise FetchFailed(Outcome.CANCELLED, "cancelled", "it was cancelled")
            answer = connection.getresponse()
            return Page(answer.read(), url=url, status=answer.status)
        except OSError as error:
            raise FetchFailed(Outcome.NETWORK_ERROR, "connect", "the receiver does not answer") from error
        finally:
            connection.close()

    def close(self):
        pass
'''


@dataclass(frozen=True)
class Received:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers with each status in turn, and with 200 after the last one. It may be told to wait."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    came: list[Received] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    busy: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/in") -> str:
        """An address of it."""
        return f"http://receiver.example:{self.port}{path}"

    def ids(self) -> list[int]:
        """The events that came, in the order in which they came."""
        return [received.json["id"] for received in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()
    receiver.open.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if self.path == "/slow":
                receiver.busy.set()
                receiver.open.wait(30)
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
            self.end_headers()
            self.wfile.write(b"what the receiver says is nobody's business")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        receiver.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            receiver.open.set()
            server.shutdown()
            thread.join(10)
