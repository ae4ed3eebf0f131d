"""The commands and their options; what they do stands in the modules beside this one."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from inventory_scrapers import __version__
from inventory_scrapers.cli.exit_codes import MEANINGS, ExitCode
from inventory_scrapers.cli.failure import reports_failures

# Colours are for people: a pipe gets plain help, in half the time.
if TYPE_CHECKING or not sys.stdout.isatty():
    import click
else:
    import rich_click as click

FORMATS = ("table", "json", "jsonl", "csv", "xlsx", "parquet")
MOST_JOBS = 61  # as many processes as Windows waits for at once
SORTS = ("relevance", "newest", "price_asc", "price_desc")
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_CODES = [f"{code.value:3}  {meaning}" for code, meaning in MEANINGS.items()]
# In plain help \b keeps lines as they are; in coloured help an empty line begins a new one.
_EPILOG = "\n\n".join(["Exit codes:", *_CODES]) if sys.stdout.isatty() else "\b\n" + "\n".join(["Exit codes:", *_CODES])


def _together(*decorators: Decorator) -> Decorator:
    def apply(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return apply


_debug = click.option("--debug", is_flag=True, help="Show where an error comes from.")
_output = _together(
    click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        help="Default: by the output's name; a table for people, jsonl for a pipe.",
    ),
    click.option("--output", metavar="FILE", help="Write here instead of standard output."),
)


def _finite(_context: click.Context, _option: click.Parameter, number: float | None) -> float | None:
    if number is not None and not math.isfinite(number):
        raise click.BadParameter(f"{number} is no number of seconds")
    return number


_reading = _together(
    click.option("--scraper", metavar="NAME", help="Read with this scraper, not the one that answers for the address."),
    click.option("--sellers", is_flag=True, help="Keep the names of sellers, which are dropped otherwise."),
)
_crawl = _together(
    click.option(
        "--pages", type=click.IntRange(min=1), metavar="N", help="Ask for at most N pages.  [default: 1; 100 with --details]"
    ),
    click.option("--listings", type=click.IntRange(min=1), metavar="N", help="Stop after the page with the N-th listing."),
    click.option(
        "--seconds",
        type=click.FloatRange(min=0, min_open=True),
        callback=_finite,
        metavar="S",
        help="Stop after so many seconds.",
    ),
    click.option("--details", is_flag=True, help="Ask for each listing's own page too (they count as pages)."),
    _output,
    click.option("--cursor", metavar="FILE", help="Where to keep what is left to ask for, when the crawl is cut short."),
    click.option("--fetcher", default="requests", show_default=True, metavar="NAME", help="The installed fetcher to use."),
    click.option("--report", metavar="FILE", help="Write the crawl's figures here as JSON."),
    click.option("--compare", metavar="FILE", help="Say what pages give less of than in this earlier --report."),
    click.option("--quiet", is_flag=True, help="No progress and no summary."),
    click.option("--sellers", is_flag=True, help="Keep the names of sellers, which are dropped otherwise."),
    _debug,
)


def _status(_context: click.Context, _option: click.Parameter, status: int) -> int:
    from inventory_scrapers import use

    try:
        use.check_status(status)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return status


def _refuse(names: tuple[str, ...], why: str) -> None:
    """UsageError for an option that was given, and that would do nothing."""
    context = click.get_current_context()
    for name in names:
        if context.get_parameter_source(name) not in (None, click.core.ParameterSource.DEFAULT):
            raise click.UsageError(f"--{name} {why}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, message="%(prog)s %(version)s")
def app() -> None:
    """Read listing and product pages into typed, honest listings."""


@app.command()
@click.argument("file", required=False)
@click.option("--url", metavar="URL", help="The address that the page came from.")
@click.option("--status", type=int, default=0, callback=_status, metavar="CODE", help="The HTTP status that it came with.")
@click.option("--manifest", metavar="FILE", help='Read many pages: a JSON line each, {"file": ..., "url": ...}.')
@click.option("--root", metavar="DIR", help="Where the files of the manifest are.  [default: beside it]")
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=MOST_JOBS),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes for a manifest.",
)
@_reading
@_output
@_debug
@reports_failures
def parse(file: str | None, manifest: str | None, root: str | None, jobs: int, **options: Any) -> ExitCode:
    """Read a saved page, or all pages of a manifest.

    FILE may be compressed (.gz); - is standard input.

    A manifest gives a JSON line a page, {"file", "outcome", "listings"}, whatever became of it.
    """
    from inventory_scrapers.cli import manifests, pages

    if (file is None) == (manifest is None):
        raise click.UsageError("give a FILE or a --manifest")
    if manifest is None:
        _refuse(("root", "jobs"), "goes with --manifest")
        return pages.parse_file(file or "", **options)
    _refuse(("url", "status"), "is of one FILE; a manifest names them line by line")
    if not manifests.is_answerable(options["form"], options["output"]):
        raise click.UsageError("a manifest is answered in jsonl, whose --output is named .jsonl")
    how = manifests.How(root=root, scraper=options["scraper"], keep_sellers=options["sellers"])
    return manifests.parse_manifest(manifest, options["output"], how, jobs=jobs)


@app.command()
@click.argument("url", required=False)
@click.option("--resume", metavar="CURSOR", help="Go on from a cursor file; no URL is needed then.")
@click.option("--scraper", metavar="NAME", help="Read with this scraper, not the one that answers for the address.")
@_crawl
@reports_failures
def scrape(url: str | None, resume: str | None, scraper: str | None, **options: Any) -> ExitCode:
    """Fetch an address and read its listings, page by page."""
    from inventory_scrapers.cli import crawling

    if url is None and resume is None:
        raise click.UsageError("give a URL, or --resume with a cursor file")
    return crawling.scrape(url, scraper, crawling.Options(resume=resume, **options))


@app.command()
@click.argument("site")
@click.argument("words", nargs=-1, required=True)
@click.option("--min-price", metavar="AMOUNT", help="In the site's currency, or that of --currency.")
@click.option("--max-price", metavar="AMOUNT")
@click.option("--currency", metavar="CODE", help="ISO 4217 code of the prices.")
@click.option("--sort", type=click.Choice(SORTS))
@click.option("--sold", is_flag=True, help="Also what was sold.")
@click.option("--condition", "grades", multiple=True, metavar="GRADE", help="new, like_new, good, ...; may be repeated.")
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="A parameter of the site itself; may be repeated.")
@_crawl
@reports_failures
def search(site: str, words: tuple[str, ...], **options: Any) -> ExitCode:
    """Search a marketplace for WORDS.

    SITE is the name of its scraper; `inventory-scrapers scrapers` lists those that can search.
    """
    from inventory_scrapers.cli import crawling, queries

    query = queries.make(words, **{name: options.pop(name) for name in queries.OPTIONS})
    return crawling.search(site, query, crawling.Options(**options))


@app.command()
@click.option("--format", "form", type=click.Choice(("table", "json")), help="Default: a table for people, json for a pipe.")
@_debug
@reports_failures
def scrapers(form: str | None) -> None:
    """List what is installed, and what failed to load and why."""
    from inventory_scrapers.cli import plugins

    plugins.show(form)


@app.command()
@click.argument("url")
@click.option("--into", required=True, metavar="DIR", help="The folder of test cases; the case gets a folder of its own in it.")
@click.option("--name", metavar="NAME", help="Call the case's folder so; a case of the same page is written anew.")
@click.option("--made-up", is_flag=True, help="The page of --html FILE was made up: `drift` then compares nothing with it.")
@click.option("--fetcher", default="requests", show_default=True, metavar="NAME", help="The installed fetcher to use.")
@click.option("--html", metavar="FILE", help="Make the case of this saved page (- is standard input); nothing is fetched.")
@_reading
@_debug
@reports_failures
def record(url: str, **options: Any) -> ExitCode:
    """Save a page as a test case that can be published.

    A case is request.json, page.gz and the expected listings.json.

    Scripts, styles and drawings that are not read are removed; tokens, identifiers of visitors, e-mail addresses, phone numbers,
    IP addresses and the names of sellers are replaced. What is read from the page stays the same. The command says what it did.
    """
    from inventory_scrapers.cli import recording

    return recording.record(url, recording.How(**options))


@app.command()
@click.argument("name")
@click.option("--host", metavar="HOST", help="The marketplace's host.  [default: NAME.example]")
@click.option(
    "--into", default=".", show_default=True, metavar="DIR", help="The folder that the new one, inventory-NAME, goes to."
)
@_debug
@reports_failures
def new(name: str, host: str | None, into: str) -> None:
    """Write a plugin of your own.

    That is a scraper called NAME, its test, a recorded case, and all that publishing it needs.
    """
    from inventory_scrapers.cli import beginning

    beginning.begin(name, host, into)


_cases = click.option(
    "--cases", "folder", default="tests/cases", show_default=True, metavar="DIR", help="The folder of recorded cases."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines, with every difference.")


@app.command()
@click.argument("name", required=False)
@_cases
@click.option(
    "--gap", "gaps", multiple=True, metavar="CHECK=REASON", help="Something that is known not to hold; may be repeated."
)
@_json
@_debug
@reports_failures
def check(name: str | None, folder: str, gaps: tuple[str, ...], as_json: bool) -> ExitCode:
    """Hold an installed scraper to the contract.

    It is asked about its recorded cases: the scraper NAME, or all that the cases are of.
    """
    from inventory_scrapers.cli import checking

    return checking.check(name, folder, gaps, as_json)


@app.command()
@click.argument("name", required=False)
@_cases
@click.option("--fetcher", default="requests", show_default=True, metavar="NAME", help="The installed fetcher to use.")
@click.option("--made-up", is_flag=True, help="Ask the addresses of made-up cases too: are such pages still recognised?")
@_json
@_debug
@reports_failures
def drift(name: str | None, folder: str, fetcher: str, made_up: bool, as_json: bool) -> ExitCode:
    """Ask the addresses of recorded cases again.

    Compared are the outcome of each page, and which share of its listings has a field.
    9 is answered where a page is not as it was, or gives less. Being blocked, or getting no answer, is no drift.
    Cases that say that they were made up are counted, and not asked for.
    """
    from inventory_scrapers.cli import drifting

    return drifting.drift(name, folder, fetcher, made_up=made_up, as_json=as_json)


@app.command()
@_output
@_debug
@reports_failures
def demo(form: str | None, output: str | None) -> ExitCode:
    """Take a first look, without internet.

    Small pages of our own making are read from a local server.
    """
    from inventory_scrapers.demo.run import run_demo

    return run_demo(form, output)
