"""Plugin distributions, written here, built and installed for real, and found through their metadata by a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import uv

COMMAND = Path(sysconfig.get_path("scripts"), "inventory-scrapers")
PAGE = "<!doctype html><title>A lamp</title><h1>A lamp</h1><p>12.50 USD"


def scraper(name: str, body: str = 'yield self.draft(page, listing_id=id).put("title", page.text[:6], "text")') -> str:
    """The module of a scraper called Site that reads /item/ID."""
    return dedent(f"""
        from inventory_core import Scraper, page

        class Site(Scraper):
            name = "{name}"
            hosts = ("{name}.example",)

            @page(r"/item/(?P<id>.+)")
            def item(self, page, id):
                {body}
        """)


GOOD = """
from inventory_core import Listing, Money, Scraper, page

class Site(Scraper):
    name = "good"
    hosts = ("good.example",)

    @page(r"/item/(?P<id>.+)")
    def item(self, page, id):
        yield Listing(source=self.name, listing_id=id, title="A lamp", price=Money(amount="12.50", currency="USD"))
"""
NO_PAGES = (
    'from inventory_core import Scraper\n\nclass Site(Scraper):\n    name = "no-method"\n    hosts = ("no-method.example",)\n'
)
RAISES = scraper("raises", "raise ZeroDivisionError('cannot read this')")
# The name in the metadata, the module, and what the report must say. Each is the distribution inventory-NAME, version 1.2.3.
BROKEN = {
    "syntax": ("def broken(:\n", "SyntaxError"),
    "missing-import": ("import there_is_no_such_module\n", "No module named 'there_is_no_such_module'"),
    "exits": ("import sys\nsys.exit(3)\n", "SystemExit: 3"),
    "wrong-type": ("class Site:\n    pass\n", "is not a subclass of inventory_core.Scraper"),
    "no-method": (NO_PAGES, "has no method with @page"),
    "wrong-name": (scraper("another-name"), "the entry point is called 'wrong-name', the scraper 'another-name'"),
    "mercari-us": (scraper("mercari-us"), "the name is claimed by inventory-mercari-us, inventory-scrapers"),
}


def write_project(folder: Path, name: str, source: str) -> None:
    """A plugin as its author would publish it: a pyproject.toml and a module."""
    module = f"plugin_{name.replace('-', '_')}"
    folder.mkdir(parents=True)
    (folder / f"{module}.py").write_text(source)
    (folder / "pyproject.toml").write_text(
        dedent(f"""
            [build-system]
            requires = ["hatchling"]
            build-backend = "hatchling.build"

            [project]
            name = "inventory-{name}"
            version = "1.2.3"
            dependencies = ["inventory-core"]

            [project.entry-points."inventory_core.scrapers.v1"]
            {name} = "{module}:Site"

            [tool.hatch.build.targets.wheel]
            only-include = ["{module}.py"]
            """)
    )


def install(site: Path, *what: str) -> None:
    """Let an installer put projects into a folder for the path."""
    options = ["--target", str(site), "--no-deps", "--no-index", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([uv.find_uv_bin(), "pip", "install", "--quiet", *options, *what], check=True, capture_output=True, text=True)


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the path with the good plugin, one that raises, and the broken ones, all put there by an installer."""
    projects, site = tmp_path_factory.mktemp("projects"), tmp_path_factory.mktemp("site")
    sources = {"good": GOOD, "raises": RAISES} | {name: source for name, (source, _) in BROKEN.items()}
    for name, source in sources.items():
        write_project(projects / name, name, source)
    install(site, *(str(projects / name) for name in sources))
    return site


