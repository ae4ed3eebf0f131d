"""Backups: made while others write, checked, restored and compared, on each database."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from sqlalchemy import delete, insert, select, text

from inventory_api.app import create_app
from inventory_api.auth.models import Account
from inventory_api.auth.service import add_account
from inventory_api.backups import postgresql
from inventory_api.backups.service import back_up, kind, restore
from inventory_api.database import Base, Database
from inventory_api.errors import Conflict, Problem, Unavailable
from inventory_api.listings.ingest import ingest
from inventory_api.listings.models import ListingRow
from inventory_api.migrations import check, downgrade, migrate
from inventory_api.scraping import worker
from inventory_api.scraping.models import Job
from inventory_api.scraping.queries import insert_job
from inventory_api.scraping.schemas import Progress
from inventory_api.settings import Settings
from inventory_api.webhooks.models import Webhook
from inventory_api.webhooks.sealing import Sealer, count_other_keys
from inventory_api.webhooks.signing import new_secret
from inventory_core import Listing

from .conftest import PASSWORD, _new
from .scraping.conftest import Site, scraper
from .scraping.conftest import site as site  # noqa: PLC0414 - a fixture
from .test_cli import environment, run, serving
from .waiting import until

WRITERS, BATCH = 4, 5
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tools(database: Database) -> None:
    if not database.is_sqlite and not shutil.which("pg_dump"):
        pytest.skip("there is no pg_dump")


@pytest.fixture
def other(database: Database, tmp_path: Path) -> Iterator[Database]:
    """Another database of the same kind, without tables."""
    folder = tmp_path / "other"
    folder.mkdir()
    with _new("sqlite" if database.is_sqlite else "postgresql", folder) as url:
        opened = Database(Settings(database_url=url).database)
        yield opened
        opened.close()


def contents(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables, and the words of the search."""
    with database.reading() as connection:
        found = {name: sorted(map(repr, connection.execute(select(table)))) for name, table in Base.metadata.tables.items()}
        words = "SELECT rowid FROM item_search" if database.is_sqlite else "SELECT item_id, words FROM item_search"
        found["item_search"] = sorted(map(repr, connection.execute(text(words))))
        found["alembic_version"] = list(map(repr, connection.execute(text("SELECT * FROM alembic_version"))))
    return found


def lamps(writer: int, batch: int) -> list[Listing]:
    """The listings of one transaction."""
    made = ({"source": f"writer-{writer}", "listing_id": f"{batch}-{number}", "title": "Lamp"} for number in range(BATCH))
    return [Listing.model_validate(one) for one in made]


@dataclass
class Writing:
    """What each writer has begun and was told to be kept, counted in transactions."""

    begun: list[int] = field(default_factory=lambda: [0] * WRITERS)
    kept: list[int] = field(default_factory=lambda: [0] * WRITERS)
    stop: threading.Event = field(default_factory=threading.Event)
    moved: threading.Condition = field(default_factory=threading.Condition)

    def write(self, database: Database, workspace: int, writer: int) -> None:
        """Transaction after transaction until told to stop."""
        while not self.stop.is_set():
            self.begun[writer] += 1
            with database.writing() as connection:
                ingest(connection, workspace, lamps(writer, self.begun[writer]), NOW)
            with self.moved:
                self.kept[writer] = self.begun[writer]
                self.moved.notify_all()

    def wait(self, more: int) -> None:
        """Until each writer has kept so many more."""
        wanted = [kept + more for kept in self.kept]
        with self.moved:
            assert self.moved.wait_for(lambda: all(a >= b for a, b in zip(self.kept, wanted, strict=True)), timeout=60)


