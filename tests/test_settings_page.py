"""docs/settings.md: every setting of the service and of the fetchers, written from the code."""

from __future__ import annotations

import ast
import inspect
import os
import re
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from inventory_api.doctor.configured import READ_BY_FETCHERS
from inventory_api.settings import Settings
from inventory_api.settings_sources import CONFIG, secrets
from inventory_scrapers.fetch.chromium import find_chromium
from inventory_scrapers.fetch.settings import FetchSettings

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "settings.md"
WRITE = "UPDATE_DOCUMENTS=1 python3 dev.py house -- -k settings_page"
HEAD = f"""\
# Settings

All of them, written from the code. `{WRITE}` writes this page; a test fails where it is not up to date.

## Of the service

From the environment by the names below, or by the same names in lower case from a TOML file, which `inventory-api --config
FILE` or `{CONFIG}` names. The environment goes before the file, and a setting is taken whole from one of them. A name in the
file that is no setting is refused; for the environment, `inventory-api doctor` tells names that are nearly right, and
all of `INVENTORY_` that are not known. Lists are written with commas in the environment and as arrays in the file, objects as
JSON and as tables.

A setting that may hold a secret can lie in a file of its own, which the variable NAME_FILE names, such as `SECRET_KEY_FILE`;
the line break at its end is none of it. NAME and NAME_FILE at once are an error.

"""
FETCHERS = """
## Of the fetchers

The fetchers of inventory-scrapers read these from the environment alone, in the service as in the command
`inventory-scrapers`. Fetchers of other packages may have their own. [safety.md](safety.md) tells what they guard,
[browser.md](browser.md) what needs the Chromium.

"""


def page() -> str:
    """The whole page."""
    fetchers = "".join(f"| `{name}` | {words} |\n" for name, words in of_fetchers().items())
    head = "| variable | what it is |\n| --- | --- |\n"
    return HEAD + of_service() + FETCHERS + head + fetchers


def of_service() -> str:
    """A row for each setting: its name, its default, what it can be, and what the code says of it."""
    (settings,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(settings, ast.ClassDef)
    rows = ["| variable | default | values | what it is |", "| --- | --- | --- | --- |"]
    for field, after in zip(settings.body, settings.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            assert isinstance(after, ast.Expr), f"{field.target.id} says nothing of itself"
            assert isinstance(after.value, ast.Constant)
            rows.append(row(field.target.id, " ".join(str(after.value.value).split())))
    return "\n".join(rows) + "\n"


def row(name: str, words: str) -> str:
    """One setting."""
    field = Settings.model_fields[name]
    in_file = f" Or `{name.upper()}_FILE`." if name in secrets(Settings) else ""
    return f"| `{name.upper()}` | {default(name, field.default)} | {values(field)} | {words}{in_file} |"


def default(name: str, value: Any) -> str:
    """A default as it is written in the environment."""
    if name == "data_dir":
        return "the user's data folder"
    if value in (None, "", [], {}):
        return "-"
    return f"`{','.join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else value}`"


def values(field: FieldInfo) -> str:
    """What a setting can be, in words."""
    kinds = get_args(field.annotation) if get_origin(field.annotation) in (Union, UnionType) else (field.annotation,)
    kind = get_args(kinds[0])[0] if get_origin(kinds[0]) is Annotated else kinds[0]
    if get_origin(kind) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(kind))
    bounds = {name: getattr(mark, name) for mark in field.metadata for name in ("ge", "gt", "le", "lt") if hasattr(mark, name)}
    said = {bool: "`true`, `false`", int: "a whole number", float: "a number", str: "text", SecretStr: "text", Path: "a path"}
    words = said.get(kind) or {list: "a list", dict: "an object of JSON"}[get_origin(kind) or kind]
    signs = {"ge": "from {}", "gt": "above {}", "le": "to {}", "lt": "below {}"}
    return " ".join([words, *(signs[name].format(bound) for name, bound in bounds.items())])


def of_fetchers() -> dict[str, str]:
    """What the code of the fetchers says of each variable that they read."""
    listed = re.findall(
        r"^- `\w+` \((INVENTORY_\w+)([^)]*)\): (.*(?:\n  .*)*)", inspect.getdoc(FetchSettings) or "", re.MULTILINE
    )
    found = {name: f"{sentence(words)}{form(more)}" for name, more, words in listed}
    browser = re.match(r"(.*): (INVENTORY_CHROMIUM), (.*);", inspect.getdoc(find_chromium) or "")
    assert browser
    return {**found, browser[2]: f"{browser[1]}; without it, {browser[3].removeprefix('else ')}."}


def form(more: str) -> str:
    """How a value is written, where the code says so behind the name."""
    return f" {sentence(more.strip(' :,'))}" if more.strip(" :,") else ""


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    joined = " ".join(words.split())
    return f"{joined[0].upper()}{joined[1:].removesuffix('.')}."


def test_the_page_of_settings_is_that_of_the_code() -> None:
    """Every setting with its default, its values and its words. With UPDATE_DOCUMENTS=1 the test writes the page instead."""
    if os.environ.get("UPDATE_DOCUMENTS"):
        PAGE.write_text(page(), "utf-8")
    if PAGE.read_text("utf-8") != page():
        pytest.fail(f"docs/settings.md is not what the code says: write it with {WRITE}", pytrace=False)


def test_no_setting_is_missing() -> None:
    """Every variable of ours that any package reads is on the page."""
    sources = "".join(path.read_text("utf-8") for path in ROOT.glob("packages/*/src/**/*.py"))
    named = set(re.findall(r"\bINVENTORY_[A-Z_]+\b", sources))
    fields = {name.upper() for name in Settings.model_fields}
    shown = set(re.findall(r"^\| `([A-Z_]+)`", page(), re.MULTILINE))
    assert named - {CONFIG} <= shown
    assert fields <= shown


def test_the_doctor_knows_the_variables_of_the_fetchers() -> None:
    """The service imports no fetcher, so that its own list of what they read is held against theirs."""
    assert of_fetchers().keys() == READ_BY_FETCHERS
