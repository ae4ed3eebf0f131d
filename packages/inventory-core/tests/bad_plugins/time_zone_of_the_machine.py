"""Takes times to be in the time zone of the machine."""

import datetime as dt

from bad_plugins.good import Good
from inventory_core import Draft, Page

BROKEN = "reads_the_same_each_time"


class Bad(Good):
    def card(self, page: Page, card: str) -> Draft | None:
        draft = super().card(page, card)
        return draft and draft.put("listed_at", dt.datetime(2026, 5, 1, 12, 0).astimezone(), "css", "time")
