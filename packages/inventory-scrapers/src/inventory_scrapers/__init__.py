"""Reads any listing or product page into one honest, typed value.

    from inventory_scrapers import parse, scrape, search

`parse` reads a page that you have, `scrape` fetches an address, `search` asks a marketplace. All give the listings of
inventory_core. Nothing heavy is imported before one of them is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inventory_scrapers.use import parse, scrape, search

__version__ = "0.1.0"
__all__ = ["parse", "scrape", "search"]


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from inventory_scrapers import use

        return getattr(use, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
