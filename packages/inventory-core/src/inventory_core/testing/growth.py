"""How the time of a reading grows with its page."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from inventory_core.scraper import Scraper
from inventory_core.testing.cases import Case
from inventory_core.testing.mutations import is_json

TIMES = 8
"""By how much a page grows at a step: reading may take so much longer."""
TOO_MUCH = 20
"""How many times as long is told."""
ENOUGH = 0.05
"""Seconds of processor time below which nothing is said: what is so quick cannot be measured."""
SURE = 1.0
"""Seconds that are no accident of a busy machine: what takes so long is measured once."""
LONGEST = 600_000
LONG_TEXTS = ((150, 1_200), (1_200, 9_600), (5_000, 40_000))
HOSTILE = {"digits": "1", "spaces": " ", "groups": "1,", "words": "a ", "brackets": "(<", "quotes": "'\""}
_BODY = re.compile(r"(.*<body\b[^>]*>)(.*)(</body\s*>.*)", re.IGNORECASE | re.DOTALL)


def grown(scraper: Scraper, case: Case) -> Iterator[list[Any]]:
    """[case, what grew, times] for the first way to enlarge a page that makes reading it take more than its size explains.

    Pages grow step by step, so that what grows with the square of their size is found while it is still quick.
    """
    text = case.page().text
    if found := _first(scraper, case, partial(repeated, text), pairwise(_sizes(len(text)))):
        yield [case.name, f"the page {found[0]} times", found[1]]
        return
    raws = sorted(_raws(scraper, case), key=len, reverse=True)
    for name, sign in HOSTILE.items() if raws else ():
        if found := _first(scraper, case, partial(_replaced, text, raws, sign), LONG_TEXTS):
            yield [case.name, f"{found[0]} characters of {name} in the place of each value", found[1]]
            return


def _sizes(length: int) -> list[int]:
    """How many times a page of so many characters is taken."""
    sizes = [1, TIMES] if length <= LONGEST else [1]
    while length * sizes[-1] * TIMES <= LONGEST:
        sizes.append(sizes[-1] * TIMES)
    return sizes


def _first(
    scraper: Scraper, case: Case, make: Callable[[int], str], steps: Iterable[tuple[int, int]]
) -> tuple[int, float] | None:
    """The first size that takes too long beside the one before it, and how many times as long."""
    for short, long in steps:
        if found := _measure(scraper, case, make(short), make(long)):
            return long, found
    return None


def _replaced(text: str, raws: list[str], sign: str, length: int) -> str:
    """The page with a sign, over and over, in the first three places of each text that became a value."""
    parts = [text]
    for raw in raws:
        parts = [piece for part in parts for piece in part.split(raw, 3)]
    return (sign * (length // len(sign))).join(parts)


def repeated(text: str, times: int) -> str:
    """A page with its body, or the lists of its JSON, so many times."""
    if is_json(text):
        try:
            return json.dumps(_longer(json.loads(text), times))
        except (ValueError, RecursionError):
            return text
    found = _BODY.fullmatch(text)
    return found[1] + found[2] * times + found[3] if found else text * times


def _longer(data: Any, times: int) -> Any:
    """The outermost lists repeated."""
    if isinstance(data, list):
        return data * times
    return {name: _longer(value, times) for name, value in data.items()} if isinstance(data, dict) else data


def _raws(scraper: Scraper, case: Case) -> set[str]:
    """Texts of the page that became values."""
    listings = case.read(scraper).listings[:1]
    return {proof.raw for one in listings for proof in one.evidence.values() if proof.raw and 3 <= len(proof.raw) <= 200}


def _measure(scraper: Scraper, case: Case, short: str, long: str) -> float | None:
    """How many times as long the longer takes, where that is too much, three times in a row."""
    least = float("inf")
    for _ in range(3):
        longer = _seconds(scraper, case, long)
        if longer < ENOUGH:
            return None
        shorter = _seconds(scraper, case, short)
        least = min(least, longer / max(shorter, ENOUGH / TIMES))
        if least <= TOO_MUCH:
            return None
        if longer > SURE:
            break
    return round(least, 1)


def _seconds(scraper: Scraper, case: Case, text: str) -> float:
    page = case.page(text.encode("utf-8", "replace"))
    began = time.process_time()
    case.read(scraper, page)
    return time.process_time() - began
