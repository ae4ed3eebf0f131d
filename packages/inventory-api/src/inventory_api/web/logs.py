"""Logs: a line an event, as JSON or for a person to read. They never hold bodies, tokens, passwords or addresses' queries."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import msgspec
import structlog
from litestar.types import HTTPScope
from sqlalchemy.exc import OperationalError

_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}
_MOST_FRAMES = 30
_log = structlog.get_logger()


def configure(form: Literal["json", "console"], level: str) -> None:
    """Send all logs of this process to standard error in one form, those of libraries too."""
    shared: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper("iso", utc=True), in_short, one_line]
    last: Any = (
        structlog.processors.JSONRenderer(_json) if form == "json" else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(  # past the library's logging, which costs more than all the rest of a line
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("alembic.runtime.migration").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Alembic says what kind of database it looks at, twice for each question whether the service is ready."""
    return not record.getMessage().startswith(("Context impl ", "Will assume "))


def _json(event: Mapping[str, Any], **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()


def in_short(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write of an error its kind and where it was: its words, and the variables there, may hold what was sent, or a secret."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    return {**event, **_about(error)} if isinstance(error, BaseException) else event


def one_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Write control characters of all texts as escapes, so that nobody forges a line."""
    return {name: value.translate(_CONTROL) if isinstance(value, str) else value for name, value in event.items()}


def note(scope: HTTPScope, method: str, route: str, status: int | None, seconds: float) -> None:
    """One request: by its route, because an address can hold what is nobody's business."""
    state: dict[str, Any] = scope["state"]
    caller: Any = scope.get("user")
    _log.info(
        "request",
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        client=state["client"],
        account=getattr(caller, "account_id", None),
        request_id=state["request_id"],
    )


def failure(request_id: str | None, error: BaseException) -> None:
    """An error that nobody expected, in a request."""
    _log.error("failed", **_about(error), request_id=request_id)


def _about(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    kinds = [type(error).__name__, *(type(cause).__name__ for cause in (error.__cause__, error.__context__) if cause)]
    return {"error": " from ".join(kinds), **of_database(error), "where": where}


def of_database(error: BaseException) -> dict[str, str]:
    """What the database says of an error, for the log; nothing of others."""
    said = {"database": database_code(error), "reason": _no_connection(error)}
    return {name: value for name, value in said.items() if value}


def _no_connection(error: BaseException) -> str | None:
    """Why PostgreSQL cannot be reached, in libpq's words, which have no password; null for errors with an SQLSTATE.

    Those are of statements, and their words may hold what was sent.
    """
    driver = error.orig if isinstance(error, OperationalError) else None
    return " ".join(str(driver).split())[:300] if getattr(driver, "sqlstate", "") is None else None


def database_code(error: BaseException | None) -> str | None:
    """The name that the database has for what went wrong, such as SQLITE_FULL or 53100 (SQLSTATE); null for other errors."""
    while error is not None:
        if code := getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None):
            return str(code)
        error = error.__cause__ or error.__context__
    return None
