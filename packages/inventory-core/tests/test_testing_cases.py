"""Recorded cases: what is read from their folders, and what is said where one is none, or is read differently."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from bad_plugins.good import ITEM, PAGES, Good

from inventory_core import PageResult
from inventory_core.testing import Case, CaseError, Expected, as_expected, cases, compare, load_case, load_cases

from .recorded import write_case


@pytest.fixture
def item(tmp_path: Path) -> Case:
    """The recorded page of one item."""
    return load_case(write_case(tmp_path / "item", Good(), *PAGES["item"]))


def test_a_case_reads_as_it_was_recorded(item: Case) -> None:
    """Page, address, status and headers come back; reading the page again gives what was expected."""
    page = item.page()
    assert (item.name, page.url, page.status, page.text) == ("item", "https://attic.example/item/7", 200, ITEM)
    assert page.request is not None
    assert page.fetched_at.year == 2026
    assert compare(item.expected, item.read(Good())) == []


def test_cases_come_by_name(tmp_path: Path) -> None:
    """Every folder with a request.json is a case, in the order of the names."""
    for name in ("search", "item"):
        write_case(tmp_path / name, Good(), *PAGES[name])
    assert [case.name for case in load_cases(tmp_path)] == ["item", "search"]


def test_a_folder_without_cases_says_how_to_record_one(tmp_path: Path) -> None:
    """A wrong folder is an error, never a suite without tests."""
    with pytest.raises(CaseError, match="record one with `inventory-scrapers record URL --into"):
        load_cases(tmp_path)


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("request.json", b"{", "is no JSON"),
        ("request.json", b'{"status": "much"}', "status: Input should be a valid integer"),
        ("listings.json", b'{"outcome": "fine"}', "outcome: Input should be"),
        ("listings.json", b'{"outcome": "ok", "listngs": []}', "listngs: Extra inputs are not permitted"),
        ("listings.json", b'{"listings": []}', "outcome: Field required"),
        ("page.gz", b"not packed", "not what gzip writes"),
        ("page.gz", gzip.compress(b"x" * 100, mtime=0)[:-9], "not what gzip writes"),
    ],
)
def test_a_broken_case_names_the_file_and_the_reason(item: Case, file: str, content: bytes, says: str) -> None:
    """What cannot be read is told with the file that is to be mended."""
    (item.folder / file).write_bytes(content)
    with pytest.raises(CaseError, match=says) as caught:
        load_case(item.folder)
    assert str(item.folder / file) in str(caught.value)


@pytest.mark.parametrize("file", ["request.json", "page.gz", "listings.json"])
def test_a_missing_file_is_named(item: Case, file: str) -> None:
    """A case without one of its files is none, and is not passed over."""
    (item.folder / file).unlink()
    with pytest.raises(CaseError) as caught:
        load_cases(item.folder.parent)
    assert str(caught.value) == f"{item.folder / file} cannot be read: No such file or directory"


def test_a_page_that_unpacks_to_too_much_is_refused(item: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes of gzip cannot fill the memory."""
    monkeypatch.setattr(cases, "MAX_BYTES", 1000)
    (item.folder / "page.gz").write_bytes(gzip.compress(b"x" * 100_000))
    with pytest.raises(CaseError, match="more than 1 kB"):
        load_case(item.folder)


def changed(result: PageResult, **fields: Any) -> Expected:
    """What was read, expected with other fields in the first listing."""
    expected = json.loads(json.dumps(as_expected(result)))
    expected["listings"][0].update(fields)
    return Expected.model_validate(expected)


@pytest.mark.parametrize(
    ("fields", "path", "expected", "came"),
    [
        ({"title": "A lamp"}, "listings[0].title", '"A lamp"', '"A brass lamp"'),
        ({"price": {"amount": "1250.00"}}, "listings[0].price.currency", "null", '"EUR"'),
        ({"likes": 3}, "listings[0].likes", "3", "null"),
        ({"images": []}, "listings[0].images", "[]", '[{"url": "https://img.attic.example/7-1.jpg"}'),
        ({"key": "attic:8"}, "listings[0]", "the listing attic:8", "no such listing"),
    ],
)
def test_a_difference_names_the_field(item: Case, fields: dict[str, Any], path: str, expected: str, came: str) -> None:
    """The path, what was expected, what came, and what to do."""
    found = compare(changed(item.read(Good()), **fields), item.read(Good()))[0]
    assert (found.path, found.expected) == (path, expected)
    assert found.found.startswith(came)
    assert "record the case again" in str(found)


def test_the_order_of_listings_counts(tmp_path: Path) -> None:
    """The same listings in another order are one difference, not one for each field."""
    case = load_case(write_case(tmp_path / "search", Good(), *PAGES["search"]))
    result = case.read(Good())
    turned = result.model_copy(update={"listings": result.listings[::-1]})
    assert [found.path for found in compare(case.expected, turned)] == ["listings"]
    fewer = result.model_copy(update={"listings": result.listings[1:]})
    assert [str(found.expected) for found in compare(case.expected, fewer)] == ["the listing attic:7"]
    assert next(str(found.found) for found in compare(Expected(outcome="ok"), result)) == "the listing attic:7"


def test_requests_count_where_they_were_recorded(tmp_path: Path) -> None:
    """A case that names requests holds the scraper to them; one that does not, does not."""
    case = load_case(write_case(tmp_path / "search", Good(), *PAGES["search"]))
    without = case.read(Good()).model_copy(update={"requests": ()})
    assert [found.path for found in compare(case.expected, without)] == ["requests"]
    assert compare(case.expected.model_copy(update={"requests": None}), without) == []
