"""examples/inventory-yahoo-flea: short, a plugin like any other once it is installed, and right about a real page."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from inventory_core import Listing, Page, Scraper, read_page

from .conftest import ROOT, Fresh
from .test_service_jobs import serving

EXAMPLE = ROOT / "examples" / "inventory-yahoo-flea"
MODULE = EXAMPLE / "src" / "inventory_yahoo_flea" / "__init__.py"
CASES = ("no-price", "on-sale", "sold")


@pytest.fixture
def real() -> tuple[Path, dict[str, Any]]:
    """A real page of the marketplace, and what the index of the corpus says of it; skipped where no corpus is."""
    corpus = Path(os.environ.get("INVENTORY_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not corpus.is_dir() and "INVENTORY_CORPUS" not in os.environ:
        pytest.skip("no corpus: INVENTORY_CORPUS is not set and ../shared/corpus is not beside the checkout")
    lines = map(json.loads, (corpus / "marketplaces" / "index.jsonl").read_text("utf-8").splitlines())
    (found,) = [line for line in lines if line["site"] == "yahoo-flea"]
    return corpus / found["file"], found


def scraper() -> Scraper:
    """The example's scraper from its file, as it is not installed here."""
    spec = importlib.util.spec_from_file_location("example_of_a_plugin", MODULE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Scraper = module.YahooFlea()
    return made


def read(body: bytes, url: str) -> Listing:
    """The one listing of a page."""
    result = read_page(scraper(), Page(body, url=url, status=200), keep_sellers=True)
    assert result.outcome == "ok"
    (listing,) = result.listings
    return listing


def test_the_example_is_short() -> None:
    """Its module is at most 60 lines, its test at most 10, and its cases are those that its README names."""
    assert len(MODULE.read_text("utf-8").splitlines()) <= 60
    (test,) = EXAMPLE.glob("tests/*.py")
    assert len(test.read_text("utf-8").splitlines()) <= 10
    assert tuple(sorted(path.name for path in (EXAMPLE / "tests" / "cases").iterdir())) == CASES


@pytest.mark.skipif(sys.platform == "win32", reason="the environment is laid out as on Unix")
def test_the_example_is_a_plugin_like_any_other(fresh: Fresh, tmp_path: Path) -> None:
    """Its wheel installs beside ours, its tests and `check` pass there, and a service lists it."""
    fresh.run("python", "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "dist"), cwd=EXAMPLE)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    fresh.run("pip", "install", "--quiet", "inventory-api", "inventory-scrapers", f"{wheel}[test]")
    fresh.run("pip", "check")
    assert " passed" in fresh.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=EXAMPLE)
    (checked,) = json.loads(fresh.run("inventory-scrapers", "check", "yahoo-flea", "--json", cwd=EXAMPLE))
    assert (checked["distribution"], checked["cases"], checked["failed"]) == ("inventory-yahoo-flea", len(CASES), 0)
    with serving(tmp_path / "data", str(fresh.bin / "python")) as service:
        listed = {one["name"]: one for one in service.ask("/api/scrapers")["scrapers"]}
        assert listed["yahoo-flea"]["hosts"] == ["paypayfleamarket.yahoo.co.jp"]


@pytest.mark.corpus
def test_the_example_reads_a_real_page_as_a_person_did(real: tuple[Path, dict[str, Any]]) -> None:
    """Each value that somebody else noted of the captured page is the one that is read."""
    file, noted = real
    listing, seen = read(gzip.decompress(file.read_bytes()), noted["url"]), noted["observed"]
    assert (listing.listing_id, listing.url, listing.title) == (seen["id"], noted["url"], seen["title"])
    assert listing.price
    assert (str(listing.price.amount), listing.price.currency) == (str(seen["price"]), seen["currency"])
    assert listing.condition
    assert (listing.condition.raw, listing.condition.grade) == (seen["condition"]["text"], "very_good")
    assert (seen["status"], listing.availability) == ("OPEN", "in_stock")
    assert (listing.brand, len(listing.images), listing.likes) == (seen["brand"], seen["n_images"], seen["likes"])
    assert listing.seller
    assert listing.seller.name == seen["seller"]
    assert listing.listed_at
    assert listing.listed_at.isoformat() == seen["created"]
    assert listing.shipping
    assert listing.shipping.from_region == seen["location"]
    assert str(listing.shipping.cost) == f"{seen['ld']['shippingDetails']['shippingRate']['value']} JPY"
    assert listing.warnings == ()
