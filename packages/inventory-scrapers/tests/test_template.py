"""`inventory-scrapers new`: a distribution of one's own, from a name."""

from __future__ import annotations

import ast
import importlib
import tomllib
from collections.abc import Callable
from importlib.metadata import requires
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from inventory_core.testing import load_cases, run_checks
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.template import names as naming
from inventory_scrapers.template import render

Command = Callable[..., Result]


@pytest.mark.parametrize(
    ("given", "name", "module", "class_name"),
    [
        ("attic", "attic", "inventory_attic", "Attic"),
        ("My_Own.Attic", "my-own-attic", "inventory_my_own_attic", "MyOwnAttic"),
        ("inventory-attic", "attic", "inventory_attic", "Attic"),
        ("7eleven", "7eleven", "inventory_7eleven", "Site7eleven"),
        ("none", "none", "inventory_none", "SiteNone"),
        ("page", "page", "inventory_page", "SitePage"),
        ("class", "class", "inventory_class", "Class"),
    ],
)
def test_names_follow_from_one(given: str, name: str, module: str, class_name: str) -> None:
    """A name is written as an index writes it, and gives a module and a class that Python takes, whatever its words mean."""
    made = naming.names(given, None)
    assert (made.name, made.module, made.class_name, made.host) == (name, module, class_name, f"{name}.example")


@pytest.mark.parametrize(
    ("name", "host", "why"),
    [
        ("", None, "no name for a package"),
        ("-attic", None, "PEP 508"),
        ("attic!", None, "PEP 508"),
        ("dachbodenfund-müller", None, "ASCII"),
        ("../attic", None, "PEP 508"),
        ("a" * 51, None, "up to 50"),
        ("core", None, "a package of this project"),
        ("inventory-api", None, "a package of this project"),
        ("attic", "*.attic.example", "is no host"),
        ("attic", "attic", "is no host"),
        ("attic", "https://", "is no host"),
        ("attic", "attic.example/shop", "is no host"),
        ("depop", None, "a scraper called depop is installed: depop (inventory-scrapers"),
        ("acme", None, "a scraper called acme is installed: acme (acme-plugin 1.0)"),
    ],
)
def test_what_cannot_be_a_name_or_a_host_is_refused(
    command: Command, tmp_path: Path, name: str, host: str | None, why: str
) -> None:
    """The command says what is wrong, and writes nothing."""
    done = command("new", *(["--host", host] if host else []), "--", name)
    assert done.exit_code == ExitCode.USAGE
    assert why in done.stderr
    assert list(tmp_path.iterdir()) == []


@given(
    name=st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?", fullmatch=True),
    host=st.sampled_from([None, "shop.example"]),
)
def test_whatever_the_name_the_files_are_right(name: str, host: str | None) -> None:
    """Each name that is taken gives Python that compiles and metadata that names the class."""
    try:
        made = naming.names(name, host)
    except naming.BadName:
        return
    written = render.render(made)
    about = tomllib.loads(written["pyproject.toml"].decode())["project"]
    assert about["entry-points"]["inventory_core.scrapers.v1"] == {made.name: f"{made.module}:{made.class_name}"}
    tree = ast.parse(written[f"src/{made.module}/__init__.py"])
    assert made.class_name in [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    assert not [
        place
        for place, content in written.items()
        if b"$" in content and not place.startswith((".github", "README")) and not place.endswith(".gz")
    ]


def test_what_is_written_keeps_the_contract(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scraper of the template passes every check of the kit, with the case that comes with it and a test of ten lines."""
    done = command("new", "lumber", "--host", "www.lumber.example", "--into", "mine")
    assert done.exit_code == ExitCode.OK, done.stderr
    target = tmp_path / "mine" / "inventory-lumber"
    monkeypatch.syspath_prepend(str(target / "src"))
    scraper = importlib.import_module("inventory_lumber").Lumber
    cases = load_cases(target / "tests" / "cases")
    assert [case.asked.made_up for case in cases] == [True]
    results = run_checks(scraper, cases)
    assert [result for result in results if not result.is_right] == []
    assert len((target / "tests" / "test_inventory_lumber.py").read_text().splitlines()) <= 10
    next_commands = [line.strip() for line in done.stderr.splitlines() if line.startswith("  ")]
    assert next_commands == ["cd mine/inventory-lumber", 'pip install -e ".[test]"', "python -m pytest"]


def test_nothing_is_overwritten(command: Command, tmp_path: Path) -> None:
    """A folder, a file or a link of that name stays as it is."""
    (tmp_path / "inventory-attic").mkdir()
    done = command("new", "attic")
    assert done.exit_code == ExitCode.OUTPUT
    assert "inventory-attic is there already" in done.stderr
    assert list((tmp_path / "inventory-attic").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["inventory-attic"]


def test_all_is_written_or_nothing(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be written, nothing of the others is left."""

    def fails(_self: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fails)
    done = command("new", "attic")
    assert done.exit_code == ExitCode.OUTPUT
    assert "No space left" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_another_scraper_reads_is_told(command: Command) -> None:
    """The distribution is written all the same: which of the two is used is a choice."""
    done = command("new", "attic", "--host", "acme.test")
    assert done.exit_code == ExitCode.OK
    assert "note: acme reads acme.test too" in done.stderr


@pytest.mark.parametrize(("version", "ranged"), [("0.1.0", ">=0.1,<0.2"), ("0.9.3", ">=0.9,<0.10"), ("1.2.0", ">=1.2,<2")])
def test_siblings_are_asked_for_up_to_what_may_break(version: str, ranged: str) -> None:
    """The range begins at the release that the template came with."""
    assert render.compatible(version) == ranged
    assert any(line.startswith("inventory-core") for line in requires("inventory-scrapers") or [])


def test_every_file_of_the_template_has_a_place() -> None:
    """None is forgotten, and none is missing."""
    there = {file.name.removesuffix(".tmpl") for file in files("inventory_scrapers.template").joinpath("files").iterdir()}
    assert there == {*render.PLACES, "page.html", "request.json", "listings.json"}
