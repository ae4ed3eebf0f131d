"""Errors to Sentry and traces to an OpenTelemetry collector, where the settings ask for them; without, all this does nothing.

    check(settings)             at the terminal: the extras that the settings need are there, and their addresses are some
    start(settings), stop()     once a process
    report(error, about)        an error that nobody expected
    span(name, about)           a stretch of work, as a context

`about` is all that is told beside kinds, times and places in the code: names and numbers of ours. Bodies, headers, addresses'
queries, tokens, e-mail addresses and the words of errors are never handed over, and so need not be taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from inventory_api.settings import Settings

if TYPE_CHECKING:
    from inventory_api.telemetry.errors import Errors
    from inventory_api.telemetry.traces import Span, Traces

About = Mapping[str, str | int | float | None]
"""Names and what is known; None is left out."""
_errors: Errors | None = None
_traces: Traces | None = None


class TelemetryUnavailable(Exception):
    """The settings ask for what is not installed, or cannot be done; the message says what to do."""


class ExtraMissing(TelemetryUnavailable):
    """It is not installed."""


def check(settings: Settings) -> None:
    """TelemetryUnavailable where the settings ask for what is not there, or cannot be done."""
    receivers(settings)


def receivers(settings: Settings) -> dict[str, tuple[str, int]]:
    """The host and the port of each that is to be told, by its setting; TelemetryUnavailable."""
    _check_extras(settings)
    found = {}
    if settings.sentry_dsn:
        from inventory_api.telemetry import errors

        found["SENTRY_DSN"] = errors.receiver(settings.sentry_dsn.get_secret_value())
    if settings.otel_exporter_otlp_endpoint:
        from inventory_api.telemetry import traces

        found["OTEL_EXPORTER_OTLP_ENDPOINT"] = traces.receiver(settings.otel_exporter_otlp_endpoint)
    return found


def _check_extras(settings: Settings) -> None:
    needs = {
        "sentry": (settings.sentry_dsn, "SENTRY_DSN", ["sentry_sdk"]),
        "opentelemetry": (
            settings.otel_exporter_otlp_endpoint,
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            ["opentelemetry", "opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"],
        ),
    }
    for extra, (is_asked_for, name, modules) in needs.items():
        if is_asked_for and not all(map(_is_there, modules)):
            raise ExtraMissing(f"{name} is set, but its extra is not installed: pip install 'inventory-api[{extra}]'")


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # a package above it is not there
        return False


def start(settings: Settings) -> None:
    """Begin to tell, in this process; TelemetryUnavailable."""
    global _errors, _traces  # noqa: PLW0603 - one a process, as of logs and figures
    check(settings)
    if settings.sentry_dsn and _errors is None:
        from inventory_api.telemetry.errors import Errors

        _errors = Errors(settings.sentry_dsn.get_secret_value())
    if settings.otel_exporter_otlp_endpoint and _traces is None:
        from inventory_api.telemetry.traces import Traces

        _traces = Traces(settings.otel_exporter_otlp_endpoint)


def stop() -> None:
    """Send what is left, for a few seconds at most, and end."""
    global _errors, _traces
    ending, _errors, _traces = (_errors, _traces), None, None
    for each in ending:
        if each is not None:
            each.stop()


def report(error: BaseException, about: About) -> None:
    """Tell of an error that nobody expected."""
    if _errors is not None:
        _errors.report(error, about)


@contextmanager
def span(name: str, about: About, parent: str | None = None) -> Iterator[Span | None]:
    """A stretch of work within the one that goes on, or within another's by its `traceparent`; None where no traces are told."""
    if _traces is None:
        yield None
    else:
        with _traces.span(name, about, parent) as begun:
            yield begun
