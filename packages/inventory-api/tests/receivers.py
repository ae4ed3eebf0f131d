"""What listens on this machine in place of Sentry and of an OpenTelemetry collector."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any


@dataclass
class Receiver:
    """A server that keeps what is posted to it."""

    port: int = 0
    posted: list[tuple[str, bytes]] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, read: Callable[[str, bytes], list[Any]], found: Callable[[list[Any]], bool]) -> list[Any]:
        """What was posted, as `read` reads it, as soon as it is what is looked for; a minute at most."""
        end = monotonic() + 60
        with self.came:
            while not found(got := [one for path, body in self.posted for one in read(path, body)]):
                assert self.came.wait(end - monotonic()), f"only {got} came"
        return got


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()

    class Keeps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            body = unpacked(body, self.headers.get("Content-Encoding"))
            with receiver.came:
                receiver.posted.append((self.path, body))
                receiver.came.notify_all()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Keeps) as server:
        receiver.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


def unpacked(body: bytes, coding: str | None) -> bytes:
    """A body without its compression; whoever sent it as brotli has that installed."""
    if coding == "br":
        import brotli

        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if coding == "gzip" else body


def sentry_events(path: str, body: bytes) -> list[dict[str, Any]]:
    """The events of an envelope: a line of JSON about it, then for each item a line about it and its payload."""
    assert path == "/api/1/envelope/", path
    _, _, rest = body.partition(b"\n")
    events = []
    while rest.strip():
        about, _, rest = rest.partition(b"\n")
        item = json.loads(about)
        payload, rest = rest[: item["length"]], rest[item["length"] :].lstrip(b"\n")
        if item["type"] == "event":
            events.append(json.loads(payload))
    return events


def otlp_spans(path: str, body: bytes) -> list[dict[str, Any]]:
    """The spans of a request of OTLP/HTTP, with their attributes and those of their resource."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    assert path == "/v1/traces", path
    return [
        {
            "name": span.name,
            "trace": span.trace_id.hex(),
            "parent": span.parent_span_id.hex(),
            "failed": span.status.message if span.status.code == 2 else None,
            "resource": _values(group.resource.attributes),
            "events": len(span.events),
            **_values(span.attributes),
        }
        for group in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in group.scope_spans
        for span in scope.spans
    ]


def _values(attributes: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in attributes}
