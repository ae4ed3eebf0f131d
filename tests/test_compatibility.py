"""That a plugin of today works with the cores to come: two cores are built, and a plugin that was made for the first."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import uv

PLUGIN = """
import re

from inventory_core import Money, Scraper, page

class Attic(Scraper):
    name = "attic"
    hosts = ("attic.example",)

    @page(r"/item/(?P<id>[0-9]+)")
    def item(self, page, id):
        if found := re.match(r"([A-Z][a-z ]+) costs ([0-9]+[.][0-9]{2}) ([A-Z]{3}) ", page.text):
            draft = self.draft(page, listing_id=id)
            draft.put("title", found[1], "text")
            yield draft.put("price", Money(amount=found[2], currency=found[3]), "text")
"""
SUITE = """
from attic import Attic
from inventory_core.testing import ScraperSuite

class TestAttic(ScraperSuite):
    scraper = Attic
"""
# Writes down what the core that the plugin was made for reads from the case.
RECORD = """
import gzip, json, sys
from pathlib import Path
from attic import Attic
from inventory_core import Page, read_page
from inventory_core.testing import as_expected

case = Path(sys.argv[1])
asked = json.loads((case / "request.json").read_text())
page = Page(gzip.decompress((case / "page.gz").read_bytes()), **{name: asked[name] for name in ("url", "status", "headers")})
(case / "listings.json").write_text(json.dumps(as_expected(read_page(Attic(), page))))
"""
PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "inventory-attic"
version = "1.0.0"
dependencies = ["inventory-core>=0.1,<0.2"]

[project.entry-points."inventory_core.scrapers.v1"]
attic = "attic:Attic"

[tool.hatch.build.targets.wheel]
only-include = ["attic.py"]
"""
# What a later core has more: a field of the listing, and an ability of scrapers, each with a default.
ADDED = [
    ("listing.py", "    likes: Count | None = None\n", "    likes: Count | None = None\n    provenance: str | None = None\n"),
    (
        "scraper.py",
        "    @classmethod\n    def can_search(cls)",
        '    def suggest(self, text: str) -> Request | None:\n        """Suggestions."""\n        return None\n\n'
        "    @classmethod\n    def can_search(cls)",
    ),
]


def built(project: Path) -> Path:
    """The wheel of a project."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (wheel,) = (project / "dist").glob("*.whl")
    return wheel


def installed(folder: Path, *wheels: Path) -> Path:
    """A folder for the path with just these wheels."""
    command = [uv.find_uv_bin(), "pip", "install", "--quiet", "--target", str(folder), "--no-deps", "--no-index"]
    subprocess.run([*command, "--python", sys.executable, *map(str, wheels)], check=True, capture_output=True)
    return folder


def run(path: Path, *arguments: str | Path) -> str:
    """What Python prints with the folder before everything else that is installed."""
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin as its author has it: module, metadata, test and a recorded case."""
    folder = tmp_path_factory.mktemp("inventory-attic")
    (folder / "attic.py").write_text(PLUGIN)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    case = folder / "tests" / "cases" / "item"
    case.mkdir(parents=True)
    (folder / "tests" / "test_attic.py").write_text(SUITE)
    asked = {"scraper": "attic", "url": "https://attic.example/item/7", "status": 200, "headers": {"content-type": "text/plain"}}
    (case / "request.json").write_text(json.dumps(asked))
    (case / "page.gz").write_bytes(gzip.compress(b"A lamp costs 12.50 EUR today, and it is a very fine lamp for any desk."))
    return folder


@pytest.fixture(scope="module")
def first(root: Path, tmp_path_factory: pytest.TempPathFactory, author: Path) -> Path:
    """The core as it is, with the plugin that was built for it and its case recorded by it."""
    source = tmp_path_factory.mktemp("first") / "core"
    shutil.copytree(root / "packages" / "inventory-core", source, ignore=shutil.ignore_patterns("dist", "tests"))
    path = installed(source.parent / "site", built(source), built(author))
    run(path, "-c", RECORD, author / "tests" / "cases" / "item")
    return path


@pytest.fixture(scope="module")
def later(root: Path, tmp_path_factory: pytest.TempPathFactory, author: Path) -> Path:
    """A core that has gained a field and an ability, as the next version, with the same wheel of the plugin."""
    source = tmp_path_factory.mktemp("later") / "core"
    shutil.copytree(root / "packages" / "inventory-core", source, ignore=shutil.ignore_patterns("dist", "tests"))
    for name, old, new in [*ADDED, ("__init__.py", '__version__ = "0.1.', '__version__ = "0.1.9')]:
        module = source / "src" / "inventory_core" / name
        text = module.read_text("utf-8")
        assert old in text, f"{name} no longer has the place where the test adds something"
        module.write_text(text.replace(old, new), "utf-8")
    metadata = (source / "pyproject.toml").read_text("utf-8")
    (source / "pyproject.toml").write_text(metadata.replace('version = "0.1.', 'version = "0.1.9'), "utf-8")
    (plugin,) = (author / "dist").glob("*.whl")
    return installed(source.parent / "site", built(source), plugin)


@pytest.mark.parametrize("core", ["first", "later"])
def test_the_plugin_passes_its_suite(core: str, author: Path, request: pytest.FixtureRequest) -> None:
    """A plugin that was built against the first core passes its suite with it, and with one that has gained things."""
    path = request.getfixturevalue(core)
    said = run(path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(author), author / "tests")
    assert " passed" in said
    assert "failed" not in said


def test_the_later_core_is_the_later_one(first: Path, later: Path) -> None:
    """The two cores differ as they should: field and ability are there in the later one, with their defaults."""
    ask = """
from attic import Attic
from inventory_core import Listing, Registry, __version__
scraper = Registry().scraper("attic")
print(__version__, "provenance" in Listing.model_fields, getattr(scraper, "suggest", lambda text: "none")("lamp"))
"""
    assert run(first, "-c", ask).split() == ["0.1.0", "False", "none"]
    assert run(later, "-c", ask).split() == ["0.1.90", "True", "None"]


def test_an_older_core_hands_on_what_a_newer_plugin_said(first: Path) -> None:
    """A listing with a field that this core does not know is kept whole, through JSON and back."""
    ask = """
from inventory_core import Listing
listing = Listing.model_validate_json('{"source": "attic", "listing_id": "7", "provenance": "an attic"}')
print(listing.model_dump_json(exclude_defaults=True))
"""
    assert '"provenance":"an attic"' in run(first, "-c", ask)
