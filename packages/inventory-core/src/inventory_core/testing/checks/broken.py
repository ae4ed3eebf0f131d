"""What a scraper says of a page that is not what it was written for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inventory_core.money import plain
from inventory_core.outcomes import Outcome
from inventory_core.results import PageResult
from inventory_core.testing import mutations, strangers
from inventory_core.testing.cases import Case
from inventory_core.testing.check import Subject, check
from inventory_core.testing.compare import Difference
from inventory_core.testing.mutations import Mutant
from inventory_core.testing.sound import failures, judge, nothing_read


@check("case")
def reads_nothing_from_an_emptied_page(subject: Subject, case: Case) -> Iterator[Difference]:
    """A page that lost what it had gives no value that it does not show, is no exception, and is not `empty`."""
    for mutant in mutations.emptied(case.page().text):
        yield from _told(subject, case, mutant, nothing_read(_read(subject, case, mutant)))
    for mutant in mutations.stripped(case.page().text):
        yield from _told(subject, case, mutant, judge(subject.reading(case), _read(subject, case, mutant)))


@check("case")
def reads_no_wrong_value_from_a_cut_page(subject: Subject, case: Case) -> Iterator[Difference]:
    """A page that was cut off gives the values that it still has, is no exception, and is not `empty`."""
    for mutant in mutations.truncated(case.page().text):
        yield from _told(subject, case, mutant, judge(subject.reading(case), _read(subject, case, mutant), cut=True))


@check("case")
def reads_nothing_from_a_foreign_page(subject: Subject, case: Case) -> Iterator[Difference]:
    """The page of another site at an address of this one gives no listing, and is not `empty`."""
    if "*" in subject.scraper.hosts:
        return
    for mutant in strangers.foreign(mutations.is_json(case.page().text)):
        yield from _told(subject, case, mutant, nothing_read(_read(subject, case, mutant)))


@check("case")
def reads_nothing_from_a_challenge(subject: Subject, case: Case) -> Iterator[Difference]:
    """A challenge or a log-in in place of the page gives no listing, and is never `empty`."""
    for mutant in strangers.CHALLENGES:
        yield from _told(subject, case, mutant, nothing_read(_read(subject, case, mutant)))


@check("case")
def reads_no_wrong_value_from_another_layout(subject: Subject, case: Case) -> Iterator[Difference]:
    """Where the layout of a page changed, the same values are read, or it is told: never another value, or fewer listings."""
    right = subject.reading(case)
    if right.outcome not in (Outcome.OK, Outcome.PARTIAL):
        return
    for mutant in mutations.relaid(case.page().text, list(_prices(right))):
        yield from _told(subject, case, mutant, judge(right, _read(subject, case, mutant)))


@check("case")
def unknown_words_stay_unknown(subject: Subject, case: Case) -> Iterator[Difference]:
    """A condition or a state in words that the scraper does not know is `unknown`, or null, and none of those that it knows."""
    right = subject.reading(case)
    for mutant in mutations.with_other_words(case.page().text, [raw for _, raw in _states(right).values() if raw]):
        yield from _told(subject, case, mutant, _guessed(right, _read(subject, case, mutant)))


def _states(result: PageResult) -> dict[tuple[str, str], tuple[str, str | None]]:
    """By listing and field, the grade of its condition and its availability, each with the words that it was read from."""
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for one in result.listings:
        if one.condition:
            found[one.key, "condition.grade"] = one.condition.grade, one.condition.raw
        if one.availability:
            evidence = one.evidence.get("availability")
            found[one.key, "availability"] = one.availability, evidence.raw if evidence else None
    return found


def _guessed(right: PageResult, result: PageResult) -> Iterator[Difference]:
    """What neither the page as it was nor the one whose words nobody knows says."""
    true = _states(right)
    for (key, field), (value, _) in _states(result).items():
        before, _ = true.get((key, field), (None, None))
        if value not in ("unknown", before):
            hint = "give `unknown` for what no table of yours has"
            yield Difference(f"listing {key}: {field}", "unknown, or null", repr(value), hint)


def _prices(result: PageResult) -> Iterator[str]:
    for listing in result.listings:
        evidence = listing.evidence.get("price")
        if evidence and evidence.raw:
            yield evidence.raw
        if listing.price:
            yield plain(listing.price.amount)


def _read(subject: Subject, case: Case, mutant: Mutant) -> PageResult:
    return subject.read(case, case.page(mutant.body.encode("utf-8", "replace")))


def _told(subject: Subject, case: Case, mutant: Mutant, found: Iterable[Difference]) -> Iterator[Difference]:
    if any(failures(subject.reading(case))):  # it fails at the page itself, which is told already
        return
    for one in found:
        yield Difference(f"{case.name}, {mutant.change}: {one.path}", one.expected, one.found, one.hint)