def run(plugins: Path, *command: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a fresh process that has the plugins on its path."""
    environment = {**os.environ, "PYTHONPATH": str(plugins), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, input=stdin)


@pytest.fixture(scope="module")
def seen_by_registry(plugins: Path) -> dict[str, Any]:
    """What a Registry in a fresh process says: which scrapers work, and the failures by distribution."""
    code = """
        import dataclasses, json
        from inventory_core import Registry
        registry = Registry()
        works = [info.name for info in registry.infos()]
        print(json.dumps({"works": works, "failures": [dataclasses.asdict(plugin) for plugin in registry.failures()]}))
    """
    done = run(plugins, sys.executable, "-c", dedent(code))
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@pytest.fixture(scope="module")
def seen_by_command(plugins: Path) -> dict[str, Any]:
    """What `inventory-scrapers scrapers` says."""
    done = run(plugins, COMMAND, "scrapers", "--format", "json")
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def test_an_installed_plugin_reads_pages(plugins: Path) -> None:
    """A plugin that was just installed answers for its host through the library and the command, knowing its distribution."""
    done = run(plugins, COMMAND, "parse", "-", "--url", "https://good.example/item/7", "--format", "json", stdin=PAGE)
    assert done.returncode == 0, done.stderr
    assert '"key":"good:7"' in done.stdout.replace(" ", "")
    assert '"scraper_version":"1.2.3"' in done.stdout.replace(" ", "")


def test_an_editable_installation_is_used_by_a_process_that_runs(tmp_path: Path) -> None:
    """A process that had looked before sees a plugin that an installer puts there in editable mode, and reads a page with it."""
    code = """
        import sys
        from inventory_core import Page, Registry, read_page
        registry = Registry()
        print("late" in registry.scrapers.names(), flush=True)
        sys.stdin.readline()
        registry.refresh()
        url = "https://late.example/item/7"
        print(read_page(registry.scraper_for(url), Page(b"A lamp", url=url)).listings[0].title)
    """
    site, project = tmp_path / "site", tmp_path / "project"
    site.mkdir()
    write_project(project, "late", scraper("late"))
    with (project / "pyproject.toml").open("a") as file:
        file.write('[tool.hatch.build]\ndev-mode-dirs = ["."]\n')  # else hatchling asks for one more package
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", dedent(code)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdin
        assert running.stdout
        assert running.stdout.readline() == "False\n"
        install(site, "--editable", str(project))
        said, _ = running.communicate("now\n", timeout=60)
    assert said == "A lamp\n"


@pytest.mark.parametrize("seen", ["seen_by_registry", "seen_by_command"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_reported(seen: str, name: str, request: pytest.FixtureRequest) -> None:
    """Each kind of broken plugin is reported with distribution, version and cause, by the registry and by the command."""
    failures = request.getfixturevalue(seen)["failures"]
    (failure,) = [failure for failure in failures if failure["distribution"] == f"inventory-{name}"]
    assert failure["version"] == "1.2.3"
    assert BROKEN[name][1] in failure["cause"]


def test_the_rest_keeps_working(seen_by_registry: dict[str, Any], seen_by_command: dict[str, Any]) -> None:
    """Beside seven broken plugins all others work; the marketplace whose name was taken waits for a choice."""
    assert set(seen_by_registry["works"]) == {"good", "raises", "generic", "mercari-jp", "depop"}
    assert {info["name"] for info in seen_by_command["scrapers"]} == set(seen_by_registry["works"])


def test_a_plugin_that_raises_when_used_is_named(plugins: Path) -> None:
    """The eighth kind loads and then raises: the page's result names distribution, version, cause and line, no traceback."""
    code = """
        from inventory_scrapers import parse
        result = parse("<title>x</title><p>some words", url="https://raises.example/item/1")
        (error,) = result.errors
        print(result.outcome, error.plugin, error.message)
    """
    done = run(plugins, sys.executable, "-c", dedent(code))
    told = "ZeroDivisionError: cannot read this (line 10 of plugin_raises.py)"
    assert done.stdout.strip() == f"layout_changed inventory-raises 1.2.3 {told}", done.stderr
    done = run(plugins, COMMAND, "parse", "-", "--url", "https://raises.example/item/1", stdin=PAGE)
    assert done.returncode != 0
    assert "inventory-raises 1.2.3" in done.stderr
    assert "cannot read this" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["syntax", "exits", "mercari-us"])
def test_asking_for_a_broken_plugin_gives_its_own_reason(plugins: Path, name: str) -> None:
    """The command says why that scraper does not work, on stderr and without a traceback, instead of "unknown scraper"."""
    done = run(plugins, COMMAND, "search", name, "lamp")
    assert done.returncode != 0
    assert BROKEN[name][1] in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
