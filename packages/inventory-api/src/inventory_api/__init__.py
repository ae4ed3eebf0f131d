"""A service that keeps inventory, price history and statistics over whatever scrapers are installed."""

__version__ = "0.1.0"
