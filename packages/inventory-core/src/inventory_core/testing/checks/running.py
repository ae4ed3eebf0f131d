"""What a scraper does besides reading: nothing. And what it costs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from inventory_core.scraper import Scraper
from inventory_core.testing.cases import Expected, as_expected
from inventory_core.testing.check import Subject, check, shared_state
from inventory_core.testing.compare import Difference, compare, show
from inventory_core.testing.fresh import ask_fresh

MOST_MODULES = 400
MOST_TIMES = 1.5
# What connects, draws, computes or serves: a scraper has no use for it, and everyone who lists scrapers pays for it.
HEAVY = frozenset({
    *("PIL", "aiohttp", "asyncio", "boto3", "cv2", "django", "fastapi", "flask", "grpc", "http.client", "httpx", "litestar"),
    *("matplotlib", "multiprocessing", "nltk", "numpy", "pandas", "playwright", "polars", "pyarrow", "pytest", "requests"),
    *("scipy", "scrapy", "selenium", "sklearn", "spacy", "sqlalchemy", "sqlite3", "ssl", "starlette", "tensorflow", "torch"),
    *("transformers", "twisted", "urllib.request", "urllib3"),
})  # fmt: skip


@check()
def does_nothing_but_read(subject: Subject) -> Iterator[Difference]:
    """A scraper does no input or output, asks no clock and no environment, starts nothing, and runs no code of a page."""
    for where, what in dict.fromkeys(map(tuple, _elsewhere(subject)["seen"])):
        hint = "take all from the page; what else is needed belongs to the request, or to the one who calls"
        yield Difference(where, "reading alone", what, hint)


@check()
def reads_the_same_each_time(subject: Subject) -> Iterator[Difference]:
    """A page gives the same values each time: in another process, with other hashes, in another time zone."""
    there = _elsewhere(subject)["readings"]
    for case in subject.cases:
        here = json.loads(json.dumps(as_expected(subject.reading(case))))
        for path, one, other in _different(here, there[case.name]):
            hint = "sort what comes from a set; take no hash(), no time zone of the machine, nothing at random"
            yield Difference(f"{case.name}: {path} in another process", one, other, hint)


def _elsewhere(subject: Subject) -> Any:
    """What another process, which watches it, reads; asked once."""
    if "elsewhere" not in subject.kept:
        settings = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Chatham"}
        subject.kept["elsewhere"] = ask_fresh("watched", subject.scraper, subject.cases, **settings)
    return subject.kept["elsewhere"]


def _different(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys([*one, *other]):
            yield from _different(one.get(name), other.get(name), f"{path}.{name}".lstrip("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from _different(*pair, f"{path}[{place}]")
    elif one != other:
        yield path, show(one), show(other)


@check()
def is_quick_to_import(subject: Subject) -> Iterator[Difference]:
    """Importing a scraper brings few modules, none of them heavy, and costs little more than importing inventory_core."""
    answers = [ask_fresh("imports", subject.scraper)]
    while MOST_TIMES < _times(answers) < 2 * MOST_TIMES and len(answers) < 3:  # the machine may have been busy
        answers.append(ask_fresh("imports", subject.scraper))
    brought = answers[0]["modules"]
    for name in sorted(HEAVY & set(brought)):
        yield Difference(f"import of {name}", "no heavy modules", name, "import it where it is used, or do without")
    if len(brought) > MOST_MODULES:
        yield Difference("modules", f"at most {MOST_MODULES}", str(len(brought)), "import less, or where it is used")
    if (times := _times(answers)) > MOST_TIMES:
        limit = f"at most {MOST_TIMES:g} times the processor time of inventory_core"
        yield Difference("import", limit, f"{times:.1f} times", "compute nothing while you are imported")


def _times(answers: list[Any]) -> float:
    """What the import takes, in imports of inventory_core, at the best of the times it was measured."""
    return min(float(answer["seconds"] / answer["core"]) for answer in answers)


@check()
def keeps_nothing_between_pages(subject: Subject) -> Iterator[Difference]:
    """A scraper keeps no state: what it reads from a page does not depend on the pages before, and it is as it was afterwards."""
    scraper = subject.make()
    before = subject.began | _own_state(scraper)
    for case in reversed([*subject.cases, *subject.cases]):
        for found in compare(_expected(subject, case), case.read(scraper)):
            hint = "keep nothing on self, on the class or in the module; yield a Request with `context` instead"
            yield Difference(f"{case.name} after others: {found.path}", found.expected, found.found, hint)
    for name, value in (shared_state(subject.scraper) | _own_state(scraper)).items():
        if before.get(name) != value:
            hint = "keep nothing on self, on the class or in the module"
            yield Difference(name, show(before.get(name)), show(value), hint)


def _expected(subject: Subject, case: Any) -> Expected:
    return Expected.model_validate(as_expected(case.read(subject.make())))


def _own_state(scraper: Scraper) -> dict[str, str]:
    """What an instance holds, as text."""
    return {f"self.{name}": repr(value) for name, value in vars(scraper).items() if not callable(value)}


@check()
def takes_time_as_the_page_grows(subject: Subject) -> Iterator[Difference]:
    """The time that reading takes grows no faster than the page, whatever stands in it."""
    largest = {subject.reading(case).kind: case for case in sorted(subject.cases, key=lambda case: len(case.body))}
    for name, what, times in ask_fresh("timings", subject.scraper, largest.values()):
        hint = "look for a loop in a loop, and for a pattern that can match one text in many ways"
        yield Difference(f"{name}: {what}", "8 times the time for 8 times the page, and at most 20", f"{times} times", hint)
