"""What the tests of the service share: each database, empty and migrated, and a client of the service on it."""

from __future__ import annotations

import logging
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from alembic.script import ScriptDirectory
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from litestar import Litestar
from litestar._openapi.plugin import OpenAPIPlugin
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.spec import OpenAPI
from litestar.testing import TestClient
from litestar.types import Empty
from sqlalchemy import insert

import inventory_api.app
from inventory_api.app import create_app
from inventory_api.auth import passwords
from inventory_api.auth.models import Workspace
from inventory_api.database import Base, Database
from inventory_api.migrations import config, migrate
from inventory_api.settings import Settings

from .waiting import until

# A line for each request would bury what a failed test has to say.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))

# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile(
    "unhurried", parent=hypothesis_settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("unhurried")

POSTGRES = os.environ.get("INVENTORY_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres")


_HURRY = "-c synchronous_commit=off"
"""Nobody needs what a test wrote after a crash of the server, so that no commit has to wait for the disk."""


def _postgres() -> psycopg.Connection:
    try:
        return psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3, options=_HURRY)
    except psycopg.OperationalError as error:
        if "INVENTORY_TEST_POSTGRES" in os.environ:
            raise
        pytest.skip(f"no PostgreSQL answers ({str(error).splitlines()[0]}); set INVENTORY_TEST_POSTGRES")


@pytest.fixture(scope="session", autouse=True)
def described_once() -> Iterator[None]:
    """The description is made once for all services of the same form: that takes longer than most tests."""
    complete, made = inventory_api.app.complete, dict[str, OpenAPI | None]()

    def complete_once(app: Litestar) -> None:
        plugin = app.plugins.get(OpenAPIPlugin)
        form = f"{sorted(plugin.included_routes)} {plugin.openapi_config.servers}"
        if form in made:
            plugin._openapi = made[form]
        else:
            complete(app)
            made[form] = plugin._openapi

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inventory_api.app, "complete", complete_once)
        yield


class Lender:
    """Lends services of the same form again: to register the routes takes longer than most tests."""

    def __init__(self) -> None:
        self._new = inventory_api.app.Litestar
        self._free: list[Lent] = []
        self._lent: list[Lent] | None = None

    def __call__(self, route_handlers: list[Any], **given: Any) -> Litestar:
        """In place of Litestar: the routes of an earlier test with the parts of this one, else a new one."""
        own = {name: given.pop(name) for name in ("dependencies", "on_startup", "on_shutdown")}
        form = [*route_handlers, *own["dependencies"], given["openapi_config"].servers, {**given, "openapi_config": None}]
        lent = next((one for one in self._free if one.form == form), None)
        if lent is None:
            lent = Lent(form, self._new(route_handlers, **own, **given), own["dependencies"])
        else:
            self._free.remove(lent)
            lent.change(**own)
        if self._lent is not None:
            self._lent.append(lent)
        return lent.app

    @contextmanager
    def taking_back(self) -> Iterator[None]:
        """All that is lent meanwhile is free afterwards."""
        self._lent = []
        yield
        self._free += self._lent
        self._lent = None


class Lent:
    """A service that can be lent again, as only its parts know of settings and databases."""

    def __init__(self, form: list[Any], app: Litestar, dependencies: dict[str, Provide]) -> None:
        self.form, self.app, self._dependencies, self._handler = form, app, dependencies, app.asgi_handler

    def change(self, dependencies: dict[str, Provide], on_startup: list[Any], on_shutdown: list[Any]) -> None:
        """Forget all that the last test gave it, and take these."""
        for name, kept in self._dependencies.items():
            kept.dependency, kept.value = dependencies[name].dependency, Empty
        self.app.on_startup, self.app.on_shutdown = list(on_startup), list(on_shutdown)
        self.app.state, self.app.asgi_handler = State(), self._handler


@pytest.fixture(scope="session")
def lender() -> Iterator[Lender]:
    """Lends services for as long as tests run."""
    lender = Lender()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inventory_api.app, "Litestar", lender)
        yield lender


@pytest.fixture(autouse=True)
def lent(lender: Lender) -> Iterator[None]:
    """What a test has made of services is free for the next one."""
    with lender.taking_back():
        yield


_REAL = {name: getattr(passwords, name) for name in ("_hasher", "_NOBODY")}


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords of tests cost next to nothing; `real_passwords` is for tests that look at what they cost."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody's"))
        yield


@pytest.fixture
def real_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost what they cost outside of tests."""
    for name, value in _REAL.items():
        monkeypatch.setattr(passwords, name, value)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database."""
    return str(request.param)


