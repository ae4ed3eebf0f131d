"""Small parts of shops' pages, one for each way in which platforms, countries and languages write a field.

pages/layouts/*.jsonl has one part a line: what is proved ("id"), the content of the body, and what a visitor would read of it
("shows"; null where the page shows none of it). "lang", "url", "title" and "head" are those of the page, and have defaults.
A line with "shows": null is a page of no product.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inventory_core import Outcome, Page, PageResult, read_page
from inventory_scrapers.generic import Generic

FOLDER = Path(__file__).parent / "pages" / "layouts"
CANNOT_BE_BOUGHT = frozenset({"out_of_stock", "sold", "discontinued"})


def _rows(name: str) -> list[Any]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(json.loads(line), id=json.loads(line)["id"]) for line in lines]


def _read(row: dict[str, Any]) -> PageResult:
    head = f"<meta charset=utf-8><title>{row.get('title', 'Blue Mug | Acme')}</title>{row.get('head', '')}"
    html = f"<!doctype html><html lang='{row.get('lang', 'en')}'><head>{head}</head><body>{row['html']}</body></html>"
    return read_page(Generic(), Page(body=html.encode(), url=row.get("url", "https://acme.com/p/blue-mug"), status=200))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """What was read, under the names of "shows"; availability only as whether it can be bought."""
    result = _read(row)
    assert result.outcome is Outcome.OK, result.message
    listing = result.listings[0]
    price, stock, ids = listing.price, listing.availability, listing.identifiers
    return {
        "title": listing.title,
        "price": f"{price.amount.normalize():f}" if price else None,
        "currency": price.currency if price else None,
        "can_be_bought": None if stock in (None, "unknown") else stock not in CANNOT_BE_BOUGHT,
        "brand": listing.brand,
        "sku": ids.sku,
        "gtin": ids.gtin,
        "mpn": ids.mpn,
    }


def _assert_shown(row: dict[str, Any]) -> None:
    shown = _shown(row)
    assert {name: shown[name] for name in row["shows"]} == row["shows"]


@pytest.mark.parametrize("row", _rows("prices"))
def test_price(row: dict[str, Any]) -> None:
    """An amount is read as each country writes it; former, net, unit, member and part prices beside it are told from it."""
    _assert_shown(row)


@pytest.mark.parametrize("row", _rows("titles"))
def test_title(row: dict[str, Any]) -> None:
    """The name of the thing is told from the shop's, and found where no heading element holds it."""
    _assert_shown(row)


@pytest.mark.parametrize("row", _rows("kinds"))
def test_kind_of_page(row: dict[str, Any]) -> None:
    """Carts, forms, articles, lists and comparisons yield nothing; a product is one whatever its name and address resemble."""
    if row["shows"]:
        _assert_shown(row)
    else:
        assert not _read(row).listings


@pytest.mark.parametrize("row", _rows("stock"))
def test_stock(row: dict[str, Any]) -> None:
    """Whether the thing can be bought is told by its own labels, notices and buttons, not by those of other things."""
    _assert_shown(row)


@pytest.mark.parametrize("row", _rows("mixed"))
def test_mixed(row: dict[str, Any]) -> None:
    """Layouts, markup and currencies of all kinds of shops: each value is that which a visitor would read."""
    _assert_shown(row)


@pytest.mark.parametrize("row", _rows("countries"))
def test_country(row: dict[str, Any]) -> None:
    """In forty languages, on pages with and without classes, title, price, currency and stock are those of the thing itself."""
    _assert_shown(row)
