"""Webhooks whose secrets cannot be opened, as after a restore to a machine with another key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from sqlalchemy.exc import DBAPIError

from inventory_api.database import Database
from inventory_api.doctor.findings import Finding
from inventory_api.doctor.storage import sqlite_file
from inventory_api.migrations import is_current
from inventory_api.settings import Settings
from inventory_api.webhooks.sealing import OTHER_KEY_MEND, Sealer, count_other_keys


def secrets(settings: Settings) -> Iterator[Finding]:
    """Secrets that another key sealed. Where the database does not answer, or has other tables, that is told elsewhere."""
    file = sqlite_file(settings)
    if file and not file.exists():
        return
    try:
        with closing(Database(settings.database)) as database:
            count = count_other_keys(database, Sealer.known(settings)) if is_current(database) else 0
    except DBAPIError:
        return
    if count:
        yield Finding("warning", "other_secret_key", f"The secrets of {count} webhooks {OTHER_KEY_MEND}")
