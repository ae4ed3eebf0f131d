"""Bad input gives one clear line and an exit code, never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inventory_core import Outcome
from inventory_scrapers import use
from inventory_scrapers.cli.app import app
from inventory_scrapers.cli.exit_codes import MEANINGS, OF_OUTCOME, ExitCode, code_of

Command = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[str]"]
LIST = "https://acme.test/list/1"
PDF, PNG = b"%PDF-1.7\n\xe2\xe3\xcf\xd3", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
BROKEN = r"broken \(acme-plugin 1\.0\) failed to load, generic reads instead: .*acme_missing"
CHALLENGE = b"<html><title>Just a moment...</title><body>x"


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """Run the command as a process in an empty folder; its standard error comes back."""

    def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        how = {"stderr": subprocess.PIPE, "text": True, "cwd": tmp_path, "timeout": 60, **options}
        return subprocess.run([sys.executable, "-m", "inventory_scrapers", *arguments], check=False, **how)

    return run


def line(done: Result) -> str:
    """The one line that a failure says."""
    assert "Traceback" not in done.output
    assert done.stdout == ""
    (said,) = done.stderr.splitlines()
    return said


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("scrape", "nonsense"), ExitCode.USAGE, "nonsense is no address"),
        (("scrape", "ftp://acme.test/"), ExitCode.USAGE, "http"),
        (("scrape", LIST, "--scraper", "nobody"), ExitCode.NO_SCRAPER, "installed: acme"),
        (("scrape", LIST, "--scraper", "broken"), ExitCode.NO_SCRAPER, r"acme-plugin 1\.0.*acme_missing"),
        (("scrape", LIST, "--fetcher", "nobody"), ExitCode.NO_SCRAPER, "canned"),
        (("scrape", "--resume", "none.json"), ExitCode.USAGE, "cannot read the cursor none.json: No such file"),
        (("scrape", LIST, "--output", "no/where.csv"), ExitCode.OUTPUT, "there is no directory no"),
        (("scrape", LIST, "--format", "xlsx"), ExitCode.USAGE, "xlsx needs --output"),
        (("scrape", LIST, "--format", "table", "--output", "x"), ExitCode.USAGE, "table"),
        (("search", "nobody", "denim"), ExitCode.NO_SCRAPER, "nobody is not installed; with a search: acme, depop"),
        (
            ("search", "acme", "a\\b"),
            ExitCode.NO_SCRAPER,
            r"acme \(acme-plugin 1\.0\) made no search of .*an address has no spaces",
        ),
        (("search", "generic", "denim"), ExitCode.NO_SCRAPER, "generic has no search"),
        (("search", "broken", "denim"), ExitCode.NO_SCRAPER, "acme_missing"),
        (("search", "acme", "denim", "--sold"), ExitCode.USAGE, "acme cannot search by sold"),
        (("search", "depop", "denim", "--min-price", "9", "--max-price", "3"), ExitCode.USAGE, "at least 9 and at most 3"),
        (("search", "acme", "denim", "--min-price", "NaN"), ExitCode.USAGE, "--min-price takes an amount"),
        (("search", "acme", "denim", "--filter", "x"), ExitCode.USAGE, "NAME=VALUE"),
        (("search", "acme", "denim", "--condition", "shiny"), ExitCode.USAGE, "like_new"),
        (("search", "acme", " ", ""), ExitCode.USAGE, "give words to search for"),
        (("parse", "none.html"), ExitCode.UNREADABLE, "cannot read none.html: no such file"),
        (("parse", "https://acme.test/"), ExitCode.UNREADABLE, "no such file; scrape fetches an address"),
        (("parse", "."), ExitCode.UNREADABLE, "is a directory"),
        (("parse", "-", "--url", "nonsense"), ExitCode.USAGE, "nonsense is no address"),
        (("parse", "--manifest", "none.jsonl"), ExitCode.UNREADABLE, "none.jsonl"),
        (
            ("record", "https://acme.test/list/70", "--into", "x", "--fetcher", "canned"),
            ExitCode.REFUSED,
            "refused: no page came",
        ),
    ],
)
def test_bad_input_is_one_line_and_a_code(command: Command, arguments: tuple[str, ...], code: ExitCode, said: str) -> None:
    """Each says what is wrong and, where names were asked for, which there are."""
    done = command(*arguments)
    assert re.search(said, line(done))
    assert done.exit_code == code


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (PDF, ExitCode.UNREADABLE, "unreadable: this is a PDF document"),
        (PNG, ExitCode.UNREADABLE, "unreadable: this is a picture (PNG)"),
        (b"", ExitCode.UNREADABLE, "unreadable: the page is empty"),
        (b"\x1f\x8b\x08rubbish", ExitCode.UNREADABLE, "cannot read -"),
        (CHALLENGE, ExitCode.BLOCKED, "blocked: a challenge page"),
    ],
)
def test_a_page_that_is_none_says_what_it_is(command: Command, body: bytes, code: ExitCode, said: str) -> None:
    """A picture, a document, nothing, broken gzip and a challenge page are told apart, with and without an address."""
    for address in ((), ("--url", "https://shop.example/products/1")):
        done = command("parse", "-", *address, input=body)
        assert said in line(done)
        assert done.exit_code == code


@pytest.mark.parametrize("path", ["/list/40", "/gone", "/list/50", "/list/60", "/list/70", "/list/80", "/other"])
def test_a_page_that_cannot_be_read_has_the_code_of_its_outcome(
    command: Command, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocked, not found, needs rendering, layout changed, refused, network and unsupported have codes of their own."""
    monkeypatch.setenv("INVENTORY_CHROMIUM", "no-such-browser")
    codes = {"/list/40": 5, "/gone": 4, "/list/50": 8, "/list/60": 9, "/list/70": 6, "/list/80": 7, "/other": 4}
    done = command("scrape", f"https://acme.test{path}", "--fetcher", "canned", "--quiet")
    assert done.exit_code == codes[path]
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_page_that_needs_its_scripts_says_how_to_get_a_browser(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no browser can be started, the message names the extra and Chromium."""
    monkeypatch.setitem(__import__("sys").modules, "playwright", None)
    monkeypatch.setitem(__import__("sys").modules, "inventory_scrapers.fetch.browser", None)
    use.registry.cache_clear()
    done = command("scrape", "https://acme.test/list/50", "--fetcher", "canned", "--quiet")
    assert 'pip install "inventory-scrapers[browser]"' in done.stderr


def test_a_browser_that_is_not_there_is_told_in_its_own_words(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason stands alone, without the names of classes and of the plugin that wanted one."""
    monkeypatch.setenv("INVENTORY_CHROMIUM", "no-such-browser")
    done = command("scrape", "https://acme.test/list/50", "--fetcher", "canned", "--quiet")
    assert "BrowserMissing" not in done.stderr
    assert done.exit_code == ExitCode.NEEDS_RENDERING


def test_usage_errors_are_those_of_the_command_line(command: Command) -> None:
    """A missing argument, an unknown option and two things at once end with code 2."""
    for arguments in (("scrape",), ("parse",), ("parse", "x", "--manifest", "y"), ("search", "acme"), ("scrapers", "--nonsense")):
        assert command(*arguments).exit_code == ExitCode.USAGE


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "0", "-1", "1e400", "", "x"])
@pytest.mark.parametrize("option", ["--seconds", "--pages", "--listings", "--jobs", "--min-price", "--max-price"])
def test_numbers_that_are_none_are_refused(command: Command, option: str, number: str) -> None:
    """No option takes infinity, what is no number, or less than it can do something with; a price may be 0."""
    if option == "--jobs":
        done = command("parse", "--manifest", "m.jsonl", option, number)
    else:
        done = command("search", "depop", "denim", "--fetcher", "nobody", option, number)
    is_free = option.endswith("price") and number == "0"
    assert done.exit_code == (ExitCode.NO_SCRAPER if is_free else ExitCode.USAGE)
    assert is_free or option in done.stderr


