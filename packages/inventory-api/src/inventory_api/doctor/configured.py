"""The settings as they were given, without secrets, and variables that look like settings and are none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from sqlalchemy import make_url

from inventory_api import telemetry
from inventory_api.doctor.findings import Finding, Setting
from inventory_api.settings import Settings
from inventory_api.settings_sources import closest, origins, secrets

HIDDEN = "***"


def given(settings: Settings) -> list[Setting]:
    """Every setting that is not left at its default."""
    hidden = secrets(Settings)
    values: dict[str, Any] = settings.model_dump(mode="json")
    found = []
    for name, source in sorted(origins(Settings).items()):
        value = HIDDEN if name in hidden else _shown(values[name])
        found.append(Setting(name, _address(settings) if name == "database_url" else value, source))
    return found


def extras(settings: Settings) -> Iterator[Finding]:
    """What a setting needs and is not installed: the service does not start."""
    try:
        telemetry.check(settings)
    except telemetry.TelemetryUnavailable as error:
        yield Finding("problem", "extra_missing", f"{error}.")


def near_misses() -> Iterator[Finding]:
    """Variables of the environment whose names are nearly those of settings, which nothing reads."""
    known = {name.upper() for name in Settings.model_fields} | {f"{name.upper()}_FILE" for name in secrets(Settings)}
    for name in sorted(os.environ):
        near = closest(name, {one.lower() for one in known}, cutoff=0.85) if name.upper() not in known else None
        if near:
            yield Finding("note", "unknown_variable", f"{name} is set and is no setting; was {near.upper()} meant?")


def _address(settings: Settings) -> str:
    """Where the database is, without the password."""
    url = make_url(settings.database)
    return (url if url.password is None else url.set(password=HIDDEN)).set(query={}).render_as_string()


def _shown(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
