"""Webhooks whose secrets cannot be opened, as after a restore to a machine with another key."""

from __future__ import annotations

from collections.abc import Iterator

from inventory_api.database import Database
from inventory_api.doctor.findings import Finding
from inventory_api.doctor.tables import ask
from inventory_api.settings import Settings
from inventory_api.webhooks.sealing import OTHER_KEY_MEND, Sealer, count_other_keys


def secrets(settings: Settings) -> Iterator[Finding]:
    """Secrets that another key sealed."""

    def question(database: Database) -> Iterator[Finding]:
        if count := count_other_keys(database, Sealer.known(settings)):
            yield Finding("warning", "other_secret_key", f"The secrets of {count} webhooks {OTHER_KEY_MEND}")

    return ask(settings, question)
