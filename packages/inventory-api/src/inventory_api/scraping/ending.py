"""What became of a job as a whole, out of what became of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from inventory_core import Outcome

CANCELLED = "cancelled"
HANDED_BACK = "handed back"
TAKEN = "taken by another worker"
PAGES_USED_UP = "pages of the day"


class Ending(Struct, frozen=True):
    """How a job ended, as the columns of its row."""

    state: str
    outcome: str | None = None
    error_code: str | None = None
    error_message: str | None = None

    def as_values(self) -> dict[str, Any]:
        """The columns and their values."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


BROKEN = Ending("failed", None, "internal_error", "Something went wrong in the service. The log has it by the job's id.")
OVERDUE = Ending(
    "failed",
    "timeout",
    "page_overdue",
    "Reading a page did not end when the time of the job was over: its scraper hangs. What was read before is kept.",
)
CANCELLED_ENDING = Ending("cancelled", CANCELLED)


def poison(workers: int) -> Ending:
    """The end of a job with which so many workers in a row were lost."""
    message = (
        f"{workers} workers in a row died or got stuck while they had this job, without keeping a page of it. "
        "What was read before is kept. If the log of the workers does not say why, try it again with other limits."
    )
    return Ending("failed", None, "poison", message)


def ending(outcomes: Mapping[str, int], stopped: str | None, first_failure: str) -> Ending:
    """The end of a job whose pages had these outcomes, in the order in which they first came."""
    if stopped == CANCELLED:
        return CANCELLED_ENDING
    outcome = overall(outcomes) if outcomes else Outcome.TIMEOUT
    if any(Outcome(name).has_answer for name in outcomes):
        return Ending("done", Outcome.PARTIAL if stopped == PAGES_USED_UP else outcome)
    return Ending("failed", outcome, str(outcome), first_failure or f"No page was read: {stopped or outcome}.")


def overall(outcomes: Mapping[str, int]) -> Outcome:
    """One outcome for several pages: theirs where they agree, the first failure where all failed, `partial` where some did."""
    given = [Outcome(name) for name in outcomes]
    answers = [outcome for outcome in given if outcome.has_answer]
    if not answers:
        return given[0]
    if len(answers) < len(given):
        return Outcome.PARTIAL
    return next(outcome for outcome in (Outcome.PARTIAL, Outcome.OK, Outcome.EMPTY, Outcome.NOT_FOUND) if outcome in answers)
