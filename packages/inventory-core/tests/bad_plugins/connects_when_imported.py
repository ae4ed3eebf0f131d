"""Opens a connection when it is imported."""

import contextlib
import socket

from bad_plugins.good import Good

BROKEN = "does_nothing_but_read"


with contextlib.suppress(OSError):
    socket.create_connection(("127.0.0.1", 9), timeout=0.1)


class Bad(Good):
    """Otherwise good."""
