"""What a scraper reads from its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from inventory_core import listing as model
from inventory_core.outcomes import Outcome
from inventory_core.testing.cases import Case
from inventory_core.testing.check import Subject, check
from inventory_core.testing.compare import Difference, compare

ALLOWED = "listings, drafts, Request, Empty and Note"


@check("kind")
def has_a_case(subject: Subject, kind: str) -> Iterator[Difference]:
    """Each kind of page that a scraper reads has a recorded case; one that was never seen is experimental, and a named gap."""
    found = [reading for case in subject.cases if (reading := subject.reading(case)).kind == kind]
    if not found:
        hint = f'record one with `inventory-scrapers record`; if none can be had, name the gap "has_a_case[{kind}]"'
        yield Difference(f"cases of {kind}", "at least one", "none", hint)
    elif all(one.outcome is Outcome.LAYOUT_CHANGED and not one.errors for one in found):
        hint = "such a case holds the scraper to nothing: read the page, and record it again"
        yield Difference(f"cases of {kind}", "one that is recognised", "layout_changed alone", hint)


@check("case")
def reads_what_was_recorded(subject: Subject, case: Case) -> Iterator[Difference]:
    """The page of a case gives its outcome and its listings, each field with its evidence."""
    yield from compare(case.expected, subject.reading(case))


@check("case")
def yields_only_what_it_may(subject: Subject, case: Case) -> Iterator[Difference]:
    """A handler yields its own listings, which fit the model, requests to its own hosts, Empty and Note; no part of it fails."""
    reading = subject.reading(case)
    for error in reading.errors:
        where = f"{case.name} {error.field or ''}".strip()
        yield Difference(where, ALLOWED, f"{error.code}: {error.message}", _hint(error.message))
    for place, listing in enumerate(reading.listings):
        for warning in listing.warnings:
            if warning.code == "value_unreadable":
                hint = (
                    "mend the converter; for a text that is no value let it raise Unusable, for one that says nothing return None"
                )
                yield Difference(f"listings[{place}].{warning.field}", "a value, or Unusable", warning.message, hint)


def _hint(message: str) -> str:
    """What to give in place of what does not fit: the model that the message names, with its parts."""
    found = re.search(r"instance of (\w+)", message)
    part = getattr(model, found[1], None) if found else None
    if not (isinstance(part, type) and issubclass(part, BaseModel)):
        return "mend what the handler yields"
    return f"give {part.__name__}({', '.join(f'{name}=...' for name in part.model_fields)}) of inventory_core"
