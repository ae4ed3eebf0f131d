"""The command as a process: what goes to which stream, Ctrl-C, a reader that leaves, a terminal, and how soon help comes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from inventory_scrapers.cli.exit_codes import ExitCode

COMMAND = (sys.executable, "-m", "inventory_scrapers")
LIST = "https://acme.test/list/1"
CANNED = ("--fetcher", "canned")
DEADLINE = 30


class Gate:
    """A local server that tells of each request and answers when it is let."""

    def __init__(self) -> None:
        gate = self
        self.asked: dict[str, threading.Event] = {f"/list/{number}": threading.Event() for number in (1, 2, 3)}
        self.let: dict[str, threading.Event] = {path: threading.Event() for path in self.asked}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                gate.asked[self.path].set()
                gate.let[self.path].wait(DEADLINE)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        for event in self.let.values():
            event.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.close()


@pytest.fixture
def start(acme_folder: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `python -m inventory_scrapers ARGUMENTS` in an empty folder, with the acme plugin installed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
        path = os.pathsep.join(filter(None, (str(acme_folder), os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": path, **options.pop("env", {})}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        started.append(subprocess.Popen([*COMMAND, *arguments], env=environment, cwd=tmp_path, text=True, **streams))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_ctrl_c_keeps_what_was_read_and_the_crawl_goes_on_later(start: Any, gate: Gate, tmp_path: Path) -> None:
    """The first Ctrl-C lets the page on its way come, writes it and a cursor, and says how to go on; nothing is asked twice."""
    address = f"http://127.0.0.1:{gate.server.server_port}"
    gate.let["/list/1"].set()
    crawl = start("scrape", LIST, "--pages", "9", "--output", "o.jsonl", *CANNED, env={"ACME_SERVER": address})
    assert gate.asked["/list/2"].wait(DEADLINE)
    crawl.send_signal(signal.SIGINT)
    assert "what was read is kept" in crawl.stderr.readline()
    gate.let["/list/2"].set()
    said = crawl.communicate(timeout=DEADLINE)[1]
    assert crawl.returncode == ExitCode.INTERRUPTED
    assert "to go on: inventory-scrapers scrape --resume o.jsonl.cursor.json --output o.jsonl" in said
    assert not gate.asked["/list/3"].is_set()
    again = start("scrape", "--resume", "o.jsonl.cursor.json", "--output", "o.jsonl", *CANNED)
    assert again.wait(DEADLINE) == ExitCode.OK
    lines = (tmp_path / "o.jsonl").read_text().splitlines()
    assert [json.loads(line)["listing_id"] for line in lines] == ["a1", "a2", "a3", "a4"]


def test_a_second_ctrl_c_ends_at_once(start: Any, gate: Gate, tmp_path: Path) -> None:
    """Nobody waits for a page that does not come; what was read before is in the file, what is left in the cursor."""
    address = f"http://127.0.0.1:{gate.server.server_port}"
    gate.let["/list/1"].set()
    crawl = start("scrape", LIST, "--pages", "9", "--output", "o.json", *CANNED, env={"ACME_SERVER": address})
    assert gate.asked["/list/2"].wait(DEADLINE)
    crawl.send_signal(signal.SIGINT)
    crawl.stderr.readline()
    crawl.send_signal(signal.SIGINT)
    said = crawl.communicate(timeout=DEADLINE)[1]
    assert crawl.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in said
    assert [one["listing_id"] for one in json.loads((tmp_path / "o.json").read_text())] == ["a1", "a2"]
    assert json.loads((tmp_path / "o.json.cursor.json").read_text())["pending"][0]["url"].endswith("/list/2")


def test_a_pipe_gets_data_and_nothing_else(start: Any) -> None:
    """Listings on standard output as they are read, everything else on standard error, and no colours in either."""
    out, said = start("scrape", "https://acme.test/list/20", "--pages", "3", *CANNED).communicate(timeout=DEADLINE)
    assert [json.loads(line)["listing_id"] for line in out.splitlines()] == ["a1"]
    assert "blocked: https://acme.test/list/40: the page says so" in said
    assert "\x1b" not in out + said


def test_a_pipe_gets_data_whatever_a_plugin_prints(start: Any, tmp_path: Path) -> None:
    """What a scraper prints goes to standard error, from the processes of a manifest too."""
    (tmp_path / "a.json").write_text('{"items": [{"id": "a1", "title": "one"}]}')
    (tmp_path / "m.jsonl").write_text('{"file": "a.json", "url": "https://acme.test/list/1"}\n' * 2)
    for arguments in (("parse", "--manifest", "m.jsonl", "--jobs", "2"), ("scrape", "https://acme.test/list/20", *CANNED)):
        out, said = start(*arguments, env={"ACME_PRINTS": "yes"}).communicate(timeout=DEADLINE)
        assert all(json.loads(line) for line in out.splitlines())
        assert "what a plugin prints" in said


def test_a_reader_that_leaves_is_no_error(start: Any) -> None:
    """When the pipe's other end is closed, the command ends without a word."""
    reader, writer = os.pipe()
    os.close(reader)
    process = start("scrape", LIST, "--quiet", *CANNED, stdout=writer)
    os.close(writer)
    assert process.communicate(timeout=DEADLINE)[1] == ""
    assert process.returncode == ExitCode.BROKEN_PIPE


def in_terminal(start: Any, *arguments: str, wait_for: str = "") -> str:
    """What a person at a terminal of 100 columns sees."""
    pty = pytest.importorskip("pty")
    screen, terminal = pty.openpty()
    process = start(*arguments, stdout=terminal, stderr=terminal, stdin=terminal, env={"COLUMNS": "100", "TERM": "xterm"})
    os.close(terminal)
    seen = b""
    while True:
        try:
            part = os.read(screen, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(screen)
    process.wait(DEADLINE)
    return seen.decode()


def test_a_person_sees_a_table_and_a_progress_bar(start: Any) -> None:
    """At a terminal there are columns, colours and pages counted, and no JSON."""
    seen = in_terminal(start, "scrape", LIST, "--pages", "3", *CANNED)
    assert all(word in seen for word in ("title", "url", "three"))
    assert "pages" in seen
    assert "listings" in seen
    assert "\x1b[" in seen
    assert '{"source"' not in seen


def test_a_table_has_no_column_that_nothing_fills(start: Any) -> None:
    """Titles and addresses have the room instead."""
    out, _ = start("scrape", "https://acme.test/list/1", "--format", "table", *CANNED).communicate(timeout=DEADLINE)
    assert "title" in out
    assert "url" in out
    assert not {"price", "condition", "availability"} & set(out.split())


def test_one_listing_is_shown_in_full(start: Any) -> None:
    """A single listing is a card with the fields that were observed."""
    seen = in_terminal(start, "scrape", "https://acme.test/item/a1", *CANNED)
    assert all(word in seen for word in ("description", "in full", "acme:a1"))


def test_help_needs_neither_the_core_nor_a_library_for_people(start: Any) -> None:
    """Help in a pipe imports click and this package's own small modules, and lists every exit code."""
    process = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:], "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip() for line in process.stderr.splitlines()}
    assert not imported & {"pydantic", "rich", "rich_click", "requests", "bs4", "selectolax", "inventory_core", "asyncio"}
    assert all(f"{code.value}  " in process.stdout for code in ExitCode)
