"""The settings as they were given, without secrets, and variables that look like settings and are none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from sqlalchemy import make_url

from inventory_api import telemetry
from inventory_api.doctor.findings import Finding, Setting
from inventory_api.doctor.receivers import why_silent
from inventory_api.settings import Settings
from inventory_api.settings_sources import CONFIG, closest, origins, secrets

HIDDEN = "***"
_OURS = "INVENTORY_"
READ_BY_FETCHERS = frozenset(
    _OURS + name for name in ("ALLOW_PRIVATE", "CACHE", "CA_FILE", "CHROMIUM", "CONTACT", "DELAY", "STOPPED_HOSTS")
)
"""The variables that inventory-scrapers reads, which this package does not import."""


def given(settings: Settings) -> list[Setting]:
    """Every setting that is not left at its default."""
    hidden = secrets(Settings)
    values: dict[str, Any] = settings.model_dump(mode="json")
    found = []
    for name, source in sorted(origins(Settings).items()):
        value = HIDDEN if name in hidden else _shown(values[name])
        found.append(Setting(name, _address(settings) if name == "database_url" else value, source))
    return found


def telemetry_of(settings: Settings) -> Iterator[Finding]:
    """What a setting of telemetry needs and is not installed, or cannot be: the service does not start. Who does not answer."""
    try:
        receivers = telemetry.receivers(settings)
    except telemetry.TelemetryUnavailable as error:
        code = "extra_missing" if isinstance(error, telemetry.ExtraMissing) else "settings"
        yield Finding("problem", code, f"{str(error).rstrip('.')}.")
        return
    for name, (host, port) in receivers.items():
        if why := why_silent(host, port):
            message = f"{name} names {host}:{port}, where nobody answers ({why}): what it is to be told is lost."
            yield Finding("warning", "telemetry_unreachable", message)


def near_misses() -> Iterator[Finding]:
    """Variables that nothing reads: those named nearly as a setting is, and all others of INVENTORY_."""
    known = {*Settings.model_fields, *(f"{name}_file" for name in secrets(Settings))}
    read = {CONFIG, *READ_BY_FETCHERS}
    for name in sorted(os.environ.keys() - read):
        if name.startswith(_OURS):
            yield _unknown(name, _meant(name, known, read))
        elif name.lower() not in known and (near := closest(name, known, cutoff=0.85)):
            yield _unknown(name, near)


def _meant(name: str, known: set[str], read: set[str]) -> str | None:
    """What a variable of INVENTORY_ is nearest to, compared by what follows: settings have no such beginning."""
    full = {_bare(one).lower(): one for one in read}
    near = closest(_bare(name), {*known, *full}, cutoff=0.7)
    return full.get(near, near) if near else None


def _bare(name: str) -> str:
    return name.removeprefix(_OURS).removeprefix("API_")


def _unknown(name: str, near: str | None) -> Finding:
    meant = f"; was {near.upper()} meant?" if near else " that Inventory Hub knows."
    return Finding("note", "unknown_variable", f"{name} is set and is no setting{meant}")


def _address(settings: Settings) -> str:
    """Where the database is, without the password."""
    url = make_url(settings.database)
    return (url if url.password is None else url.set(password=HIDDEN)).set(query={}).render_as_string()


def _shown(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
