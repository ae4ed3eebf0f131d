"""`inventory-scrapers check` and `drift`: an installed plugin and its cases, on this machine and against a site that changes."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from inventory_core.testing import load_cases
from inventory_scrapers import use
from inventory_scrapers.cases.drift import NOT_FETCHED, Replay, targets
from inventory_scrapers.cli.exit_codes import ExitCode

Command = Callable[..., Result]
TWO = [{"id": "a1", "title": "one", "brand": "Lux"}, {"id": "a2", "title": "two", "brand": "Lux"}]


def body(items: list[dict[str, str]], **more: Any) -> tuple[int, dict[str, str], bytes]:
    """A page of the marketplace `acme`."""
    return 200, {"Content-Type": "application/json"}, json.dumps({"items": items, "next": None, **more}).encode()


@pytest.fixture
def live(command: Command, site: Any, make_fetcher: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The marketplace on a server of this machine, which the fetcher `requests` asks, with cases of its list and of an item."""
    registry = use.registry()
    find = registry.fetcher
    made = lambda name: make_fetcher(allow_private=("*.test",)) if name == "requests" else find(name)  # noqa: E731
    monkeypatch.setattr(registry, "fetcher", made)
    site.pages |= {"/list/1": body(TWO), "/item/a1": (200, {"Content-Type": "application/json"}, json.dumps(TWO[0]).encode())}
    for path in ("/list/1", "/item/a1"):
        done = command("record", site.url(path, "acme.test"), "--into", "tests/cases")
        assert done.exit_code == ExitCode.OK, done.stderr
    site.seen.clear()
    return site


def drift(command: Command, *arguments: str) -> tuple[int, Any]:
    """The exit code, and what the command says to machines."""
    done = command("drift", "acme", "--json", *arguments)
    return done.exit_code, json.loads(done.stdout) if done.stdout else done.stderr


