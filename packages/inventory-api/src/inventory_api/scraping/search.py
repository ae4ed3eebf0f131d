"""A search of the wire as one of the core."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from inventory_api.scraping.schemas import Search
from inventory_core import Query


def as_query(search: Search) -> Query:
    """The same search for a scraper."""
    options: dict[str, Any] = {name: getattr(search, name) for name in search.__struct_fields__ if name != "scraper"}
    prices = {name: Decimal(options[name]) for name in ("min_price", "max_price") if options[name] is not None}
    return Query(**{**options, **prices, "grades": tuple(search.grades)})
