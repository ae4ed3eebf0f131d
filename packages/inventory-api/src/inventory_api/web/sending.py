"""How the server writes answers: the head together with the first of the body.

uvicorn hands each to the socket by itself. That is a call of the system more, and wakes the client for a head without a body.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, writing through `Together`."""

    def connection_made(self, transport: Any) -> None:
        """A client is there."""
        super().connection_made(cast(asyncio.Transport, Together(transport, self.loop)))


class Together:
    """A transport that keeps what is written until more comes, at the latest until the event loop's next turn."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._kept = b""
        self._turn: asyncio.Handle | None = None

    def __getattr__(self, name: str) -> Any:
        """Whatever else a transport can do."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Keep it where nothing is kept, else send both."""
        if self._turn is None:
            self._kept, self._turn = data, self._loop.call_soon(self._send)
        else:
            self._kept += data
            self._send()

    def close(self) -> None:
        """Send what is kept, then close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._turn is None:
            return
        self._turn.cancel()
        kept, self._kept, self._turn = self._kept, b"", None
        self._transport.write(kept)
