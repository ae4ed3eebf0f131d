"""Makes the address of a search of today's date."""

import datetime as dt

from bad_plugins.good import Good
from inventory_core import Query, Request

BROKEN = "does_nothing_but_read"


class Bad(Good):
    def search(self, query: Query) -> Request:
        request = super().search(query)
        return Request(url=f"{request.url}&day={dt.date.today().day}")
