"""Accounts and keys at the terminal, on each database, and what they mean to the service."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from litestar.testing import TestClient

from inventory_api.cli import main
from inventory_api.cli.output import cell, table
from inventory_api.database import Database

from .conftest import PASSWORD, SignedIn, sign_in

ANOTHER = "another horse battery"
Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on that database; what is typed is its standard input."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def call(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, list(words), input=typed)

    return call


def status(who: SignedIn, headers: dict[str, str] | None = None) -> int:
    """What the service answers to somebody."""
    return who.client.get("/api/auth/me", headers=headers or who.headers).status_code


def login(client: TestClient, password: str) -> int:
    """What the service answers to a sign-in."""
    return client.post("/api/auth/login", json={"email": "ada@example.org", "password": password}).status_code


def new_key(run: Run, *words: str) -> dict[str, str]:
    """The header of a key that was just made."""
    made = run("key", "create", "ada@example.org", "nightly", "--scope", "account", *words)
    assert made.exit_code == 0, made.output
    return {"Authorization": f"Bearer {made.stdout.strip()}"}


def test_accounts_are_listed(run: Run, signed_in: SignedIn, someone_else: SignedIn) -> None:
    """Every account with what it may and how many keys it has, as a table and as JSON; never a hash."""
    new_key(run)
    listed = json.loads(run("user", "list", "--json").stdout)
    assert [(one["email"], one["is_admin"], one["keys"]) for one in listed] == [
        ("ada@example.org", False, 1),
        ("eve@example.org", False, 0),
    ]
    shown = run("user", "list").stdout
    assert [line.split()[:3] for line in shown.splitlines()[1:]] == [
        ["1", "ada@example.org", "no"],
        ["2", "eve@example.org", "no"],
    ]
    assert "argon2" not in shown + run("user", "list", "--json").stdout


def test_another_password_ends_all_sign_ins(run: Run, signed_in: SignedIn) -> None:
    """The old password and every token are good no longer, the new password is; a short one is refused."""
    assert run("user", "password", "ada@example.org", typed="short\n").exit_code == 1
    assert status(signed_in) == 200
    assert run("user", "password", "Ada@Example.org", typed=f"{ANOTHER}\n").exit_code == 0
    assert status(signed_in) == 401
    assert (login(signed_in.client, PASSWORD), login(signed_in.client, ANOTHER)) == (401, 200)


def test_an_account_becomes_an_administrators_and_ordinary_again(run: Run, signed_in: SignedIn) -> None:
    """It holds at once, for tokens that are out already."""
    assert run("user", "admin", "ada@example.org").exit_code == 0
    assert signed_in.client.get("/api/auth/me", headers=signed_in.headers).json()["is_admin"] is True
    assert run("user", "admin", "ada@example.org", "--revoke").exit_code == 0
    assert signed_in.client.get("/api/auth/me", headers=signed_in.headers).json()["is_admin"] is False


def test_a_disabled_account_is_refused_everywhere(run: Run, signed_in: SignedIn) -> None:
    """Tokens, key and password are refused in the words for wrong ones; enabled again, all but the tokens work."""
    key = new_key(run)
    assert status(signed_in, key) == 200
    assert run("user", "disable", "ada@example.org").exit_code == 0
    refresh = signed_in.client.post("/api/auth/refresh", json={"refresh_token": signed_in.refresh_token})
    wrong = {"email": "nobody@example.org", "password": PASSWORD}
    right = {"email": "ada@example.org", "password": PASSWORD}
    said = [signed_in.client.post("/api/auth/login", json=body).json()["detail"] for body in (right, wrong)]
    assert (status(signed_in), status(signed_in, key), refresh.status_code, said[0]) == (401, 401, 401, said[1])
    assert json.loads(run("user", "list", "--json").stdout)[0]["disabled_at"] is not None
    assert run("user", "enable", "ada@example.org").exit_code == 0
    assert (status(signed_in), status(signed_in, key), login(signed_in.client, PASSWORD)) == (401, 200, 200)


def test_an_account_is_deleted_with_its_data(run: Run, signed_in: SignedIn, someone_else: SignedIn) -> None:
    """Only after a yes; its tokens are good no longer, and nobody else loses anything."""
    assert run("user", "delete", "ada@example.org", typed="n\n").exit_code == 1
    assert status(signed_in) == 200
    assert run("user", "delete", "ada@example.org", "--yes").exit_code == 0
    assert (status(signed_in), status(someone_else)) == (401, 200)
    sign_in(signed_in.client, "ada@example.org")


def test_a_key_does_what_it_is_allowed_until_it_is_revoked(run: Run, signed_in: SignedIn) -> None:
    """It is alone on standard output and shown this once, it has its scopes, it expires, and revoked it is good no longer."""
    key = new_key(run, "--days", "30")
    assert status(signed_in, key) == 200
    assert signed_in.client.get("/api/inventory", headers=key).status_code == 403
    (listed,) = json.loads(run("key", "list", "ada@example.org", "--json").stdout)
    assert (listed["scopes"], listed["email"], listed["expires_at"] > listed["created_at"]) == (
        ["account"],
        "ada@example.org",
        True,
    )
    secret = key["Authorization"].split()[1]
    assert secret not in run("key", "list").stdout
    assert run("key", "revoke", "ada@example.org", str(listed["id"])).exit_code == 0
    assert status(signed_in, key) == 401


def test_a_key_without_an_end_is_asked_for(run: Run, signed_in: SignedIn) -> None:
    """A year is the default; --days 0 is one until it is revoked."""
    new_key(run)
    new_key(run, "--days", "0")
    assert [key["expires_at"] is None for key in json.loads(run("key", "list", "--json").stdout)] == [False, True]


def test_what_cannot_be_done_is_told(run: Run, signed_in: SignedIn, someone_else: SignedIn) -> None:
    """An unknown account, an unknown scope, another account's key: exit code 1 and a sentence, and nothing was done."""
    new_key(run)
    refused = {
        ("user", "password", "nobody@example.org"): "There is no account nobody@example.org.",
        ("user", "delete", "nobody@example.org"): "There is no account nobody@example.org.",
        ("key", "create", "ada@example.org", "x", "--scope", "everything"): "There is no scope everything; there are account,",
        ("key", "revoke", "eve@example.org", "1"): "There is no such key.",
        ("key", "list", "nobody@example.org"): "There is no account nobody@example.org.",
    }
    for words, sentence in refused.items():
        done = run(*words)
        assert (done.exit_code, sentence in " ".join(done.stderr.replace("│", "").split())) == (1, True), done.output
    assert len(json.loads(run("key", "list", "--json").stdout)) == 1


def test_tables_of_another_release_are_told(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without tables there is nothing to list, and the sentence says what makes them."""
    monkeypatch.setenv("DATABASE_URL", empty_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for words in (["user", "list"], ["key", "list"]):
        done = CliRunner().invoke(main, words)
        assert (done.exit_code, "inventory-api db upgrade" in done.stderr) == (1, True)


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    """Control characters are shown as what they are: not text."""
    assert cell("a\x1b[2Jb\nc") == "a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}c"
    assert table(["id", "name"], [["1", "x"], ["20", "y"]]) == "id  name\n1   x\n20  y"


def test_statistics_follow_what_was_changed_by_hand_once_items_are_counted_anew(
    run: Run, signed_in: SignedIn, database: Database
) -> None:
    """A row that is deleted behind the service's back is still counted; `db recount` puts that right."""
    for title in ("Lamp", "Chair"):
        assert signed_in.client.post("/api/inventory", json={"title": title}, headers=signed_in.headers).status_code == 201
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM items WHERE title = 'Lamp'")

    def items() -> int:
        return int(signed_in.client.get("/api/stats", headers=signed_in.headers).json()["items"])

    assert items() == 2
    assert run("db", "recount").exit_code == 0
    assert items() == 1
