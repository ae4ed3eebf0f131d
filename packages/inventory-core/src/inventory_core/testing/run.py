"""The checks without pytest: what `inventory-scrapers check` prints."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from inventory_core.scraper import Scraper
from inventory_core.testing.cases import Case
from inventory_core.testing.check import CannotAsk, Check, NotApplicable, Subject
from inventory_core.testing.checks import CHECKS
from inventory_core.testing.compare import Difference

Status = Literal["passed", "failed", "gap", "gap_closed", "skipped"]


@dataclass(frozen=True)
class CheckResult:
    """What a check said of a scraper, of one kind of its pages, or of one case.

    `about` is the name of that kind or case, empty where it is the scraper. `status` is "passed", "failed", "skipped" (it says
    nothing about this scraper: `reason`), "gap" (it fails, and `reason` was named) or "gap_closed" (it was named, and passes).
    """

    check: str
    sentence: str
    about: str
    status: Status
    differences: tuple[Difference, ...] = ()
    reason: str = ""

    @property
    def is_right(self) -> bool:
        """False where something has to be done."""
        return self.status not in ("failed", "gap_closed")


def run_checks(
    scraper: type[Scraper] | Scraper,
    cases: Iterable[Case],
    *,
    gaps: Mapping[str, str] | None = None,
    only: Collection[str] | None = None,
) -> list[CheckResult]:
    """Ask every check of the kit about a scraper and its cases, or `only` those of these names.

    `gaps` as in ScraperSuite; ValueError where one names nothing, or where no case is of this scraper.
    """
    subject = Subject.of(scraper, cases)
    named = check_gaps(gaps or {}, subject)
    asked = [check for check in CHECKS.values() if only is None or check.name in only]
    return [result for check in asked for result in _results(subject, check, named)]


def check_gaps(gaps: Mapping[str, str], subject: Subject) -> Mapping[str, str]:
    """The gaps as they were given; ValueError where one names no check, nothing that the check is asked about, or no reason."""
    for gap, reason in gaps.items():
        name = gap.partition("[")[0]
        if name not in CHECKS:
            raise ValueError(f"gaps names {name!r}, which is no check; the checks are: {', '.join(CHECKS)}")
        known = [name, *(f"{name}[{about}]" for about, _ in subject.items(CHECKS[name]) if about)]
        if gap not in known:
            raise ValueError(f"gaps names {gap!r}; this check is asked about: {', '.join(known)}")
        if not isinstance(reason, str) or not reason.strip():
            raise ValueError(f"the gap {gap!r} needs a reason: why is it there, and what would close it?")
    return gaps


def questions(subject: Subject, check: Check, gaps: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[Any, ...]], str]]:
    """What a check is asked about: name, arguments, and the reason of its gap.

    A gap of a whole check ("money_is_exact") makes one question of all its cases, which fails while any of them does; a gap of
    one ("money_is_exact[item-3]") is that one's alone.
    """
    items = subject.items(check)
    if check.name in gaps:
        yield "", [arguments for _, arguments in items], gaps[check.name]
        return
    for name, arguments in items:
        yield name, [arguments], gaps.get(f"{check.name}[{name}]", "")


def ask(subject: Subject, check: Check, several: list[tuple[Any, ...]]) -> list[Difference]:
    """All that a check finds; NotApplicable where it says nothing about this scraper."""
    try:
        return [difference for arguments in several for difference in check.find(subject, *arguments)]
    except CannotAsk as why:
        return [Difference(subject.scraper.__qualname__, "an answer", str(why), "make it work for all that the check has it do")]


def _results(subject: Subject, check: Check, gaps: Mapping[str, str]) -> Iterator[CheckResult]:
    for about, several, reason in questions(subject, check, gaps):
        try:
            found = tuple(ask(subject, check, several))
        except NotApplicable as why:
            yield CheckResult(check.name, check.sentence, about, "skipped", reason=str(why))
            continue
        status: Status = ("gap" if found else "gap_closed") if reason else ("failed" if found else "passed")
        yield CheckResult(check.name, check.sentence, about, status, found, reason)
