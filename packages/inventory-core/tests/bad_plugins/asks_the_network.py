"""Opens a connection while it reads."""

import contextlib
import socket

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", 9), timeout=0.1)
        return super().card(page, card)
