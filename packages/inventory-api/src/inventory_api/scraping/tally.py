"""What a job knows of its pages beside the core's report, kept with it: those that failed for now, and details that are gone.

A page that failed for now is asked for again when all others were, or by whoever goes on with the job. So the report counts each
page by the outcome of its last try, and `asked_again` how many tries came on top. A host that blocks or asks to be left alone is
not asked again, and nor is a site that gave no answer to anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from inventory_core import Cursor, Outcome, PageResult, Report, Request
from inventory_core.urls import host_of

AGAIN = frozenset({Outcome.NETWORK_ERROR, Outcome.TIMEOUT})


class Failing(Struct):
    """A page that failed for now: its last outcome, and how often it was asked for."""

    outcome: str
    tries: int


class Tally(Struct):
    """`failing` is by the fingerprints of requests, `missing_details` counts listings on lists whose own page is not there."""

    asked_again: int = 0
    missing_details: int = 0
    failing: dict[str, Failing] = field(default_factory=dict)

    def add(self, request: Request, result: PageResult, report: Report, errors: list[dict[str, Any]]) -> None:
        """Count a page that the report has just counted; of an earlier try the report and the errors keep nothing."""
        earlier = self.failing.pop(request.fingerprint, None)
        if earlier:
            self.asked_again += 1
            _take_back(report, earlier.outcome)
            errors[:] = [error for error in errors if error["url"] != request.url]
        if result.outcome in AGAIN:
            self.failing[request.fingerprint] = Failing(result.outcome, (earlier.tries if earlier else 0) + 1)
        self.missing_details += is_missing_detail(request, result)

    def left(self, cursor: Cursor, report: Report, most: int, is_ended: Callable[[str], bool]) -> Cursor:
        """What is still to be asked for: what failed for now, at most so often, and nothing of hosts that have ended."""
        answered = any(Outcome(name).has_answer for name in report.outcomes)
        pending = (request for request in cursor.pending if not is_ended(host_of(request.url)))
        again = (
            request
            for request in cursor.failed
            if answered and not is_ended(host_of(request.url)) and self._tries(request) in range(1, most)
        )
        return cursor.model_copy(update={"pending": tuple(pending), "failed": tuple(again)})

    def _tries(self, request: Request) -> int:
        found = self.failing.get(request.fingerprint)
        return found.tries if found else 0


def is_missing_detail(request: Request, result: PageResult) -> bool:
    """Whether this is the page of a listing that a list showed, and the site says that there is no such page."""
    return request.role == "detail" and result.outcome is Outcome.NOT_FOUND


def _take_back(report: Report, outcome: str) -> None:
    left = report.outcomes.get(outcome, 0) - 1
    if left > 0:
        report.outcomes[outcome] = left
    else:
        report.outcomes.pop(outcome, None)
