"""Every code block of the README does what it says, with the demo's pages for an internet."""

from __future__ import annotations

import gzip
import json
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inventory_scrapers import use
from inventory_scrapers.cli.exit_codes import MEANINGS
from inventory_scrapers.demo.server import DemoFetcher, DemoServer

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
STOOL = Path(use.__file__).with_name("demo") / "pages" / "shop_product.html"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def demo_internet(command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The fetcher `requests` asks the demo server, and the files that the README reads are in the current folder."""
    page = STOOL.read_bytes()
    (tmp_path / "page.html").write_bytes(page)
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_bytes(page)
    (tmp_path / "pages.jsonl").write_text(json.dumps({"file": "a.html", "url": None}))
    registry = use.registry()
    find = registry.fetcher
    with DemoServer() as server, closing(DemoFetcher(server)) as demo:
        monkeypatch.setattr(registry, "fetcher", lambda name: demo if name == "requests" else find(name))
        yield


@pytest.mark.usefixtures("demo_internet")
@pytest.mark.parametrize("block", blocks("python"))
def test_each_python_block_runs_and_prints_listings(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A reader who copies it sees prices."""
    exec(compile(block, "README.md", "exec"), {})
    assert re.search(r"2400 JPY|149\.00|\d USD", capsys.readouterr().out)


@pytest.mark.usefixtures("demo_internet")
@pytest.mark.parametrize(
    "line", [line.partition("#")[0].strip() for block in blocks("sh") for line in block.splitlines() if "pip install" not in line]
)
def test_each_command_ends_well(line: str, command: Callable[..., Result], tmp_path: Path) -> None:
    """It exits with 0 and gives data, on standard output or in the file that it names."""
    name, *arguments = shlex.split(line)
    assert name == "inventory-scrapers"
    done = command(*arguments)
    assert done.exit_code == 0, done.stderr
    written = {"--output", "--into"} & set(arguments)
    assert all((tmp_path / arguments[arguments.index(option) + 1]).exists() for option in written)
    assert written or done.stdout


def test_the_exit_codes_are_those_of_the_command() -> None:
    """The table has every code, with the words of --help."""
    assert re.findall(r"^\| (\d+) \| (.*) \|$", README, re.MULTILINE) == [
        (str(int(code)), text) for code, text in MEANINGS.items()
    ]


def test_there_is_something_to_run() -> None:
    """The blocks are found at all."""
    assert len(blocks("python")) == 3
    assert len(blocks("sh")) == 4
