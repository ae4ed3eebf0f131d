"""`inventory-scrapers parse`: one saved page, or a manifest of many."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inventory_scrapers.cli.exit_codes import ExitCode

Command = Callable[..., Result]
URL = "https://acme.test/list/1"
PAGE = b'{"items": [{"id": "a1", "title": "one"}, {"id": "a2", "title": "\\u0000=two"}], "next": null}'


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "page.json"
    path.write_bytes(PAGE)
    return path


def titles(lines: str) -> list[str]:
    return [json.loads(line)["title"] for line in lines.splitlines()]


def test_a_saved_page_becomes_a_line_a_listing(command: Command, saved: Path) -> None:
    """In a pipe, standard output holds the listings and nothing else."""
    done = command("parse", saved, "--url", URL)
    assert done.exit_code == ExitCode.OK
    assert titles(done.stdout) == ["one", "=two"]
    assert done.stderr == ""


def test_of_a_single_listing_nothing_is_folded(command: Command, tmp_path: Path) -> None:
    """Each field is a line of its own where no terminal tells how wide it is, however long its value."""
    title, page = "A lamp " * 20 + "lampshade" * 12, tmp_path / "page.json"
    page.write_text(json.dumps({"items": [{"id": "a1", "title": title}], "next": None}))
    shown = command("parse", page, "--url", URL, "--format", "table").stdout.splitlines()
    assert [line.split(maxsplit=1) for line in shown if line.startswith(("title", "key"))] == [
        ["title", title],
        ["key", "acme:a1"],
    ]


def test_gzip_and_standard_input_are_read_alike(command: Command, saved: Path, tmp_path: Path) -> None:
    """What is packed shows by its first bytes, not by its name; several members are one page."""
    packed = tmp_path / "page.gz"
    packed.write_bytes(gzip.compress(PAGE[:30]) + gzip.compress(PAGE[30:]))
    for done in (command("parse", packed, "--url", URL), command("parse", "-", "--url", URL, input=PAGE)):
        assert titles(done.stdout) == ["one", "=two"]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
def test_every_format_goes_to_standard_output(command: Command, saved: Path, form: str) -> None:
    """One array is json, csv has a header and guarded text, a table is for people."""
    out = command("parse", saved, "--url", URL, "--format", form).stdout
    read: dict[str, Callable[[], Any]] = {
        "json": lambda: [one["title"] for one in json.loads(out)],
        "jsonl": lambda: titles(out),
        "csv": lambda: [row["title"].lstrip("'") for row in csv.DictReader(io.StringIO(out, newline=""))],
        "table": lambda: [word for word in out.split() if word in ("one", "=two")],
    }
    assert read[form]() == ["one", "=two"]


def test_the_name_of_the_output_tells_its_format(command: Command, saved: Path, tmp_path: Path) -> None:
    """A .csv is a csv; a name that tells nothing asks for --format."""
    assert command("parse", saved, "--url", URL, "--output", "out.csv").exit_code == ExitCode.OK
    assert (tmp_path / "out.csv").read_text().startswith("source,listing_id,")
    unclear = command("parse", saved, "--url", URL, "--output", "out")
    assert (unclear.exit_code, "--format" in unclear.stderr) == (ExitCode.USAGE, True)


def test_a_page_that_gave_nothing_leaves_an_older_output_alone(command: Command, tmp_path: Path) -> None:
    """A failed run does not overwrite the listings of an earlier one."""
    (tmp_path / "out.jsonl").write_text("earlier")
    done = command("parse", "-", "--url", URL, "--status", 404, "--output", "out.jsonl", input=PAGE)
    assert done.exit_code == ExitCode.NOT_FOUND
    assert (tmp_path / "out.jsonl").read_text() == "earlier"


@pytest.mark.parametrize("status", ["40", "-1", "1000", "404a"])
def test_a_status_that_is_none_is_refused(command: Command, saved: Path, status: str) -> None:
    """A mistyped --status is an error of usage that names the option, and nothing is read."""
    done = command("parse", saved, "--url", URL, "--status", status)
    assert (done.exit_code, done.stdout) == (ExitCode.USAGE, "")
    assert "--status" in done.stderr


def lines_of(*entries: Any) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def test_a_manifest_gives_a_line_a_page_in_order(command: Command, tmp_path: Path) -> None:
    """Each line has file, outcome and listings; an unreadable file, a wrong address and a missing scraper end no run."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.json").write_bytes(PAGE)
    (tmp_path / "pages" / "cut.gz").write_bytes(gzip.compress(PAGE)[:-12])
    files = [("one.json", URL, "ok"), ("none.html", URL, "unreadable"), ("cut.gz", URL, "unreadable"), (".", None, "unreadable")]
    files += [("one.json", "nonsense", "unsupported"), ("one.json", "https://acme.test/other", "unsupported")]
    entries = [{"file": file, "url": url, "more": 1} for file, url, _ in files] + [
        {"file": "one.json", "url": URL, "status": 404}
    ]
    (tmp_path / "m.jsonl").write_text(lines_of(*entries))
    done = command("parse", "--manifest", "m.jsonl", "--root", "pages", "--output", "out.jsonl")
    assert (done.exit_code, "3 files could not be read" in done.stderr) == (ExitCode.PARTLY, True)
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["outcome"] for line in out] == [*(outcome for *_, outcome in files), "not_found"]
    assert [line["file"] for line in out] == [entry["file"] for entry in entries]
    assert [one["title"] for one in out[0]["listings"]] == ["one", "=two"]
    assert all(line["listings"] == [] and line["message"] for line in out[1:])
    assert "cut off" in out[2]["message"]


