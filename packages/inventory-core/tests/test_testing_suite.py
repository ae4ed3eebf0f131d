"""The suite as a plugin's author meets it: with pytest, in a folder of its own, and without."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from bad_plugins.good import PAGES, Good

from inventory_core import Scraper
from inventory_core.testing import CHECKS, CheckResult, ScraperSuite, load_cases, run_checks

from .recorded import write_case

HERE = Path(__file__).parent
HEAD = """import sys; sys.path.insert(0, {here!r})
from inventory_core.testing import ScraperSuite
from bad_plugins.{module} import {name} as Site
"""
QUICK = "not (read_the or import or nothing_but or each_time or page_grows)"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """A folder of a plugin's tests, with the cases of the good plugin."""
    for name, page in PAGES.items():
        write_case(tmp_path / "cases" / name, Good(), *page)
    return tmp_path


def run(folder: Path, body: str, *, module: str = "good", name: str = "Good", which: str = QUICK) -> tuple[int, str]:
    """Run pytest on a test file in a folder that has no settings; its exit code and what it prints."""
    (folder / "test_site.py").write_text(HEAD.format(here=str(HERE), module=module, name=name) + body)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA", "-k", which, "--rootdir", str(folder)]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run([*command, str(folder)], capture_output=True, encoding="utf-8", cwd=folder, env=alone, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_whole_test_file_is_a_subclass(cases: Path) -> None:
    """It makes one test of each check for each thing that it is asked about, and all of them pass."""
    code, said = run(cases, "class TestSite(ScraperSuite):\n    scraper = Site\n")
    assert code == 0, said
    for test in ("test_keeps_the_contract[all]", "test_has_a_case[item]", "test_reads_what_was_recorded[search-nothing]"):
        assert f"PASSED test_site.py::TestSite::{test}" in said
    assert "SKIPPED" in said  # is not installed


def test_a_failure_says_where_what_and_what_to_do(cases: Path) -> None:
    """The sentence of the contract, the path of the field, what was expected, what came, and the advice; no traceback."""
    code, said = run(cases, "class TestSite(ScraperSuite):\n    scraper = Site\n", module="words_for_nothing", name="Bad")
    assert code == 1
    assert CHECKS["nothing_is_guessed"].sentence in said
    assert re.search(r"listings\[0\]\.brand\s.*expected: a value, or null\s.*came:\s+'N/A'\s.*do: leave it null", said, re.DOTALL)
    assert "def method" not in said


GAPS = """
class TestOpen(ScraperSuite):
    scraper = Site
    gaps = {"nothing_is_guessed[search]": "brands are read in spring", "reads_what_was_recorded": "recorded anew in spring"}

class TestClosed(ScraperSuite):
    scraper = Site
    gaps = {"nothing_is_guessed[item]": "was mended"}
"""


def test_a_gap_is_expected_to_fail_and_turns_red_when_it_closes(cases: Path) -> None:
    """A named gap does not fail the suite; one that is there no longer does."""
    code, said = run(cases, GAPS, module="words_for_nothing", name="Bad", which="guessed or recorded")
    assert code == 1
    assert "XFAIL test_site.py::TestOpen::test_nothing_is_guessed[search] - brands are read in spring" in said
    assert "XFAIL test_site.py::TestOpen::test_reads_what_was_recorded[all] - recorded anew in spring" in said
    assert "[XPASS(strict)] was mended" in said
    assert "FAILED test_site.py::TestClosed::test_nothing_is_guessed[search]" in said


REFUSED = {
    "gaps = {'nosuch': 'why'}": "gaps names 'nosuch', which is no check; the checks are: keeps_the_contract",
    "gaps = {'has_a_case[nosuch]': 'why'}": "this check is asked about: has_a_case, has_a_case[results]",
    "gaps = {'has_a_case': ' '}": "the gap 'has_a_case' needs a reason",
    "cases = 'elsewhere'": "elsewhere has no cases: record one with",
    "def test_money_is_exact(self): pass": "redefines test_money_is_exact: give your test another name",
    "scraper = Site()": "scraper has to be a subclass of inventory_core.Scraper",
}


def test_what_would_switch_checks_off_is_refused(cases: Path) -> None:
    """A gap without a reason or of nothing, a folder without cases, a redefined check: each is an error, never fewer tests."""
    head = HEAD.format(here=str(HERE), module="good", name="Good")
    for number, body in enumerate(REFUSED):
        test = f"{head}class TestSite(ScraperSuite):\n    scraper = Site\n    {body}\n"
        (cases / f"test_{number}.py").write_text(test)
    code, said = run(cases, "")
    assert code != 0
    for number, says in enumerate(REFUSED.values()):
        assert re.search(rf"ERROR collecting test_{number}\.py.*?{re.escape(says)}", said, re.DOTALL), said


