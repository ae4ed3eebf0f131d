"""The launcher: what it tells uv and nox, and what it says when it cannot go on."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def dev(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py as a module, whose tools and reports lie in a folder of the test."""
    spec = importlib.util.spec_from_file_location("dev", root / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("TOOLS", "READY", "REPORTS", "BESIDE"):
        monkeypatch.setattr(module, name, tmp_path / name.lower())
    return module


def done(code: int, stdout: str = "", stderr: str = "") -> subprocess.CompletedProcess[str]:
    """A process that has ended."""
    return subprocess.CompletedProcess([], code, stdout, stderr)


def test_pip_settings_reach_uv(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pip is told of indexes and certificates, uv is told too; a variable goes before a file, as with pip."""
    said = "\n".join(
        [
            ":env:.cert='/env.pem'",
            "global.cert='/file.pem'",
            "global.index-url='https://index.example/simple'",
            "install.extra-index-url='\\nhttps://one.example/simple\\nhttps://two.example/simple'",
            "install.find-links='/wheels /more'",
            "freeze.all='true'",
        ]
    )
    monkeypatch.setattr(dev, "call", lambda command: done(0, said))
    assert dev.uv_settings(dev.pip_settings()) == {
        "SSL_CERT_FILE": "/env.pem",
        "UV_DEFAULT_INDEX": "https://index.example/simple",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_FIND_LINKS": "/wheels,/more",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_SYSTEM_CERTS": "true",
    }


def test_an_old_python_is_told_so(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On Python 3.10 nothing is set up, and the message names what is needed."""
    monkeypatch.setattr(sys, "version_info", (3, 10))
    assert dev.main(["test"]) == 1
    assert "this is Python 3.10" in capsys.readouterr().err
    assert not dev.TOOLS.exists()


def test_an_install_that_fails_says_why(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nox cannot be installed, pip's own words and a hint are shown, and the next run tries again."""
    monkeypatch.setattr(dev, "pip_install", lambda requirement: done(1, "", "no route to host"))
    monkeypatch.setattr(dev, "call", lambda command, **_: done(0))
    assert dev.main(["test"]) == 1
    said = capsys.readouterr().err
    assert "no route to host" in said
    assert "package registry" in said
    assert not dev.READY.exists()


def test_without_uv_pip_does_the_work(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where uv is installed and cannot reach the registry, its reason is shown and virtualenv is used from then on."""
    dev.TOOLS.mkdir()
    monkeypatch.setattr(dev, "make_tools", lambda: None)
    monkeypatch.setattr(dev, "pip_install", lambda requirement: done(0))
    monkeypatch.setattr(dev, "call", lambda command, **_: done(2, "", "bad certificate"))
    assert dev.set_up({}) == "virtualenv"
    assert "bad certificate" in capsys.readouterr().err
    monkeypatch.setattr(dev, "make_tools", lambda: pytest.fail("it was set up again"))
    assert dev.set_up({}) == "virtualenv"


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (["lint", "types"], ["-s", "lint", "types"]),
        (["house", "--", "-x"], ["-s", "house", "--", "-x"]),
        (["--list"], ["--list"]),
    ],
)
def test_words_become_sessions(dev: ModuleType, words: list[str], given: list[str]) -> None:
    """Words are sessions, and options are nox's own."""
    assert dev.nox_arguments(words) == given


NOX = """
import os, sys
words, built = sys.argv[sys.argv.index("uv") + 1:], os.environ.get("INVENTORY_BUILT", "")
print(*words, "built" + built)
sys.exit(set(words) & set(os.environ["FAILING"].split()) != set())
"""


@pytest.fixture
def everything(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Runs everything with a nox that only says what it is asked for, and in which the named sessions fail."""
    (tmp_path / "nox.py").write_text(NOX)
    monkeypatch.setattr(dev, "PYTHON", sys.executable)
    monkeypatch.setattr(dev, "default_sessions", lambda: ["build", "demo", *dev.LONGEST, "lint"])
    environment = {name: value for name, value in os.environ.items() if name != "INVENTORY_BUILT"} | {"PYTHONPATH": str(tmp_path)}

    def run(failing: str) -> int:
        return int(dev.run_all(["-P", "3.13"], "uv", {**environment, "FAILING": failing}))

    return run


def test_everything_is_run_once(everything: Callable[[str], int], capfd: pytest.CaptureFixture[str]) -> None:
    """`test` builds, then runs each other session that nox runs by itself, the longest beside the rest, with nox's options."""
    assert everything("") == 0
    said = capfd.readouterr().out.splitlines()
    assert said[0] == "-s build -P 3.13 built"
    assert [line for line in said if line.endswith("built1")] == [
        "-s tests-inventory-api house -P 3.13 built1",
        "-s demo lint -P 3.13 built1",
    ]


@pytest.mark.parametrize("failing", ["build", "house", "lint"])
def test_what_fails_is_shown(everything: Callable[[str], int], capfd: pytest.CaptureFixture[str], failing: str) -> None:
    """Whichever session fails, everything has failed, and what that session printed is there."""
    assert everything(failing) == 1
    assert f" {failing} " in capfd.readouterr().out


def test_nox_names_what_it_runs_by_itself(root: Path, dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sessions of `test` are those that nox lists as its own, and those that are called the longest are among them."""
    monkeypatch.setattr(dev, "PYTHON", sys.executable)
    names = dev.default_sessions()
    assert {"build", "lint", "types", "docs", *dev.LONGEST} <= set(names)
    assert not {"bench", "fuzz", "kills", "release"} & set(names)


def test_the_totals_are_over_all_reports(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line counts the tests of every session, and says so where something else failed."""
    dev.REPORTS.mkdir()
    for name, numbers in {"a": (5, 1, 1, 1), "b": (4, 0, 0, 0)}.items():
        counts = 'tests="{}" failures="{}" errors="{}" skipped="{}"'.format(*numbers)
        (dev.REPORTS / f"{name}.xml").write_text(f"<testsuites><testsuite {counts}/></testsuites>")
    dev.print_totals(1)
    assert capsys.readouterr().out == "6 passed, 2 failed, 1 skipped\n"
    (dev.REPORTS / "a.xml").unlink()
    dev.print_totals(1)
    assert capsys.readouterr().out == "A session failed that is not a test: see above.\n4 passed, 0 failed, 0 skipped\n"
