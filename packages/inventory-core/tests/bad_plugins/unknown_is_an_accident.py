"""Fails for a value that its site has no name for."""

from bad_plugins.good import SORTS, Good
from inventory_core import Query, Request

BROKEN = "passes_on_the_options_it_names"


class Bad(Good):
    def search(self, query: Query) -> Request:
        request = super().search(query)
        if query.sort:
            return Request(url=f"{request.url}&order={SORTS[query.sort]}")
        return request
