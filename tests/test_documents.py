"""That the documents tell the truth: their code runs, their commands exist, their links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sysconfig
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from inventory_core import FetchContext, Page, Registry, Request
from inventory_core.urls import host_of, split_url
from inventory_scrapers.demo.server import PAGES

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("*.md", "docs/**/*.md", "packages/*/*.md", "examples/*/*.md")
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"
)
# The code of this one is run by the tests of its own package, with a server that has all the pages that it names.
RUN_ELSEWHERE = "packages/inventory-scrapers/README.md"
# Who runs the shell commands of a document, in their order.
SHELL_RUN_BY = {
    "docs/service.md": "packages/inventory-api/tests/test_service_document.py",
    "docs/tutorials/publish-a-scraper.md": "tests/test_tutorials.py",
    "docs/tutorials/run-the-service.md": "tests/test_tutorials.py",
    RUN_ELSEWHERE: "packages/inventory-scrapers/tests/test_cli_readme.py",
}
# Blocks that nothing runs: settings are parsed, the rest is what a command prints, a drawing, or another tool's file.
PARSED = {"toml": tomllib.loads, "json": json.loads}
SHOWN = ("text", "ini", "dockerfile")
IN_THE_CHECKOUT = re.compile(r"(?:benchmarks|deploy|docs|packages|tools)/[\w./@-]+|dev\.py")
SCRIPTS = Path(sysconfig.get_path("scripts"))
PAGE = b"""<!doctype html><html lang="en"><title>Desk lamp</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Desk lamp", "sku": "L-1",
 "offers": {"@type": "Offer", "price": "12.50", "priceCurrency": "USD", "availability": "https://schema.org/InStock"}}
</script><h1>Desk lamp</h1><p>A lamp for a desk, with an arm that bends and a switch in the cord.</p></html>"""


class OwnPages:
    """A fetcher that answers for a marketplace with the page that the demo has of it, and for all others with the one above."""

    name, renders = "own-pages", False

    def fetch(self, request: Request, context: FetchContext) -> Page:
        """The page."""
        file = {host_of(url): file for url, file in PAGES.items()}.get(host_of(request.url))
        body = files("inventory_scrapers.demo").joinpath("pages", file).read_bytes() if file else PAGE
        return Page(body=body, url=request.url, status=200, headers={"content-type": "text/html; charset=utf-8"})

    def close(self) -> None:
        """Nothing to let go of."""


def blocks(document: str, language: str) -> list[str]:
    """The code blocks of a language in a document."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / document).read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if blocks(name, "python") and name != RUN_ELSEWHERE])
def test_the_code_of_a_document_runs(document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python blocks of a document run one after the other; what they fetch is a page of our making."""
    (tmp_path / "saved.html").write_bytes(PAGE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Registry, "fetcher", lambda _registry, _name: OwnPages())
    names: dict[str, object] = {"__name__": "document"}
    for number, block in enumerate(blocks(document, "python"), 1):
        exec(compile(block, f"{document}, block {number}", "exec", dont_inherit=True), names)


def test_the_readme_shows_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The README's first example prints an outcome and a listing with its price."""
    test_the_code_of_a_document_runs("README.md", tmp_path, monkeypatch)
    printed = capsys.readouterr().out
    assert "ok" in printed
    assert "Desk lamp 12.50 USD in_stock" in printed
    assert "40.00 USD" in printed  # found by the search


def commands() -> list[str]:
    """Every line of a document that runs a command of ours, without its comment."""
    text = "".join(block for document in DOCUMENTS for block in blocks(document, "console"))
    lines = re.findall(r"^\$ (?:uvx |\w+=\S+ )?(inventory-(?:scrapers|api) .+)$", text, re.M)
    return sorted({line.partition("  #")[0].strip() for line in lines})


@pytest.mark.parametrize("command", commands())
def test_a_command_of_a_document_exists(command: str) -> None:
    """The subcommand that a document shows is there, with every option that the document gives it."""
    program, name, *words = command.split()
    names = [name, words.pop(0)] if program == "inventory-api" and name in ("user", "key", "jobs", "db") else [name]
    shown = subprocess.run(
        [SCRIPTS / program, *names, "--help"], capture_output=True, text=True, check=False, env={"COLUMNS": "200", "PATH": ""}
    )
    assert shown.returncode == 0, shown.stderr
    assert [word for word in words if word.startswith("--") and word not in shown.stdout] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_of_a_document_is_held_to_something(document: str) -> None:
    """A block is Python that is run, a shell that a named test runs, commands that exist, settings that parse, or no code."""
    text = (ROOT / document).read_text("utf-8")
    fences = re.findall(r"^```(.*)$", text, re.MULTILINE)
    languages = {fence for fence in fences[::2] if not fence.startswith("{")}  # those are built by the site
    assert languages <= {"python", "sh", "console", *PARSED, *SHOWN}
    if "sh" in languages:
        assert Path(document).name in (ROOT / SHELL_RUN_BY[document]).read_text("utf-8") or document == RUN_ELSEWHERE
    for language, parse in PARSED.items():
        for block in blocks(document, language):
            parse(block)
    outside = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"\n\n {4}(?![ *-])\S.*", outside) == [], "fence it, and say in which language it is"


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if blocks(name, "console")])
def test_a_console_shows_commands(document: str) -> None:
    """What is typed stands behind a $, is a line that a shell can read, and names files that are in the checkout."""
    for block in blocks(document, "console"):
        typed = [line[2:].partition("  #")[0] for line in block.replace("\\\n", " ").splitlines() if line.startswith("$ ")]
        assert typed, block
        for line in typed:
            shlex.split(line)
            assert [name for name in IN_THE_CHECKOUT.findall(line) if not (ROOT / name).exists()] == [], line


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_links_of_a_document_lead_to_files(document: str) -> None:
    """Each relative link names a file of the checkout."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / document).read_text("utf-8"))
    assert [target for target in targets if not ((ROOT / document).parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_links_to_elsewhere_are_addresses(document: str) -> None:
    """Each is https, names a host, and leaves nothing to guess; nobody is asked whether it answers."""
    for link in re.findall(r"\]\((https?:[^)]*)\)", (ROOT / document).read_text("utf-8")):
        parts = split_url(link)
        assert (parts.scheme, "." in (parts.hostname or "")) == ("https", True), link


def test_the_readme_begins_with_the_two_commands() -> None:
    """What sets up and runs the main job, and what sets up and runs all tests, stand on the first screen."""
    first_screen = (ROOT / "README.md").read_text("utf-8").splitlines()[:24]
    assert any("python3 dev.py demo" in line for line in first_screen)
    assert any("python3 dev.py test" in line for line in first_screen)
