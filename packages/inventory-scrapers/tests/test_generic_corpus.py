"""The generic reader on real pages that nobody here wrote, by the scorer that comes with them."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from inventory_core import Page, read_page
from inventory_scrapers.generic import Generic

pytestmark = pytest.mark.corpus

BARS = {"title": 0.96, "price": 0.95, "currency": 0.95, "availability": 0.95, "brand": 0.88, "sku": 0.85, "gtin": 0.80}


@pytest.fixture(scope="module")
def result(corpus: Path) -> dict[str, Any]:
    """What the scorer says of the labelled pages."""
    place = corpus.parent / "tools" / "score_products.py"
    if not place.is_file():
        pytest.fail(f"the corpus is there, but not its scorer: {place}")
    spec = importlib.util.spec_from_file_location("score_products", place)
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rows = [json.loads(line) for line in (corpus / "pages" / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    found: dict[str, Any] = scorer.score(rows, {row["file"]: predict(scorer, corpus, row) for row in rows})[0]
    return found


def predict(scorer: Any, corpus: Path, row: dict[str, Any]) -> dict[str, Any]:
    page = Page(body=gzip.decompress((corpus / row["file"]).read_bytes()), url=row.get("url"), status=200)
    listings = read_page(Generic(), page).listings
    return dict(scorer.flatten(listings[0].model_dump(mode="json"))) if listings else {}


@pytest.mark.parametrize("field", BARS)
def test_each_field(result: dict[str, Any], field: str) -> None:
    """Each field reaches its goal on the visible pages."""
    assert result["fields"][field]["f1"] >= BARS[field]


def test_the_four_together(result: dict[str, Any]) -> None:
    """Title, price, currency and availability are all right on at least 88 % of the product pages."""
    assert result["all_four"] >= 0.88


def test_sold_out_pages(result: dict[str, Any]) -> None:
    """All pages that are out of stock are told, and no other page is said to be."""
    assert result["fields"]["out of stock"]["f1"] == 1.0


def test_no_price_where_no_product_is(result: dict[str, Any]) -> None:
    """At most one of the pages that are no product is given a price."""
    assert result["prices_on_non_products"] <= 1