@contextmanager
def _new(kind: str, folder: Path, template: str = "") -> Iterator[str]:
    """The address of a database of its own, empty or a copy of the template; PostgreSQL is skipped where none answers."""
    if kind == "sqlite":
        file = folder / "inventory.sqlite3"
        if template:
            shutil.copyfile(template.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        return
    name = f"inventory_test_{uuid.uuid4().hex[:12]}"
    with _postgres() as server:
        copied = f' TEMPLATE "{template.rpartition("/")[2]}"' if template else ""
        server.execute(f'CREATE DATABASE "{name}"{copied}')
        _hurry(server, name)
        yield POSTGRES.rpartition("/")[0] + f"/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _migrated(kind: str, folder: Path) -> Iterator[str]:
    """The address of a new database with all tables."""
    with _new(kind, folder) as url:
        database = Database(Settings(database_url=url).database)
        migrate(database)
        database.close()
        yield url


@pytest.fixture(scope="session")
def template_url(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated database that no test uses: others are copied from it."""
    with _migrated(kind, tmp_path_factory.mktemp("template")) as url:
        yield url


@pytest.fixture
def empty_url(kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    with _new(kind, tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def reused_url(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated PostgreSQL database that tests use one after the other: making one takes its time."""
    with _migrated(kind, tmp_path_factory.mktemp("reused")) as url:
        yield url


def _empty(url: str) -> None:
    """Let a database be as it was when it was made: nobody connected, no settings of its own, no rows."""
    name = url.rpartition("/")[2]
    with _postgres() as server:
        until(lambda: not server.execute(_END_CONNECTIONS, [name]).fetchall(), "connections that were ended are still there")
        server.execute(f'ALTER DATABASE "{name}" RESET ALL')
        _hurry(server, name)
    with psycopg.connect(url) as connection:
        for table in _with_rows(connection):
            connection.execute(f"DELETE FROM {table}")
        for schema, sequence in connection.execute(_USED_SEQUENCES).fetchall():
            connection.execute(f'ALTER SEQUENCE "{schema}"."{sequence}" RESTART')
        connection.execute("UPDATE alembic_version SET version_num = %s", [_newest_revision()])


# Whoever is told to end does so when it comes to it.
_END_CONNECTIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def _hurry(server: psycopg.Connection, name: str) -> None:
    """Let no commit in that database wait for the disk."""
    server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')


@cache
def _newest_revision() -> str | None:
    return ScriptDirectory.from_config(config()).get_current_head()


_TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname IN ('public', 'dbos') AND tablename NOT IN ('alembic_version', 'dbos_migrations')
"""
_USED_SEQUENCES = "SELECT schemaname, sequencename FROM pg_sequences WHERE last_value IS NOT NULL"


def _with_rows(connection: psycopg.Connection) -> list[str]:
    """The tables that have any, those that refer to others first. A test fills few of them, and little."""
    order = {table.name: -place for place, table in enumerate(Base.metadata.sorted_tables)}
    found = sorted(connection.execute(_TABLES), key=lambda row: order.get(row[1], 1 - len(order)))
    names = [f'"{schema}"."{table}"' for schema, table in found]
    asked = " UNION ALL ".join(f"SELECT {place}, '{name}' WHERE EXISTS (SELECT FROM {name})" for place, name in enumerate(names))
    return [name for _, name in connection.execute(f"{asked} ORDER BY 1")]


@pytest.fixture
def database_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database without rows."""
    if kind == "sqlite":
        with _new(kind, tmp_path, request.getfixturevalue("template_url")) as url:
            yield url
    else:
        url = request.getfixturevalue("reused_url")
        _empty(url)
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a service on that database, which runs no jobs."""
    return Settings(database_url=database_url, data_dir=tmp_path, allowed_hosts=["testserver.local"], run_jobs=False)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """That database."""
    database = Database(settings.database)
    yield database
    database.close()


@pytest.fixture
def new_workspace(database: Database) -> Callable[[], int]:
    """Makes a workspace of nobody, and gives its id."""

    def make() -> int:
        with database.writing() as connection:
            made = connection.execute(insert(Workspace).values(name="w", created_at=datetime(2026, 1, 1, tzinfo=UTC)))
            return int(made.inserted_primary_key[0])

    return make


@pytest.fixture
def workspace(new_workspace: Callable[[], int]) -> int:
    """A workspace of nobody."""
    return new_workspace()


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[TestClient]:
    """A client of the service on that database; nobody is signed in."""
    with TestClient(create_app(settings)) as client:
        yield client


@dataclass(frozen=True)
class SignedIn:
    """A fresh account, and the header that signs its requests."""

    client: TestClient
    email: str
    account_id: int
    workspace_id: int
    headers: dict[str, str]
    refresh_token: str


PASSWORD = "correct horse battery"


def sign_in(client: TestClient, email: str) -> SignedIn:
    """Register and sign in over HTTP."""
    credentials = {"email": email, "password": PASSWORD}
    assert client.post("/api/auth/register", json=credentials).status_code == 201
    tokens = client.post("/api/auth/login", json=credentials).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    me = client.get("/api/auth/me", headers=headers).json()
    return SignedIn(client, email, me["id"], me["workspace_id"], headers, tokens["refresh_token"])


@pytest.fixture
def signed_in(client: TestClient) -> SignedIn:
    """A fresh account, signed in."""
    return sign_in(client, "ada@example.org")


@pytest.fixture
def someone_else(client: TestClient) -> SignedIn:
    """A second account, signed in, to try what belongs to the first."""
    return sign_in(client, "eve@example.org")
