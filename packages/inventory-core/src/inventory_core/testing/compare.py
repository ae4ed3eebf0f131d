"""What differs between what a page has to give and what it gave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inventory_core.results import PageResult
from inventory_core.testing.cases import Expected, as_expected

MAX_SHOWN = 200
RECORD_AGAIN = "mend the scraper; where the page is read better now, look at it and record the case again"


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be: where, what should be there, what came, and what to do about it.

    `path` is that of a field ("listings[0].price.amount") or the name of a part of the scraper.
    """

    path: str
    expected: str
    found: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f"\n  do: {self.hint}" if self.hint else ""
        return f"{self.path}\n  expected: {self.expected}\n  came:     {self.found}{hint}"


def compare(expected: Expected, result: PageResult) -> list[Difference]:
    """What differs between a case and what a scraper read from its page; nothing where they agree.

    Listings are matched by key, so that one that is missing is told as such, and not as all that follow being wrong.
    """
    found = as_expected(result)
    differences = [*_values("outcome", str(expected.outcome), found["outcome"], _why(result))]
    differences += _listings(expected.listings, found["listings"])
    if expected.requests is not None:
        wanted = [request.model_dump() for request in expected.requests]
        differences += _values("requests", wanted, found["requests"], RECORD_AGAIN)
    return differences


def show(value: Any) -> str:
    """A value as a message shows it: JSON on one line, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}... ({len(text)} characters)"


def _why(result: PageResult) -> str:
    said = "; ".join([result.message, *(f"{error.code}: {error.message}" for error in result.errors)]).strip("; ")
    return f"the reading said: {said[:500]}" if said else RECORD_AGAIN


def _listings(wanted: tuple[dict[str, Any], ...], came: list[dict[str, Any]]) -> Iterator[Difference]:
    keys, new_keys = [one.get("key") for one in wanted], [one.get("key") for one in came]
    if len(set(keys)) != len(keys) or keys == new_keys:  # twice the same key: told apart by place alone
        yield from _by_place(list(wanted), came)
        return
    by_key = {one.get("key"): one for one in came}
    for place, one in enumerate(wanted):
        path = f"listings[{place}]"
        if one.get("key") in by_key:
            yield from _values(path, one, by_key[one.get("key")], RECORD_AGAIN)
        else:
            yield Difference(path, f"the listing {one.get('key')}", "no such listing", RECORD_AGAIN)
    for key in new_keys:
        if key not in keys:
            yield Difference("listings", "nothing more", f"the listing {key}", RECORD_AGAIN)
    if sorted(map(str, keys)) == sorted(map(str, new_keys)):
        yield Difference("listings", f"the order {show(keys)}", show(new_keys), "yield listings in the order of the page")


def _by_place(wanted: list[dict[str, Any]], came: list[dict[str, Any]]) -> Iterator[Difference]:
    if len(wanted) != len(came):
        yield Difference("listings", f"{len(wanted)} listings", f"{len(came)} listings", RECORD_AGAIN)
    for place, (one, other) in enumerate(zip(wanted, came, strict=False)):
        yield from _values(f"listings[{place}]", one, other, RECORD_AGAIN)


def _values(path: str, wanted: Any, came: Any, hint: str) -> Iterator[Difference]:
    """Both are JSON values; a key that only one of them has counts as null in the other."""
    if isinstance(wanted, dict) and isinstance(came, dict):
        for name in dict.fromkeys([*wanted, *came]):
            yield from _values(f"{path}.{name}", wanted.get(name), came.get(name), hint)
    elif isinstance(wanted, list) and isinstance(came, list) and len(wanted) == len(came):
        for place, (one, other) in enumerate(zip(wanted, came, strict=True)):
            yield from _values(f"{path}[{place}]", one, other, hint)
    elif wanted != came or type(wanted) is not type(came):
        yield Difference(path, show(wanted), show(came), hint)
