"""The generic scraper: any shop, by markup, embedded data and what a visitor sees.

Reading order: scraper.py -> reading.py (one page, looked at once) -> is_product.py, decide.py (which candidate wins).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inventory_scrapers.generic.scraper import Generic

__all__ = ["Generic"]


def __getattr__(name: str) -> Any:
    if name == "Generic":
        from inventory_scrapers.generic.scraper import Generic

        return Generic
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