@pytest.mark.parametrize("amount", ["1_000", "1e999999999", "\u0663", "+5", " 5", "1" * 16])
def test_an_amount_is_digits(command: Command, amount: str) -> None:
    """What Python would take for a number, and no site would, is refused before it is asked."""
    assert command("search", "depop", "denim", "--fetcher", "nobody", "--min-price", amount).exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    "arguments",
    [
        ("x.html", "--jobs", "2"),
        ("x.html", "--jobs", "1"),
        ("x.html", "--root", "."),
        ("--manifest", "m.jsonl", "--url", LIST),
        ("--manifest", "m.jsonl", "--status", "200"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(command: Command, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """What is of a manifest goes with none but a manifest, and what is of one page with a FILE alone."""
    (tmp_path / "x.html").write_text("<title>x</title>")
    (tmp_path / "m.jsonl").write_text('{"file": "x.html"}\n')
    done = command("parse", *arguments)
    assert (done.exit_code, done.stdout) == (ExitCode.USAGE, "")
    assert f"Error: {arguments[-2]} " in done.stderr


def test_a_full_disk_is_said_plainly(command: Command, tmp_path: Path) -> None:
    """An output that takes no more bytes ends the command with the reason."""
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    done = command("parse", "-", "--url", LIST, "--format", "csv", "--output", "/dev/full", input=b'{"items": [{"id": "a"}]}')
    assert line(done) == "error: cannot write /dev/full: No space left on device"
    assert done.exit_code == ExitCode.OUTPUT


@pytest.mark.parametrize("arguments", [("parse", "--manifest", "m.jsonl"), ("scrapers", "--format", "json"), ("demo",)])
def test_a_full_disk_is_said_plainly_whatever_is_written(process: Process, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Standard output that takes no more bytes ends each command with one reason and the code for it."""
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    (tmp_path / "m.jsonl").write_text('{"file": "none"}\n')
    with open("/dev/full", "wb") as full:
        done = process(*arguments, stdout=full)
    assert re.fullmatch(r"error: cannot write .*output: No space left on device", done.stderr.splitlines()[-1])
    assert done.returncode == ExitCode.OUTPUT


def test_a_manifest_that_fills_the_disk_says_so(command: Command, tmp_path: Path) -> None:
    """A file that takes no more bytes is a matter of the output, even where closing it fails once more."""
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    (tmp_path / "m.jsonl").write_text('{"file": "none"}\n')
    done = command("parse", "--manifest", str(tmp_path / "m.jsonl"), "--format", "jsonl", "--output", "/dev/full")
    assert line(done) == "error: cannot write /dev/full: No space left on device"
    assert done.exit_code == ExitCode.OUTPUT


def test_closed_streams_are_said_plainly(process: Process, tmp_path: Path) -> None:
    """Without a standard output only a file can be written, without a standard input only a file be read."""
    (tmp_path / "a.html").write_text("<h1>x</h1>")
    done = process("scrapers", preexec_fn=lambda: os.close(1))
    assert done.returncode == ExitCode.OUTPUT
    assert re.fullmatch(r"error: cannot write .*output: Bad file descriptor\n", done.stderr)
    done = process("parse", "-", preexec_fn=lambda: os.close(0))
    assert (done.returncode, done.stderr) == (ExitCode.UNREADABLE, "error: cannot read -: standard input is closed\n")


def test_a_manifest_is_not_written_as_what_the_name_does_not_say(command: Command, tmp_path: Path) -> None:
    """A line of JSON a page is no table: a name that promises one is refused."""
    (tmp_path / "m.jsonl").write_text('{"file": "none"}\n')
    done = command("parse", "--manifest", str(tmp_path / "m.jsonl"), "--output", str(tmp_path / "o.csv"))
    assert (done.exit_code, list(tmp_path.glob("o.*"))) == (ExitCode.USAGE, [])
    assert "a manifest is answered in jsonl" in done.stderr


def test_help_names_each_command_in_a_whole_sentence(command: Command) -> None:
    """The list of commands is read first: no line of it is cut."""
    _, _, commands = command("--help").output.partition("Commands:")
    assert "..." not in commands


@pytest.mark.parametrize("command_line", [("scrape", LIST), ("record", LIST, "--into", "cases")])
def test_a_mistyped_setting_is_a_matter_of_usage(
    command: Command, monkeypatch: pytest.MonkeyPatch, command_line: tuple[str, ...]
) -> None:
    """A variable of the environment that cannot be read is said as it is, and is not the code for "no scraper reads this"."""
    monkeypatch.setenv("INVENTORY_DELAY", "soon")
    done = command(*command_line)
    assert line(done).startswith("error: the fetcher 'requests' cannot be set up: INVENTORY_DELAY is 'soon'; it takes seconds")
    assert done.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("manifest", "code", "said"),
    [
        ("", ExitCode.OK, "0 pages: m.jsonl has no lines"),
        ("a page", ExitCode.USAGE, "error: m.jsonl, line 1: no JSON: Expecting value at character 1"),
    ],
)
def test_what_is_no_manifest_is_said_plainly(command: Command, tmp_path: Path, manifest: str, code: ExitCode, said: str) -> None:
    """An empty file has no pages, and a line that is no JSON is called so."""
    (tmp_path / "m.jsonl").write_text(manifest)
    done = command("parse", "--manifest", "m.jsonl")
    assert (done.exit_code, line(done)) == (code, said)


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colors_are_left_out_where_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    """At a terminal an error is red, but not with NO_COLOR, nor on a terminal that says that it cannot."""
    for name, colored in (("NO_COLOR", ""), ("TERM", "xterm")):
        monkeypatch.setenv(name, colored)
    assert CliRunner().invoke(app, ["scrape", "nonsense"], color=True).stderr.startswith("\x1b[31merror: ")
    monkeypatch.setenv(variable, value)
    assert CliRunner().invoke(app, ["scrape", "nonsense"], color=True).stderr.startswith("error: ")


def test_a_terminal_without_the_letters_shows_their_numbers(process: Process, tmp_path: Path) -> None:
    """A title that the terminal's encoding cannot write neither ends the command nor takes the rest of the card with it."""
    price = '<script type="application/ld+json">{"@type": "Product", "name": "Lämpchen 机", "offers": {"price": 5}}</script>'
    (tmp_path / "page.html").write_text(f"<h1>Lämpchen 机</h1>{price}", encoding="utf-8")
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = process("parse", "page.html", "--format", "table", stdout=subprocess.PIPE, env=ascii_only)
    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    assert r"L\xe4mpchen \u673a" in done.stdout
    assert "generic:body1:" in done.stdout


def test_debug_shows_where_an_error_comes_from(command: Command) -> None:
    """With --debug the exception itself comes out."""
    done = command("scrape", LIST, "--scraper", "nobody", "--debug")
    assert type(done.exception).__name__ == "UnknownPlugin"


def test_a_defect_is_one_line_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw names its type, and --debug for the rest."""
    monkeypatch.setattr(use, "parse", lambda *_args, **_options: 1 / 0)
    done = command("parse", "-", input=b"x")
    assert (done.exit_code, line(done)[:31]) == (ExitCode.INTERNAL, "error: ZeroDivisionError: divis")


def test_a_message_cannot_steer_the_terminal(command: Command) -> None:
    """Control characters of whatever is quoted in a message are not written."""
    assert "\x1b" not in command("parse", "\x1b[2Jx").stderr


def test_a_general_scraper_that_reads_in_place_of_a_broken_one_says_so(command: Command) -> None:
    """A scraper that failed to load may have been the better one; its reason is not kept back."""
    done = command("scrape", "https://elsewhere.test/", "--fetcher", "canned", "--quiet")
    assert re.search(BROKEN, done.stderr)
    page = b"<html><head><title>A lamp</title></head><body><h1>A lamp</h1><b class=price>$3</b><button>Buy</button></body></html>"
    saved = command("parse", "-", "--url", "https://elsewhere.test/lamp", input=page)
    assert (saved.exit_code, bool(re.search(BROKEN, saved.stderr))) == (ExitCode.OK, True)
    chosen = command("parse", "-", "--url", "https://elsewhere.test/lamp", "--scraper", "generic", input=page)
    assert (chosen.exit_code, chosen.stderr) == (ExitCode.OK, "")


def test_every_outcome_and_code_has_a_meaning() -> None:
    """No outcome is without an exit code, and no exit code without a sentence."""
    assert set(OF_OUTCOME) == {outcome.value for outcome in Outcome}
    assert set(MEANINGS) == set(ExitCode)


def test_some_answers_and_some_failures_are_partly_read() -> None:
    """All read is 0, all failed is the first cause, and anything between is 1."""
    assert code_of([]) == code_of(["ok", "empty"]) == ExitCode.OK
    assert code_of(["blocked", "network_error"]) == ExitCode.BLOCKED
    assert code_of(["ok", "blocked"]) == code_of(["partial"]) == ExitCode.PARTLY
