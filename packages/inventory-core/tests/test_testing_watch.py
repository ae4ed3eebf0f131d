"""What is watched while a scraper reads: what reading needs is let be, and what it does besides is told with its place."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from bad_plugins.good import PAGES, Good

from inventory_core.testing import CheckResult, load_cases, run_checks

from .recorded import write_case

CAREFUL = """
from functools import lru_cache

from bad_plugins.good import Good


@lru_cache
def table():
    return {str(number): number for number in range(10)}


class Careful(Good):
    def card(self, page, card):
        import base64, collections, dataclasses, datetime as dt, email.utils, enum, hashlib, html.parser, json, logging
        import string, typing, urllib.parse, warnings, xml.etree.ElementTree as tree, zoneinfo

        @dataclasses.dataclass
        class Kept:
            a: int = 1

        collections.namedtuple("Row", "a b")(1, 2), Kept(), enum.Enum("E", "A"), typing.NamedTuple("N", [("a", int)])
        dt.datetime.strptime("2026-01-02 03:04", "%Y-%m-%d %H:%M").replace(tzinfo=zoneinfo.ZoneInfo("Asia/Tokyo")).timestamp()
        dt.datetime.fromtimestamp(1700000000, dt.timezone.utc), email.utils.parsedate_to_datetime("Thu, 26 Nov 2026 01:00:00 GMT")
        logging.getLogger("careful").warning("seen"), logging.getLogger("careful").debug("not seen")
        warnings.warn("old", DeprecationWarning)
        hashlib.sha256(b"a").hexdigest(), tree.fromstring("<a/>"), json.loads("[1]"), base64.b64decode("YQ==")
        html.parser.HTMLParser().feed("<p>x"), "x".encode("shift_jis"), b"x".decode("cp932"), "bücher".encode("idna")
        urllib.parse.urljoin("https://a.example/", "b"), string.Template("$a").substitute(a=1), table()
        return super().card(page, card)
"""


def watched(source: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[CheckResult]:
    """What the checks that watch say of a plugin in a module of its own; its cases are those of the good one."""
    name = f"watched_{abs(hash(source))}"
    (folder / f"{name}.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(str(folder))
    for case, page in PAGES.items():
        write_case(folder / "cases" / case, Good(), *page)
    scraper = importlib.import_module(name).Careful
    return run_checks(scraper, load_cases(folder / "cases"), only={"does_nothing_but_read", "reads_the_same_each_time"})


@pytest.mark.filterwarnings("ignore:old:DeprecationWarning")
def test_what_reading_needs_is_let_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports within a handler, classes made on the way, dates, codecs, time zones by name, logs and caches are no I/O."""
    for result in watched(CAREFUL, tmp_path, monkeypatch):
        assert result.status == "passed", "\n".join(map(str, result.differences))


PLACES = [
    ("import os; os.listdir('.')", "os.listdir"),
    ("import pathlib; pathlib.Path('x').exists()", "os.stat()"),
    ("import tempfile; tempfile.gettempdir(); open('/dev/null', 'w').close()", "open '/dev/null'"),
    ("from time import monotonic as m; m()", "time.monotonic()"),
    ("import time; time.sleep(0)", "time.sleep()"),
    ("import datetime as dt; dt.date.today()", "date.today()"),
    ("import os; 'X' in os.environ", "os.environ"),
    ("import random; random.random()", "random.random()"),
    ("import uuid; uuid.uuid4()", "os.urandom()"),
    ("import sqlite3; sqlite3.connect(':memory:').close()", "sqlite3.connect ':memory:'"),
    ("import socket; socket.socket().close()", "socket.__new__"),
    # The name of what starts it is another one since Python 3.13.
    ("import concurrent.futures as f; p = f.ThreadPoolExecutor(); p.submit(int); p.shutdown()", "start_"),
    ("print('seen')", "print()"),
    ("exec('x = 1')", "exec <code object"),
]


def test_what_it_does_besides_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is imported or called, through the standard library too: the line in the plugin, and what was done there."""
    lines = "\n".join(f"        {statement}" for statement, _ in PLACES)
    head = "from bad_plugins.good import Good\n\nclass Careful(Good):\n    def card(self, page, card):\n"
    (result, _) = watched(f"{head}{lines}\n        return super().card(page, card)\n", tmp_path, monkeypatch)
    told = [(one.path, one.found) for one in result.differences]
    assert len(told) == len({*told})  # however often it was done
    for number, (statement, what) in enumerate(PLACES, 5):
        here = [found for path, found in told if path.endswith(f".py:{number}, in card")]
        assert any(found.startswith(what) for found in here), (statement, here)
