"""Passes options over that it does not know."""

from bad_plugins.good import Good
from inventory_core import Query, Request

BROKEN = "passes_on_the_options_it_names"


class Bad(Good):
    def first_request(self, query: Query) -> Request:
        return self.search(query)
