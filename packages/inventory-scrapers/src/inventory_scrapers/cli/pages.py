"""`parse FILE`: one saved page."""

from __future__ import annotations

from inventory_core import Outcome, PageResult, Scraper
from inventory_scrapers import use
from inventory_scrapers.cli import output as outputs
from inventory_scrapers.cli.exit_codes import ExitCode, code_of
from inventory_scrapers.cli.failure import Failure, say
from inventory_scrapers.cli.inputs import read_body


def parse_file(
    file: str, *, url: str | None, status: int, scraper: str | None, sellers: bool, form: str | None, output: str | None
) -> ExitCode:
    """Read one page, write its listings, and say on standard error what became of it."""
    out = outputs.choose(form, output)
    body = read_body(file)
    try:
        result = use.parse(body, url, scraper=scraper, status=status, keep_sellers=sellers)
    except ValueError as error:
        raise Failure(ExitCode.USAGE, f"{url} is no address: {error}") from error
    code = code_of([result.outcome])
    with out:
        out.write(result.listings)
        if code is ExitCode.OK:
            out.finish()
    if url and scraper is None and result.kind and result.scraper:  # it is one of the pages that scrapers read
        warn_of_failures(use.scraper_for(None, result.scraper))
    tell(result)
    return code


def tell(result: PageResult, url: str | None = None) -> None:
    """Say what became of a page (of those at several addresses, where one is given), unless it was simply read."""
    if result.outcome is not Outcome.OK:
        say(f"{result.outcome}: {f'{url}: ' if url else ''}{result.message}", color="yellow")
    if result.wants_rendering:
        say("save the page from a browser once its scripts have run, and parse that; or scrape it with the browser fetcher")
    for note in result.notes:
        say(f"note: {note.message or note.code}")
    for error in result.errors:
        if error.message == result.message:
            continue
        where, whose = f"{error.field}: " if error.field else "", f" ({error.plugin})" if error.plugin else ""
        say(f"{error.code}: {where}{error.message}{whose}", color="yellow")


def warn_of_failures(scraper: Scraper) -> None:
    """A scraper that failed to load might have been the better one for this address."""
    if "*" in scraper.hosts:
        for plugin in use.registry().scrapers.failures():
            say(f"note: {plugin} failed to load, {scraper.name} reads instead: {plugin.cause}", color="yellow")
