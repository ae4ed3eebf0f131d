"""What the commands share: settings, a database, and errors in words for the person at the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import rich_click as click
import structlog
from alembic.util import CommandError
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from inventory_api.database import Database
from inventory_api.doctor.storage import sqlite_file
from inventory_api.errors import Problem
from inventory_api.secret_key import WeakSecret
from inventory_api.settings import Settings
from inventory_api.settings_sources import origins
from inventory_api.telemetry import TelemetryUnavailable
from inventory_api.webhooks.sealing import OTHER_KEY_MEND

_log = structlog.get_logger()
_NO_JSON = re.compile(r'error parsing value for field "(\w+)"')


@contextmanager
def told() -> Iterator[None]:
    """Say in a sentence what is wrong with the settings or the database, instead of a traceback."""
    try:
        yield
    except ValidationError as error:
        raise click.ClickException(unusable(error)) from None
    except SettingsError as error:
        raise click.ClickException(unreadable(error)) from None
    except (WeakSecret, CommandError, Problem, TelemetryUnavailable) as error:
        raise click.ClickException(str(error)) from None
    except DBAPIError as error:
        said = (str(error.orig).splitlines() or [""])[0]
        raise click.ClickException(f"The database does not answer, or cannot be written ({_where()}): {said}") from None
    except UnicodeEncodeError:  # bytes of an argument, as Python keeps them
        raise click.ClickException("What was given is not all UTF-8.") from None
    except PermissionError as error:
        raise click.ClickException(f"{error.filename} cannot be written; DATA_DIR names another folder.") from None


def _where() -> str:
    """Which database that is, without what may be secret: the file, or the setting with the address."""
    url = make_url(Settings().database)
    return f"{url.database}; DATA_DIR names another folder" if url.get_backend_name() == "sqlite" else "DATABASE_URL"


def unusable(error: ValidationError) -> str:
    """Which settings cannot be used and why, without their values."""
    lines = [
        f"{'.'.join(map(str, entry['loc'])).upper()}: {entry['msg'].removeprefix('Value error, ')}"
        for entry in error.errors(include_input=False)
    ]
    return "These settings cannot be used:\n" + "\n".join(lines)


def unreadable(error: SettingsError) -> str:
    """What is wrong with settings that are not even of their form, without their values."""
    name = _NO_JSON.search(str(error))
    return f"These settings cannot be used:\n{name[1].upper()}: this is no object of JSON" if name else str(error)


@contextmanager
def database(settings: Settings | None = None) -> Iterator[Database]:
    """The database of the settings, with a folder to be in."""
    settings = settings or Settings()
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        detail = f"The folder {settings.data_dir} cannot be made: {error.strerror}. DATA_DIR names another."
        raise click.ClickException(detail) from None
    opened = Database(settings.database)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def made_database() -> Iterator[Database]:
    """The same for commands that need one that is there; refused where its file is not, so that a look makes none."""
    settings = Settings()
    if (file := sqlite_file(settings)) and not file.exists():
        raise click.ClickException(f"There is no database {file} yet: `inventory-api db upgrade` makes it, or the first `serve`.")
    with database(settings) as opened:
        yield opened


def key_of(settings: Settings) -> str:
    """Where the key that signs access tokens comes from, in words."""
    return origins(Settings).get("secret_key", "") or str(settings.kept_key_file)


def say_other_keys(webhooks: int) -> None:
    """Say that the secrets of so many webhooks cannot be opened; nothing where there are none."""
    if webhooks:
        click.echo(f"The secrets of {webhooks} webhooks {OTHER_KEY_MEND}", err=True)


def log_failed_fetcher(settings: Settings) -> None:
    """Warn in the log, as the doctor words it, where FETCHER names what does not work; nothing waits for that plugin's import."""
    if settings.fetcher:
        Thread(target=_log_failed_fetcher, args=(settings,), name="fetcher-check", daemon=True).start()


def _log_failed_fetcher(settings: Settings) -> None:
    from inventory_api.doctor.plugins import failed_fetcher

    if finding := failed_fetcher(settings):
        _log.warning(finding.code, message=finding.message)
