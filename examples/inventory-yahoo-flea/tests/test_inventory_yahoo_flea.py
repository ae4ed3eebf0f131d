"""Holds the scraper to the contract, with the pages in cases/."""

from inventory_core.testing import ScraperSuite
from inventory_yahoo_flea import YahooFlea


class TestYahooFlea(ScraperSuite):
    scraper = YahooFlea
