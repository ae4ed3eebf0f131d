"""The readers of texts, as authors of scrapers get them."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory_core import Scraper
from inventory_core.testing import run_checks
from inventory_scrapers.toolkit import values

SCRAPER = """
from inventory_core import Scraper, page
from inventory_scrapers.toolkit import document
from inventory_scrapers.toolkit.values import read_availability, read_price, read_rating


class Acme(Scraper):
    name = "acme"
    hosts = ("acme.example",)

    @page(r"/item/(?P<id>\\d+)")
    def item(self, page, id):
        yield self.draft(page, listing_id=id)
"""


def test_a_scraper_may_import_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scraper that imports all of them is as quick to import as the contract asks: no author has to import them late."""
    (tmp_path / "acme_of_values.py").write_text(SCRAPER, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    scraper: type[Scraper] = __import__("acme_of_values").Acme
    (result,) = run_checks(scraper, {}, only={"is_quick_to_import"})
    assert result.status == "passed", result.differences


def test_each_is_described() -> None:
    """Whatever is exported says what it takes and gives."""
    assert [name for name in values.__all__ if not getattr(values, name).__doc__] == []
