"""What the tests across packages share: where the house stands and what is in it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PROJECTS = {path.parent.name: path.parent for path in sorted(ROOT.glob("packages/*/pyproject.toml"))}

_NOT_OTHERS = ("inventory_", "__editable__", "_editable_impl", "_virtualenv", "__pycache__", "pip-")


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


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of each package, built once: what an index would have of them."""
    folder = tmp_path_factory.mktemp("wheels")
    for project in PROJECTS.values():
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that is installed here but the packages of this project, in place of an index that would have it."""
    folder = tmp_path_factory.mktemp("others")
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for path in Path(place).iterdir():
            if not path.name.startswith(_NOT_OTHERS) and path.suffix != ".pth" and not (folder / path.name).exists():
                (folder / path.name).symlink_to(path)
    return folder


class Fresh:
    """A virtual environment as a person makes one, without network: pip has our wheels, and finds all others there."""

    def __init__(self, folder: Path, wheels: Path, others: Path) -> None:
        make = [sys.executable, "-m", "virtualenv", "--quiet", "--no-download", "--no-periodic-update", str(folder)]
        subprocess.run(
            make, check=True, capture_output=True, env={**os.environ, "VIRTUALENV_OVERRIDE_APP_DATA": str(folder) + "-seed"}
        )
        self.bin = folder / "bin"
        (site,) = folder.glob("lib/python*/site-packages")
        (site / "others.pth").write_text(f"{others}\n")
        kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG")}
        self.environment = {
            **kept,
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "VIRTUAL_ENV": str(folder),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # as pip reads it: no isolation, so that the builder that is here is used
            "INVENTORY_CACHE": "off",
        }

    def run(self, *command: str | Path, cwd: Path | None = None) -> str:
        """What a command of this environment prints; AssertionError with all that it said where it fails."""
        done = subprocess.run(
            [self.bin / command[0], *command[1:]], cwd=cwd, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture
def fresh(tmp_path: Path, wheels: Path, others: Path) -> Fresh:
    """A virtual environment with nothing of this project in it."""
    return Fresh(tmp_path / "fresh", wheels, others)
