"""What became of a job as a whole, out of what became of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from inventory_core import Outcome

CANCELLED = "cancelled"
SERVICE_STOPPED = "service_stopped"
STOPPED_MESSAGE = "The service stopped while the job ran. What was read until then is kept; start the job again for the rest."


class Ending(Struct, frozen=True):
    """How a job ended, as the columns of its row."""

    state: str
    outcome: str | None = None
    error_code: str | None = None
    error_message: str | None = None

    def as_values(self) -> dict[str, Any]:
        """The columns and their values."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


STOPPED = Ending("failed", None, SERVICE_STOPPED, STOPPED_MESSAGE)
BROKEN = Ending("failed", None, "internal_error", "Something went wrong in the service. The log has it by the job's id.")


def ending(outcomes: Mapping[str, int], stopped: str | None, first_failure: str) -> Ending:
    """The end of a job whose pages had these outcomes, in the order in which they first came."""
    if stopped == SERVICE_STOPPED:
        return STOPPED
    if stopped == CANCELLED:
        return Ending("cancelled", CANCELLED)
    outcome = overall(outcomes) if outcomes else Outcome.TIMEOUT
    if any(Outcome(name).has_answer for name in outcomes):
        return Ending("done", outcome)
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
