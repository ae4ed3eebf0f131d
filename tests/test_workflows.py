"""That the workflows are ones, and that what the workflows and the documents tell people to run exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

LAUNCHER_ONLY = {"test"}


@pytest.fixture(scope="module")
def sessions(root: Path) -> set[str]:
    """The sessions of noxfile.py."""
    command = [sys.executable, "-m", "nox", "--noxfile", str(root / "noxfile.py"), "--list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^[*-] ([\w-]+)", listed, re.MULTILINE))


def test_the_workflows_keep_githubs_schema(root: Path) -> None:
    """Every workflow is valid against the published schema of GitHub workflows."""
    files = sorted(map(str, root.glob(".github/workflows/*.yml")))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert len(files) > 3
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", ".ci/run", ".github/workflows"])
def test_every_job_that_is_named_exists(root: Path, sessions: set[str], document: str) -> None:
    """What a document or a workflow runs through dev.py is a session, so that no one is told to run what is not there."""
    place = root / document
    files = sorted(place.glob("*.yml")) if place.is_dir() else [place]
    text = "".join(file.read_text("utf-8") for file in files)
    named = {name for name in re.findall(r"dev\.py \"?([a-z][\w$-]*)", text) if "$" not in name}
    assert named <= sessions | LAUNCHER_ONLY


def test_every_package_is_tested_by_ci(root: Path) -> None:
    """The CI has a job for each package, and each package may be released by its tag."""
    text = (root / ".github/workflows/ci.yml").read_text("utf-8")
    assert re.findall(r"package: (\S+)", text) == sorted(path.parent.name for path in root.glob("packages/*/pyproject.toml"))
