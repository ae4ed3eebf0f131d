"""Pages of our own making, laid out as the themes of shop platforms lay theirs out, in many languages.

pages/shops/labels.jsonl has one page a line: its file, its address and the values that a visitor would read. A value of null
means that the page shows none; a field that is not named is not checked. A line with "listing": null is a page of no product.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inventory_core import Outcome, Page, PageResult, read_page
from inventory_scrapers.generic import Generic

SHOPS = Path(__file__).parent / "pages" / "shops"
LARGEST = 6000
CANNOT_BE_BOUGHT = frozenset({"out_of_stock", "sold", "discontinued"})


def _rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHOPS / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


ROWS = _rows()
PRODUCTS = [pytest.param(row, id=row["file"].removesuffix(".html")) for row in ROWS if row["listing"]]
OTHERS = [pytest.param(row, id=row["file"].removesuffix(".html")) for row in ROWS if not row["listing"]]


def _read(row: dict[str, Any]) -> PageResult:
    return read_page(Generic(), Page(body=(SHOPS / row["file"]).read_bytes(), url=row["url"], status=200))


def _shown(result: PageResult) -> dict[str, Any]:
    """What was read of a page, under the names of the labels; availability only as whether it can be bought."""
    (listing,) = result.listings
    price, stock = listing.price, listing.availability
    return {
        "title": listing.title,
        "price": format(price.amount.normalize(), "f") if price else None,
        "currency": price.currency if price else None,
        "can_be_bought": None if stock in (None, "unknown") else stock not in CANNOT_BE_BOUGHT,
        "brand": listing.brand,
        "sku": listing.identifiers.sku,
        "gtin": listing.identifiers.gtin,
        "mpn": listing.identifiers.mpn,
    }


@pytest.mark.parametrize("row", PRODUCTS)
def test_page_of_a_shop(row: dict[str, Any]) -> None:
    """Each value that a visitor reads on a shop's page is read from it, whatever the platform, the theme and the language."""
    result = _read(row)
    assert result.outcome is Outcome.OK, result.message
    shown = _shown(result)
    assert {name: shown[name] for name in row["listing"]} == row["listing"]


@pytest.mark.parametrize("row", OTHERS)
def test_page_of_no_product(row: dict[str, Any]) -> None:
    """A list, an article, a form or a notice yields no listing, even where it shows amounts of money and buttons."""
    assert not _read(row).listings


def test_every_page_is_labelled() -> None:
    """No page lies in the folder unread, and each is small enough to be read by a person."""
    files = {path.name: path.stat().st_size for path in SHOPS.glob("*.html")}
    assert files.keys() == {row["file"] for row in ROWS}
    assert max(files.values()) < LARGEST
