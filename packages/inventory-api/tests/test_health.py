"""Whether the service lives and is ready."""

from __future__ import annotations

import shutil
import time
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.testing import TestClient

from inventory_api.doctor.storage import FULL
from inventory_api.health.checks import disk_check
from inventory_api.settings import Settings


def test_a_service_that_runs_is_live(client: TestClient) -> None:
    """`/health/live` answers 200 without anyone signed in."""
    assert client.get("/health/live").json() == {"status": "live"}


def test_a_disk_with_little_room_is_degraded_and_no_worse(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left on the disk is told by `/health/ready`, which stays 200: reading goes on, and nobody else has more room."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=FULL - 1))
    answer = client.get("/health/ready")
    disk = next(check for check in answer.json()["checks"] if check["name"] == "disk")
    little = client.app.state.database.is_sqlite
    assert (answer.status_code, disk["status"]) == (200, "degraded" if little else "ok")
    assert disk["reasons"] == (["99 MiB are left: a write may fail at any moment"] if little else [])


def test_a_write_that_a_full_disk_refused_is_told_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a full disk of PostgreSQL, which the service cannot see, shows as well."""
    settings: Any = Settings(database_url="postgresql+psycopg://nobody@127.0.0.1/nothing")
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    assert disk_check(settings, 93.0).reasons == ["it was full 7 s ago: a write was refused"]
    assert disk_check(settings, 40.0).status == disk_check(settings, None).status == "ok"
