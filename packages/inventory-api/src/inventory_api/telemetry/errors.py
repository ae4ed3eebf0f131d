"""Errors, told to Sentry: what kind and where. Nothing of what its SDK gathers by itself is sent."""

from __future__ import annotations

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.utils import BadDsn, Dsn

from inventory_api import __version__
from inventory_api.telemetry import About, TelemetryUnavailable

_SECONDS = 2.0
_KEPT = frozenset(
    {"event_id", "timestamp", "level", "platform", "release", "environment", "sdk", "exception", "tags", "_meta", "server_name"}
)
_FRAME = frozenset({"filename", "function", "module", "lineno", "in_app"})


class Errors:
    """Sentry, for this process."""

    def __init__(self, dsn: str) -> None:
        receiver(dsn)
        sentry_sdk.init(
            dsn,
            release=f"inventory-api@{__version__}",
            default_integrations=False,
            integrations=[AtexitIntegration(callback=_say_nothing), DedupeIntegration()],
            before_send=_harmless,
            max_breadcrumbs=0,
            include_local_variables=False,
            include_source_context=False,
            max_request_body_size="never",
            auto_session_tracking=False,
            send_client_reports=False,
            shutdown_timeout=_SECONDS,
        )

    def report(self, error: BaseException, about: About) -> None:
        """Send it with what is known about it, as tags to search by."""
        with sentry_sdk.new_scope() as scope:
            scope.set_tags({name: value for name, value in about.items() if value is not None})
            scope.capture_exception(error)

    def stop(self) -> None:
        """Send what is left."""
        sentry_sdk.get_client().close(timeout=_SECONDS)
        sentry_sdk.get_global_scope().set_client(None)


def receiver(dsn: str) -> tuple[str, int]:
    """The host and the port of a Sentry project; TelemetryUnavailable."""
    try:
        project = Dsn(dsn)
    except BadDsn as error:
        raise TelemetryUnavailable(f"SENTRY_DSN is no address of a Sentry project: {error}") from None
    return project.host, project.port


def _harmless(event: Any, _hint: Any) -> Any:
    """What may leave: of which kind an error was, and where. Its words and values, and what the SDK adds, may hold secrets."""
    kept = {name: value for name, value in event.items() if name in _KEPT}
    for error in kept.get("exception", {}).get("values", ()):
        for name in error.keys() - {"type", "module", "mechanism", "stacktrace"}:
            del error[name]
        error.get("mechanism", {}).pop("data", None)
        frames = error.get("stacktrace", {}).get("frames", [])
        error["stacktrace"] = {"frames": [{name: frame[name] for name in frame.keys() & _FRAME} for frame in frames]}
    return kept


def _say_nothing(_pending: int, _timeout: float) -> None:
    """The SDK would write to standard error that it waits."""
