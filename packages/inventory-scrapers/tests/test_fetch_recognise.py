"""On real pages: the challenge is recognised, and no page that shows something is taken for one that does not."""

import gzip
import json
from pathlib import Path

import pytest

from inventory_core import Outcome, Page
from inventory_core.recognise import certain_signal, likely_signal

pytestmark = pytest.mark.corpus


def entries(folder: Path, name: str) -> list[tuple[dict[str, object], Page]]:
    found = []
    for line in (folder / name).read_text("utf-8").splitlines():
        entry = json.loads(line)
        raw = (folder / entry["file"]).read_bytes()
        body = gzip.decompress(raw) if entry["file"].endswith(".gz") else raw
        found.append((entry, Page(body, url=entry.get("url"), status=200)))
    return found


def test_product_pages_are_no_obstacles(corpus: Path) -> None:
    """None of the labelled product pages has a signal, certain or likely."""
    pages = [(entry["file"], page) for entry, page in entries(corpus, "pages/labels.jsonl") if entry["kind"] == "product"]
    assert len(pages) == 75
    assert [name for name, page in pages if certain_signal(page) or likely_signal(page)] == []


def test_real_challenges_are_recognised_and_nothing_else(corpus: Path) -> None:
    """Of the marketplace captures the challenges are blocked, and only they are."""
    pages = entries(corpus, "marketplaces/index.jsonl")
    expected = {entry["file"] for entry, _ in pages if "challenge" in str(entry["kind"])}
    assert expected
    assert {entry["file"] for entry, page in pages if (s := certain_signal(page)) and s.outcome is Outcome.BLOCKED} == expected


def test_real_missing_pages_are_recognised_and_searches_are_not(corpus: Path) -> None:
    """Pages whose titles or texts say that they are gone are not found; no search result or item page is."""
    pages = entries(corpus, "marketplaces/index.jsonl")
    gone = {str(entry["kind"]) for entry, page in pages if (s := likely_signal(page)) and s.outcome is Outcome.NOT_FOUND}
    assert any("not found" in kind for kind in gone)
    assert not any("search" in kind or kind.startswith("item (") for kind in gone)
    others = [(entry, page) for entry, page in entries(corpus, "pages/labels.jsonl") if entry["kind"] != "product"]
    missing = [entry["file"] for entry, page in others if (s := likely_signal(page)) and s.outcome is Outcome.NOT_FOUND]
    assert len(missing) == 3
