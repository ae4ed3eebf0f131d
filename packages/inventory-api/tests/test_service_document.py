"""docs/service.md: its commands run, in their order."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PASSWORD
from .scraping.conftest import FETCHERS, Site, scraper

DOCUMENT = Path(__file__).parents[3] / "docs" / "service.md"
TEXT = DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else ""
pytestmark = pytest.mark.skipif(not TEXT, reason="there is no document beside the package")
ADDRESS = "postgresql://inventory:secret@db.example/inventory"
LAMPS = """
@page(r"/search")
def results(self, page):
    yield self.listing(page, "1", "Desk lamp", "12.50")

@page(r"/(?P<id>desk-lamp)", kind="lamp")
def lamp(self, page, id):
    yield self.listing(page, id, "Desk lamp", "12.50")
"""
FETCHER = """
from inventory_core import Page

class Plugin:
    name, renders = "table", False

    def fetch(self, request, context):
        return Page(b"<title>Desk lamp</title>", url=request.url, status=200)

    def deliver(self, url, body, headers, context):
        return Page(b"", url=url, status=204)

    def check_receiver(self, url):
        pass

    def close(self):
        pass
"""
# A person types the password, and opens another terminal beside the one in which the service runs.
SHELL = """
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
pip() { [ "$*" = "install inventory-api inventory-scrapers" ]; }
python3() { "$PYTHON" "$@"; }
inventory-api() {
  if [ "$1" = serve ]; then
    local port=8000; [[ "$*" =~ --port\\ ([0-9]+) ]] && port=${BASH_REMATCH[1]}
    "$PYTHON" -m inventory_api "$@" --port "$port" > "serve-$port.log" 2>&1 &
    until curl -sf "http://127.0.0.1:$port/health/live"; do kill -0 $!; done
  elif [ "$1" = user ]; then echo "$PASSWORD" | "$PYTHON" -m inventory_api "$@"
  else "$PYTHON" -m inventory_api "$@"; fi
}
"""


def blocks(*, postgresql: bool) -> list[str]:
    """The commands of the document, those that need PostgreSQL or the others; a backup is made of either."""
    found = re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    return [block for block in found if ("DATABASE_URL" in block or "8001" in block) == postgresql or "db backup" in block]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment of a person's shell, with a scraper for lamps installed."""
    site = Site(tmp_path / "site")
    site.folder.mkdir()
    site.install("lamps", scraper("lamps", LAMPS))
    site.install("table", FETCHER, group=FETCHERS)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    own = {"PYTHONPATH": str(site.folder), "PYTHON": sys.executable, "PASSWORD": PASSWORD, "DATA_DIR": str(tmp_path / "data")}
    return {**kept, **own, "FETCHER": "table", "SCRAPERS_ALLOW": "lamps"}


def run(commands: list[str], env: dict[str, str], folder: Path) -> str:
    """The commands in one shell; all that they printed."""
    if not shutil.which("bash") or not shutil.which("curl"):
        pytest.skip("the document's commands need bash and curl")
    script = "\n".join([SHELL, *commands])
    for port in ("8000", "8001"):
        script = script.replace(port, str(free_port()))
    done = subprocess.run(["bash", "-c", script], env=env, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
    logs = "\n".join(file.read_text("utf-8") for file in folder.glob("serve-*.log"))
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}\n{logs[-2000:]}"
    return done.stdout


def test_the_commands_of_the_document_run(shell: dict[str, str], tmp_path: Path) -> None:
    """From the first account to the backup, on a fresh machine; none is left out."""
    printed = run(blocks(postgresql=False), shell, tmp_path)
    assert (tmp_path / "inventory.backup").stat().st_size > 0
    assert '"status":"ready"' in printed
    assert '"title":"Desk lamp"' in printed
    assert (tmp_path / "inventory.jsonl").read_text("utf-8").count("Floor lamp") == 1


def test_the_commands_for_postgresql_run(shell: dict[str, str], tmp_path: Path, empty_url: str, kind: str) -> None:
    """They make the tables in an empty database, serve it with two workers, and back it up."""
    if kind != "postgresql":
        pytest.skip("these commands are about PostgreSQL")
    if not shutil.which("pg_dump"):
        pytest.skip("there is no pg_dump")
    commands = [block.replace(ADDRESS, empty_url) for block in blocks(postgresql=True)]
    assert "The tables are those of this release." in run(commands, shell, tmp_path)
    assert (tmp_path / "inventory.backup").stat().st_size > 0
