"""Puts the text of a search into the address as it is."""

from bad_plugins.good import Good
from inventory_core import Query, Request

BROKEN = "searches_its_own_site"
SAID = ("a request", "ValidationError: Value error, an address has no spaces, control characters or backslashes")


class Bad(Good):
    search_options = frozenset()

    def search(self, query: Query) -> Request:
        return Request(url=f"https://attic.example/search?q={query.text}")
