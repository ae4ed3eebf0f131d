"""The command, as a person starts it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE
from threading import Timer
from typing import Any

import pytest

from .over_http import Service

COMMAND = [sys.executable, "-m", "inventory_api"]
PASSWORD = "correct horse battery"


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """The environment of a first run: a data folder, and nothing else that the service reads."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    return {**kept, "DATA_DIR": str(tmp_path / "data"), **more}


def run(*arguments: str, env: dict[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """The command, to its end."""
    return subprocess.run([*COMMAND, *arguments], env=env, input=typed, capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def started(*arguments: str, env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], Service, str]]:
    """The service on a free port: its first process, and what it printed before it answered; stopped at the end."""
    command = [*COMMAND, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = "".join(process.stdout.readline() for _ in range(3))
            address = re.search(r"http://127\.0\.0\.1:(\d+)", said)
            assert address, said + (process.stderr.read() if process.stderr else "")
            service = Service(int(address[1]))
            service.wait()
            yield process, service, said
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


@contextmanager
def serving(*arguments: str, env: dict[str, str]) -> Iterator[tuple[Service, str]]:
    """The service on a free port, and what it printed before it answered; stopped at the end."""
    with started(*arguments, env=env) as (_, service, said):
        yield service, said


def test_the_first_run_needs_nothing_else(tmp_path: Path) -> None:
    """`serve` makes its folder, tables and secret, says where the documentation is, and answers with several workers."""
    env = environment(tmp_path)
    with serving("--workers", "2", env=env) as (service, said):
        assert "/docs" in said
        assert service.get("/health/ready").json()["status"] in ("ready", "degraded")
        assert service.get("/docs").status == 200
        assert b"inventory_api_requests_total" in service.get("/metrics").body
    assert S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600
    kept = (tmp_path / "data" / "secret-key").read_text()
    others = {file.name: oct(S_IMODE(file.stat().st_mode)) for file in (tmp_path / "data").glob("inventory.sqlite3*")}
    assert {name: mode for name, mode in others.items() if not mode.endswith("00")} == {}
    with serving(env=env):
        assert (tmp_path / "data" / "secret-key").read_text() == kept


def test_a_token_holds_over_a_restart_and_a_sign_out_over_all_workers(tmp_path: Path) -> None:
    """The secret is kept, so a token outlives a restart; after signing out every worker answers 401 at once."""
    env = environment(tmp_path)
    assert run("user", "create", "ada@example.org", env=env, typed=f"{PASSWORD}\n").returncode == 0
    with serving(env=env) as (service, _):
        headers = service.sign_in("ada@example.org", PASSWORD)
    with serving("--workers", "2", env=env) as (service, _):
        assert {service.get("/api/auth/me", headers).status for _ in range(12)} == {200}
        assert service.post("/api/auth/logout", None, headers).status == 204
        assert {service.get("/api/auth/me", headers).status for _ in range(12)} == {401}


def test_workers_stop_when_the_process_that_started_them_is_killed(tmp_path: Path) -> None:
    """After `kill -9` of `serve --workers 2` its workers end by themselves, and the port is free again."""
    with started("--workers", "2", env=environment(tmp_path)) as (process, service, _):
        process.kill()
        process.communicate(timeout=60)  # until the last worker has closed what it prints to
        socket.create_server(("127.0.0.1", service.port)).close()


def test_limits_hold_over_workers(tmp_path: Path) -> None:
    """Of many requests to two workers, each on a connection of its own, exactly as many pass as the limit allows."""
    env = environment(tmp_path, ANONYMOUS_REQUESTS_PER_MINUTE="5")
    with serving("--workers", "2", env=env) as (service, _):
        answers = [service.get("/api/auth/me", {"X-Forwarded-For": f"203.0.113.{n}"}).status for n in range(12)]
    assert answers.count(401) == 5
    assert answers.count(429) == 7


def test_a_health_check_needs_no_name_and_no_https(tmp_path: Path) -> None:
    """`health` ends with 0 where the service is ready, whatever it asks of others, and with 1 and a reason otherwise."""
    named = {"ALLOWED_HOSTS": "hub.example.org", "TRUSTED_PROXIES": "127.0.0.9", "REQUIRE_HTTPS": "true"}
    env = environment(tmp_path, **named)
    with serving(env=env) as (service, _):
        port = str(service.port)
        assert run("health", "--port", port, "--timeout", "50", env=env).stdout in ("ready\n", "degraded\n")
        assert run("health", "--live", "--port", port, env=env).stdout == "live\n"
        assert run("db", "downgrade", "base", "--yes", env=env).returncode == 0
        behind = run("health", "--port", port, "--timeout", "50", env=env)
        assert behind.returncode == 1
        assert "inventory-api db upgrade" in behind.stderr
        assert run("health", "--live", "--port", port, env=env).returncode == 0
    gone = run("health", "--port", port, env=env)
    assert gone.returncode == 1
    said = " ".join(re.sub("[│╭╮╰╯─]", " ", gone.stderr).split())
    assert f"Nothing answers at 127.0.0.1:{port} as the service would: Connection refused" in said


@pytest.mark.parametrize("command", [("serve", "--port", "0", "--workers", "2"), ("serve", "--port", "0"), ("worker",)])
def test_a_fetcher_that_cannot_be_made_is_a_line_of_the_log(tmp_path: Path, command: tuple[str, ...]) -> None:
    """It starts all the same, and one line warns of it in the words of the doctor."""
    env = environment(tmp_path, FETCHER="gone")
    with subprocess.Popen([*COMMAND, *command], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        latest = Timer(60, process.terminate)
        latest.start()
        told = next((line for line in process.stderr if "fetcher_failed" in line), "{}")
        latest.cancel()
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=30)[1]
    line = json.loads(told)
    assert (line.get("level"), "fetcher_failed" in rest) == ("warning", False)
    found = json.loads(run("doctor", "--json", env=env).stdout)["findings"]
    assert line["message"] in [finding["message"] for finding in found]


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """Another service on the port: a sentence that says what to do, no traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", str(taken.getsockname()[1]), env=environment(tmp_path))
    assert done.returncode == 1
    assert "taken" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("secret", "said"),
    [("tiny-key", "shorter than 32"), ("changeme-changeme-changeme-changeme", "guessed"), ("x" * 40, "guessed")],
)
def test_a_weak_secret_is_refused(tmp_path: Path, secret: str, said: str) -> None:
    """A8: the service does not start with a secret that is short or well known, says how to mend it, and does not repeat it."""
    done = run("serve", "--port", "0", env=environment(tmp_path, SECRET_KEY=secret))
    assert done.returncode == 1
    assert said in " ".join(done.stderr.split())
    assert "secrets.token_hex" in "".join(done.stderr.split())
    assert secret not in done.stderr


def test_settings_that_make_no_sense_are_told(tmp_path: Path) -> None:
    """The name of the variable and what is wrong, no traceback."""
    done = run("serve", env=environment(tmp_path, REQUESTS_PER_MINUTE="many"))
    assert done.returncode == 1
    assert "REQUESTS_PER_MINUTE" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_sqlite_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """SQLite says no more than that it is unable to open the database file."""
    done = run("db", "check", env=environment(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/gone/hub.sqlite3"))
    assert done.returncode == 1
    assert "/gone/hub.sqlite3" in "".join(re.sub("[│╭╮╰╯─]", " ", done.stderr).split())


@pytest.mark.parametrize("words", ["db check", "db downgrade base --yes", "db prune", "user list", "jobs list"])
def test_a_look_makes_no_database(tmp_path: Path, words: str) -> None:
    """A command that needs a database names the SQLite file that is not there, and makes neither it nor its folder."""
    done = run(*words.split(), env=environment(tmp_path))
    assert done.returncode == 1
    assert "/data/inventory.sqlite3" in "".join(re.sub("[│╭╮╰╯─]", " ", done.stderr).split())
    assert list(tmp_path.iterdir()) == []


def test_settings_come_from_a_file(tmp_path: Path) -> None:
    """`--config FILE` is read by the command and by its workers; a name in it that is no setting is told, and nothing starts."""
    env, file = environment(tmp_path), tmp_path / "inventory.toml"
    file.write_text("anonymous_requests_per_minute = 5\n")
    with serving("--workers", "2", env={**env, "INVENTORY_API_CONFIG": str(file)}) as (service, _):
        assert [service.get("/api/auth/me").status for _ in range(6)].count(429) == 1
    file.write_text("anonymous_request_per_minute = 5\n")
    done = run("--config", str(file), "serve", env=env)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "was anonymous_requests_per_minute meant?" in " ".join(done.stderr.replace("│", "").split())
    assert run("--config", str(tmp_path / "gone.toml"), "serve", env=env).returncode == 2


def test_help_needs_nothing_large(tmp_path: Path) -> None:
    """Help imports click and this package's own small modules, so that it comes at once."""
    command = [sys.executable, "-X", "importtime", "-m", "inventory_api", "--help"]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert not imported & {"pydantic", "sqlalchemy", "litestar", "msgspec", "alembic", "psycopg", "inventory_core", "sqlite3"}


def test_an_account_is_made_at_the_terminal(tmp_path: Path) -> None:
    """The password is a line of standard input; a second account of the address and a short password are refused."""
    env = environment(tmp_path, REGISTRATION="false")
    made = run("user", "create", "Ada@Example.org", "--admin", env=env, typed=f"{PASSWORD}\n")
    assert made.stdout == "ada@example.org can sign in and is an administrator.\n"
    assert run("user", "create", "ada@example.org", env=env, typed=f"{PASSWORD}\n").returncode == 1
    assert run("user", "create", "eve@example.org", env=env, typed="short\n").returncode == 1
    with serving(env=env) as (service, _):
        assert service.get("/api/auth/me", service.sign_in("ada@example.org", PASSWORD)).json()["is_admin"] is True
        closed = service.post("/api/auth/register", {"email": "eve@example.org", "password": PASSWORD})
        assert (closed.status, closed.json()["code"]) == (403, "registration_closed")


NO_TEXT = {
    "an argument": ([b"user", b"create", b"\xff@example.org"], PASSWORD.encode()),
    "a password": ([b"user", b"create", b"ada@example.org"], b"\xff\xfe and more than ten"),
}


@pytest.mark.parametrize("name", NO_TEXT)
def test_what_is_no_text_is_refused_at_the_terminal(tmp_path: Path, name: str) -> None:
    """Bytes that are no UTF-8, as an argument or as the password, are told in a sentence."""
    arguments, typed = NO_TEXT[name]
    command = [*COMMAND, *arguments]
    done = subprocess.run(command, env=environment(tmp_path), input=typed, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert b"UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_tables_go_up_and_down(tmp_path: Path) -> None:
    """`db check` fails before `db upgrade` and after `db downgrade`, and passes between."""
    env = environment(tmp_path)
    codes = [
        run("db", *words, env=env).returncode for words in (["check"], ["upgrade"], ["check"], ["downgrade", "base", "--yes"])
    ]
    assert codes == [1, 0, 0, 0]
    assert run("db", "check", env=env).returncode == 1


def test_the_log_has_lines_without_secrets(tmp_path: Path) -> None:
    """A20: every line is JSON; no password, token or body is in it, and nobody can forge a line."""
    env = environment(tmp_path)
    command = [*COMMAND, "serve", "--port", "0"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = re.search(r":(\d+)", process.stdout.readline())
        assert port
        service = Service(int(port[1]))
        service.wait()
        service.post("/api/auth/register", {"email": "ada@example.org", "password": PASSWORD})
        headers = service.sign_in("ada@example.org", PASSWORD)
        service.get("/api/auth/me", headers)
        service.get("/%0aforged%0d?token=in-the-address", {**headers, "X-Request-ID": "no good\tid"})
        process.send_signal(signal.SIGTERM)
        _, written = process.communicate(timeout=30)
    lines: list[dict[str, Any]] = [json.loads(line) for line in written.splitlines()]
    assert {line["route"] for line in lines if line["event"] == "request"} >= {"/api/auth/me", "/api/auth/login", "unknown"}
    for secret in (PASSWORD, headers["Authorization"].split()[1], "ada@example.org", "in-the-address", "forged"):
        assert secret not in written
