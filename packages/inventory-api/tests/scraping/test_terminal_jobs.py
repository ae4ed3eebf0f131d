"""Jobs at the terminal: those of all accounts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inventory_api.cli import main
from inventory_api.database import Database
from inventory_api.scraping.queries import insert_job
from inventory_api.settings import Settings

from ..conftest import SignedIn

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Run = Callable[..., Result]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A service that leaves its jobs as they are."""
    return settings.model_copy(update={"run_jobs": False})


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command `jobs` on that database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, ["jobs", *words])


def add(database: Database, who: SignedIn, **columns: Any) -> int:
    """A job that is there, of an account."""
    mine = {"workspace_id": who.workspace_id, "account_id": who.account_id, "created_at": NOW}
    done = {"state": "done", "target": {"kind": "url", "url": "https://acme.example/"}, "scraper": "acme", "limits": {}}
    with database.writing() as connection:
        return insert_job(connection, {**mine, **done, "progress": {"pages": 3, "listings": 7}, **columns})


def test_jobs_of_all_accounts_are_listed(run: Run, database: Database, signed_in: SignedIn, someone_else: SignedIn) -> None:
    """The latest first, with whose they are; by state, by account, and no more than were asked for."""
    first = add(database, signed_in)
    search = {"kind": "search", "search": {"scraper": "acme", "text": "desk lamp"}}
    second = add(database, someone_else, state="failed", target=search, error_code="blocked", finished_at=NOW)
    listed = json.loads(run("list", "--json").stdout)
    assert [(job["id"], job["account"], job["what"]) for job in listed] == [
        (second, "eve@example.org", "desk lamp"),
        (first, "ada@example.org", "https://acme.example/"),
    ]
    for words, ids in (
        (["--state", "failed"], [second]),
        (["--account", "Ada@example.org"], [first]),
        (["--limit", "1"], [second]),
    ):
        assert [job["id"] for job in json.loads(run("list", "--json", *words).stdout)] == ids
    assert run("list").stdout.splitlines()[1].split()[:5] == [str(second), "eve@example.org", "failed", "-", "blocked"]


def test_a_job_is_shown_in_full(run: Run, database: Database, signed_in: SignedIn) -> None:
    """With its report and why it failed; what came from a page cannot steer the terminal."""
    coverage = {"acme item": {"title": {"given": 2, "total": 3}, "brand": {"given": 0, "total": 3}}}
    errors = [{"code": "blocked", "message": "a \x1b[2J challenge", "field": None}]
    report = {"outcomes": {"blocked": 1}, "coverage": coverage, "errors": errors}
    failed = {"state": "failed", "error_code": "blocked", "error_message": "Not\x1b[2J let in.", "report": report}
    job_id = add(database, signed_in, **failed)
    shown = json.loads(run("show", str(job_id), "--json").stdout)
    assert (shown["message"], shown["report"], shown["progress"]["pages"]) == ("Not\x1b[2J let in.", report, 3)
    written = run("show", str(job_id)).stdout
    assert "\x1b" not in written
    _, told = written.split("\nreport:\n")  # in whichever order the database keeps its parts
    assert "  outcomes:\n    blocked: 1\n" in told
    assert "  coverage:\n    acme item:\n      title: 2 of 3\n" in told
    assert "  errors:\n    code: blocked\n    message: a \N{REPLACEMENT CHARACTER}[2J challenge\n" in told
    assert "\nschedule ids: -\n" in written
    assert ("brand" in written, "field" in written) == (False, False)


def test_a_job_of_a_deleted_account_is_listed(run: Run, database: Database, signed_in: SignedIn) -> None:
    """Nobody's any more, and still there."""
    add(database, signed_in, account_id=None)
    assert [job["account"] for job in json.loads(run("list", "--json").stdout)] == [None]


@pytest.mark.parametrize(
    ("state", "said", "after"),
    [
        ("queued", "Job {} has ended: cancelled.", ("cancelled", True)),
        ("running", "Job {} is asked to end", ("running", True)),
        ("done", "Job {} has ended: done.", ("done", False)),
    ],
)
def test_a_job_is_cancelled(
    state: str, said: str, after: tuple[str, bool], run: Run, database: Database, signed_in: SignedIn
) -> None:
    """One that waits ends at once, one that runs is asked to, one that has ended stays as it is."""
    job_id = add(database, signed_in, state=state)
    assert said.format(job_id) in run("cancel", str(job_id)).stdout
    shown = json.loads(run("show", str(job_id), "--json").stdout)
    assert (shown["state"], shown["cancel_requested"]) == after


def test_a_job_is_tried_again(run: Run, database: Database, signed_in: SignedIn) -> None:
    """A new one for the same account waits; asked for twice it is one; the old one stays as it is."""
    old = add(database, signed_in, state="failed", limits={"pages": 5}, dedupe_key="k", error_code="blocked")
    for _ in range(2):
        assert f"Job {old + 1} waits" in run("retry", str(old)).stdout
    new, before = (json.loads(run("show", str(job_id), "--json").stdout) for job_id in (old + 1, old))
    shown = [new[name] for name in ("state", "account", "limits", "pages", "error")]
    assert shown == ["queued", "ada@example.org", {"pages": 5}, 0, None]
    assert (before["state"], before["error"]) == ("failed", "blocked")
    assert len(json.loads(run("list", "--json").stdout)) == 2


@pytest.mark.parametrize(
    ("columns", "said"),
    [({"state": "running"}, "has not ended"), ({"target": {"kind": "html"}}, "Post it again")],
)
def test_what_cannot_be_tried_again_is_told(
    columns: dict[str, Any], said: str, run: Run, database: Database, signed_in: SignedIn
) -> None:
    """A job that goes on, and one whose page is gone."""
    done = run("retry", str(add(database, signed_in, **columns)))
    assert (done.exit_code, said in " ".join(done.stderr.replace("│", "").split())) == (1, True)


@pytest.mark.parametrize("command", ["show", "cancel", "retry"])
def test_a_job_that_is_not_there_is_told(command: str, run: Run, database: Database) -> None:
    """Exit code 1 and a sentence."""
    done = run(command, "7")
    assert (done.exit_code, "There is no job 7." in done.stderr) == (1, True)


def test_jobs_of_nobody_are_not_listed(run: Run, database: Database) -> None:
    """A mistyped account is told, and does not look like one without jobs."""
    done = run("list", "--account", "ad@example.org")
    assert (done.exit_code, "There is no account ad@example.org." in done.stderr) == (1, True)


@pytest.mark.parametrize("command", ["show", "cancel", "retry"])
@pytest.mark.parametrize("number", ["0", "9223372036854775808", "99887766554433221100"])
def test_a_number_that_no_job_has_is_not_asked_for(run: Run, database: Database, command: str, number: str) -> None:
    """One that the database cannot even count to is said to be wrong, and not that the database does not answer."""
    done = run(command, number)
    assert (done.exit_code, f"{number} is not in the range" in done.stderr) == (2, True)
