"""Our own marketplaces, held to the contract as everybody's are. The pages of their cases are of our own making."""

from __future__ import annotations

from typing import ClassVar

from inventory_core.testing import ScraperSuite
from inventory_scrapers.sites.depop import Depop
from inventory_scrapers.sites.mercari_jp import MercariJP
from inventory_scrapers.sites.mercari_us import MercariUS

LAYOUT = "reads_no_wrong_value_from_another_layout"
SMALLER = "where the largest form of a picture is gone, the next one is read: another address, of the same picture"


class TestMercariUS(ScraperSuite):
    scraper = MercariUS


class TestMercariJP(ScraperSuite):
    scraper = MercariJP


class TestDepop(ScraperSuite):
    scraper = Depop
    gaps: ClassVar = {f"{LAYOUT}[depop-api-{one}]": SMALLER for one in ("item", "old-search", "search", "shop")}
