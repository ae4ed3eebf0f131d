"""Starts a process."""

import subprocess

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        subprocess.run(["true"], check=False)
        return super().card(page, card)
