"""The doctor: each fault is made, found by its name, and told without secrets; without a fault nothing is found."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from sqlalchemy import insert, make_url, text

from inventory_api import telemetry
from inventory_api.auth.models import Account, Workspace
from inventory_api.cli import main
from inventory_api.database import Database
from inventory_api.doctor import configured, exposed, storage, tables
from inventory_api.doctor.findings import EXIT_CODES
from inventory_api.errors import Conflict
from inventory_api.events.models import EventHead
from inventory_api.schedules.models import Schedule
from inventory_api.scrapers.service import Plugins
from inventory_api.scraping import holding
from inventory_api.scraping.lease import take_lease
from inventory_api.scraping.queries import insert_job
from inventory_api.settings import Settings
from inventory_api.settings_sources import CONFIG, secrets
from inventory_api.webhooks.models import Webhook
from inventory_api.webhooks.sealing import Sealer
from inventory_core import NoDeliverer, Registry

from .scraping.conftest import FETCHERS, Site, scraper
from .scraping.conftest import site as site  # noqa: PLC0414 - a fixture

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HIDDEN = "5f0c1d2e3b4a59687786a5b4c3d2e1f05f0c1d2e3b4a59687786a5b4c3d2e1f0"
FETCHER = """
class Plugin:
    name, renders = "table", False
    def fetch(self, request, context): ...
    def deliver(self, url, body, headers, context): ...
    def check_receiver(self, url): ...
    def close(self): ...
