"""docs/tutorials/publish-a-scraper.md and run-the-service.md: their commands run as they are written.

Our wheels stand in place of the index.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Fresh

TUTORIALS = ROOT / "docs" / "tutorials"
PLUGIN, SERVICE = TUTORIALS / "publish-a-scraper.md", TUTORIALS / "run-the-service.md"
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


def commands(document: Path) -> list[str]:
    """Every command of a tutorial, in its order; one that goes on in the next line is one."""
    blocks = re.findall(r"^```sh\n(.*?)^```", document.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return "".join(blocks).replace("\\\n", " ").splitlines()


def printed(document: Path, fresh: Fresh, folder: Path) -> str:
    """What the commands of a tutorial print, run in one shell of an empty environment."""
    if sys.platform == "win32" or not shutil.which("curl"):
        pytest.skip("the commands need a Unix shell and curl")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    script = (SHELL + "\n".join(commands(document))).replace("8000", port)
    env = {**fresh.environment, "DATA_DIR": str(folder / "data")}
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_the_service_is_run_as_the_tutorial_says(fresh: Fresh, tmp_path: Path) -> None:
    """A page that was read and an item that was made by hand are in the inventory, and the figures count them."""
    said = printed(SERVICE, fresh, tmp_path)
    assert '"price":{"amount":"12.50","currency":"USD"}' in said
    assert '"title":"Floor lamp"' in said
    figures = json.loads(said[said.rindex('}{"') + 1 :])
    assert figures["items"] == 2


def test_a_plugin_is_published_as_the_tutorial_says(fresh: Fresh, tmp_path: Path) -> None:
    """From an empty environment to a listing that a running service serves; the plugin's tests and checks pass on the way."""
    said = printed(PLUGIN, fresh, tmp_path)
    assert re.search(r"\d+ passed", said)
    assert re.search(r"\d+ passed, 0 failed", said)
    last = json.loads(said[said.rindex('{"items":') :])
    assert [(one["key"], one["price"]) for one in last["items"]] == [("attic:1001", {"amount": "12.50", "currency": "EUR"})]


def test_it_takes_no_more_than_twelve() -> None:
    """From `inventory-scrapers new` to the listing, each command counted."""
    names = [line.split()[0] + " " + line.split()[1] for line in commands(PLUGIN)]
    counted = names[names.index("inventory-scrapers new") :]
    assert "curl -sSf" in counted[-1]
    assert len(counted) <= MOST
    assert f"it was {('ten', 'eleven', 'twelve')[len(counted) - 10]} commands" in PLUGIN.read_text("utf-8")


def test_what_is_said_of_the_files_is_so() -> None:
    """The files that the tutorial names are those that `new` writes."""
    from inventory_scrapers.template import names, render

    written = render.render(names.names("attic", None))
    for name in re.findall(r"^- `([^`]+)`", PLUGIN.read_text("utf-8"), re.MULTILINE):
        assert any(place.startswith(name) for place in written), name


def test_the_change_that_it_proposes_is_told(tmp_path: Path) -> None:
    """What a reader is asked to change in the scraper makes the check name the field that is missing."""
    from inventory_core.testing import load_cases, run_checks
    from inventory_scrapers.template import names, render

    written = render.render(names.names("attic", None))
    for place, content in written.items():
        if place.startswith("tests/cases/"):
            (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place).write_bytes(content)
    (change,) = re.findall(r'Change `("[^`]+")` in the scraper to `("[^`]+")`', PLUGIN.read_text("utf-8"))
    source = written["src/inventory_attic/__init__.py"].decode()
    assert change[0] in source
    module: dict[str, Any] = {"__name__": "changed"}
    exec(compile(source.replace(*change), "changed.py", "exec"), module)
    (result,) = run_checks(module["Attic"], load_cases(tmp_path / "tests" / "cases"), only={"reads_what_was_recorded"})
    assert "listings[0].description" in [one.path for one in result.differences]
