"""`inventory-api jobs`: what is scraped, whoever asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from inventory_api.cli.common import ROW, as_json, on_tables

if TYPE_CHECKING:
    from inventory_api.database import Database

STATES = ("queued", "running", "done", "failed", "cancelled")


@click.group()
def jobs() -> None:
    """Scraping jobs of all accounts."""


@jobs.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--account", "email", metavar="EMAIL", help="Only those of this account.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="How many at most.")
@as_json
@on_tables
def list_(database: Database, *, state: str | None, email: str | None, limit: int, as_json: bool) -> None:
    """The jobs, the latest first."""
    from inventory_api.cli.output import show
    from inventory_api.scraping.administration import JobSummary
    from inventory_api.scraping.administration import jobs as found

    show(found(database, state=state, email=email, limit=limit), JobSummary, as_json=as_json)


@jobs.command()
@click.argument("job_id", metavar="ID", type=ROW)
@as_json
@on_tables
def show(database: Database, job_id: int, as_json: bool) -> None:
    """All of one job, with its report."""
    from inventory_api.cli.output import show_one
    from inventory_api.scraping.administration import job

    show_one(job(database, job_id), as_json=as_json)


@jobs.command()
@click.argument("job_id", metavar="ID", type=ROW)
@on_tables
def cancel(database: Database, job_id: int) -> None:
    """End a job that waits, or ask one that runs to end, which it does within a page. What it read is kept."""
    from inventory_api.scraping.administration import cancel as end

    found = end(database, job_id)
    asked = found.state == "running"
    click.echo(f"Job {job_id} {'is asked to end, after the page that it reads' if asked else f'has ended: {found.state}'}.")


@jobs.command()
@click.argument("job_id", metavar="ID", type=ROW)
@on_tables
def retry(database: Database, job_id: int) -> None:
    """Begin a new job for what an ended one was asked for. Quotas of the account do not count."""
    from inventory_api.scraping.administration import retry as again

    click.echo(f"Job {again(database, job_id)} waits for a worker.")
