"""`inventory-api health`: whether the service that runs here is well, for a container's health check and for scripts.

It is started often, so it imports no more than it needs.
"""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException
from typing import Any

import rich_click as click


@click.command()
@click.option("--live", is_flag=True, help="Whether it answers at all, without looking at the database.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it listens.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Where it listens.")
@click.option("--timeout", default=5.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds that it may take.")
def health(*, live: bool, host: str, port: int, timeout: float) -> None:
    """Ask the service of this machine whether it is ready; exit code 1, and the reasons, where it is not."""
    status, about = _asked(host, port, "/health/live" if live else "/health/ready", timeout)
    reasons = [f"{check['name']}: {reason}" for check in about.get("checks", []) for reason in check["reasons"]]
    for reason in reasons:
        click.echo(reason, err=True)
    if status != 200:
        raise click.ClickException(f"{host}:{port} answers {status}: {about.get('detail', 'it is not the service')}")
    click.echo(about["status"])


def _asked(host: str, port: int, path: str, timeout: float) -> tuple[int, dict[str, Any]]:
    """The status and the body; ClickException where nobody answers."""
    connection = HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = json.loads(answer.read(100_000))
        return answer.status, body if isinstance(body, dict) else {}
    except (OSError, HTTPException, ValueError) as error:
        raise click.ClickException(f"Nothing answers at {host}:{port} as the service would: {_why(error)}") from None
    finally:
        connection.close()


def _why(error: Exception) -> str:
    """In words, without the system's number."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "what answers speaks no HTTP" if isinstance(error, HTTPException) else "the answer is no JSON"