def test_a_plugin_is_checked_without_pytest(command: Command, live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A readable report says each sentence of the contract and what came of it; JSON has the same for machines."""
    monkeypatch.setenv("COLUMNS", "200")
    done = command("check", "acme")
    assert "A scraper answers for its own hosts" in " ".join(done.stdout.split())
    assert "acme (acme-plugin 1.0), 2 cases" in done.stdout
    assert "reads_what_was_recorded" in done.stdout
    (told,) = json.loads(command("check", "--json").stdout)
    assert (told["scraper"], told["distribution"], told["cases"]) == ("acme", "acme-plugin", 2)
    by_name = {(one["check"], one["status"]) for one in told["results"]}
    assert ("reads_what_was_recorded", "passed") in by_name
    assert done.exit_code == (ExitCode.CHECKS_FAILED if told["failed"] else ExitCode.OK)


@pytest.mark.parametrize("columns", ["40", "80", "130", "200"])
def test_names_stay_in_one_piece_however_narrow_it_is(
    command: Command, live: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    """A check, the case that fails it and the sentence stand whole in a line each, or in a table that folds no name."""
    (case,) = (tmp_path / "tests" / "cases").glob("acme-item-*")
    (case / "listings.json").write_text((case / "listings.json").read_text().replace('"one"', '"another"'))
    case = case.rename(case.with_name("a-lamp-whose-folder-has-a-name-of-its-own"))
    monkeypatch.setenv("COLUMNS", columns)
    done = command("check", "acme")
    (line,) = [line for line in done.stdout.splitlines() if "failed" in line and "reads_what_was_recorded" in line]
    assert line.split()[-1] == case.name
    words = done.stdout.split()
    assert {result["check"] for result in json.loads(command("check", "--json").stdout)[0]["results"]} <= set(words)
    sentence = "The page of a case gives its outcome and its listings, each field with its evidence."
    assert (sentence in done.stdout) == (columns != "200")


def test_what_a_plugin_prints_is_not_in_the_json(command: Command, live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check --json` and `drift --json` give JSON and nothing else, whatever a scraper prints while it reads."""
    monkeypatch.setenv("ACME_PRINTS", "yes")
    for arguments in (("check", "acme"), ("drift", "acme")):
        done = command(*arguments, "--json")
        assert json.loads(done.stdout)
        assert "what a plugin prints" in done.stderr


def test_a_case_that_is_read_otherwise_fails(command: Command, live: Any, tmp_path: Path) -> None:
    """The report names the field, what was expected and what came, each in a line that is not cut; the exit code tells."""
    (case,) = (tmp_path / "tests" / "cases").glob("acme-item-*")
    (case / "listings.json").write_text((case / "listings.json").read_text().replace('"one"', '"another"'))
    done = command("check", "acme")
    assert done.exit_code == ExitCode.CHECKS_FAILED
    assert f"reads_what_was_recorded [{case.name}]" in done.stdout
    assert "listings[0].title" in done.stdout
    assert 'expected: "another"' in done.stdout
    assert 'came: "one"' in done.stdout
    assert "do: mend the scraper; where the page is read better now, look at it and record the case again\n" in done.stdout


def test_a_gap_is_named_with_a_reason(command: Command, live: Any, tmp_path: Path) -> None:
    """A known gap fails nothing; one that has closed does, so that it is taken out."""
    (case,) = (tmp_path / "tests" / "cases").glob("acme-item-*")
    (case / "listings.json").write_text((case / "listings.json").read_text().replace('"one"', '"another"'))
    gap = f"reads_what_was_recorded[{case.name}]=the title is wrong in the case"
    failed = [one for one in json.loads(command("check", "--json").stdout)[0]["results"] if one["status"] == "failed"]
    known = [
        one for one in json.loads(command("check", "--json", "--gap", gap).stdout)[0]["results"] if one["status"] == "failed"
    ]
    assert len(failed) == len(known) + 1
    closed = command("check", "--gap", "has_a_case[item]=none was had")
    assert closed.exit_code == ExitCode.CHECKS_FAILED
    assert "passes now, so take the gap out: none was had" in closed.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("check", "--cases", "none"), ExitCode.USAGE, "none has no cases: record one with"),
        (("check", "nobody"), ExitCode.NO_SCRAPER, "nothing called 'nobody' is installed"),
        (("check", "depop"), ExitCode.USAGE, "no case is of 'depop'"),
        (("check", "broken"), ExitCode.NO_SCRAPER, "acme_missing"),
        (("check", "acme", "--gap", "x=y"), ExitCode.USAGE, "which is no check"),
        (("check", "acme", "--gap", "x"), ExitCode.USAGE, "--gap takes CHECK=REASON"),
        (("drift", "--cases", "none"), ExitCode.USAGE, "none has no cases"),
        (("drift", "depop"), ExitCode.USAGE, "no case in tests/cases has an address"),
    ],
)
def test_what_cannot_be_checked_is_told(
    command: Command, live: Any, arguments: tuple[str, ...], code: ExitCode, why: str
) -> None:
    """A clear line and an exit code, and no request to anybody."""
    done = command(*arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert why in done.stderr
    assert live.seen == []


def test_a_site_that_stayed_as_it_was_has_not_drifted(command: Command, live: Any) -> None:
    """Each address is asked once, after robots.txt, and all fields are as often there as they were; other values are no drift."""
    live.pages["/list/1"] = body([{**TWO[0], "title": "another"}, TWO[1]])
    code, told = drift(command)
    assert (code, told["drifted"], told["drops"]) == (ExitCode.OK, False, [])
    assert told["coverage"]["acme results"]["brand"] == {"was": 1.0, "is": 1.0}
    assert sorted(live.paths) == ["/item/a1", "/list/1"]
    assert live.seen[0][1] == "/robots.txt"


def test_a_field_that_is_gone_is_drift(command: Command, live: Any) -> None:
    """The report says what the field's share was and what it is, to machines and to people."""
    live.pages["/list/1"] = body([TWO[0], {"id": "a2", "title": "two"}])
    code, told = drift(command)
    assert (code, told["drops"]) == (ExitCode.LAYOUT_CHANGED, ["acme results: brand was 100%, is 50%"])
    assert told["coverage"]["acme results"]["brand"] == {"was": 1.0, "is": 0.5}
    shown = command("drift")
    assert shown.exit_code == ExitCode.LAYOUT_CHANGED
    assert "less than recorded: acme results: brand was 100%, is 50%" in shown.stdout
    assert "2 of 2 pages compared; drifted" in shown.stdout


def test_a_changed_layout_is_drift(command: Command, live: Any) -> None:
    """A page that is not recognised any more is named, with what was recorded of it."""
    live.pages["/list/1"] = 200, {"Content-Type": "application/json"}, b'{"things": []}'
    code, told = drift(command)
    (page,) = [page for page in told["pages"] if page["drifted"]]
    assert (code, page["verdict"]) == (ExitCode.LAYOUT_CHANGED, "layout_changed")
    assert (page["was"]["listings"], page["is"]["listings"]) == (2, 0)


def test_fewer_listings_are_drift(command: Command, live: Any) -> None:
    """A list that says that it is empty, where it had listings, gives less than it had."""
    live.pages["/list/1"] = body([])
    code, told = drift(command)
    assert (code, told["drops"]) == (ExitCode.LAYOUT_CHANGED, ["acme results: 2 listings a page, now 0"])


def test_being_blocked_is_no_drift(command: Command, live: Any) -> None:
    """The first refusal is told as such, the host is not asked again, and nothing of it counts as less."""
    live.pages |= {path: (403, {}, b"Access denied") for path in ("/list/1", "/item/a1")}
    code, told = drift(command)
    assert (code, told["drifted"], told["drops"]) == (ExitCode.BLOCKED, False, [])
    assert sorted(page["verdict"] for page in told["pages"]) == ["blocked", "not_asked"]
    assert len(live.paths) == 1


def test_an_item_that_is_gone_is_no_drift(command: Command, live: Any) -> None:
    """What was sold and taken away says nothing about the layout; the rest is compared."""
    live.pages["/item/a1"] = 404, {}, b"gone"
    code, told = drift(command)
    assert (code, told["drifted"]) == (ExitCode.PARTLY, False)
    assert sorted(page["verdict"] for page in told["pages"]) == ["compared", "gone"]


def make_up(folder: Path, *, all_of_them: bool = False) -> None:
    """Let the case of the list, or each case, say that its page was made up."""
    for file in folder.glob("tests/cases/*/request.json" if all_of_them else "tests/cases/acme-results-*/request.json"):
        file.write_text(json.dumps(json.loads(file.read_text()) | {"made_up": True}))


def test_nothing_on_the_web_is_held_against_a_page_that_was_made_up(command: Command, live: Any, tmp_path: Path) -> None:
    """It is counted and not asked for, to machines and to people, and the exit code is that of the others."""
    make_up(tmp_path)
    live.pages["/list/1"] = body([])
    code, told = drift(command)
    assert (code, told["drifted"], told["made_up"], live.paths) == (ExitCode.OK, False, 1, ["/item/a1"])
    assert sorted(page["verdict"] for page in told["pages"]) == ["compared", "made_up"]
    shown = command("drift")
    assert "1 of 2 pages compared, 1 made up and not asked for; no drift was seen" in shown.stdout


def test_made_up_pages_alone_are_no_proof_of_anything(command: Command, live: Any, tmp_path: Path) -> None:
    """That nothing could be compared is told, with what to do, and is no success."""
    make_up(tmp_path, all_of_them=True)
    done = command("drift")
    assert (done.exit_code, live.seen) == (ExitCode.USAGE, [])
    assert "all that could be asked in tests/cases is made up (2 cases): record a page of the site" in done.stderr


def test_addresses_of_made_up_pages_are_asked_for_what_they_are(command: Command, live: Any, tmp_path: Path) -> None:
    """With --made-up a page that is recognised is right, whatever it gives; one that is not has drifted."""
    make_up(tmp_path, all_of_them=True)
    live.pages["/list/1"] = body([{"id": "a2", "title": "two"}])
    code, told = drift(command, "--made-up")
    assert (code, told["coverage"], told["made_up"]) == (ExitCode.OK, {}, 0)
    assert [page["verdict"] for page in told["pages"]] == ["recognised"] * 2
    assert "0 of 2 pages compared, 2 made-up ones recognised; no drift" in command("drift", "--made-up").stdout
    live.pages["/list/1"] = 200, {"Content-Type": "application/json"}, b'{"things": []}'
    code, told = drift(command, "--made-up")
    assert (code, sorted(page["verdict"] for page in told["pages"])) == (
        ExitCode.LAYOUT_CHANGED,
        ["layout_changed", "recognised"],
    )


def test_a_recorded_page_goes_before_a_made_up_one_of_its_address(command: Command, live: Any, tmp_path: Path) -> None:
    """An address is asked once, for the case that a site gave."""
    (case,) = tmp_path.glob("tests/cases/acme-results-*")
    shutil.copytree(case, case.with_name("a-made-up-list"))
    file = case.with_name("a-made-up-list") / "request.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"made_up": True}))
    _code, told = drift(command)
    assert {page["case"]: page["verdict"] for page in told["pages"]}[case.name] == "compared"
    assert (len(told["pages"]), told["made_up"]) == (2, 0)


def test_what_robots_txt_forbids_is_not_asked(command: Command, live: Any) -> None:
    """It is told as forbidden, and no page is asked for."""
    live.pages["/robots.txt"] = 200, {}, b"User-agent: *\nDisallow: /"
    code, told = drift(command)
    assert (code, {page["verdict"] for page in told["pages"]}) == (ExitCode.REFUSED, {"forbidden"})
    assert live.paths == []


def test_a_private_api_is_never_asked(command: Command, live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that is a body of an API, supplied by someone, is told of and not fetched, unless the API is an official one."""
    monkeypatch.setattr(type(use.registry().scraper("acme")), "access", "public_page")
    done = command("drift", "acme")
    assert (done.exit_code, live.seen) == (ExitCode.USAGE, [])
    assert "has an address that may be asked" in done.stderr
    found = targets(load_cases("tests/cases"), [use.registry().scraper("acme")])
    visits = list(Replay(use.registry().fetcher("requests")).visit(found))
    assert [(visit.verdict, visit.message) for visit in visits] == [("not_asked", NOT_FETCHED)] * 2
    assert live.seen == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
def test_ctrl_c_stops_after_the_page_on_its_way(command: Command, live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came is reported, the rest is told as not asked, and the exit code says that it was interrupted."""
    stopped, stop = threading.Event(), Replay.stop

    def stop_and_tell(replay: Replay, reason: str = "stopped") -> None:
        stop(replay, reason)
        stopped.set()

    def answer(_handler: Any) -> Any:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        assert stopped.wait(30)
        return item

    monkeypatch.setattr(Replay, "stop", stop_and_tell)
    item, live.pages["/item/a1"] = live.pages["/item/a1"], answer
    code, told = drift(command)
    assert code == ExitCode.INTERRUPTED
    assert [page["verdict"] for page in told["pages"]] == ["compared", "not_asked"]
    assert len(live.paths) == 1