def test_a_manifest_of_which_nothing_was_read_says_so_by_its_code(command: Command, tmp_path: Path) -> None:
    """One page that was read is enough for 0, but where a file is missing; where there is none, the first tells the cause."""
    (tmp_path / "one.json").write_bytes(PAGE)
    gone, unread = {"file": "one.json", "url": URL, "status": 404}, {"file": "none.html", "url": URL}
    read = {"file": "one.json", "url": URL}
    for entries, code in (((unread, unread), 10), ((gone,), 4), ((gone, unread), 4), ((gone, read), 0), ((unread, read), 1)):
        (tmp_path / "m.jsonl").write_text(lines_of(*entries))
        assert command("parse", "--manifest", "m.jsonl").exit_code == code


def test_what_a_plugin_prints_is_no_data(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes to standard error, also from the processes of --jobs, so that standard output stays what a program can read."""
    monkeypatch.setenv("ACME_PRINTS", "yes")
    (tmp_path / "one.json").write_bytes(PAGE)
    (tmp_path / "m.jsonl").write_text(lines_of({"file": "one.json", "url": URL}, {"file": "one.json", "url": URL}))
    for arguments in (("one.json", "--url", URL), ("--manifest", "m.jsonl"), ("one.json", "--url", URL, "--format", "json")):
        done = command("parse", *arguments)
        assert "what a plugin prints" in done.stderr
        assert [json.loads(line) for line in done.stdout.splitlines()] if "json" not in arguments else json.loads(done.stdout)


def test_processes_give_the_same_lines_in_the_same_order(command: Command, tmp_path: Path) -> None:
    """--jobs changes how long it takes and nothing else."""
    for number in range(6):
        (tmp_path / f"{number}.html").write_text(f"<title>{number}</title><p>nothing for sale")
    (tmp_path / "m.jsonl").write_text(lines_of(*({"file": f"{number}.html", "url": None} for number in range(6))))
    alone, together = command("parse", "--manifest", "m.jsonl"), command("parse", "--manifest", "m.jsonl", "--jobs", 2)
    assert alone.stdout == together.stdout
    assert [json.loads(line)["file"] for line in alone.stdout.splitlines()] == [f"{number}.html" for number in range(6)]


@pytest.mark.parametrize(
    "wrong",
    ["{", "[]", '{"url": null}', '{"file": 1, "url": null}', '{"file": "a", "url": 1}', '{"file": "a", "status": 40}', '"' * 3],
)
def test_a_wrong_line_of_a_manifest_is_named_by_its_number(command: Command, tmp_path: Path, wrong: str) -> None:
    """Nothing is read before the whole manifest is known to be right."""
    (tmp_path / "m.jsonl").write_text(lines_of({"file": "a", "url": None}) + wrong + "\n")
    done = command("parse", "--manifest", "m.jsonl")
    assert (done.exit_code, done.stdout) == (ExitCode.USAGE, "")
    assert "m.jsonl, line 2:" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.corpus
def test_the_labelled_pages_of_the_corpus_all_get_their_line(command: Command, corpus: Path, tmp_path: Path) -> None:
    """A real manifest of 95 pages: none is unreadable, and no page that is no product has a price."""
    labels = [json.loads(line) for line in (corpus / "pages" / "labels.jsonl").read_text("utf-8").splitlines()]
    (tmp_path / "m.jsonl").write_text(lines_of(*({"file": one["file"], "url": one["url"]} for one in labels)))
    done = command("parse", "--manifest", "m.jsonl", "--root", corpus, "--jobs", 2)
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["file"] for line in out] == [one["file"] for one in labels]
    assert "unreadable" not in {line["outcome"] for line in out}
    others = {one["file"] for one in labels if one["kind"] == "non-product"}
    assert not [line["file"] for line in out if line["file"] in others and any(found.get("price") for found in line["listings"])]
