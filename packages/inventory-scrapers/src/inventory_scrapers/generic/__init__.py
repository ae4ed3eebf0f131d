"""The generic scraper: any shop, by markup, embedded data and what a visitor sees."""

from inventory_scrapers.generic.scraper import Generic

__all__ = ["Generic"]
