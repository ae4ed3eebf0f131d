"""What the tests across packages share: where the house stands and what is in it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PROJECTS = {path.parent.name: path.parent for path in sorted(ROOT.glob("packages/*/pyproject.toml"))}


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(params=PROJECTS.values(), ids=list(PROJECTS))
def project(request: pytest.FixtureRequest) -> Path:
    """The folder of each package in turn."""
    return Path(request.param)


@pytest.fixture
def metadata(project: Path) -> dict[str, Any]:
    """What the pyproject.toml of the package says."""
    return tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
