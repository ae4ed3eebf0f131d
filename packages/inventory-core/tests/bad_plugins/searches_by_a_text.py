"""Gives the address of a search as a text."""

from typing import Any

from bad_plugins.good import HOME, Good
from inventory_core import Query

BROKEN = "searches_its_own_site"
ALSO = {"passes_on_the_options_it_names"}
SAID = ("a request", "TypeError: Bad.search returned str, not a Request")


class Bad(Good):
    def search(self, query: Query) -> Any:
        return f"{HOME}/search?q={query.text}"