@contextmanager
def four_writers(database: Database, new_workspace: Callable[[], int]) -> Iterator[Writing]:
    """Four threads that write, each in a workspace of its own."""
    writing = Writing()
    threads = [
        threading.Thread(target=writing.write, args=(database, new_workspace(), writer), daemon=True) for writer in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    try:
        writing.wait(2)
        yield writing
    finally:
        writing.stop.set()
        for thread in threads:
            thread.join(60)


def rows(database: Database, writer: int) -> dict[str, Any]:
    """The rows of a writer's listings, by their id on the site."""
    found = select(ListingRow.__table__).where(ListingRow.source == f"writer-{writer}")
    with database.reading() as connection:
        return {row.listing_id: tuple(row) for row in connection.execute(found)}


def test_a_backup_while_four_write_is_one_moment(
    database: Database, other: Database, new_workspace: Callable[[], int], tmp_path: Path
) -> None:
    """Restored it has every transaction that ended before it, none that began after it, none in part, and the same rows."""
    with four_writers(database, new_workspace) as writing:
        before = list(writing.kept)
        back_up(database, tmp_path / "backup")
        after = list(writing.begun)
        writing.wait(2)
    restore(other, tmp_path / "backup")
    assert check(other) == []
    for writer in range(WRITERS):
        restored, source = rows(other, writer), rows(database, writer)
        batches = len(restored) // BATCH
        assert restored.keys() == {f"{batch + 1}-{number}" for batch in range(batches) for number in range(BATCH)}
        assert before[writer] <= batches <= after[writer]
        assert restored == {name: source[name] for name in restored}
    with other.writing() as connection:
        ingest(connection, 1, lamps(9, 1), NOW)


def test_what_is_restored_is_what_was_there(database: Database, other: Database, workspace: int, tmp_path: Path) -> None:
    """Row by row, in every table, and the words of the search; twice the same."""
    add_account(database, "ada@example.org", PASSWORD)
    with database.writing() as connection:
        ingest(connection, workspace, lamps(1, 1), NOW)
    kept = contents(database)
    back_up(database, tmp_path / "backup")
    done = restore(other, tmp_path / "backup")
    assert (done.accounts, contents(other)) == (1, kept)
    with other.writing() as connection:
        connection.execute(delete(Account))
    restore(other, tmp_path / "backup", replace=True)
    assert contents(other) == kept


def test_a_backup_is_for_its_owner_and_takes_no_files_place(database: Database, tmp_path: Path) -> None:
    """Nobody else can read it; a file that is there stays unless it is to be replaced; nothing is left beside it."""
    file = tmp_path / "backups" / "today"
    file.parent.mkdir()
    back_up(database, file)
    assert S_IMODE(file.stat().st_mode) == 0o600
    first = file.stat().st_ino
    with pytest.raises(Conflict, match="exists already"):
        back_up(database, file)
    back_up(database, file, replace=True)
    assert file.stat().st_ino != first
    assert list(file.parent.iterdir()) == [file]


def test_a_backup_that_fails_leaves_nothing(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a file of its name nor a part of one, and an older backup of the name stays as it was."""
    file = tmp_path / "backups" / "today"
    with pytest.raises(Unavailable, match="cannot be written: No such file"):
        back_up(database, file)
    file.parent.mkdir()
    file.write_bytes(b"an older one")

    def damaged(_file: Path) -> str:
        raise Conflict("no_backup", "It is damaged.")

    monkeypatch.setattr(kind(database), "check", damaged)
    with pytest.raises(Conflict):
        back_up(database, file, replace=True)
    assert [one.read_bytes() for one in file.parent.iterdir()] == [b"an older one"]


def spoiled(file: Path, how: str) -> Path:
    """A backup that is none any more."""
    whole, made = file.read_bytes(), file.with_name(how)
    made.write_bytes(
        {
            "cut": whole[: len(whole) // 2],
            "empty": b"",
            "text": b"not a backup\n" * 99,
            "flipped": bytes(255 - one for one in whole),
        }[how]
    )
    return made


@pytest.mark.parametrize("how", ["cut", "empty", "text", "flipped", "missing"])
def test_what_is_no_backup_is_refused(database: Database, tmp_path: Path, how: str) -> None:
    """A file that is cut, empty, something else, spoiled or missing is told, and the database stays as it was."""
    add_account(database, "ada@example.org", PASSWORD)
    back_up(database, tmp_path / "backup")
    kept = contents(database)
    with pytest.raises(Conflict, match=r"no backup of this service|There is no file"):
        restore(database, tmp_path / "missing" if how == "missing" else spoiled(tmp_path / "backup", how), replace=True)
    assert contents(database) == kept


def test_a_database_without_tables_has_nothing_to_back_up(other: Database, tmp_path: Path) -> None:
    """The message says so, and names no file of the moment as damaged; nothing is left behind."""
    with other.writing() as connection:
        connection.execute(text("CREATE TABLE somebody_elses (id integer)"))
    with pytest.raises(Conflict, match="nothing to back up: the database has no tables yet"):
        back_up(other, tmp_path / "backup")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


def test_a_backup_of_a_newer_release_is_refused(other: Database, tmp_path: Path) -> None:
    """The release that runs would not know its tables."""
    migrate(other)
    with other.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(other, tmp_path / "newer")
    with pytest.raises(Conflict, match="newer release"):
        restore(other, tmp_path / "newer", replace=True)


def test_a_backup_of_an_older_release_is_brought_up_to_date(other: Database, tmp_path: Path) -> None:
    """Its tables are those of then, and the next start makes them those of now."""
    migrate(other, "0001")
    add_account(other, "ada@example.org", PASSWORD)
    back_up(other, tmp_path / "backup")
    downgrade(other)
    done = restore(other, tmp_path / "backup")
    assert (done.revision, done.accounts) == ("0001", 1)
    migrate(other)
    assert check(other) == []
    assert len(contents(other)["accounts"]) == 1


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_tables_of_another_release_are_not_overwritten(other: Database, tmp_path: Path) -> None:
    """PostgreSQL's dump would leave what only the newer tables have: the message says what to do first."""
    migrate(other, "0001")
    back_up(other, tmp_path / "backup")
    migrate(other)
    with pytest.raises(Conflict, match="inventory-api db downgrade 0001"):
        restore(other, tmp_path / "backup", replace=True)
    downgrade(other, "0001")
    restore(other, tmp_path / "backup", replace=True)


def test_a_database_with_accounts_is_replaced_only_when_told(database: Database, tmp_path: Path) -> None:
    """Without --replace nothing is lost."""
    back_up(database, tmp_path / "backup")
    add_account(database, "ada@example.org", PASSWORD)
    kept = contents(database)
    with pytest.raises(Conflict, match=r"has accounts already \(1\)"):
        restore(database, tmp_path / "backup")
    assert contents(database) == kept
    assert restore(database, tmp_path / "backup", replace=True).accounts == 0


def test_a_database_in_use_is_not_touched(database: Database, settings: Settings, tmp_path: Path) -> None:
    """As long as anything has it open, even idle, a restore is refused; afterwards it is not."""
    back_up(database, tmp_path / "backup")
    service = Database(settings.database)
    with service.reading() as connection:
        connection.execute(text("SELECT 1"))
    with pytest.raises(Conflict, match="stop the service"):
        restore(database, tmp_path / "backup", replace=True)
    service.close()
    restore(database, tmp_path / "backup", replace=True)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_one_that_is_just_leaving_is_waited_for(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that is still shown, and then gone, is no reason to refuse: pg_dump leaves one after a backup."""
    back_up(database, tmp_path / "backup")
    leaving = Database(settings.database)
    with leaving.reading() as connection:
        connection.execute(text("SELECT 1"))
    looks, wait = [], postgresql._wait

    def leave(connection: Any) -> None:
        looks.append(1)
        leaving.close()
        wait(connection)

    monkeypatch.setattr(postgresql, "_wait", leave)
    restore(database, tmp_path / "backup", replace=True)
    assert looks


def test_the_queue_of_the_jobs_is_made_anew(database: Database, tmp_path: Path) -> None:
    """What waits in the queue is of other jobs than the restored ones, so it goes with what is replaced."""
    back_up(database, tmp_path / "backup")
    if database.is_sqlite:
        queue = Path(f"{database.engine.url.database}-queue")
        queue.write_bytes(b"")
    else:
        with database.writing() as connection:
            connection.execute(text("CREATE SCHEMA dbos"))
    restore(database, tmp_path / "backup", replace=True)
    if database.is_sqlite:
        assert not queue.exists()
    else:
        with database.reading() as connection:
            assert connection.execute(text("SELECT to_regnamespace('dbos')")).scalar() is None


def test_jobs_go_on_after_a_restore(
    database: Database, settings: Settings, workspace: int, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waited in the queue of then, and what ran: a new worker does both, though the queue is not in the backup."""
    monkeypatch.setattr(worker, "COMPARE_SECONDS", 0.5)
    site.install("lamps", scraper("lamps"))
    page = {"target": {"kind": "html", "url": "https://lamps.example/item/1"}, "body": b"Desk lamp|12.50", "scraper": "lamps"}
    common = {**page, "workspace_id": workspace, "limits": {}, "progress": msgspec.to_builtins(Progress()), "created_at": NOW}
    with database.writing() as connection:
        insert_job(connection, {**common, "state": "queued", "enqueued": True, "fence": 3})
        insert_job(connection, {**common, "state": "running", "enqueued": True, "runner": "ab" * 16})
    back_up(database, tmp_path / "backup")
    restore(database, tmp_path / "backup", replace=True)
    with TestClient(create_app(settings.model_copy(update={"scrapers_allow": ["lamps"], "run_jobs": True}))):
        until(lambda: _states(database) == ["done", "done"])


def _states(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(Job.state).order_by(Job.id)).scalars())


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_missing_tools_are_told(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PostgreSQL's programs the message names the one that is missing and how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match=r"pg_dump is not installed.*postgresql-client"):
        back_up(database, tmp_path / "backup")


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_the_password_is_no_argument(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of processes shows arguments to everyone: the password goes through the environment."""
    tool = tmp_path / "pg_dump"
    tool.write_text(f'#!/bin/sh\necho "$* $PGPASSWORD" > {tmp_path / "seen"}\necho "pg_dump: error: no" >&2\nexit 1\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    secret = Database("postgresql+psycopg://hub:hunter22@127.0.0.1:1/hub?connect_timeout=1")
    with pytest.raises(Problem, match="pg_dump failed: no") as failed:
        back_up(secret, tmp_path / "backup")
    arguments, _, password = (tmp_path / "seen").read_text().strip().rpartition(" ")
    assert ("hunter22" in arguments, password, "hunter22" in str(failed.value)) == (False, "hunter22", False)
    assert "postgresql://hub@127.0.0.1:1/hub?connect_timeout=1" in arguments


def add_webhook(env: dict[str, str]) -> None:
    """One in the first workspace, sealed with the key that the service made."""
    settings = Settings(data_dir=Path(env["DATA_DIR"]), database_url=env.get("DATABASE_URL", ""))
    own = {"workspace_id": 1, "url": "https://a.example", "kinds": [], "active": True, "position": 0, "failures": 0}
    values = {**own, "secret": Sealer.of(settings).seal(new_secret()), "created_at": NOW, "updated_at": NOW}
    with closing(Database(settings.database)) as database, database.writing() as connection:
        connection.execute(insert(Webhook).values(values))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_commands_back_up_a_running_service(tmp_path: Path, database: Database) -> None:
    """`db backup` beside `serve`, `db restore` refused while it runs; elsewhere the account signs in, secrets are sealed anew."""
    env, file = environment(tmp_path), str(tmp_path / "backup")
    assert run("user", "create", "ada@example.org", env=env, typed=f"{PASSWORD}\n").returncode == 0
    with serving(env=env) as (service, _):
        headers = service.sign_in("ada@example.org", PASSWORD)
        assert service.post("/api/inventory", {"title": "Lamp"}, headers).status == 201
        add_webhook(env)
        made = run("db", "backup", file, env=env)
        assert (made.returncode, "secret-key" in made.stdout) == (0, True), made.stderr
        refused = run("db", "restore", file, "--replace", env=env)
        assert (refused.returncode, "stop the service" in " ".join(refused.stderr.split())) == (1, True), refused.stderr
        assert service.post("/api/inventory", {"title": "Lamp"}, headers).status == 201
    elsewhere = environment(tmp_path / "elsewhere")
    done = run("db", "restore", file, env=elsewhere)
    assert re.search("accounts: 1; tables of revision", done.stdout), done.stderr
    assert "sealed with another SECRET_KEY" in done.stderr
    earlier = (tmp_path / "data" / "secret-key").read_text()
    with serving(env={**elsewhere, "EARLIER_SECRET_KEY": earlier}) as (service, _):
        assert service.get("/api/auth/me", headers).status == 401  # the key is not in the backup
        again = service.sign_in("ada@example.org", PASSWORD)
        assert len(service.get("/api/inventory", again).json()["items"]) == 1
    settings = Settings(data_dir=Path(elsewhere["DATA_DIR"]))
    with closing(Database(settings.database)) as restored:
        assert count_other_keys(restored, Sealer.of(settings)) == 0


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_restore_that_is_killed_changes_nothing(database: Database, workspace: int, tmp_path: Path) -> None:
    """In the middle of it, when SQLite keeps what it overwrites in a journal: everything is as it was."""
    fill(database, workspace, "new")
    back_up(database, tmp_path / "backup")
    fill(database, workspace, "old")
    kept, file = contents(database), Path(str(database.engine.url.database))
    database.close()
    killed_halfway(file, tmp_path)
    assert file.with_name(f"{file.name}-journal").stat().st_size > 0
    assert contents(database) == kept
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    restore(database, tmp_path / "backup", replace=True)
    assert contents(database) != kept


def fill(database: Database, workspace: int, source: str) -> None:
    """Some megabytes."""
    made = (
        {"source": source, "listing_id": f"{number}", "title": "Lamp", "description": "word " * 400} for number in range(2_000)
    )
    with database.writing() as connection:
        ingest(connection, workspace, [Listing.model_validate(one) for one in made], NOW)


def killed_halfway(file: Path, folder: Path) -> None:
    """Begin a restore that the system kills at its first write beyond the middle of the file."""
    dies = (
        "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_DFL);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({file.stat().st_size // 2},) * 2);"
        "runpy.run_module('inventory_api', run_name='__main__', alter_sys=True)"
    )
    command = [sys.executable, "-c", dies, "db", "restore", str(folder / "backup"), "--replace"]
    done = subprocess.run(command, check=False, env=environment(folder, DATABASE_URL=f"sqlite:///{file}"), capture_output=True)
    assert done.returncode == -signal.SIGXFSZ, done.stderr


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_backup_is_one_plain_file(database: Database, tmp_path: Path) -> None:
    """Any SQLite opens it where it lies, without files beside it."""
    back_up(database, tmp_path / "copies.sqlite3")
    connection = sqlite3.connect(tmp_path / "copies.sqlite3")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
    assert [file.name for file in tmp_path.glob("copies*")] == ["copies.sqlite3"]
