"""The visible breadcrumb as the path of categories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inventory_core import Page
from inventory_scrapers.generic import details
from inventory_scrapers.generic.reading import Reading


def path_of(html: str) -> list[str]:
    body = f"<html><body><nav class='breadcrumb'>{html}</nav><h1>Blue Mug</h1></body></html>"
    reading = Reading(Page(body.encode(), url="https://shop.example/p/1"))
    return next((list(found.value) for found in details._categories(reading)), [])


@pytest.mark.parametrize(
    "html",
    [
        "<a href=/>Home</a> &gt; <a href=/k>Kitchen</a> &gt; <a href=/k/m>Mugs</a>",
        "<li><a href=/>Home</a> |</li><li><a href=/k>Kitchen</a> |</li><li><a href=/k/m>Mugs</a></li>",
        "<li><a href=/>&#160;</a></li><li><a href=/k>Kitchen -&gt;</a></li><li><a href=/k/m>Mugs</a></li><li>Blue Mug</li>",
    ],
)
def test_a_breadcrumb_is_its_categories(html: str) -> None:
    """Start page, product, arrows and empty entries go; what is left are the categories, once and in order."""
    assert path_of(html) == ["Kitchen", "Mugs"]


@pytest.mark.corpus
def test_breadcrumbs_of_zyte_parsers(corpus: Path) -> None:
    """At least 95 of zyte-parsers' 114 breadcrumbs give the names that it expects, the start page and the product aside."""
    rows = json.loads((corpus / "snippets" / "breadcrumbs.json").read_text())
    right = 0
    for row in rows:
        named = [" ".join(entry["name"].split()) for entry in row["expected"] or [] if entry.get("name")]
        names = [name for name in dict.fromkeys(named) if not details._HOME.match(name)]
        path = path_of(row["html"])
        right += path == names or (path != [] and path == names[:-1])
    print(f"breadcrumbs: {right} of {len(rows)}")
    assert right >= 95
