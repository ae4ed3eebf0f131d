"""`inventory-scrapers scrape`, `search`, `record`, `scrapers` and `demo`, in one process."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inventory_scrapers import parse
from inventory_scrapers.cli.exit_codes import ExitCode

Command = Callable[..., Result]
HOME = "https://acme.test"
CANNED = ("--fetcher", "canned")


def keys(lines: str) -> list[str]:
    return [json.loads(line)["listing_id"] for line in lines.splitlines()]


def test_scrape_follows_as_many_pages_as_it_may(command: Command) -> None:
    """One page unless told otherwise; a listing that two pages show comes once."""
    assert keys(command("scrape", f"{HOME}/list/1", *CANNED).stdout) == ["a1", "a2"]
    done = command("scrape", f"{HOME}/list/1", "--pages", 9, *CANNED)
    assert keys(done.stdout) == ["a1", "a2", "a3", "a4"]
    assert done.exit_code == ExitCode.OK


def test_details_come_merged(command: Command) -> None:
    """With --details each listing's own page is asked for too; one that is gone makes the crawl partly read."""
    done = command("scrape", f"{HOME}/list/10", "--details", *CANNED)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["listing_id"]: one["description"] for one in found} == {"a1": "in full", "a2": None}
    assert done.exit_code == ExitCode.PARTLY


def test_a_search_asks_the_site_named(command: Command) -> None:
    """The words and the options that the site knows go into its first request."""
    done = command("search", "acme", "denim", "jacket", "--sort", "newest", "--min-price", "5", "--filter", "a=b", *CANNED)
    assert keys(done.stdout) == ["a1", "a2"]


def test_the_report_says_what_came_and_what_it_cost(command: Command, tmp_path: Path) -> None:
    """A summary for people on standard error, the same as JSON in a file, and nothing with --quiet."""
    done = command("scrape", f"{HOME}/list/1", "--pages", 2, "--report", "report.json", *CANNED)
    assert "2 pages (ok 2), 4 listings" in done.stderr
    assert "acme results: listing_id 100%, url 100%, title 100%" in done.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["pages"], report["requests"], report["bytes"], report["outcomes"]) == (2, 2, 200, {"ok": 2})
    assert command("scrape", f"{HOME}/list/1", "--quiet", *CANNED).stderr == ""


def test_an_earlier_report_tells_what_is_missing_now(command: Command, tmp_path: Path) -> None:
    """With --compare, a field that fewer listings have than in that report is named, also with --quiet and in the new report."""
    first = command("scrape", f"{HOME}/item/a1", "--quiet", "--compare", "r.json", "--report", "r.json", *CANNED)
    assert (first.exit_code, first.stderr) == (ExitCode.OK, "")
    same = command("scrape", f"{HOME}/item/a1", "--quiet", "--compare", "r.json", "--report", "r.json", *CANNED)
    assert (same.stderr, json.loads((tmp_path / "r.json").read_text())["drops"]) == ("", [])
    report = json.loads((tmp_path / "r.json").read_text())
    report["coverage"]["acme item"]["brand"]["given"] = 1
    (tmp_path / "r.json").write_text(json.dumps(report))
    done = command("scrape", f"{HOME}/item/a1", "--quiet", "--compare", "r.json", "--report", "r.json", *CANNED)
    assert done.stderr == "less than before: acme item: brand was 100%, is 0%\n"
    assert json.loads((tmp_path / "r.json").read_text())["drops"] == ["acme item: brand was 100%, is 0%"]


@pytest.mark.parametrize("text", [None, "", "[]", '{"coverage": 1}'])
def test_what_is_no_report_is_said_to_be_none(command: Command, tmp_path: Path, text: str | None) -> None:
    """One line, before anything is fetched or written."""
    if text is not None:
        (tmp_path / "r.json").write_text(text)
    done = command("scrape", f"{HOME}/item/a1", "--compare", "r.json", "--output", "o.jsonl", *CANNED)
    assert (done.exit_code, len(done.stderr.splitlines()), (tmp_path / "o.jsonl").exists()) == (ExitCode.USAGE, 1, False)


def test_a_crawl_that_was_cut_short_says_how_to_go_on(command: Command, tmp_path: Path) -> None:
    """A block leaves a cursor beside the output; --resume asks again for what is left and adds to the file."""
    out = tmp_path / "out.csv"
    done = command("scrape", f"{HOME}/list/20", "--pages", 5, "--output", "out.csv", *CANNED)
    assert done.exit_code == ExitCode.PARTLY
    assert "to go on: inventory-scrapers scrape --resume out.csv.cursor.json --output out.csv" in done.stderr
    again = command("scrape", "--resume", "out.csv.cursor.json", "--output", "out.csv", *CANNED)
    assert again.exit_code == ExitCode.BLOCKED
    assert [row["listing_id"] for row in csv.DictReader(io.StringIO(out.read_text(), newline=""))] == ["a1"]


def test_what_goes_on_is_asked_as_it_was_begun(command: Command) -> None:
    """The command that goes on names the fetcher, what is kept, and how many of the pages are left."""
    done = command("scrape", f"{HOME}/list/20", "--pages", 5, "--sellers", "--output", "out.csv", *CANNED)
    said = "scrape --resume out.csv.cursor.json --output out.csv --pages 3 --fetcher canned --sellers"
    assert f"to go on: inventory-scrapers {said}" in done.stderr.splitlines()


