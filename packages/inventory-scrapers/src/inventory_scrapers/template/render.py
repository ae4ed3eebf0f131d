"""Writes the files of a new distribution: all of them, or none."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from string import Template

import inventory_core
import inventory_scrapers
from inventory_core import Request
from inventory_scrapers.template.names import Names

# Where each file of the template goes. Their names end with .tmpl and begin with no dot, so that no tool takes them for its own.
PLACES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "LICENSE": "LICENSE",
    "gitignore": ".gitignore",
    "ci.yml": ".github/workflows/ci.yml",
    "drift.yml": ".github/workflows/drift.yml",
    "release.yml": ".github/workflows/release.yml",
    "scraper.py": "src/{module}/__init__.py",
    "test_scraper.py": "tests/test_{module}.py",
}
CASE = "tests/cases/{case}"


class Exists(Exception):
    """Something is already there; nothing was written."""


def write(names: Names, into: Path) -> Path:
    """Write the distribution into a folder of its own below `into`; Exists where there is one, OSError where writing fails."""
    target = into / names.distribution
    if target.exists():
        raise Exists(target)
    into.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=into, prefix=f".{names.distribution}-"))
    try:
        for place, content in render(names).items():
            (beside / place).parent.mkdir(parents=True, exist_ok=True)
            (beside / place).write_bytes(content)
        beside.chmod(0o755)
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return target


def render(names: Names) -> dict[str, bytes]:
    """Every file of the distribution by its place in it."""
    values = _values(names)
    rendered = {place.format(**values): _filled(file, values) for file, place in PLACES.items()}
    case = CASE.format(**values)
    rendered[f"{case}/request.json"] = _filled("request.json", values)
    rendered[f"{case}/page.gz"] = gzip.compress(_filled("page.html", values), mtime=0)
    rendered[f"{case}/listings.json"] = _filled("listings.json", values)
    return rendered


def _values(names: Names) -> dict[str, str]:
    request = Request(url=f"https://{names.host}/item/1001")
    return {
        "name": names.name,
        "host": names.host,
        "distribution": names.distribution,
        "module": names.module,
        "class_name": names.class_name,
        "case": f"{names.name}-item-{request.fingerprint[:8]}",
        "core_range": compatible(inventory_core.__version__),
        "scrapers_range": compatible(inventory_scrapers.__version__),
        "year": str(dt.datetime.now(dt.UTC).year),
    }


def compatible(version: str) -> str:
    """From this version up to the next that may break it: ">=0.1,<0.2" for 0.1.4, ">=1.2,<2" for 1.2.0."""
    major, minor = (int(part) for part in version.split(".")[:2])
    return f">={major}.{minor},<{major + 1}" if major else f">=0.{minor},<0.{minor + 1}"


def _filled(file: str, values: dict[str, str]) -> bytes:
    text = files(__package__).joinpath("files", f"{file}.tmpl").read_text("utf-8")
    return Template(text).substitute(values).encode()
