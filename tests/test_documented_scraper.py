"""The scraper that the contract shows keeps the contract, and the contract lists every check that it is held to."""

from __future__ import annotations

import gzip
import importlib
import json
import re
from pathlib import Path

import pytest

from inventory_core import Page, Scraper, read_page
from inventory_core.testing import CHECKS, as_expected, load_cases, run_checks

CONTRACT = (Path(__file__).parents[1] / "docs" / "contract.md").read_text("utf-8")
HOME = "https://attic.example"


def card(id: int, name: str, price: str) -> str:
    """One card of a grid."""
    return f'<li class="card"><a href="/item/{id}">{name}</a><b class="price">€{price}</b></li>'


def document(body: str, head: str = "") -> str:
    """A whole page."""
    return f"<!doctype html><html><head><title>Attic</title>{head}</head><body>{body}</body></html>"


GRID = f"<ul>{card(7, 'A lamp', '1,250.00')}{card(8, 'A chair', '40')}{card(9, 'A jug', '7.50')}</ul>"
PAGES = {
    "results": (f"{HOME}/search?q=lamp", document(GRID + '<a rel="next" href="?q=lamp&amp;p=2">More</a>')),
    "nothing": (f"{HOME}/search?q=xyzzy", document('<p class="no-results">Nothing found</p>')),
    "shop": (f"{HOME}/shop/ann", document(GRID)),
    "item": (
        f"{HOME}/item/7",
        document(
            '<h1>A lamp</h1><b class="price">€1,250.00</b><i class="state">Worn</i>',
            f'<link rel="canonical" href="{HOME}/item/7">',
        ),
    ),
    "gone": (f"{HOME}/item/6", document('<h1 class="gone">Sold long ago</h1>')),
    "body": (
        "https://api.attic.example/v1/search",
        '{"items": [{"id": 7, "name": "A lamp", "price": {"cents": 125000}, "stats": {"likes": 3}}], "more": true}',
    ),
}


@pytest.fixture
def attic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[Scraper]:
    """The class of the contract's first example, in a module of its own, with a case of each of its pages."""
    code = re.findall(r"^```python\n(.*?)^```", CONTRACT, re.MULTILINE | re.DOTALL)[0]
    (tmp_path / "documented_attic.py").write_text(code, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    scraper: type[Scraper] = importlib.import_module("documented_attic").Attic
    for name, (url, body) in PAGES.items():
        folder = tmp_path / "cases" / name
        folder.mkdir(parents=True)
        (folder / "page.gz").write_bytes(gzip.compress(body.encode()))
        (folder / "request.json").write_text(json.dumps({"scraper": "attic", "asked": url, "url": url, "status": 200}))
        expected = as_expected(read_page(scraper(), Page(body.encode(), url=url, status=200)))
        (folder / "listings.json").write_text(json.dumps(expected))
    return scraper


def test_the_documented_scraper_keeps_the_contract(attic: type[Scraper], tmp_path: Path) -> None:
    """What people copy passes every check; only that of an installed plugin says nothing."""
    results = run_checks(attic, load_cases(tmp_path / "cases"))
    assert [(one.check, one.about, str(one.differences)) for one in results if one.status == "failed"] == []
    assert {one.check for one in results if one.status == "skipped"} == {"is_registered_under_its_name"}


def test_the_contract_lists_every_check() -> None:
    """Its table has each check, with the sentence that the check holds a scraper to, and no other."""
    rows = re.findall(r"^\| `(\w+)` \| ([A-Z][^|]+\.) \|$", CONTRACT, re.MULTILINE)
    assert dict(rows) == {name: check.sentence for name, check in CHECKS.items()}
