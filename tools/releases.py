"""What was released: the tags of this repository, and the wheels and tests that lie behind them.

A release of a package is a tag such as `inventory-core-v1.2.0`. Its wheel is built from the tag's own files, so that it is what
an index has, also before there is one, and offline.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tarfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version


@dataclass(frozen=True, order=True)
class Release:
    """One release of a package, the older first."""

    version: Version
    package: str

    @property
    def tag(self) -> str:
        """The tag that made it."""
        return f"{self.package}-v{self.version}"


def releases(root: Path, package: str) -> list[Release]:
    """All releases of a package that the checkout knows, the oldest first; none where it has no tags."""
    command = ["git", "tag", "--list", f"{package}-v*"]
    tags = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split()
    return sorted(Release(version, package) for tag in tags if (version := _version(tag.removeprefix(f"{package}-v"))))


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def date_of(root: Path, package: str, version: str) -> str | None:
    """When a version was released, as its changelog says (`## 1.2.0 - 2030-01-31`); null where it says "unreleased"."""
    text = (root / "packages" / package / "CHANGELOG.md").read_text("utf-8")
    found = re.search(rf"^## {re.escape(version)} - (\d{{4}}-\d\d-\d\d)$", text, re.MULTILINE)
    return found[1] if found else None


def requirements(project: dict[str, object], siblings: list[str]) -> list[Requirement]:
    """What a package asks for of its siblings, from its metadata."""
    asked = [Requirement(line) for line in project["dependencies"]]  # type: ignore[attr-defined]
    return [requirement for requirement in asked if requirement.name in siblings]


def oldest(root: Path, requirement: Requirement) -> Release | None:
    """The oldest release that the range allows; null where none was released."""
    fitting = (release for release in releases(root, requirement.name) if release.version in requirement.specifier)
    return next(fitting, None)


def last(root: Path, package: str) -> Release | None:
    """The newest release of a package; null where none was released."""
    found = releases(root, package)
    return found[-1] if found else None


def asks_for(folder: Path, sibling: Release) -> bool:
    """Whether the package in a folder asks for the sibling, in a range that has this version."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    return any(sibling.version in asked.specifier for asked in requirements(project, [sibling.package]))


def unpack(root: Path, release: Release, into: Path) -> Path:
    """The files of a release as its tag has them; answers the package's folder."""
    folder = into / release.tag
    if not folder.exists():
        command = ["git", "archive", release.tag, f"packages/{release.package}", "pyproject.toml"]
        archive = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
    return folder / "packages" / release.package


def wheel(root: Path, release: Release, into: Path, python: str = sys.executable) -> Path:
    """The wheel of a release; `python` is one that has hatchling."""
    folder = unpack(root, release, into)
    command = [python, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "dist")]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (built,) = (folder / "dist").glob("*.whl")
    return built
