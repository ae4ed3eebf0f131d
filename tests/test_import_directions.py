"""Which way the arrows between the packages point, and what importing the core costs."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

SITES = "packages/inventory-scrapers/src/inventory_scrapers/sites"
PART_OF = {"pydantic_core": "pydantic"}  # pydantic asks for exactly one version of it and documents its use


def imports(module: Path) -> Iterator[str]:
    """The full names that a module imports, wherever in it the statement stands."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def declared(metadata: dict[str, Any]) -> set[str]:
    """The distributions that a package depends on, extras included."""
    extras = metadata["project"].get("optional-dependencies", {}).values()
    lines = [*metadata["project"].get("dependencies", []), *(line for extra in extras for line in extra)]
    return {normal(re.split(r"[^\w.-]", line)[0]) for line in lines}


def normal(name: str) -> str:
    """The name of a distribution as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_a_package_imports_only_itself_and_what_it_depends_on(project: Path, metadata: dict[str, Any]) -> None:
    """No package imports a sibling, or anything else, that its own metadata does not name; the core so imports pydantic alone."""
    own = metadata["project"]["name"].replace("-", "_")
    distributions = packages_distributions()
    allowed = declared(metadata)
    strangers = {
        f"{module.relative_to(project)}: {name}"
        for module in project.glob("src/**/*.py")
        for name in imports(module)
        if (top := name.split(".")[0]) not in sys.stdlib_module_names | {own, "__future__"}
        and not allowed & {normal(distribution) for distribution in distributions.get(PART_OF.get(top, top), [top])}
    }
    assert not strangers


def test_the_arrows_are_the_drawn_ones(root: Path) -> None:
    """The core depends on pydantic alone and names no sibling; the scrapers and the service never name each other."""
    core = (root / "packages/inventory-core/pyproject.toml").read_text("utf-8")
    assert re.findall(r'^dependencies = \["(\w+)', core, re.MULTILINE) == ["pydantic"]
    for package, sibling in (("core", "scrapers"), ("core", "api"), ("scrapers", "api"), ("api", "scrapers")):
        for module in root.glob(f"packages/inventory-{package}/src/**/*.py"):
            assert not any(name.startswith(f"inventory_{sibling}") for name in imports(module)), module


def test_no_marketplace_imports_another(root: Path) -> None:
    """A module of one marketplace imports no module of another: what two share belongs to the toolkit."""
    entries = re.findall(r'"inventory_scrapers\.sites\.(\w+):', (root / "packages/inventory-scrapers/pyproject.toml").read_text())
    modules = {path.stem: path for path in (root / SITES).glob("*.py") if path.stem != "__init__"}
    of = {name: next((entry for entry in entries if f"{name}_".startswith(f"{entry}_")), name) for name in modules}
    for one, other in combinations(modules, 2):
        if of[one] == of[other]:
            continue
        for importer, imported in ((one, other), (other, one)):
            names = {part for name in imports(modules[importer]) for part in [name.rpartition("inventory_scrapers.sites.")[2]]}
            assert not {name for name in names if re.match(rf"{imported}(\.|$)", name)}, f"{importer} imports {imported}"


def test_relative_imports_are_not_used(project: Path) -> None:
    """Every import is written in full, so that the arrows above are all there is to see."""
    relative = [
        f"{module.relative_to(project)}:{node.lineno}"
        for module in project.glob("src/**/*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


def modules_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter has after the statement."""
    code = f"import sys\n{statement}\nimport json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def test_importing_the_core_costs_little_more_than_pydantic() -> None:
    """Beside its own modules, `import inventory_core` brings at most ten small ones to what a pydantic model brings."""
    pydantic = modules_after("import pydantic\nclass Model(pydantic.BaseModel):\n    x: int")
    more = {name for name in modules_after("import inventory_core") - pydantic if not name.startswith("inventory_core")}
    costly = {"asyncio", "socket", "ssl", "http", "logging", "concurrent", "html.parser", "multiprocessing", "sqlite3"}
    assert not more & costly
    assert len({name.split(".")[0] for name in more if not name.startswith("_")}) <= 10


@pytest.mark.parametrize("package", ["inventory_core", "inventory_scrapers"])
def test_importing_a_package_imports_no_plugin(package: str) -> None:
    """Importing a package reads no entry points and imports no scraper: that waits for the first question."""
    loaded = modules_after(f"import {package}")
    assert not {name for name in loaded if name.startswith(("inventory_scrapers.sites.", "inventory_scrapers.generic"))}
    assert not loaded & {"bs4", "selectolax", "requests", "playwright", "rich"}
