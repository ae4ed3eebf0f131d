"""What a crawl came to: a few lines for people, or a JSON file."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from inventory_core import Report
from inventory_scrapers.cli.exit_codes import ExitCode
from inventory_scrapers.cli.failure import Failure, counted, say
from inventory_scrapers.cli.output import writing


def show_report(report: Report) -> None:
    """Say on standard error what came, how complete it is, and what it cost; of one page that gave nothing, all is said."""
    if report.pages <= 1 and not report.listings:
        return
    outcomes = ", ".join(f"{name} {count}" for name, count in report.outcomes.items())
    say(
        f"{counted(report.pages, 'page')} ({outcomes or 'none'}), {counted(report.listings, 'listing')} in {report.seconds:.1f} s"
    )
    for kind, fields in report.coverage.items():
        shares = [f"{name} {field.share:.0%}" for name, field in fields.items() if field.given]
        say(f"{kind}: {', '.join(shares)}")
    waits = "".join(f"; waited {seconds:.1f} s for {name.replace('_', ' ')}" for name, seconds in report.waited.items())
    say(f"{counted(report.requests, 'request')}, {report.bytes / 1024:,.0f} KiB{waits}")


def write_report(report: Report, name: str | None) -> None:
    """Write the report as JSON, where a file is named."""
    if name is not None:
        with writing(name):
            Path(name).write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_report(name: str) -> Report:
    """A report that was written earlier; Failure (usage) where it is none."""
    try:
        return Report.model_validate_json(Path(name).read_bytes())
    except OSError as error:
        raise Failure(ExitCode.USAGE, f"cannot read the report {name}: {error.strerror}") from error
    except ValidationError as error:
        raise Failure(ExitCode.USAGE, f"{name} is no report: {error.errors()[0]['msg']}") from error


def compare(report: Report, earlier: Report) -> None:
    """Say, and write into the report, what was had of the same kinds of pages earlier and is not now."""
    report.drops = report.drops_since(earlier)
    for drop in report.drops:
        say(f"less than before: {drop}", color="yellow")
