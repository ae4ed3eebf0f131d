"""What a scraper may say of a page that is not as it was recorded: the same, less, or that it changed; nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inventory_core.outcomes import Outcome
from inventory_core.results import PageResult
from inventory_core.testing.cases import as_expected
from inventory_core.testing.compare import Difference, show

NOT_COMPARED = frozenset({"evidence", "warnings", "key"})
NO_WRONG_VALUE = "read it from a place that is surely the right one, else leave it null or raise LayoutChanged"
NO_SILENT_LOSS = "count what looks like a listing and was not read, and raise LayoutChanged after the last one"


def judge(right: PageResult, result: PageResult, *, cut: bool = False) -> Iterator[Difference]:
    """What is wrong with the reading of a page that was changed, beside the reading of the page as it was.

    `cut` says that the end of the page is missing: then listings may be missing too, and a text may end early.
    """
    yield from failures(result)
    if result.outcome is Outcome.EMPTY and right.outcome is not Outcome.EMPTY:
        hint = "yield Empty() only where the page itself says that it has no results"
        yield Difference("outcome", "anything but empty: the page never said so", "empty", hint)
    if result.outcome is not Outcome.OK:
        return
    yield from _wrong_values(right, result, cut)
    if len(result.listings) < len(right.listings) and not cut:
        yield Difference("listings", f"{len(right.listings)}, or partial", f"{len(result.listings)}, and ok", NO_SILENT_LOSS)


def failures(result: PageResult) -> Iterator[Difference]:
    """What a handler raised that it should not have."""
    for error in result.errors:
        if error.code == "scraper_failed":
            hint = "look before you take: a page may lack anything; raise LayoutChanged where it does"
            yield Difference("handler", "a reading, or a PageSignal", error.message, hint)


def nothing_read(result: PageResult) -> Iterator[Difference]:
    """What is wrong with the reading of a page from which nothing can be read."""
    yield from failures(result)
    if result.outcome is Outcome.EMPTY:
        hint = "yield Empty() only where the page itself says that it has no results"
        yield Difference("outcome", "anything but empty", "empty", hint)
    if result.listings:
        title = show(as_expected(result)["listings"][0])
        hint = "yield a listing only where the page shows that it is the page of its address"
        yield Difference("listings", "none", title, hint)


def _wrong_values(right: PageResult, result: PageResult, cut: bool) -> Iterator[Difference]:
    by_key = {one["key"]: one for one in as_expected(right)["listings"]}
    for listing in as_expected(result)["listings"]:
        true = by_key.get(listing["key"])
        path = f"listing {listing['key']}"
        if true is None:
            yield Difference(path, f"one of {show(sorted(by_key))}", "a listing that the page does not have", NO_WRONG_VALUE)
            continue
        warned = {str(warning.get("field")).split(".")[0] for warning in listing.get("warnings", ())}
        for name, value in listing.items():
            if name not in NOT_COMPARED | warned and not _within(value, true.get(name), cut):
                yield Difference(f"{path}: {name}", _or_null(true.get(name)), show(value), NO_WRONG_VALUE)


def _or_null(value: Any) -> str:
    return "null" if value is None else f"{show(value)}, or null"


def _within(value: Any, true: Any, cut: bool) -> bool:
    """True where a value says no more than the true one: the same, or a part of it."""
    if isinstance(value, dict) and isinstance(true, dict):
        return all(_within(part, true.get(name), cut) for name, part in value.items())
    if isinstance(value, list) and isinstance(true, list):
        return all(any(_within(part, one, cut) for one in true) for part in value)
    if cut and isinstance(value, str) and isinstance(true, str):
        return true.startswith(value)
    return value == true or value in (None, "unknown")
