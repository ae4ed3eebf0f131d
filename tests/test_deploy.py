"""That what deploy/ ships is what it says: files that parse, settings and commands that exist, a lock that is enough."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from sqlalchemy import make_url

from inventory_api.cli import main
from inventory_api.doctor.configured import READ_BY_FETCHERS
from inventory_api.settings import Settings
from inventory_api.settings_sources import secrets

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
_spec = importlib.util.spec_from_file_location("lock", ROOT / "tools" / "lock.py")
assert _spec
assert _spec.loader
lock = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(lock)


POSTGRES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE"}
OTHERS = {"HOME", "PATH", "TMPDIR", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", *POSTGRES}
"""What is set there for others than the service."""
UNITS = ("inventory-hub.service", "inventory-hub-worker@.service")


def read(name: str) -> str:
    """A file of deploy/."""
    return (DEPLOY / name).read_text("utf-8")


def settings_in(text: str) -> set[str]:
    """What a text of shell, compose or a unit sets."""
    return set(re.findall(r"\b([A-Z][A-Z_]+[A-Z])(?:=|: )(?=\S)", text))


@pytest.mark.parametrize("file", ["nginx.conf", "Caddyfile", "Dockerfile", "compose.yaml", *UNITS])
def test_settings_that_a_file_names_exist(file: str) -> None:
    """Each setting that a file makes, or tells people to make, is one of the service or of the fetchers."""
    text = read(file) if file != "Dockerfile" else " ".join(re.findall(r"^ENV (.*)$", read(file), re.MULTILINE))
    known = {name.upper() for name in Settings.model_fields} | {f"{name.upper()}_FILE" for name in secrets(Settings)}
    known |= READ_BY_FETCHERS
    assert settings_in(text) & known
    assert settings_in(text) <= known | OTHERS


def commands() -> list[list[str]]:
    """All that the files run of the service."""
    units = [re.findall(r"^ExecStart=\S+/inventory-api (.*)$", read(name), re.MULTILINE)[0].split() for name in UNITS]
    lists = re.findall(r"^(?:HEALTHCHECK .* CMD|ENTRYPOINT|CMD) (\[.*\])$", read("Dockerfile"), re.MULTILINE)
    checked, entry, usual = map(json.loads, lists)
    assert entry == checked[:1] == ["inventory-api"]
    composed = [service["command"] for service in compose()["services"].values() if "command" in service]
    return [*units, checked[1:], usual, *composed]


def compose() -> Any:
    """compose.yaml."""
    return YAML(typ="safe").load(read("compose.yaml"))


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_commands_that_a_file_runs_exist(words: list[str]) -> None:
    """Each has its options, and begins with a command of inventory-api."""
    found = main.commands[words[0]]
    known = {option for parameter in found.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_image_is_lean_and_unprivileged() -> None:
    """What it is made of is there; it runs as nobody special, has no tools but the service, and writes to one place."""
    lines = read("Dockerfile").splitlines()
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            assert all((ROOT / source).exists() for source in line.split()[1:-1]), line
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :]
    assert [line for line in last if line.startswith("USER")] == ["USER 10001"]
    assert [line for line in last if line.startswith("VOLUME")] == ["VOLUME /data"]
    assert "STOPSIGNAL SIGTERM" in last
    assert not re.search(r"apt-get|curl|wget|pip install", "\n".join(last))
    assert re.search(r"^ARG PYTHON=python:3\.\d+-slim-\w+$", read("Dockerfile"), re.MULTILINE), "no moving tag"


def test_the_compose_file_keeps_its_schema() -> None:
    """It is valid against the published schema of Compose files."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compose_file_is_one_service_and_two_workers_on_postgresql() -> None:
    """The one answers once PostgreSQL does and runs no jobs, the two work; all may write nowhere but in /data and /tmp."""
    services = compose()["services"]
    serve, worker = services["serve"], services["worker"]
    assert (serve["environment"]["RUN_JOBS"], worker["deploy"]["replicas"]) == ("false", 2)
    assert serve["depends_on"]["postgres"]["condition"] == worker["depends_on"]["serve"]["condition"] == "service_healthy"
    assert "pg_isready" in services["postgres"]["healthcheck"]["test"]
    for each in (serve, worker):
        assert (each["read_only"], each["cap_drop"]) == (True, ["ALL"])
    assert all(port.startswith("127.0.0.1:") for port in serve["ports"]), "a proxy does TLS"


def test_the_secrets_of_the_compose_file_are_made_once(tmp_path: Path) -> None:
    """deploy/secrets.sh makes each that the file names, good enough for the service; a second run changes none."""
    shutil.copy(DEPLOY / "secrets.sh", tmp_path)
    made = []
    for _ in range(2):
        subprocess.run(["sh", str(tmp_path / "secrets.sh")], check=True)
        made.append({path.name: path.read_text("utf-8") for path in (tmp_path / "secrets").iterdir()})
    assert made[0] == made[1]
    assert {f"secrets/{name}" for name in made[0]} == {one["file"] for one in compose()["secrets"].values()}
    url = make_url(made[0]["database_url"].strip())
    assert (url.password, url.host) == (made[0]["postgres_password"], "postgres")
    assert Settings(secret_key=made[0]["secret_key"], data_dir=tmp_path).signing_key() == made[0]["secret_key"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_one_and_is_locked_down(name: str, tmp_path: Path) -> None:
    """Systemd finds nothing to say about it, and calls what an intruder could reach little (2.0 of 10 at most)."""
    unit = tmp_path / name.replace("@", "@1")
    unit.write_text(read(name).replace("/opt/inventory-hub/bin/inventory-api", sys.executable), "utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)]
    secured = subprocess.run(command, capture_output=True, text=True, check=False)
    assert secured.returncode == 0, secured.stdout[-300:] + secured.stderr


def test_both_units_are_locked_down_alike() -> None:
    """They differ in what they run, when, and what they are called."""
    one, other = ([line for line in read(name).splitlines() if line and line[0] != "#"] for name in UNITS)
    assert {line.partition("=")[0] for line in {*one} ^ {*other}} == {"Description", "After", "ExecStart", "Restart"}


@pytest.mark.parametrize("name", lock.LOCKS)
def test_a_lock_satisfies_the_metadata(name: str) -> None:
    """Each requirement of a package is met by the version that is locked; where it is not, `python3 dev.py lock` renews it."""
    text = (DEPLOY / name).read_text("utf-8")
    assert lock.missing(lock.wanted(name), text) == [], "python3 dev.py lock"
    assert "://" not in text, "a lock names no index"


def test_a_lock_that_lacks_something_is_told() -> None:
    """A requirement that is not there, one of another version and one without its hash are named."""
    text = "six==1.16.0 \\\n    --hash=sha256:00\nattrs==25.1.0\n"
    assert lock.missing(["six>=1.16", "six>=1.17", "idna", "attrs"], text) == ["six>=1.17", "idna", "attrs==25.1.0"]
