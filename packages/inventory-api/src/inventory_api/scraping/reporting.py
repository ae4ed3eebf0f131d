"""A job's report: as it is kept with each page, and as it is taken up again by who goes on with the job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from inventory_api.scrapers.service import without_folders
from inventory_api.scraping.schemas import Progress
from inventory_api.scraping.tally import Tally
from inventory_api.scraping.text import proper
from inventory_core import Outcome, PageResult, Report

MOST_ERRORS = 20
REFUSED = "The address must not be reached: the report's errors have the rule as their code."


def figures(report: Report, errors: list[dict[str, Any]], seconds: float, tally: Tally) -> dict[str, Any]:
    """The report as JSON for the job's row. What is `failing` is for whoever goes on, and shown to nobody."""
    coverage = {
        kind: {name: {"given": field.given, "total": field.total} for name, field in fields.items()}
        for kind, fields in report.coverage.items()
    }
    # One step copies what other threads add to.
    waited = dict(report.waited)
    told = {"outcomes": dict(report.outcomes), "coverage": coverage, "waited": waited, "errors": errors}
    told |= msgspec.to_builtins(tally)
    return proper({**told, "seconds": round(seconds, 3), "stopped": report.stopped})  # type: ignore[no-any-return]


def report_of(progress: Progress, kept: Mapping[str, Any] | None) -> tuple[Report, list[dict[str, Any]], float, Tally]:
    """The report to go on with, the errors, the seconds until now and the tally; empty ones of a job that begins."""
    if kept is None:
        return Report(), [], 0.0, Tally()
    counts = {name: getattr(progress, name) for name in ("pages", "listings", "requests", "bytes")}
    told = {name: kept[name] for name in ("outcomes", "coverage", "waited")}
    report = Report.model_validate({**counts, **told})
    return report, list(kept["errors"]), float(kept["seconds"]), msgspec.convert(kept, Tally)


def page_errors(result: PageResult) -> list[dict[str, Any]]:
    """What went wrong with a page. Of an address that is refused nothing is repeated but the rule."""
    if result.outcome is Outcome.REFUSED:
        return [{"code": result.rule or "refused", "message": REFUSED, "url": result.url, "field": None, "plugin": None}]
    found = [error.model_dump(include={"code", "message", "url", "field", "plugin"}) for error in result.errors]
    if not found and not result.outcome.has_answer:
        found = [{"code": str(result.outcome), "message": result.message, "url": result.url, "field": None, "plugin": None}]
    return [{**proper(error), "message": without_folders(proper(error["message"]))} for error in found]
