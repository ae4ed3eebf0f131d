#!/usr/bin/env python3
"""Set up what this project's tools need and run one of its jobs.

python3 dev.py demo            read the pages that the project ships, and print typed listings
python3 dev.py test            all that has to pass: every package's tests, the house's tests, lint and types
python3 dev.py NAME [-- ...]   one session of noxfile.py; `python3 dev.py --list` names them

It needs Python 3.11 and pip, and the package registry the first time. All it installs goes to .tools/ and .nox/ in this
folder; delete them to start afresh. pip's settings (indexes, certificates, proxy) hold for everything that is installed.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.etree import ElementTree

if TYPE_CHECKING:
    Done = subprocess.CompletedProcess[str]

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
READY = TOOLS / "ready.txt"
REPORTS = ROOT / ".nox" / "reports"
BESIDE = ROOT / ".nox" / "beside.log"
PYTHON = TOOLS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NEEDED = "nox>=2025.10.14,<2027"
FASTER = "uv>=0.9"
OLDEST = (3, 11)
LONGEST = ("tests-inventory-api", "house")
"""The sessions that take about as long as all others together."""

# What pip is told by its settings, uv is told by its environment; the last is what joins several values.
PIP_TO_UV = [
    ("index-url", "UV_DEFAULT_INDEX", " "),
    ("extra-index-url", "UV_INDEX", " "),
    ("find-links", "UV_FIND_LINKS", ","),
    ("no-index", "UV_NO_INDEX", " "),
    ("trusted-host", "UV_INSECURE_HOST", " "),
    ("cert", "SSL_CERT_FILE", " "),
    ("client-cert", "SSL_CLIENT_CERT", " "),
    ("proxy", "ALL_PROXY", " "),
    ("timeout", "UV_HTTP_TIMEOUT", " "),
    ("default-timeout", "UV_HTTP_TIMEOUT", " "),
]


class SetupFailed(Exception):
    """The tools could not be set up; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Set up, run, and answer with the exit code of the job."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    try:
        check_python()
        environment = {**uv_settings(pip_settings()), **os.environ}
        backend = set_up(environment)
    except SetupFailed as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    shutil.rmtree(REPORTS, ignore_errors=True)
    if arguments[0] != "test":
        return run_nox(nox_arguments(arguments), backend, environment)
    code = run_all(arguments[1:], backend, environment)
    print_totals(code)
    return code


def check_python() -> None:
    """SetupFailed where this Python is too old, or has no pip to install with."""
    if sys.version_info < OLDEST:
        running = "{}.{}".format(*sys.version_info)
        raise SetupFailed(f"this is Python {running} ({sys.executable}); 3.11 or newer is needed: python3.11 dev.py ...")
    if call([sys.executable, "-m", "pip", "--version"]).returncode:
        raise SetupFailed(f"{sys.executable} has no pip; install it with your system's packages, or: python3 -m ensurepip")


def pip_settings() -> dict[str, str]:
    """What pip is set to by its files and by PIP_* variables: its keys without their section."""
    settings = {}
    lines = call([sys.executable, "-m", "pip", "config", "list"]).stdout.splitlines()
    for section in ("global.", "install.", ":env:."):  # each overrides the one before
        for line in lines:
            key, _, value = line.partition("=")
            if key.startswith(section):
                settings[key[len(section) :]] = str(ast.literal_eval(value))
    return settings


