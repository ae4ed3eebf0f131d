"""`check`: the conformance suite of inventory_core.testing, run on an installed plugin without pytest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inventory_core import Scraper
from inventory_core.testing import Case, CaseError, CheckResult, load_cases, run_checks
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.failure import Failure
from inventory_scrapers.cli.terminal import print_json
from inventory_scrapers.use import registry


@dataclass(frozen=True)
class Checked:
    """One scraper, its cases, and what every check said."""

    scraper: Scraper
    cases: int
    results: list[CheckResult]

    def count(self, *states: str) -> int:
        """How many results are in one of these states."""
        return sum(result.status in states for result in self.results)

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        installed = self.scraper.installed
        return {
            "scraper": self.scraper.name,
            "distribution": installed.distribution,
            "version": installed.version,
            "cases": self.cases,
            "passed": self.count("passed"),
            "failed": self.count("failed", "gap_closed"),
            "results": [asdict(result) for result in self.results],
        }


def check(name: str | None, folder: str, gaps: Iterable[str], as_json: bool) -> ExitCode:
    """Check one scraper, or all that the cases are of, and print what came of it."""
    found = cases_in(folder)
    named = dict(_gap(gap) for gap in gaps)
    checked = [_checked(one, found, named) for one in scrapers_of(found, name)]
    if as_json:
        print_json([one.as_dict() for one in checked])
    else:
        from inventory_scrapers.cli.check_tables import show_checked

        for one in checked:
            show_checked(one)
    return ExitCode.CHECKS_FAILED if any(one.count("failed", "gap_closed") for one in checked) else ExitCode.OK


def cases_in(folder: str) -> list[Case]:
    """The cases of a folder; Failure (usage) with what is wrong where it has none."""
    try:
        return load_cases(Path(folder))
    except CaseError as error:
        raise Failure(ExitCode.USAGE, str(error)) from error


def scrapers_of(cases: Iterable[Case], name: str | None) -> list[Scraper]:
    """The scraper of that name, else those that the cases were recorded with."""
    names = [name] if name else sorted({case.asked.scraper for case in cases if case.asked.scraper})
    if not names:
        raise Failure(ExitCode.USAGE, "the cases do not say which scraper they are of; name it")
    return [registry().scraper(one) for one in names]


def _checked(scraper: Scraper, cases: list[Case], gaps: dict[str, str]) -> Checked:
    try:
        results = run_checks(scraper, cases, gaps=gaps)
    except ValueError as error:
        raise Failure(ExitCode.USAGE, str(error)) from error
    return Checked(scraper, sum(case.asked.scraper in (None, scraper.name) for case in cases), results)


def _gap(text: str) -> tuple[str, str]:
    check, separator, reason = text.partition("=")
    if not separator:
        raise Failure(
            ExitCode.USAGE, f"--gap takes CHECK=REASON, such as 'has_a_case[shop]=no shop was captured yet', not {text!r}"
        )
    return check, reason
