"""What was released, and with which siblings a package is tested: a repository of its own with two packages and their tags."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
import releases
from packaging.requirements import Requirement
from packaging.version import Version

PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
dependencies = {needs}
"""


def git(root: Path, *command: str) -> None:
    """One git command, by nobody in particular."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"]
    subprocess.run(["git", *who, *command], cwd=root, check=True, capture_output=True)


def publish(root: Path, name: str, version: str, needs: str = "[]") -> None:
    """A release: the files of a package, committed and tagged."""
    folder, module = root / "packages" / name, name.replace("-", "_")
    (folder / "src" / module).mkdir(parents=True, exist_ok=True)
    (folder / "src" / module / "__init__.py").write_text(f'__version__ = "{version}"\n')
    (folder / "pyproject.toml").write_text(PYPROJECT.format(name=name, version=version, needs=needs))
    git(root, "add", ".")
    git(root, "commit", "-m", f"{name} {version}")
    git(root, "tag", f"{name}-v{version}")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Core 0.1.0, 0.1.2, 0.1.10 and 0.2.0, and a scraper package 0.1.0 for the first line; and a tag that is no version."""
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "-b", "main")
    (root / "pyproject.toml").write_text("")
    for version in ("0.1.10", "0.1.0", "0.1.2", "0.2.0"):
        publish(root, "inventory-core", version)
    publish(root, "inventory-scrapers", "0.1.0", '["inventory-core>=0.1.1,<0.2", "requests"]')
    git(root, "tag", "inventory-core-very-old")
    return root


def test_releases_are_in_the_order_of_their_versions(repository: Path) -> None:
    """Tags are read as versions, so that 0.1.10 comes after 0.1.2, and what is no version is passed over."""
    assert [str(each.version) for each in releases.releases(repository, "inventory-core")] == [
        "0.1.0",
        "0.1.2",
        "0.1.10",
        "0.2.0",
    ]
    assert releases.releases(repository, "inventory-api") == []
    assert releases.last(repository, "inventory-api") is None


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        ("inventory-core>=0.1,<0.2", "0.1.0"),
        ("inventory-core>=0.1.1,<0.2", "0.1.2"),
        ("inventory-core>=0.2", "0.2.0"),
        ("inventory-core>=1", None),
    ],
)
def test_the_oldest_sibling_is_the_oldest_that_the_range_allows(repository: Path, asked: str, version: str | None) -> None:
    """A package is tested with the oldest release that it says it works with, whatever was released since."""
    found = releases.oldest(repository, Requirement(asked))
    assert (found and str(found.version)) == version


def test_only_siblings_of_the_range_are_tested_with_a_release(repository: Path, tmp_path: Path) -> None:
    """Today's core is tried with a released package only where that one asked for such a core."""
    (released,) = releases.releases(repository, "inventory-scrapers")
    folder = releases.unpack(repository, released, tmp_path)
    fitting, later = (releases.Release(Version(version), "inventory-core") for version in ("0.1.11", "0.2.0"))
    assert releases.asks_for(folder, fitting)
    assert not releases.asks_for(folder, later)


def test_a_wheel_is_built_from_its_tag(repository: Path, tmp_path: Path) -> None:
    """The wheel of an old release has that release's code, not today's."""
    built = releases.wheel(repository, releases.releases(repository, "inventory-core")[1], tmp_path)
    assert built.name.startswith("inventory_core-0.1.2-")
    assert b'"0.1.2"' in zipfile.ZipFile(built).read("inventory_core/__init__.py")
