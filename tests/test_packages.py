"""What every distribution carries, as source and as a wheel."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib import metadata as installed
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for wheels that are built once."""
    return tmp_path_factory.mktemp("dist")


def wheel_of(project: Path, folder: Path) -> zipfile.ZipFile:
    """The wheel of a package, built from its source distribution as an index would have it."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder / project.name)]
    if not (folder / project.name).exists():
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    (wheel,) = (folder / project.name).glob("*.whl")
    return zipfile.ZipFile(wheel)


def test_the_wheel_holds_the_package_and_nothing_else(project: Path, built: Path) -> None:
    """A wheel has every file of its import package, py.typed and the licence, and no tests, caches or stray folders."""
    names = set(wheel_of(project, built).namelist())
    package = project.name.replace("-", "_")
    source = project / "src"
    wanted = {str(path.relative_to(source)) for path in source.rglob("*") if path.is_file() and kept(path)}
    assert {name for name in names if not re.match(r"[^/]+\.dist-info/", name)} == wanted
    assert f"{package}/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def kept(path: Path) -> bool:
    """Whether a file under src/ is one of the project's, and not a tool's cache."""
    return not any(part.startswith(".") or part == "__pycache__" for part in path.parts[-5:])


def test_the_metadata_is_complete(project: Path, metadata: dict[str, Any]) -> None:
    """Each package names its licence, its Python, its readme and a literal version that its import package repeats."""
    about = metadata["project"]
    assert about["license"] == "MIT"
    assert about["requires-python"] == ">=3.11"
    assert about["readme"] == "README.md"
    assert "dynamic" not in about
    source = (project / "src" / project.name.replace("-", "_") / "__init__.py").read_text("utf-8")
    assert f'__version__ = "{about["version"]}"' in source


def test_the_tests_run_against_this_version(metadata: dict[str, Any]) -> None:
    """What is installed while these tests run is the version that stands in the source."""
    assert installed.version(metadata["project"]["name"]) == metadata["project"]["version"]


def test_the_changelog_begins_with_the_version(project: Path, metadata: dict[str, Any]) -> None:
    """The newest entry of a changelog is the version in the metadata."""
    heading = re.search(r"^## (\S+)", (project / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heading
    assert heading[1] == metadata["project"]["version"]


def test_the_licence_is_the_same_everywhere(project: Path, root: Path) -> None:
    """Each package carries the MIT licence of the root."""
    assert (project / "LICENSE").read_text("utf-8") == (root / "LICENSE").read_text("utf-8")
    assert (root / "LICENSE").read_text("utf-8").startswith("MIT License")


def test_siblings_are_required_by_range(metadata: dict[str, Any]) -> None:
    """A package asks for a sibling from the minor version it was written for up to the next one that may break it."""
    for line in metadata["project"]["dependencies"]:
        if line.startswith("inventory-"):
            assert re.fullmatch(r"inventory-\w+>=\d+\.\d+,<(0\.\d+|\d+)", line), line


def test_the_root_is_never_built(root: Path) -> None:
    """The root pyproject.toml holds settings of tools, not a project."""
    text = (root / "pyproject.toml").read_text("utf-8")
    assert "[project]" not in text
    assert "[build-system]" not in text
