"""Whether somebody listens where the operator has errors and traces sent; no page and no client names these addresses."""

from __future__ import annotations

import socket
from urllib.request import getproxies

_SECONDS = 3.0


def why_silent(host: str, port: int) -> str | None:
    """Why there is no connection to a receiver; null where there is, or where only a proxy knows. Nothing is sent."""
    if getproxies():
        return None
    try:
        socket.create_connection((host, port), timeout=_SECONDS).close()
    except OSError as error:
        return error.strerror or str(error)
    return None
