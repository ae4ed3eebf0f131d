"""The suite: a plugin's whole test file is a subclass that names its scraper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from inventory_core.scraper import Scraper
from inventory_core.testing.cases import load_cases
from inventory_core.testing.check import Check, NotApplicable, Subject
from inventory_core.testing.checks import CHECKS
from inventory_core.testing.compare import Difference
from inventory_core.testing.run import ask, check_gaps, questions

if TYPE_CHECKING:
    import pytest

MAX_FAILURES = 10


class ContractBroken(AssertionError):
    """A check failed; the message has each difference with its place and what to do."""


class ScraperSuite:
    """Holds a scraper to the contract, with pytest:

        class TestAcme(ScraperSuite):
            scraper = Acme

    `scraper` is the class. `cases` is the folder of its cases, beside the test file where it is not absolute. `gaps` names what
    is known not to hold, and why: {"has_a_case[shop]": "no shop was captured yet"}, a check, or a check and one of its cases or
    kinds. A gap that closes fails, so that it is taken out. A subclass may add tests of its own; it cannot redefine a check.
    """

    scraper: ClassVar[type[Scraper]]
    cases: ClassVar[str | Path] = "cases"
    gaps: ClassVar[Mapping[str, str]] = {}
    _subject: ClassVar[Subject]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if redefined := sorted(name for name in vars(cls) if name.removeprefix("test_") in CHECKS and name.startswith("test_")):
            raise TypeError(f"{cls.__name__} redefines {', '.join(redefined)}: give your test another name, or name a gap")
        named = getattr(cls, "scraper", None)
        if not (isinstance(named, type) and issubclass(named, Scraper)):
            raise TypeError(f"{cls.__name__}.scraper has to be a subclass of inventory_core.Scraper, not {named!r}")

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """Called by pytest for each test: the checks become one test for each thing that they are asked about."""
        check = CHECKS.get(metafunc.function.__name__.removeprefix("test_"))
        if check is None or "question" not in metafunc.fixturenames:
            return
        subject = cls._load(Path(metafunc.module.__file__).parent)
        parameters = [_parameter(*found) for found in questions(subject, check, cls.gaps)]
        metafunc.parametrize("question", parameters)

    @classmethod
    def _load(cls, folder: Path) -> Subject:
        """The subject, made once for each class."""
        import pytest

        if "_subject" not in vars(cls):
            try:
                subject = Subject.of(cls.scraper, load_cases(folder / cls.cases))
                check_gaps(cls.gaps, subject)
            except ValueError as error:
                raise pytest.Collector.CollectError(f"{cls.__name__}: {error}") from None
            cls._subject = subject
        return cls._subject


def _parameter(about: str, several: list[tuple[Any, ...]], gap: str) -> Any:
    import pytest

    marks = [pytest.mark.xfail(raises=ContractBroken, strict=True, reason=gap)] if gap else []
    return pytest.param(several, id=about or "all", marks=marks)


def _method(check: Check) -> Callable[..., None]:
    def method(self: ScraperSuite, question: list[tuple[Any, ...]]) -> None:
        __tracebackhide__ = True
        import pytest

        try:
            found = ask(self._subject, check, question)
        except NotApplicable as why:
            pytest.skip(str(why))
        if found:
            raise ContractBroken(report(check, found))

    method.__name__ = f"test_{check.name}"
    method.__qualname__ = f"ScraperSuite.test_{check.name}"
    method.__doc__ = check.sentence
    return method


def report(check: Check, found: list[Difference]) -> str:
    """What a failed check says: the sentence that does not hold, and what was found."""
    more = f"\n... and {len(found) - MAX_FAILURES} more" if len(found) > MAX_FAILURES else ""
    return "\n".join([check.sentence, *map(str, found[:MAX_FAILURES])]) + more


for _check in CHECKS.values():
    setattr(ScraperSuite, f"test_{_check.name}", _method(_check))