"""


@dataclass
class Patient:
    """A service to be looked at, and how it is made ill."""

    set: Callable[[str, str], None]
    patch: Callable[..., None]
    site: Site
    folder: Path
    database: str

    def examine(self) -> tuple[dict[str, str], int, str]:
        """The level of each finding by its code, the exit code, and all that was printed."""
        done = CliRunner().invoke(main, ["doctor", "--json"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        report = json.loads(done.stdout)
        plain = CliRunner().invoke(main, ["doctor"])
        assert plain.exit_code == done.exit_code
        return {one["code"]: one["level"] for one in report["findings"]}, done.exit_code, done.output + plain.output


@pytest.fixture
def patient(database_url: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Patient:
    """A healthy service for this machine alone."""
    names = [*Settings.model_fields, *(f"{name}_file" for name in secrets(Settings)), CONFIG]
    for name in [name for name in os.environ if name.lower() in names or configured.closest(name, names) or "INVENTORY_" in name]:
        monkeypatch.delenv(name)
    site.install("lamps", scraper("lamps"))
    site.install("table", FETCHER, group=FETCHERS)
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    given = {"DATABASE_URL": database_url, "DATA_DIR": str(folder), "SECRET_KEY": HIDDEN}
    for name, value in {**given, "SCRAPERS_ALLOW": "lamps", "FETCHER": "table"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10 * storage.LOW))
    return Patient(monkeypatch.setenv, monkeypatch.setattr, site, folder, database_url)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody on this machine may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "probe").touch(0o644)
        if not exposed.is_open(folder / "probe"):
            pytest.skip("the folder for temporary files is private here")
        yield folder


def full(free: int) -> Callable[[Patient], None]:
    """A disk with so many bytes left."""
    return lambda ill: ill.patch(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def not_writable(ill: Patient) -> None:
    """A folder in which nothing can be made."""

    def refuse(dir: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(dir))

    ill.patch(tempfile, "TemporaryFile", refuse)


def a_file_for_a_folder(ill: Patient) -> None:
    """DATA_DIR names what is a file."""
    (ill.folder / "taken").touch()
    ill.set("DATA_DIR", str(ill.folder / "taken"))


def weak_kept_key(ill: Patient) -> None:
    """A key in the folder that somebody wrote by hand."""
    ill.patch(os, "environ", {name: value for name, value in os.environ.items() if name != "SECRET_KEY"})
    (ill.folder / "secret-key").write_text("changeme")


def revision(number: str) -> Callable[[Patient], None]:
    """Tables that say they are of that revision."""
    return lambda ill: ill.patch(MigrationContext, "get_current_revision", lambda _: number)


def clock(seconds: float) -> Callable[[Patient], None]:
    """A machine whose clock is wrong."""

    def now(_zone: Any) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=seconds)

    return lambda ill: ill.patch(tables, "datetime", SimpleNamespace(now=now))


def webhook_of_another_key(ill: Patient) -> None:
    """A database that was restored to a machine with another key."""
    sealed = Sealer("another key of thirty-two letters").seal("whsec_QWRh")
    now = datetime.now(UTC)
    own = {"url": "https://a.example", "kinds": [], "active": True, "position": 0, "failures": 0}
    with closing(Database(Settings(database_url=ill.database).database)) as database, database.writing() as connection:
        made = connection.execute(insert(Workspace).values(name="w", created_at=now)).inserted_primary_key
        values = {**own, "secret": sealed, "workspace_id": made[0], "created_at": now, "updated_at": now}
        connection.execute(insert(Webhook).values(values))


def no_fetcher(ill: Patient) -> None:
    """Only fetchers that run scripts."""

    def none(_: Plugins) -> str:
        raise Conflict("no_fetcher", "No fetcher is installed that works.")

    ill.set("FETCHER", "")
    ill.patch(Plugins, "fetcher_name", none)


def no_deliverer(ill: Patient) -> None:
    """Fetchers that bring no messages."""

    def none(_: Registry) -> None:
        raise NoDeliverer("no installed fetcher can deliver messages")

    ill.set("FETCHER", "")
    ill.patch(Registry, "deliverer", none)


def network(ill: Patient) -> None:
    """The folder on a file system of another machine, its name with a blank."""
    folder = "/nowhere/on a share"
    mounts = ill.folder / "mountinfo"
    mounts.write_text(
        f"22 1 8:1 / / rw - ext4 /dev/x rw\n23 22 0:1 / {folder.replace(' ', chr(92) + '040')} rw shared:1 - nfs4 s:/x rw\n"
    )
    ill.patch(storage, "MOUNTS", mounts)
    ill.set("DATABASE_URL", f"sqlite:///{folder}/inventory.sqlite3")


FAULTS: dict[str, Callable[[Patient], None]] = {
    "problem settings": lambda ill: ill.set("REQUESTS_PER_MINUTE", "many"),
    "problem settings (file)": lambda ill: ill.set(CONFIG, "/nowhere/inventory.toml"),
    "problem settings (secret)": lambda ill: ill.set("SECRET_KEY_FILE", "/nowhere/key"),
    "problem settings (JSON)": lambda ill: ill.set("SCRAPERS_PREFER", "acme"),
    "problem extra_missing": lambda ill: (ill.patch(telemetry, "_is_there", lambda _: False), ill.set("SENTRY_DSN", HIDDEN)),
    "problem weak_key": lambda ill: ill.set("SECRET_KEY", "changeme" * 8),
    "problem weak_key (kept)": weak_kept_key,
    "problem folder_not_writable": not_writable,
    "problem folder_not_writable (file)": a_file_for_a_folder,
    "problem disk_full": full(storage.FULL - 1),
    "warning disk_low": full(storage.LOW - 1),
    "problem settings (driver)": lambda ill: ill.set("DATABASE_URL", f"mysql://hub:{HIDDEN}@db.example/hub"),
    "problem settings (address)": lambda ill: ill.set("DATABASE_URL", f"postgresql://hub:{HIDDEN}@db.example:port/hub"),
    "problem database_unreachable": lambda ill: ill.set("DATABASE_URL", f"postgresql://hub:{HIDDEN}@127.0.0.1:1/hub"),
    "problem newer_tables": revision("9999"),
    "warning older_tables": revision("0001"),
    "note no_database_yet": lambda ill: ill.set("DATABASE_URL", f"sqlite:///{ill.folder}/new.sqlite3"),
    "warning network_file_system": network,
    "warning other_secret_key": webhook_of_another_key,
    "warning plugin_failed": lambda ill: ill.site.install("lamps", "raise RuntimeError('no bulb')"),
    "note no_scraper": lambda ill: ill.set("SCRAPERS_ALLOW", "none"),
    "problem fetcher_failed": lambda ill: ill.set("FETCHER", "gone"),
    "problem fetcher_failed (without scrapers)": lambda ill: (ill.set("FETCHER", "gone"), ill.set("SCRAPERS_ALLOW", "none")),
    "problem fetcher_failed (import)": lambda ill: ill.site.install("table", "raise RuntimeError('no key')", group=FETCHERS),
    "warning no_fetcher": no_fetcher,
    "note no_deliverer": no_deliverer,
    "note no_contact": lambda ill: (
        ill.set("FETCHER", "polite"),
        ill.site.install("polite", FETCHER.replace("table", "polite"), group=FETCHERS, dist="inventory_scrapers"),
    ),
    "warning any_host": lambda ill: ill.set("ALLOWED_HOSTS", "*"),
    "warning registration_open": lambda ill: ill.set("ALLOWED_HOSTS", "hub.example.org"),
    "warning no_https": lambda ill: ill.set("PUBLIC_URL", "http://hub.example.org"),
    "warning trusts_everyone": lambda ill: ill.set("TRUSTED_PROXIES", "10.0.0.1,0.0.0.0/0"),
    "warning trusts_everyone (6)": lambda ill: ill.set("TRUSTED_PROXIES", "::/0"),
    "warning metrics_open": lambda ill: ill.set("METRICS_CLIENTS", "0.0.0.0/0"),
    "warning any_origin": lambda ill: ill.set("CORS_ORIGINS", "*"),
    "note unknown_variable": lambda ill: ill.set("ALLOWED_HOST", HIDDEN),
    "note unknown_variable (file)": lambda ill: ill.set("DATABSE_URL_FILE", HIDDEN),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str, patient: Patient) -> None:
    """By its code and level; the exit code is that of the worst finding; no secret is printed."""
    level, code = fault.split()[:2]
    FAULTS[fault](patient)
    found, exit_code, printed = patient.examine()
    assert found.get(code) == level
    assert exit_code == max(EXIT_CODES[one] for one in found.values())  # type: ignore[index]
    assert exit_code >= EXIT_CODES[level]  # type: ignore[index]
    assert HIDDEN not in printed


@pytest.mark.parametrize(
    ("schema", "mend"),
    [
        ("DROP SCHEMA IF EXISTS dbos CASCADE", "CREATE SCHEMA dbos AUTHORIZATION pg_monitor"),
        ("CREATE SCHEMA IF NOT EXISTS dbos", "GRANT ALL ON SCHEMA dbos TO pg_monitor"),
    ],
)
def test_a_user_without_rights_is_told_how_to_get_them(patient: Patient, schema: str, mend: str) -> None:
    """On PostgreSQL, where somebody else made the database or the queue: no job would run, and only the log would say so."""
    if patient.database.startswith("sqlite"):
        pytest.skip("SQLite has no users")
    with closing(Database(patient.database)) as opened, opened.writing() as connection:
        connection.execute(text(schema))
    poor = make_url(patient.database).update_query_dict({"options": "-c role=pg_monitor -c search_path=pg_catalog"})
    patient.set("DATABASE_URL", poor.render_as_string(hide_password=False))
    found, exit_code, printed = patient.examine()
    assert (found.get("rights_missing"), exit_code) == ("problem", 2), printed
    assert "GRANT CREATE ON SCHEMA pg_catalog TO pg_monitor" in printed
    assert mend in printed


def test_settings_that_cannot_be_used_are_not_called_defaults(patient: Patient) -> None:
    """Nothing is said of what was not looked at, and the setting is named by its variable."""
    patient.set("SCRAPERS_PREFER", "acme")
    _, _, printed = patient.examine()
    assert "All settings are at their defaults" not in printed
    assert "SCRAPERS_PREFER: this is no object of JSON" in printed


def test_scrapers_that_the_settings_leave_out_are_not_called_missing(patient: Patient) -> None:
    """Where some are installed, the setting that keeps them all from being loaded is named."""
    patient.set("SCRAPERS_ALLOW", "none")
    _, _, printed = patient.examine()
    assert "of which SCRAPERS_ALLOW leaves none" in printed
    assert "pip install" not in printed


def test_a_healthy_service_has_no_findings(patient: Patient) -> None:
    """Nothing is found, the exit code is 0, and what was set is listed with its source and without secrets."""
    for name in ("HOSTNAME", "LOGNAME", "DATABASE", "SECRET", "PUBLIC_KEY", "HOSTS", "FETCH", "DATA", "LOG_FILE", "PAGER"):
        patient.set(name, "of another program")
    found, exit_code, printed = patient.examine()
    assert (found, exit_code, HIDDEN in printed) == ({}, 0, False)
    report = json.loads(CliRunner().invoke(main, ["doctor", "--json"]).stdout)
    given = {one["name"]: (one["value"], one["source"]) for one in report["settings"]}
    assert given["secret_key"] == ("***", "environment")
    assert given["data_dir"] == (str(patient.folder), "environment")
    assert given.keys() == {"data_dir", "database_url", "fetcher", "scrapers_allow", "secret_key"}


def test_a_fetcher_that_does_not_start_is_named_with_its_cause(patient: Patient) -> None:
    """One that imports and cannot be made fails each job: its name, the cause and what to do are said, and the exit code is 2."""
    patient.site.install("table", f"{FETCHER}    def __init__(self): raise OSError('no such proxy')\n", group=FETCHERS)
    found, exit_code, printed = patient.examine()
    assert (found, exit_code) == ({"fetcher_failed": "problem"}, 2)
    said = ("FETCHER names 'table'", "no such proxy", "leave FETCHER out")
    assert [words for words in said if words not in printed] == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("INVENTORY_CONTAKT", "no setting; was INVENTORY_CONTACT meant?"),
        ("INVENTORY_CHROME", "no setting; was INVENTORY_CHROMIUM meant?"),
        ("INVENTORY_API_CONFIGS", "no setting; was INVENTORY_API_CONFIG meant?"),
        ("INVENTORY_DATA_DIR", "no setting; was DATA_DIR meant?"),
        ("INVENTORY_API_LOG_LEVEL", "no setting; was LOG_LEVEL meant?"),
        ("INVENTORY_QUUX", "no setting that Inventory Hub knows."),
    ],
)
def test_a_mistyped_variable_of_the_project_is_named_with_what_was_meant(patient: Patient, name: str, said: str) -> None:
    """Of INVENTORY_ each variable that nothing reads is named, without its value; those that are read are not."""
    for right in configured.READ_BY_FETCHERS:
        patient.set(right, "x")
    patient.set(name, HIDDEN)
    found, exit_code, printed = patient.examine()
    assert (found, exit_code, HIDDEN in printed) == ({"unknown_variable": "note"}, 0, False)
    assert f"{name} is set and is {said}" in printed


def test_a_service_for_others_that_is_safe_has_no_findings(patient: Patient) -> None:
    """With its own name, a named proxy, https and closed registration there is nothing to warn of."""
    safe = {
        "PUBLIC_URL": "https://hub.example.org",
        "TRUSTED_PROXIES": "127.0.0.1",
        "REQUIRE_HTTPS": "true",
        "REGISTRATION": "no",
    }
    for name, value in safe.items():
        patient.set(name, value)
    assert patient.examine()[:2] == ({}, 0)
    patient.set("REQUIRE_HTTPS", "false")  # the proxy may send http on by itself
    assert patient.examine()[:2] == ({}, 0)


def test_looking_makes_nothing(patient: Patient) -> None:
    """Neither a database nor a key nor a folder comes of asking."""
    new = patient.folder / "new"
    patient.set("DATA_DIR", str(new))
    patient.set("DATABASE_URL", f"sqlite:///{new}/inventory.sqlite3")
    assert patient.examine()[:2] == ({"no_database_yet": "note"}, 0)
    assert list(patient.folder.iterdir()) == []


def test_an_empty_database_is_no_fault(patient: Patient, empty_url: str) -> None:
    """The first start makes its tables."""
    url = f"sqlite:///{patient.folder}/empty.sqlite3" if empty_url.startswith("sqlite") else empty_url
    with closing(Database(Settings(database_url=url).database)) as database, database.reading():
        pass
    patient.set("DATABASE_URL", url)
    assert patient.examine()[:2] == ({"no_tables_yet": "note"}, 0)


def add_job(patient: Patient, state: str, runner: str | None = None) -> None:
    """A job, and the worker that has it."""
    columns = {"account_id": None, "target": {"kind": "url"}, "scraper": "lamps", "limits": {}, "progress": {}, "runner": runner}
    with closing(Database(Settings(database_url=patient.database).database)) as database, database.writing() as connection:
        now = datetime.now(UTC)
        made = connection.execute(insert(Workspace).values(name="w", created_at=now)).inserted_primary_key
        insert_job(connection, {**columns, "workspace_id": made[0], "state": state, "created_at": now})


def test_jobs_that_nobody_runs_are_found(patient: Patient) -> None:
    """One that waits and one whose worker is dead, and nobody alive to take them."""
    for state, runner in (("queued", None), ("running", "ab" * 16)):
        add_job(patient, state, runner)
        assert patient.examine()[:2] == ({"no_worker": "warning"}, 1)


DUE: dict[str, Callable[[dict[str, Any]], list[Any]]] = {
    "schedules": lambda own: [
        insert(Account).values(id=1, email="a@example.org", password_hash="", is_admin=False, created_at=NOW),
        insert(Schedule).values(
            account_id=1, name="s", request={}, target={}, scraper="lamps", time_zone="UTC", next_run_at=NOW, failures=0, **own
        ),
    ],
    "webhooks": lambda own: [
        insert(EventHead).values(workspace_id=1, last=1, forgotten=0),
        insert(Webhook).values(url="https://a.example/", kinds=[], active=True, secret="", position=0, failures=0, **own),
    ],
}


@pytest.mark.parametrize("what", DUE)
def test_what_is_due_and_nobody_does_is_found(patient: Patient, what: str) -> None:
    """Without a worker no schedule ever makes a job that could be seen to wait, and nobody hears of an event."""
    own = {"workspace_id": 1, "created_at": NOW, "updated_at": NOW}
    with closing(Database(Settings(database_url=patient.database).database)) as database:
        with database.writing() as connection:
            for statement in (insert(Workspace).values(id=1, name="w", created_at=NOW), *DUE[what](own)):
                connection.execute(statement)
        found, _, printed = patient.examine()
        assert (found["no_worker"], f"and {what} wait for one" in printed) == ("warning", True)
        lease = take_lease(database)
        with database.writing() as connection:
            holding.enter(connection, lease.name, "here", 1)
        assert "no_worker" not in patient.examine()[0]
        lease.release()


def test_jobs_that_are_run_are_no_fault(patient: Patient) -> None:
    """As long as their worker lives; one of a dead worker is told, and nothing has to be done: the living one takes it over."""
    with closing(Database(Settings(database_url=patient.database).database)) as database:
        lease = take_lease(database)
        try:
            for state in ("running", "queued"):
                add_job(patient, state, lease.name if state == "running" else None)
            assert patient.examine()[:2] == ({}, 0)
            add_job(patient, "running", "ab" * 16)
            assert patient.examine()[:2] == ({"worker_lost": "note"}, 0)
        finally:
            lease.release()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("seconds", [-60, 60])
def test_clocks_that_differ_are_found(patient: Patient, seconds: float) -> None:
    """A machine before or behind the database by a minute is told, one by a second is not."""
    clock(seconds)(patient)
    assert patient.examine()[:2] == ({"clock_skew": "warning"}, 1)
    clock(tables.MOST_SKEW.total_seconds() / 2 * (1 if seconds > 0 else -1))(patient)
    assert patient.examine()[:2] == ({}, 0)


@pytest.mark.parametrize("which", ["kept key", "SECRET_KEY_FILE", "config", "database"])
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_secret_that_everyone_can_read_is_found(
    which: str, patient: Patient, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as its mode lets them; not when it is mended as the message says."""
    held = open_folder / "secret-key"
    held.write_text(HIDDEN)
    if which == "config":
        held.write_text(f"secret_key = '{HIDDEN}'\n")
        monkeypatch.setenv(CONFIG, str(held))
    elif which == "database":
        held = open_folder / "inventory.sqlite3"
        shutil.copy(patient.database.removeprefix("sqlite:///"), held)
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{held}")
    if which not in ("config", "database"):
        monkeypatch.delenv("SECRET_KEY")
        monkeypatch.setenv(*(("DATA_DIR", str(open_folder)) if which == "kept key" else (which, str(held))))
    held.chmod(0o644)
    found, exit_code, printed = patient.examine()
    assert (found.get("readable_secret"), exit_code, HIDDEN in printed) == ("warning", 1, False)
    assert f"chmod o= {held}" in printed
    held.chmod(0o640)
    assert "readable_secret" not in patient.examine()[0]