def test_nothing_loads_unless_it_is_imported() -> None:
    """The core does not import the suite, the suite does not import pytest, and pytest does not find it by itself."""
    code = "import sys, inventory_core; print('inventory_core.testing' in sys.modules)"
    code += "; import inventory_core.testing; print('pytest' in sys.modules, '_pytest' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"] * 3
    assert not [entry for entry in entry_points(group="pytest11") if entry.value.startswith("inventory_core")]


def test_every_check_says_its_sentence_in_the_suite() -> None:
    """The docstring of each test is a sentence of the contract."""
    for name, check in CHECKS.items():
        assert getattr(ScraperSuite, f"test_{name}").__doc__ == check.sentence
        assert re.fullmatch(r"[A-Z].+\.", check.sentence)


def asked(scraper: type[Scraper] | Scraper, folder: Path, name: str, **more: dict[str, str]) -> list[CheckResult]:
    return run_checks(scraper, load_cases(folder / "cases"), only={name}, **more)


def test_checks_run_without_pytest(cases: Path) -> None:
    """For a class or an instance, each with what it was asked about, its sentence and what it found."""
    for scraper in (Good, Good()):
        (result,) = asked(scraper, cases, "keeps_the_contract")
        assert (result.status, result.is_right, result.about) == ("passed", True, "")
    bad = importlib.import_module("bad_plugins.words_for_nothing").Bad
    wrong = [one for one in asked(bad, cases, "nothing_is_guessed") if not one.is_right]
    assert [(one.about, one.differences[0].path) for one in wrong] == [("search", "listings[0].brand")]
    gaps = {"nothing_is_guessed[search]": "in spring", "nothing_is_guessed[item]": "mended"}
    named = {one.about: one.status for one in asked(bad, cases, "nothing_is_guessed", gaps=gaps)}
    assert (named["search"], named["item"], named["api"]) == ("gap", "gap_closed", "passed")


def test_a_case_that_reads_otherwise_is_told(cases: Path) -> None:
    """A page that no longer gives what was recorded fails the check of its case alone."""
    write_case(cases / "cases" / "item-2", Good(), *PAGES["item"], listings=[])
    wrong = [one for one in asked(Good, cases, "reads_what_was_recorded") if not one.is_right]
    assert [(one.about, one.differences[0].found) for one in wrong] == [("item-2", "the listing attic:7")]


def test_cases_of_another_scraper_are_left_alone(cases: Path) -> None:
    """One folder may hold the cases of several scrapers; one that has none of its own is an error."""
    other = type("Other", (Good,), {"name": "other"})
    write_case(cases / "cases" / "other", other(), *PAGES["item"])
    assert "other" not in {one.about for one in asked(Good, cases, "reads_what_was_recorded")}
    stranger = type("Stranger", (Good,), {"name": "stranger"})
    with pytest.raises(ValueError, match="no case is of 'stranger'; they are of attic, other"):
        asked(stranger, cases, "reads_what_was_recorded")


@pytest.mark.parametrize(
    ("entries", "status", "expected"),
    [
        ("[inventory_core.scrapers.v1]\nattic = bad_plugins.good:Good\n", "passed", None),
        ("[inventory_core.scrapers.v1]\nattics = bad_plugins.good:Good\n", "failed", "the name 'attic'"),
        ("[inventory_core.scrapers.v2]\nattic = bad_plugins.good:Good\n", "failed", "inventory_core.scrapers.v1"),
        ("[inventory_core.scrapers.v1]\nattic = bad_plugins.elsewhere:Good\n", "skipped", None),
    ],
)
def test_an_entry_point_is_called_as_its_scraper(
    cases: Path, monkeypatch: pytest.MonkeyPatch, entries: str, status: str, expected: str | None
) -> None:
    """Another name, or the group of another contract, is told; a scraper that is not installed is not asked."""
    info = cases / "site" / "attic-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: attic\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entries)
    monkeypatch.syspath_prepend(str(info.parent))
    (result,) = asked(Good, cases, "is_registered_under_its_name")
    assert result.status == status
    assert [one.expected for one in result.differences] == ([expected] if expected else [])
