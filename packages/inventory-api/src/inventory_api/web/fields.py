"""What is wrong with a field, in words that say what is allowed: msgspec names the place, and the type there knows the rest.

As in `{"field": "priority", "in": "body", "message": "one of high, low, normal", "allowed": ["high", "low", "normal"]}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import inspect

from inventory_api.web.wire import NO_MOMENT, NO_NUL

_PLACE = re.compile(r" - at (?:`key` in )?`\$(.*)`$", re.DOTALL)
_STEP = re.compile(r"\.([^.\[\]]+)|\[[^\]]*\]")
_LARGE = "Integer value out of range"
_ENUM, _PATTERN = "Invalid enum value", "matching regex"
_MOMENT = ("Expected `datetime` with a timezone", "Invalid RFC3339 encoded datetime")
_LENGTH = re.compile(r"Expected `(str|array|object)` of length (>=|<=) (\d+)")
_BOUND = re.compile(r"Expected `(?:int|float)` (>=|<=) (-?\d+)(?:\.0)?")
_KIND = re.compile(r"Expected `([^`]*)`(?:, got `([^`]*)`)?")
_NO_NUL = repr(NO_NUL)
_UNITS = {"str": "character", "array": "element", "object": "entry"}
_KINDS = {
    **{"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "null": "null"},
    **{"array": "a list", "object": "an object", "datetime": "a moment", "date": "a date", "decimal": "a number"},
}
_UNKNOWN = re.compile("Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile("Object missing required field `(.*)`", re.DOTALL)


def check(kind: Any, body: bytes) -> dict[str, Any] | None:
    """What is wrong with JSON that is to be of that type, taken as it stands: no 0 for false, no "3" for 3. Null: nothing.

    What is no JSON at all is not looked at. 3.0 is a whole number (JSON Schema, 6.1.1).
    """
    try:
        value = _DECODER.decode(body)
    except msgspec.DecodeError:
        return None
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return refused(kind, str(error))
    return None


def refused(kind: Any, words: str) -> dict[str, Any]:
    """The error of a field in a body of that type, out of msgspec's words."""
    place = _PLACE.search(words)
    path, message = (place[1], words[: place.start()]) if place else ("", words)
    name, message, more = _told(_types_at(kind, path), message)
    field = ".".join(filter(None, [path.lstrip("."), name]))
    return {"field": field or None, "in": "body", "message": message, **more}


def refused_parameter(kind: Any, message: str, about: str = "") -> dict[str, Any]:
    """What is wrong with a parameter of that type, or with each of a list, without its name; `about` is its description."""
    types = list(_types_at(kind, ""))
    of_lists = [one for found in types if isinstance(found, inspect.ListType) for one in _plain([found.item_type])]
    _, message, more = _told([*types, *of_lists], message.replace(" | null`", "`"))  # it can be left out, and be no null
    if _PATTERN in message and about:
        message = f"is not of its form: {about}"
    return {"message": message, **more}


def _told(types: Iterable[inspect.Type], message: str) -> tuple[str | None, str, dict[str, Any]]:
    """The name of the field in an object where that is what is wrong, the message, and what is allowed for machines."""
    types = list(types)
    if unknown := _UNKNOWN.fullmatch(message):
        return unknown[1], f"unknown field; known are {', '.join(_names(types))}", {}
    if missing := _MISSING.fullmatch(message):
        return missing[1], "is missing", {}
    if message.startswith(_ENUM) and (allowed := _allowed(types)):
        return None, f"one of {', '.join(map(str, allowed))}", {"allowed": allowed}
    if message.startswith(_MOMENT):
        return None, f"must be {NO_MOMENT}", {}
    if _PATTERN in message and (said := _described(types)):
        return None, f"is not of its form{', ' if said.startswith('such') else ': '}{said}", {}
    if _PATTERN in message and _NO_NUL in message:
        return None, "takes no character NUL", {}
    if message == _LARGE:
        return None, "is too large a number", {}
    if bound := _BOUND.fullmatch(message):
        return None, f"takes a number from {int(bound[2]):,} on" if bound[1] == ">=" else f"takes at most {int(bound[2]):,}", {}
    if length := _LENGTH.fullmatch(message):
        return None, f"takes {'at least' if length[2] == '>=' else 'at most'} {_count(int(length[3]), _UNITS[length[1]])}", {}
    if kind := _KIND.fullmatch(message):
        return None, f"must be {_kinds(kind[1])}" + (f", not {_kinds(kind[2])}" if kind[2] else ""), {}
    return None, message, {}


def _count(number: int, unit: str) -> str:
    """A number of things in words, as in "1 entry" and "1,000 entries"."""
    plural = f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"
    return f"{number:,} {unit if number == 1 else plural}"


def _kinds(names: str) -> str:
    """What msgspec calls `int | null`, in the words of JSON."""
    return " or ".join(_KINDS.get(name, name) for name in names.split(" | "))


def _types_at(kind: Any, path: str) -> Iterator[inspect.Type]:
    found = [inspect.type_info(kind)]
    for step in _STEP.finditer(path):
        found = [inner for one in _plain(found) for inner in _inside(one, step[1])]
    return _plain(found)


def _plain(types: Iterable[inspect.Type]) -> Iterator[inspect.Type]:
    """The types that a union offers, each with what is said of it before it."""
    for one in types:
        if isinstance(one, inspect.UnionType):
            yield from _plain(one.types)
        elif isinstance(one, inspect.Metadata):
            yield one
            yield from _plain([one.type])
        else:
            yield one


def _inside(one: inspect.Type, name: str | None) -> Iterator[inspect.Type]:
    if isinstance(one, inspect.StructType):
        yield from (field.type for field in one.fields if field.encode_name == name)
    elif isinstance(one, inspect.ListType):
        yield one.item_type
    elif isinstance(one, inspect.DictType):
        yield one.value_type


def _names(types: Iterable[inspect.Type]) -> list[str]:
    return [field.encode_name for one in types if isinstance(one, inspect.StructType) for field in one.fields]


def _allowed(types: Iterable[inspect.Type]) -> list[Any]:
    return [value for one in types if isinstance(one, inspect.LiteralType) for value in one.values]


def _described(types: Iterable[inspect.Type]) -> str:
    said = [one.extra_json_schema for one in types if isinstance(one, inspect.Metadata) and one.extra_json_schema]
    about = {name: value for schema in said for name, value in schema.items()}
    parts = [str(about.get("description", "")).rstrip("."), *(f"such as {example}" for example in about.get("examples", [])[:1])]
    return ", ".join(filter(None, parts))


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


_DECODER = msgspec.json.Decoder(float_hook=_number)
