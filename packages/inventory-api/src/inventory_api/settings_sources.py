"""Where settings come from beside the environment: a file for all of them, and a file for each secret.

The environment goes before the file that INVENTORY_API_CONFIG names. A setting is taken whole: nothing is mixed of the two. A
secret NAME may be given as NAME_FILE, the path of a file that holds it, as orchestrators hand them out.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsError

CONFIG = "INVENTORY_API_CONFIG"
_FILE = "_file"
SettingsClass = type[BaseSettings]


class HoldsSecret:
    """Marks a setting that is, or may hold, a secret: it is never shown, and a file may hold it."""


class Layer(PydanticBaseSettingsSource):
    """Settings that were found somewhere; those that something before it gave are left out."""

    def __init__(self, settings_cls: SettingsClass, found: Mapping[str, Any]) -> None:
        super().__init__(settings_cls)
        self._found = found

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The value as it was found, which is not decoded."""
        return self._found.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """What is new."""
        return {name: value for name, value in self._found.items() if name not in self.current_state}


def secrets(settings: SettingsClass) -> set[str]:
    """The names of the settings that hold secrets."""
    fields = settings.model_fields.items()
    return {name for name, field in fields if any(isinstance(mark, HoldsSecret) for mark in field.metadata)}


def secret_files(settings: SettingsClass) -> dict[str, str]:
    """The secrets whose files the environment names; SettingsError where one cannot be read, or is given twice."""
    return _read_secrets(settings, _environment(), "the environment", str.upper)


def config_file(settings: SettingsClass) -> dict[str, Any]:
    """The settings of the file that INVENTORY_API_CONFIG names, none where it names none; SettingsError."""
    path = os.environ.get(CONFIG)
    if not path:
        return {}
    given = _parsed(path)
    hidden = secrets(settings)
    if unknown := given.keys() - settings.model_fields.keys() - {name + _FILE for name in hidden}:
        raise SettingsError("\n".join(_unknown(path, name, settings.model_fields) for name in sorted(unknown)))
    read = _read_secrets(settings, given, path, str)
    return {**{name: value for name, value in given.items() if name in settings.model_fields}, **read}


def origins(settings: SettingsClass) -> dict[str, str]:
    """Where each setting comes from that is not left at its default, in words; SettingsError."""
    environment = _environment()
    return {
        **dict.fromkeys(config_file(settings), os.environ.get(CONFIG, "")),
        **{name: f"{name.upper()}{_FILE.upper()}" for name in secret_files(settings)},
        **dict.fromkeys(settings.model_fields.keys() & environment.keys(), "environment"),
    }


def closest(name: str, known: Iterable[str], cutoff: float = 0.75) -> str | None:
    """The name that was probably meant; None where none is so near."""
    return next(iter(get_close_matches(name.lower(), list(known), n=1, cutoff=cutoff)), None)


def _environment() -> dict[str, str]:
    return {name.lower(): value for name, value in os.environ.items()}


def _read_secrets(settings: SettingsClass, given: Mapping[str, Any], where: str, written: Any) -> dict[str, str]:
    found = {}
    for name in sorted(secrets(settings)):
        if name + _FILE not in given:
            continue
        if name in given:
            raise SettingsError(f"{where} gives both {written(name)} and {written(name + _FILE)}: keep one of them.")
        found[name] = _secret(written(name + _FILE), given[name + _FILE])
    return found


def _secret(name: str, path: Any) -> str:
    try:
        text = Path(path).read_text("utf-8").rstrip("\r\n")
    except (OSError, ValueError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"{name} names the file {path}, which cannot be read: {reason}.") from None
    if not text:
        raise SettingsError(f"{name} names the file {path}, which is empty.")
    return text


def _parsed(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"The file of settings {path} ({CONFIG}) cannot be read: {error.strerror}.") from None
    except ValueError as error:
        # What the parser says of UTF-8 would show a piece of the file.
        reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "it is not UTF-8"
        raise SettingsError(f"The file of settings {path} is not TOML: {reason}.") from None


def _unknown(path: str, name: str, known: Iterable[str]) -> str:
    near = closest(name, known)
    return f"{path} has {name}, which is no setting{f'; was {near} meant?' if near else '.'}"
