"""docs/tutorials/publish-a-scraper.md: its commands run as they are written, with our wheels in place of the index."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, Fresh

DOCUMENT = ROOT / "docs" / "tutorials" / "publish-a-scraper.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
MOST = 12
# A person has made the environment, types the password, and opens another terminal beside the one in which the service runs.
SHELL = """
set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
python3() { [ "$*" = "-m venv hub" ] && mkdir -p hub/bin && touch hub/bin/activate; }
inventory-api() {
  if [ "$1" = serve ]; then
    command inventory-api serve --port 8000 > serve.log 2>&1 &
    until curl -sf http://127.0.0.1:8000/health/live; do kill -0 $!; done
  elif [ "$1" = user ]; then echo "correct horse battery" | command inventory-api "$@"
  else command inventory-api "$@"; fi
}
"""


def commands() -> list[str]:
    """Every command of the tutorial, in its order; one that goes on in the next line is one."""
    return "".join(BLOCKS).replace("\\\n", " ").splitlines()


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("curl"), reason="the commands need a Unix shell and curl")
def test_the_commands_of_the_tutorial_run(fresh: Fresh, tmp_path: Path) -> None:
    """From an empty environment to a listing that a running service serves; the plugin's tests and checks pass on the way."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    script = (SHELL + "\n".join(commands())).replace("8000", port)
    env = {**fresh.environment, "DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert re.search(r"\d+ passed", done.stdout)
    assert re.search(r"\d+ passed, 0 failed", done.stdout)
    last = json.loads(done.stdout[done.stdout.rindex('{"items":') :])
    assert [(one["key"], one["price"]) for one in last["items"]] == [("attic:1001", {"amount": "12.50", "currency": "EUR"})]


def test_it_takes_no_more_than_twelve() -> None:
    """From `inventory-scrapers new` to the listing, each command counted."""
    names = [line.split()[0] + " " + line.split()[1] for line in commands()]
    counted = names[names.index("inventory-scrapers new") :]
    assert "curl -sSf" in counted[-1]
    assert len(counted) <= MOST
    assert f"it was {('ten', 'eleven', 'twelve')[len(counted) - 10]} commands" in DOCUMENT.read_text("utf-8")


def test_what_is_said_of_the_files_is_so() -> None:
    """The files that the tutorial names are those that `new` writes."""
    from inventory_scrapers.template import names, render

    written = render.render(names.names("attic", None))
    for name in re.findall(r"^- `([^`]+)`", DOCUMENT.read_text("utf-8"), re.MULTILINE):
        assert any(place.startswith(name) for place in written), name
    assert b'"main h1"' in written["src/inventory_attic/__init__.py"]
