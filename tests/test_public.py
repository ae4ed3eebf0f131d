"""That what a package promises changes only with its version, as COMPATIBILITY.md says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import public_names as names
import pytest
from public_lines import public_lines

PACKAGES = ("inventory-api", "inventory-core", "inventory-scrapers")
OLD = ["a.read(page: Page) (required)", "a.read() -> Listing", "a.Listing.title: str | None"]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_record_is_what_is_installed(package: str) -> None:
    """A public name, a field of the schema, a route, a setting or an option that changes without its record fails here."""
    assert names.stale(package) is None, names.stale(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_version_allows_what_changed(package: str) -> None:
    """What came and went since the version before is allowed by the step of the version."""
    assert names.problem(package, public_lines(package)) is None


@pytest.mark.parametrize(
    ("old", "new", "lines", "allowed"),
    [
        ("0.1.0", "0.1.1", [*OLD, "a.write() -> None"], True),
        ("0.1.0", "0.1.1", OLD[1:], False),
        ("0.1.0", "0.2.0", OLD[1:], True),
        ("0.1.0", "0.1.1", [*OLD, "a.read(url: str) (required)"], False),
        ("0.1.0", "0.1.0", [*OLD, "a.write() -> None"], False),
        ("0.1.0", "0.1.0", OLD, True),
        ("1.4.2", "1.4.3", [*OLD, "a.write() -> None"], False),
        ("1.4.2", "1.5.0", [*OLD, "a.write() -> None"], True),
        ("1.4.2", "1.5.0", OLD[:2], False),
        ("1.4.2", "2.0.0", OLD[:2], True),
        ("1.4.2", "1.4.3", OLD, True),
    ],
)
def test_a_break_and_an_addition_need_their_number(old: str, new: str, lines: list[str], allowed: bool) -> None:
    """What goes, changes or is asked for anew is a break; what comes is an addition; each needs its number of the version."""
    wrong = names.allowed(names.parsed(old), names.parsed(new), names.difference(OLD, lines))
    assert (wrong is None) is allowed, wrong


def test_released_lines_are_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the changelog has the date of a version, its record stays, and the tool says to raise the version."""
    folder = tmp_path / "packages" / "inventory-core"
    (folder / "public").mkdir(parents=True)
    (folder / "public" / "1.2.0.txt").write_text("inventory_core.gone() -> None\n")
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    monkeypatch.setattr(names, "ROOT", tmp_path)
    (folder / "CHANGELOG.md").write_text("## 1.2.0 - 2030-01-31\n")
    with pytest.raises(names.NotAllowed, match="raise the version"):
        names.renew("inventory-core")
    assert (folder / "public" / "1.2.0.txt").read_text() == "inventory_core.gone() -> None\n"
    (folder / "CHANGELOG.md").write_text("## 1.2.0 (unreleased)\n")
    assert names.renew("inventory-core").endswith("written")


def test_the_page_says_where_the_records_are(root: Path) -> None:
    """COMPATIBILITY.md leads to the records of every package, and the commands that it names exist."""
    text = (root / "COMPATIBILITY.md").read_text("utf-8")
    for package in PACKAGES:
        assert f"packages/{package}/public)" in text
        assert list((root / "packages" / package / "public").glob("*.txt"))


def test_the_tool_says_what_differs(root: Path) -> None:
    """`tools/public_names.py --check` answers with 0 where every record is right."""
    done = subprocess.run(
        [sys.executable, "tools/public_names.py", "--check"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
