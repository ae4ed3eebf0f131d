"""Searches on a host that is none of its own."""

from urllib.parse import quote_plus

from bad_plugins.good import Good
from inventory_core import Query, Request

BROKEN = "searches_its_own_site"
SAID = ("a request", "ValueError: https://other.example/search?q=lamp is no address of attic.example, api.attic.example")


class Bad(Good):
    search_options = frozenset()

    def search(self, query: Query) -> Request:
        return Request(url=f"https://other.example/search?q={quote_plus(query.text)}")
