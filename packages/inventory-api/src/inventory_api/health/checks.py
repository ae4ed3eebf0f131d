"""What is looked at to say whether the service is ready."""

from __future__ import annotations

import shutil
import time
from typing import Annotated, Literal

from msgspec import Meta, Struct
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from inventory_api.database import Database
from inventory_api.doctor.storage import FULL, sqlite_file
from inventory_api.migrations import is_current
from inventory_api.settings import Settings
from inventory_core import Registry

Status = Literal["ok", "degraded", "failed"]
_REMEMBERED_SECONDS = 60


class Check(Struct):
    """One thing that was looked at."""

    name: str
    status: Status
    reasons: Annotated[list[str], Meta(description="Why it is not ok; empty where it is.")] = []


def database_checks(database: Database) -> list[Check]:
    """Whether the database answers, and whether its tables are those of this release."""
    try:
        with database.reading() as connection:
            connection.execute(text("SELECT 1"))
        current = is_current(database)
    except SQLAlchemyError:
        return [
            Check("database", "failed", ["it does not answer"]),
            Check("migrations", "failed", ["the database does not answer"]),
        ]
    behind = Check("migrations", "failed", ["the tables are not those of this release: inventory-api db upgrade"])
    return [Check("database", "ok"), Check("migrations", "ok") if current else behind]


def scrapers_check(registry: Registry) -> Check:
    """Whether every installed scraper and fetcher works. The service does with none."""
    reasons = [f"{plugin.name}: {plugin.cause}" for plugin in registry.failures()]
    return Check("scrapers", "degraded" if reasons else "ok", reasons)


def disk_check(settings: Settings, refused: float | None) -> Check:
    """Whether there is room to write. `refused`: when this process last met a full disk, of the monotonic clock.

    Never worse than degraded: all processes write to the same disk, so sending requests elsewhere would only end reading, too.
    """
    reasons = []
    if refused is not None and (ago := time.monotonic() - refused) < _REMEMBERED_SECONDS:
        reasons.append(f"it was full {ago:.0f} s ago: a write was refused")
    if (file := sqlite_file(settings)) and (free := shutil.disk_usage(file.parent).free) < FULL:
        reasons.append(f"{free // 2**20} MiB are left: a write may fail at any moment")
    return Check("disk", "degraded" if reasons else "ok", reasons)
