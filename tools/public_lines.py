"""What a package promises, a line each: names with their signatures, the schema, commands, exit codes, settings, routes."""

from __future__ import annotations

import enum
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any, get_args

from pydantic import SecretStr

MODULES = {
    "inventory-core": ("inventory_core", "inventory_core.testing"),
    "inventory-scrapers": (
        "inventory_scrapers",
        "inventory_scrapers.toolkit",
        "inventory_scrapers.toolkit.cards",
        "inventory_scrapers.toolkit.values",
    ),
    "inventory-api": (),
}


@cache
def public_lines(package: str) -> tuple[str, ...]:
    """All that the installed package promises, sorted."""
    lines = {line for module in MODULES[package] for line in _module_lines(module)}
    return tuple(sorted(lines | set(_MORE[package]())))


def _module_lines(name: str) -> Iterator[str]:
    module = importlib.import_module(name)
    for public in getattr(module, "__all__", ()) or _own_names(module):
        yield from _value_lines(f"{name}.{public}", getattr(module, public))


def _own_names(module: Any) -> list[str]:
    return [
        name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__ and name[0] != "_"
    ]


def _value_lines(path: str, value: Any) -> Iterator[str]:
    if inspect.isclass(value):
        yield from _class_lines(path, value)
    elif inspect.isroutine(value):
        yield from _function_lines(path, value)
    else:
        yield f"{path}: {' | '.join(map(_shown, get_args(value))) or type(value).__name__}"


def _shown(value: Any) -> str:
    return getattr(value, "__name__", None) or repr(value)


def _class_lines(path: str, kind: type) -> Iterator[str]:
    yield f"{path}: class({', '.join(base.__name__ for base in kind.__bases__ if base is not object)})"
    if issubclass(kind, enum.Enum):
        yield from (f"{path}.{member.name} = {member.value!r}" for member in kind)
        return
    yield from _field_lines(path, kind)
    for name, member in sorted(vars(kind).items()):
        if name == "__init__" or not name.startswith("_"):
            yield from _member_lines(f"{path}.{name}", member)


def _field_lines(path: str, kind: type) -> Iterator[str]:
    fields = getattr(kind, "model_fields", {})
    for name, annotation in vars(kind).get("__annotations__", {}).items():
        if not name.startswith("_"):
            required = " (required)" if name in fields and fields[name].is_required() else ""
            yield f"{path}.{name}: {annotation}{required}"


def _member_lines(path: str, member: Any) -> Iterator[str]:
    if isinstance(member, classmethod | staticmethod):
        member = member.__func__
    if isinstance(member, property | cached_property):
        yield f"{path}: property"
    elif inspect.isfunction(member):
        yield from _function_lines(path, member)


def _function_lines(path: str, function: Callable[..., Any]) -> Iterator[str]:
    signature = inspect.signature(function)
    yield f"{path}() -> {_annotation(signature.return_annotation)}"
    for parameter in signature.parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        free = parameter.default is not parameter.empty or parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        keyword = "*, " if parameter.kind is parameter.KEYWORD_ONLY else ""
        yield f"{path}({keyword}{parameter.name}: {_annotation(parameter.annotation)}){'' if free else ' (required)'}"


def _annotation(value: Any) -> str:
    return "?" if value is inspect.Signature.empty else value if isinstance(value, str) else _shown(value)


def _schema_lines() -> Iterator[str]:
    from inventory_core.schema import build_schema

    yield from _flat("listing.v1.schema.json", build_schema())


def _flat(path: str, value: Any) -> Iterator[str]:
    """A JSON value as lines, without what is only for people."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in ("description", "title") or isinstance(part, dict):
                yield from _flat(f"{path}/{name}", part)
    elif isinstance(value, list) and all(isinstance(part, str) for part in value):
        yield from (f"{path}: {part}{' (always)' if path.endswith('/required') else ''}" for part in value)
    elif isinstance(value, list):
        for part in value:
            yield from _flat(f"{path}[]", part)
    else:
        yield f"{path} = {value!r}"


def _groups() -> Iterator[str]:
    from inventory_core.registry import CONTRACT, FETCHERS, SCRAPERS

    yield from (f"entry points {group}.v{CONTRACT}" for group in (SCRAPERS, FETCHERS))


def _command_lines(name: str, command: Any) -> Iterator[str]:
    yield name
    for parameter in command.params:
        yield from (f"{name} {option}" for option in parameter.opts if option not in ("--help", "--version"))
    for part, below in getattr(command, "commands", {}).items():
        yield from _command_lines(f"{name} {part}", below)


def _core() -> Iterator[str]:
    yield from _schema_lines()
    yield from _groups()


def _scrapers() -> Iterator[str]:
    from inventory_scrapers.cli.app import app
    from inventory_scrapers.cli.exit_codes import ExitCode

    yield from (f"exit code {code.value}: {code.name}" for code in ExitCode)
    yield from _command_lines("inventory-scrapers", app)


def _service() -> Iterator[str]:
    from inventory_api.cli import main
    from inventory_api.settings import Settings

    yield from (f"setting {name.upper()}" for name in Settings.model_fields)
    yield from _command_lines("inventory-api", main)
    yield from _route_lines(description())


def description() -> dict[str, Any]:
    """The description that the service publishes, of a service that has nothing in it."""
    from inventory_api.app import create_app
    from inventory_api.settings import Settings

    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), secret_key=SecretStr(token_hex(32)))
        return create_app(settings).openapi_schema.to_schema()


def _route_lines(described: dict[str, Any]) -> Iterator[str]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}"
            yield from (f"{method.upper()} {path} answers {status}" for status in operation["responses"])
            for given in operation.get("parameters", []):
                yield f"{method.upper()} {path} {given['in']} {given['name']}{' (required)' if given.get('required') else ''}"
    for name, schema in described["components"]["schemas"].items():
        yield from (f"schema {name}.{field}" for field in schema.get("properties", {}))


_MORE: dict[str, Callable[[], Iterable[str]]] = {
    "inventory-core": _core,
    "inventory-scrapers": _scrapers,
    "inventory-api": _service,
}
