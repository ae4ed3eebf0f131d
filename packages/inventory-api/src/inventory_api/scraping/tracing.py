"""A job as a trace has it: its number, and how it ended. The pages that it asked for are nobody's business."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from inventory_api import telemetry
from inventory_api.scraping.ending import Ending

Work = TypeVar("Work")


def traced(run: Callable[[Work, int], Ending]) -> Callable[[Work, int], Ending]:
    """Let what does a job, given its id, be a span."""

    @wraps(run)
    def traced_run(work: Work, job_id: int) -> Ending:
        with telemetry.span("job", {"job.id": job_id}) as span:
            ended = run(work, job_id)
            if span:
                span.tell({"job.state": ended.state, "job.outcome": ended.outcome, "job.error": ended.error_code})
                if ended.state == "failed":
                    span.failed(ended.error_code or ended.state)
            return ended

    return traced_run
