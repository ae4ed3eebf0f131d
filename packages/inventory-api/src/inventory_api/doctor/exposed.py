"""Settings that let in whom nobody meant, and secrets that others on the machine can read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path

from inventory_api.doctor.findings import Finding
from inventory_api.doctor.storage import sqlite_file
from inventory_api.secret_key import WeakSecret, checked
from inventory_api.settings import Settings
from inventory_api.settings_sources import CONFIG, config_file, secrets

_ORCHESTRATED = Path("/run/secrets")  # mounted for one container alone, where all in it may read it


def exposure(settings: Settings) -> Iterator[Finding]:
    """Who is let in, and whom the service believes."""
    if "*" in settings.allowed_hosts:
        message = "ALLOWED_HOSTS is *: links can be made to lead elsewhere. Name the hosts under which people ask."
        yield Finding("warning", "any_host", message)
    if is_public(settings):
        yield from _public(settings)
    if any(_is_everyone(name) for name in settings.trusted_proxies):
        message = (
            "TRUSTED_PROXIES names everyone: any client can say which address it has and dodge the limits. Name the proxies."
        )
        yield Finding("warning", "trusts_everyone", message)
    if any(_is_everyone(name) for name in settings.metrics_clients):
        yield Finding(
            "warning", "metrics_open", "METRICS_CLIENTS names everyone: anybody can read /metrics. Name who collects them."
        )
    if "*" in settings.cors_origins:
        yield Finding("warning", "any_origin", "CORS_ORIGINS is *: any web page may ask. Name the pages that shall.")


def is_public(settings: Settings) -> bool:
    """Whether others than this machine are meant to ask, as far as the names tell under which the service answers."""
    return bool(settings.public_url) or any(not _is_local(host) for host in settings.allowed_hosts)


def _public(settings: Settings) -> Iterator[Finding]:
    if settings.registration:
        message = (
            "Anyone who reaches the service can make an account: REGISTRATION=false leaves that to `inventory-api user create`."
        )
        yield Finding("warning", "registration_open", message)
    if not settings.require_https and not settings.public_url.startswith("https:"):
        message = "Passwords may come over plain http: let a proxy do TLS; set PUBLIC_URL, TRUSTED_PROXIES, REQUIRE_HTTPS."
        yield Finding("warning", "no_https", message)


def key(settings: Settings) -> Iterator[Finding]:
    """Whether the key that signs access tokens can be guessed. One that is not made yet is a good one."""
    try:
        if settings.secret_key is not None:
            checked(settings.secret_key.get_secret_value(), "Give another, or none: then one is made and kept.")
        elif settings.kept_key_file.exists():
            checked(settings.kept_key_file.read_text("ascii").strip(), f"Delete {settings.kept_key_file} to have a new one made.")
    except WeakSecret as error:
        yield Finding("problem", "weak_key", str(error))
    except (OSError, ValueError):
        yield Finding("problem", "unreadable_key", f"{settings.kept_key_file} cannot be read: let the service's user own it.")


def readable_secrets(settings: Settings) -> Iterator[Finding]:
    """Files with secrets in them that every user of the machine can read."""
    for path in _files(settings):
        if _ORCHESTRATED not in path.absolute().parents and is_open(path):
            yield Finding("warning", "readable_secret", f"Every user of this machine can read {path}: chmod o= {path}")


def is_open(path: Path) -> bool:
    """Whether others than owner and group can read a file: it lets them, and so does each folder on the way."""
    try:
        whole = path.resolve(strict=True)
        folders = all(folder.stat().st_mode & stat.S_IXOTH for folder in whole.parents)
        return folders and bool(whole.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def _files(settings: Settings) -> Iterator[Path]:
    named = {name.lower(): value for name, value in os.environ.items()}
    yield settings.kept_key_file
    yield from (Path(named[f"{name}_file"]) for name in sorted(secrets(Settings)) if f"{name}_file" in named)
    if os.environ.get(CONFIG) and config_file(Settings).keys() & secrets(Settings):
        yield Path(os.environ[CONFIG])
    if database := sqlite_file(settings):
        yield database


def _is_local(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _is_everyone(name: str) -> bool:
    return ip_network(name).prefixlen == 0
