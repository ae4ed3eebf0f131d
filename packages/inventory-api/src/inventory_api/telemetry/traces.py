"""Traces, told to an OpenTelemetry collector over OTLP/HTTP. Its SDK reads all further OTEL_* settings from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from inventory_api import __version__
from inventory_api.telemetry import About, TelemetryUnavailable

_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_OF_TRACES = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
_PORTS = {"http": 80, "https": 443}


class Span:
    """A stretch of work that goes on."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def tell(self, about: About) -> None:
        """Tell more of it."""
        self._span.set_attributes({name: value for name, value in about.items() if value is not None})

    def rename(self, name: str) -> None:
        """Call it something else, once that is known."""
        self._span.update_name(name)

    def failed(self, kind: str) -> None:
        """Say that it failed, and how: a name, never the words of an error."""
        self._span.set_status(Status(StatusCode.ERROR, kind))


class Traces:
    """A collector, for this process."""

    def __init__(self, endpoint: str) -> None:
        receiver(endpoint)
        own = Resource({SERVICE_NAME: "inventory-api", SERVICE_VERSION: __version__})
        self._provider = TracerProvider(resource=own.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
        address = None if os.environ.get(_OF_TRACES) else f"{endpoint.rstrip('/')}/v1/traces"
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
        self._tracer = self._provider.get_tracer("inventory_api", __version__)
        self._parents = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, name: str, about: About, parent: str | None) -> Iterator[Span]:
        """A span; an error that leaves it is told by its kind."""
        context = self._parents.extract({"traceparent": parent}) if parent else None
        kind = trace.SpanKind.SERVER if name == "request" else trace.SpanKind.INTERNAL
        how: dict[str, Any] = {"record_exception": False, "set_status_on_exception": False}
        with self._tracer.start_as_current_span(name, context, kind, **how) as begun:
            span = Span(begun)
            span.tell(about)
            try:
                yield span
            except BaseException as error:
                span.failed(type(error).__name__)
                raise

    def stop(self) -> None:
        """Send what is left."""
        self._provider.force_flush(2_000)
        self._provider.shutdown()


def receiver(endpoint: str) -> tuple[str, int]:
    """The host and the port of a collector; TelemetryUnavailable where the environment asks for what is not spoken here."""
    for name in _PROTOCOLS:
        if os.environ.get(name, "http/protobuf") != "http/protobuf":
            raise TelemetryUnavailable(f"{name} must be http/protobuf, which is the only protocol that is spoken here.")
    given = os.environ.get(_OF_TRACES)
    name = _OF_TRACES if given else "OTEL_EXPORTER_OTLP_ENDPOINT"
    try:
        address = urlsplit(given or endpoint)
        host, port = address.hostname, address.port or _PORTS[address.scheme]
    except (KeyError, ValueError):
        host, port = None, 0
    if not host:
        raise TelemetryUnavailable(f"{name} is no address of a collector, such as http://127.0.0.1:4318")
    return host, port
