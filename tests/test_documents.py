"""That the documents tell the truth: their code runs, their commands exist, their links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from importlib.resources import files
from pathlib import Path

import pytest

from inventory_core import FetchContext, Page, Registry, Request
from inventory_core.urls import host_of
from inventory_scrapers.demo.server import PAGES

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("*.md", "docs/**/*.md", "packages/*/*.md")
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"
)
# The code of this one is run by the tests of its own package, with a server that has all the pages that it names.
RUN_ELSEWHERE = "packages/inventory-scrapers/README.md"
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
def test_the_links_of_a_document_lead_to_files(document: str) -> None:
    """Each relative link names a file of the checkout."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / document).read_text("utf-8"))
    assert [target for target in targets if not ((ROOT / document).parent / target).exists()] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    """What sets up and runs the main job, and what sets up and runs all tests, stand on the first screen."""
    first_screen = (ROOT / "README.md").read_text("utf-8").splitlines()[:24]
    assert any("python3 dev.py demo" in line for line in first_screen)
    assert any("python3 dev.py test" in line for line in first_screen)