def uv_settings(settings: dict[str, str]) -> dict[str, str]:
    """The same for uv, which reads no pip settings: several indexes are asked as pip asks them, for the best of all."""
    environment = {name: joiner.join(settings[key].split()) for key, name, joiner in PIP_TO_UV if settings.get(key)}
    if "extra-index-url" in settings:
        environment["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    environment["UV_SYSTEM_CERTS"] = "true"
    return environment


def set_up(environment: dict[str, str]) -> str:
    """Make .tools/ unless it is there and whole; answer what makes the environments: "uv", or "virtualenv" without it."""
    wanted = f"{NEEDED} {FASTER} {sys.version} {ROOT}"
    if READY.exists():
        had, backend = READY.read_text(encoding="utf-8").rsplit("\n", 1)
        if had == wanted:
            return backend
    print("setting up the tools in .tools/ (once)", file=sys.stderr, flush=True)
    make_tools()
    backend = "uv" if uv_works(environment) else "virtualenv"
    READY.write_text(f"{wanted}\n{backend}", encoding="utf-8")
    return backend


def make_tools() -> None:
    """A virtual environment with nox, made with the pip that is here: ensurepip is not in every Python."""
    shutil.rmtree(TOOLS, ignore_errors=True)
    made = call([sys.executable, "-m", "venv", "--without-pip", str(TOOLS)])
    if made.returncode:
        raise SetupFailed(f"could not make {TOOLS}:\n{made.stdout}{made.stderr}")
    installed = pip_install(NEEDED)
    if installed.returncode:
        raise SetupFailed(
            f"could not install {NEEDED}; pip said:\n{installed.stderr.strip()}\n"
            "Is the package registry reachable from here? `pip config list` shows which one pip is set to ask."
        )


def uv_works(environment: dict[str, str]) -> bool:
    """Install uv and ask it for something; False, with its reason, where pip will have to do."""
    installed = pip_install(FASTER)
    if installed.returncode == 0:
        tried = call([str(PYTHON), "-m", "uv", "pip", "compile", "--no-deps", "-"], text="hatchling", environment=environment)
        if tried.returncode == 0:
            return True
        installed = tried
    reason = installed.stderr.strip() or "no reason given"
    print(f"uv cannot be used here, so pip installs everything, more slowly. Its reason:\n{reason}", file=sys.stderr)
    return False


def pip_install(requirement: str) -> Done:
    """Install into .tools/ with this Python's pip, and so with its settings."""
    return call([sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", requirement])


def call(command: list[str], *, text: str = "", environment: dict[str, str] | None = None) -> Done:
    """Run to the end and keep what was said."""
    return subprocess.run(
        command, input=text, env=environment, cwd=ROOT, check=False, capture_output=True, encoding="utf-8", errors="replace"
    )


def nox_arguments(arguments: list[str]) -> list[str]:
    """Words name sessions; options are nox's own."""
    return arguments if arguments[0].startswith("-") else ["-s", *arguments]


def run_all(options: list[str], backend: str, environment: dict[str, str]) -> int:
    """All sessions that nox runs by itself: `build`, then the longest, and beside them the rest.

    Half of them have one process, and the others often wait: one after the other they leave much of a machine idle.
    """
    if code := run_nox(["-s", "build", *options], backend, environment):
        return code
    rest = [name for name in default_sessions() if name not in ("build", *LONGEST)]
    print(f"dev.py: beside the next sessions run {', '.join(rest)}; what they print follows.", flush=True)
    built = {**environment, "INVENTORY_BUILT": "1"}
    with BESIDE.open("wb") as said, start_nox(["-s", *rest, *options], backend, built, said) as beside:
        try:
            code = run_nox(["-s", *LONGEST, *options], backend, built)
            beside.wait()
        finally:
            beside.terminate()
    print(BESIDE.read_text(encoding="utf-8", errors="replace"), flush=True)
    return code or beside.returncode


def default_sessions() -> list[str]:
    """The names of the sessions that nox runs where none is named."""
    listed = call([str(PYTHON), "-m", "nox", "--list"]).stdout
    return [line.split()[1] for line in listed.splitlines() if line.startswith("* ")]


def run_nox(arguments: list[str], backend: str, environment: dict[str, str]) -> int:
    """Run sessions of noxfile.py and answer nox's exit code."""
    with start_nox(arguments, backend, environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            return 130


def start_nox(
    arguments: list[str], backend: str, environment: dict[str, str], said: BinaryIO | None = None
) -> subprocess.Popen[bytes]:
    """Begin to run sessions of noxfile.py; what they print goes to a file where there is one."""
    command = [str(PYTHON), "-m", "nox", "--default-venv-backend", backend, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT if said else None)


def print_totals(code: int) -> None:
    """One line over all the test runs, from the reports that the sessions left."""
    count = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for report in REPORTS.glob("*.xml"):
        for suite in ElementTree.parse(report).iter("testsuite"):
            for key in count:
                count[key] += int(suite.get(key, "0"))
    failed = count["failures"] + count["errors"]
    if code and not failed:
        print("A session failed that is not a test: see above.", flush=True)
    passed = count["tests"] - failed - count["skipped"]
    print(f"{passed} passed, {failed} failed, {count['skipped']} skipped", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
