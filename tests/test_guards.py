"""docs/safety.md and docs/safety-service.md name tests that are there, and the guards that tools/unguard.py takes out."""

from __future__ import annotations

import re

import pytest
import unguard

from .conftest import ROOT

SAFETY = (ROOT / "docs" / "safety.md").read_text("utf-8")
SERVICE = (ROOT / "docs" / "safety-service.md").read_text("utf-8")
GUARDS = unguard.guards()
FILES = {path.name for path in ROOT.glob("packages/*/tests/**/test_*.py")} | {path.name for path in ROOT.glob("tests/test_*.py")}


def rows(document: str, heading: str) -> list[list[str]]:
    """The cells of a table, its head and its rule left out; `heading` is the cells of the head."""
    lines = document.partition(heading + "\n")[2].split("\n\n")[0].splitlines()[1:]
    assert lines, heading
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


PROMISES = [
    *rows(SAFETY, "| line | what must hold | tests | status |"),
    *rows(SERVICE, "| line | promise | test |"),
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.line}: {guard.what}")
def test_a_guard_is_where_the_list_says(guard: unguard.Guard) -> None:
    """What would be taken out stands in the sources, and the tests that must notice are there."""
    assert not unguard.lost(guard), f"{guard.file} changed: let tools/guards/*.toml take out what stands there now"
    assert unguard.tests_of(guard.tests).is_file()


def test_the_document_tells_of_each_guard() -> None:
    """The last run in the documents is one of the guards in the list, and the tests that failed in it are still there."""
    told = [row for document in (SAFETY, SERVICE) for row in rows(document, "| line | taken out | the first test that failed |")]
    assert sorted((line, what) for line, what, _ in told) == sorted((guard.line, guard.what) for guard in GUARDS)
    tests = {(guard.line, guard.what): unguard.tests_of(guard.tests).read_text("utf-8") for guard in GUARDS}
    failed = [(line, what, re.match(r"`(test_\w+)", cell)) for line, what, cell in told]
    assert [name[1] for line, what, name in failed if name and f"def {name[1]}(" not in tests[line, what]] == []


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: f"{row[0]}: {row[1][:40]}")
def test_a_promise_names_the_tests_that_hold_it(row: list[str]) -> None:
    """Each line names a file of tests, and each that is named is there; a short name is that of a test of fetching."""
    tests = row[2]
    named = set(re.findall(r"\btest_\w+\.py", tests)) | {f"test_fetch_{name}.py" for name in SHORT if f"`{name}`" in tests}
    assert named or "(safety-service.md)" in tests
    assert named <= FILES


SHORT = [path.stem.removeprefix("test_fetch_") for path in ROOT.glob("packages/inventory-scrapers/tests/test_fetch_*.py")]