def test_crawls_that_were_cut_short_have_a_place_each(command: Command, tmp_path: Path) -> None:
    """Two of one scraper in one folder do not write over each other's place; the same one again writes its own anew."""
    for path in ("/list/40", "/list/80", "/list/40"):
        done = command("scrape", HOME + path, *CANNED)
        assert "to go on: inventory-scrapers scrape --resume acme-" in done.stderr
    places = sorted(tmp_path.glob("acme-*.cursor.json"))
    assert len(places) == 2
    asked = {json.loads(place.read_text())["failed"][0]["url"] for place in places}
    assert asked == {f"{HOME}/list/40", f"{HOME}/list/80"}


def test_what_cannot_be_added_to_is_not_written_over(command: Command, tmp_path: Path) -> None:
    """Going on into a json file that is there already is refused; the command that is named writes one beside it."""
    said = command("scrape", f"{HOME}/list/20", "--pages", 5, "--output", "out.json", *CANNED).stderr
    assert "--output out-more.json" in said
    before = (tmp_path / "out.json").read_text()
    done = command("scrape", "--resume", "out.json.cursor.json", "--output", "out.json", *CANNED)
    assert (done.exit_code, (tmp_path / "out.json").read_text()) == (ExitCode.USAGE, before)


def test_a_cursor_on_request_leads_from_page_to_page(command: Command, tmp_path: Path) -> None:
    """With --cursor, three runs of one page read what one run of three pages reads, and a fourth has nothing left to do."""
    first = command("scrape", f"{HOME}/list/1", "--cursor", "c.json", "--output", "o.jsonl", *CANNED)
    assert first.exit_code == ExitCode.OK
    done = [command("scrape", "--resume", "c.json", "--output", "o.jsonl", *CANNED) for _ in range(3)]
    assert [one.exit_code for one in done] == [ExitCode.OK] * 3
    assert [one.stderr.count("nothing is left to ask for") for one in done] == [0, 1, 1]
    assert keys((tmp_path / "o.jsonl").read_text()) == ["a1", "a2", "a3", "a4"]
    assert json.loads((tmp_path / "c.json").read_text())["pending"] == []


def test_details_that_nothing_leads_to_are_told_of(command: Command) -> None:
    """Where no page leads to pages of single listings, --details says that it asked for none."""
    assert "--details asked for none" in command("scrape", f"{HOME}/item/a1", "--details", *CANNED).stderr
    assert "--details asked for none" not in command("scrape", f"{HOME}/list/10", "--details", *CANNED).stderr


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"version": 99, "scraper": "acme"}', '{"scraper": "nobody"}'])
def test_what_is_no_cursor_is_said_to_be_none(command: Command, tmp_path: Path, text: str) -> None:
    """A wrong or foreign cursor file is one line and no crawl."""
    (tmp_path / "c.json").write_text(text)
    done = command("scrape", "--resume", "c.json", *CANNED)
    assert done.exit_code in (ExitCode.USAGE, ExitCode.NO_SCRAPER)
    assert len(done.stderr.splitlines()) == 1


def test_a_resumed_crawl_keeps_to_its_scraper(command: Command, tmp_path: Path) -> None:
    """A cursor of one scraper is refused where the address belongs to another."""
    command("scrape", f"{HOME}/list/1", "--cursor", "c.json", *CANNED)
    done = command("scrape", "https://www.depop.com/search/", "--resume", "c.json", *CANNED)
    assert (done.exit_code, done.stderr) == (ExitCode.USAGE, "error: this cursor is of acme, not of depop\n")


def test_scrapers_lists_what_works_and_what_does_not(command: Command) -> None:
    """Every scraper with its distribution and hosts, and the cause of each that failed."""
    listed = json.loads(command("scrapers").stdout)
    by_name = {one["name"]: one for one in listed["scrapers"]}
    assert {"acme", "generic", "depop", "mercari-jp", "mercari-us"} <= set(by_name)
    assert by_name["acme"]["distribution"] == "acme-plugin"
    (broken,) = [one for one in listed["failures"] if one["name"] == "broken"]
    assert (broken["distribution"], broken["version"]) == ("acme-plugin", "1.0")
    assert "acme_missing" in broken["cause"]
    table = command("scrapers", "--format", "table").stdout  # at 80 columns nothing that is copied is folded or cut
    assert "hosts   jp.mercari.com, api.mercari.jp\n" in table
    assert "acme.test" in table
    assert "acme_missing" in table


def test_a_recorded_case_is_a_page_and_what_is_expected_of_it(command: Command, tmp_path: Path) -> None:
    """The case has the request, the page packed, and the listings that reading it again gives."""
    done = command("record", f"{HOME}/list/1", "--into", "cases", *CANNED)
    assert done.exit_code == ExitCode.OK
    (case,) = (tmp_path / "cases").iterdir()
    assert str(case.name) in done.stderr
    request = json.loads((case / "request.json").read_text())
    expected = json.loads((case / "listings.json").read_text())
    result = parse(gzip.decompress((case / "page.gz").read_bytes()), url=request["url"], status=request["status"])
    assert (request["scraper"], expected["outcome"]) == (result.scraper, result.outcome)
    assert [one["listing_id"] for one in expected["listings"]] == [one.listing_id for one in result.listings] == ["a1", "a2"]
    assert "fetched_at" not in expected["listings"][0]


def test_the_demo_reads_its_pages_from_a_local_server(command: Command) -> None:
    """Without any internet, listings of a shop and of two marketplaces come out typed."""
    done = command("demo")
    assert done.exit_code == ExitCode.OK
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["source"] for one in found} == {"generic", "mercari-jp", "depop"}
    stool = next(one for one in found if one["source"] == "generic")
    assert stool["price"] == {"amount": "149.00", "currency": "EUR"}
    assert "Oak Stool, low" in command("demo", "--format", "table").stdout
