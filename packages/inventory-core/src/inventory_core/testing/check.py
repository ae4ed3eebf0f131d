"""What a check is, and what it is given."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from inventory_core.page import Page
from inventory_core.results import PageResult
from inventory_core.scraper import PageKind, Scraper
from inventory_core.testing.cases import Case, CaseError
from inventory_core.testing.compare import Difference
from inventory_core.urls import host_of

Each = Literal["scraper", "kind", "case"]
Finder = Callable[..., Iterable[Difference]]


class NotApplicable(Exception):
    """Raised by a check that says nothing about this scraper; the message says why."""


class CannotAsk(Exception):
    """Raised where a scraper cannot even be asked; the message says why. The check fails with it."""


@dataclass(frozen=True)
class Check:
    """One sentence of the contract, and the function that finds what does not keep it.

    `each` says how often it is asked: once, for each kind of page, or for each case. `find` is given the Subject, and then the
    name of the kind, or the case.
    """

    name: str
    sentence: str
    each: Each
    find: Finder


def check(each: Each = "scraper") -> Callable[[Finder], Check]:
    """Make a function a check of the kit; its docstring is the sentence of the contract that it holds a scraper to."""

    def make(find: Finder) -> Check:
        return Check(find.__name__, " ".join((inspect.getdoc(find) or "").split()), each, find)

    return make


def shared_state(scraper: type[Scraper]) -> dict[str, str]:
    """What a class and its module hold, as text: methods and what the base class has are not it."""
    held = {f"class.{name}": value for name, value in vars(scraper).items() if not name.startswith("__") and not callable(value)}
    module = vars(sys.modules[scraper.__module__]) if scraper.__module__ in sys.modules else {}
    kept = {name: value for name, value in module.items() if isinstance(value, (dict, list, set, bytearray))}
    held |= {f"module.{name}": value for name, value in kept.items() if not name.startswith("__")}
    return {name: repr(value) for name, value in held.items()}


@dataclass
class Subject:
    """A scraper class with the cases that are its own; readings are kept, so that many checks cost one."""

    scraper: type[Scraper]
    cases: list[Case]
    kept: dict[Any, Any] = field(default_factory=dict)
    began: dict[str, str] = field(init=False)
    """What the class and its module held before anything was read."""

    def __post_init__(self) -> None:
        self.began = shared_state(self.scraper)

    @classmethod
    def of(cls, scraper: type[Scraper] | Scraper, cases: Iterable[Case]) -> Subject:
        """A subject; CaseError where no case is of this scraper."""
        made = scraper if isinstance(scraper, type) else type(scraper)
        cases = list(cases)
        own = [case for case in cases if case.asked.scraper in (None, made.name)]
        if cases and not own:
            others = ", ".join(sorted({str(case.asked.scraper) for case in cases}))
            raise CaseError(f"no case is of {made.name!r}; they are of {others}")
        return cls(made, own)

    def claims(self, url: str) -> bool:
        """Whether an address would come to this scraper; one that is none comes to nobody."""
        try:
            return bool(self.scraper.claims(host_of(url)))
        except ValueError:
            return False

    @cached_property
    def instance(self) -> Scraper:
        """One scraper that reads all that the checks have it read."""
        return self.make()

    def make(self) -> Scraper:
        """A new scraper; CannotAsk where none can be made."""
        try:
            return self.scraper()
        except Exception as error:
            raise CannotAsk(f"{self.scraper.__qualname__}() raises {type(error).__name__}: {error}") from error

    @property
    def kinds(self) -> dict[str, list[PageKind]]:
        """The kinds of pages by name; one may be declared several times."""
        found: dict[str, list[PageKind]] = {}
        for kind in self.scraper.page_kinds:
            found.setdefault(kind.name, []).append(kind)
        return found

    def reading(self, case: Case) -> PageResult:
        """What the scraper reads from the page of a case."""
        if case.name not in self.kept:
            self.kept[case.name] = case.read(self.instance)
        result: PageResult = self.kept[case.name]
        return result

    def read(self, case: Case, page: Page) -> PageResult:
        """What the scraper reads from another page in place of a case's."""
        return case.read(self.instance, page)

    def items(self, check: Check) -> list[tuple[str, tuple[Any, ...]]]:
        """What a check is asked about: a name for people, and the arguments behind the subject."""
        if check.each == "kind":
            return [(name, (name,)) for name in self.kinds]
        if check.each == "case":
            return [(case.name, (case,)) for case in self.cases]
        return [("", ())]
