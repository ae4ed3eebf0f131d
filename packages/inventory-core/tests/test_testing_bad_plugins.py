"""The suite, tested: a scraper that keeps the contract passes, and each that breaks a sentence of it is told which."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import bad_plugins
import pytest
from bad_plugins import good

from inventory_core import Draft, Page
from inventory_core.testing import CHECKS, CheckResult, load_cases, run_checks

from .recorded import write_case

ALL = [name for _, name, _ in pkgutil.iter_modules(bad_plugins.__path__) if name != "good"]
# These start interpreters of their own; they are asked where they are meant.
SLOW = {"does_nothing_but_read", "reads_the_same_each_time", "is_quick_to_import", "takes_time_as_the_page_grows"}


def results(module: ModuleType, folder: Path, only: set[str]) -> list[CheckResult]:
    """What the suite says of a plugin whose cases were recorded with itself, so that what it reads is what is expected."""
    scraper = getattr(module, "Bad", None) or module.Good
    for name, page in getattr(module, "PAGES", good.PAGES).items():
        write_case(folder / name, good.Good() if module.__name__.endswith("wants_a_session") else scraper(), *page)
    return run_checks(scraper, load_cases(folder), only=only)


def test_a_good_plugin_passes_every_check(tmp_path: Path) -> None:
    """Nothing fails; only what asks for an installed plugin says nothing."""
    found = results(good, tmp_path, set(CHECKS))
    assert [str(one.differences) for one in found if one.status == "failed"] == []
    assert {one.check for one in found if one.status != "passed"} == {"is_registered_under_its_name"}


@pytest.mark.parametrize("name", ALL)
def test_a_bad_plugin_is_failed_by_the_check_that_is_meant_for_it(name: str, tmp_path: Path) -> None:
    """That check fails, and none that has nothing to do with it; where the plugin says so, in these words."""
    module = importlib.import_module(f"bad_plugins.{name}")
    asked = (set(CHECKS) - SLOW) | {module.BROKEN}
    failed = {one.check: one for one in results(module, tmp_path, asked) if one.status == "failed"}
    assert module.BROKEN in failed
    assert set(failed) <= {module.BROKEN, *getattr(module, "ALSO", ())}
    told = {(one.expected, one.found) for one in failed[module.BROKEN].differences}
    assert getattr(module, "SAID", None) in (None, *told)
    assert getattr(module, "HINT", None) in (None, *(one.hint for one in failed[module.BROKEN].differences))


NOTED: dict[str, bool] = {}


class NotesOnce(good.Good):
    """Notes in its module that it read a card."""

    def card(self, page: Page, card: str) -> Draft | None:
        NOTED["a card"] = True
        return super().card(page, card)


def test_state_that_is_the_same_after_each_page_is_seen(tmp_path: Path) -> None:
    """It is compared with what was there before the first page, whichever check had that read."""
    write_case(tmp_path / "search", good.Good(), *good.PAGES["search"])
    NOTED.clear()
    results = run_checks(NotesOnce, load_cases(tmp_path), only={"reads_what_was_recorded", "keeps_nothing_between_pages"})
    (failed,) = [one for one in results if one.status == "failed"]
    assert (failed.check, failed.differences[0].path) == ("keeps_nothing_between_pages", "module.NOTED")


@pytest.mark.parametrize("host", ["attic.example", "nas", "192.0.2.4"])
def test_a_host_is_no_lookalike_of_its_own(host: str, tmp_path: Path) -> None:
    """Whatever its form: a host of one's own network may be one word, or a number."""

    class Own(good.Good):
        hosts = (host,)

    write_case(tmp_path / "search", good.Good(), *good.PAGES["search"])
    (result,) = run_checks(Own, load_cases(tmp_path), only={"claims_no_lookalikes"})
    assert result.differences == ()


def test_there_is_a_bad_plugin_for_each_check() -> None:
    """A check that no plugin fails would prove nothing; two are shown to fail by tests of their own."""
    meant = {importlib.import_module(f"bad_plugins.{name}").BROKEN for name in ALL}
    assert set(CHECKS) - meant == {"is_registered_under_its_name", "reads_what_was_recorded"}
