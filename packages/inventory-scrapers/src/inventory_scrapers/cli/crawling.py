"""`scrape` and `search`: a crawl from its first request to its report."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from inventory_core import Crawl, Cursor, Limits, Query, Request, Scraper
from inventory_core.urls import split_url
from inventory_scrapers.cli import output as outputs
from inventory_scrapers.cli.exit_codes import ExitCode, code_of
from inventory_scrapers.cli.failure import Failure, say
from inventory_scrapers.cli.interrupts import Interrupts
from inventory_scrapers.cli.pages import tell
from inventory_scrapers.cli.progress import PageProgress
from inventory_scrapers.cli.reports import show_report, write_report
from inventory_scrapers.export.formats import APPENDABLE, SUFFIXES
from inventory_scrapers.rendering import LazyRenderer
from inventory_scrapers.sightings import Sightings
from inventory_scrapers.use import registry, scraper_for

PAGES, PAGES_WITH_DETAILS = 1, 100


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options that `scrape` and `search` share, as given."""

    pages: int | None = None
    listings: int | None = None
    seconds: float | None = None
    details: bool = False
    form: str | None = None
    output: str | None = None
    cursor: str | None = None
    resume: str | None = None
    fetcher: str = "requests"
    report: str | None = None
    quiet: bool = False
    sellers: bool = False

    def limits(self) -> Limits:
        """Where the crawl ends; never nowhere."""
        pages = self.pages or (PAGES_WITH_DETAILS if self.details else PAGES)
        return Limits(pages=pages, listings=self.listings, seconds=self.seconds)

    def cursor_file(self, scraper: str) -> Path:
        """Where a cursor is kept: as asked, where it came from, beside the output, or in the current directory."""
        beside = f"{self.output}.cursor.json" if self.output else f"{scraper}.cursor.json"
        return Path(self.cursor or self.resume or beside)

    def command_to_go_on(self, cursor: Path) -> str:
        """The command that does what is left, written for a shell."""
        again = ["inventory-scrapers", "scrape", "--resume", str(cursor)]
        again += ["--output", self._next_output()] if self.output else []
        again += ["--format", self.form] if self.output and self.form else []
        again += ["--details"] if self.details else []
        return shlex.join(again)

    def _next_output(self) -> str:
        """The same file, where its format can be added to; else one beside it."""
        path = Path(self.output or "")
        form = self.form or SUFFIXES.get(path.suffix.lower())
        return str(path if form in APPENDABLE or not path.exists() else path.with_stem(f"{path.stem}-more"))


def scrape(url: str | None, name: str | None, options: Options) -> ExitCode:
    """Crawl from an address, or from a cursor."""
    cursor = _load(options.resume) if options.resume else None
    if url is not None:
        check_address(url)
    scraper = scraper_for(url, name) if url is not None or cursor is None else registry().scraper(name or cursor.scraper)
    if url is not None and name is None:
        _warn_of_failures(scraper)
    return _crawl(scraper, [Request(url=url)] if url is not None else [], cursor, options)


def search(site: str, query: Query, options: Options) -> ExitCode:
    """Crawl from the first page of a search."""
    searchable = [info.name for info in registry().infos() if info.can_search]
    if site not in searchable and site not in {plugin.name for plugin in registry().scrapers.failures()}:
        why = "has no search" if site in registry().scrapers.names() else "is not installed"
        raise Failure(ExitCode.NO_SCRAPER, f"{site} {why}; with a search: {', '.join(searchable) or 'none'}")
    scraper = registry().scraper(site)
    return _crawl(scraper, [scraper.first_request(query)], None, options)


def _crawl(scraper: Scraper, start: list[Request], cursor: Cursor | None, options: Options) -> ExitCode:
    out = outputs.choose(options.form, options.output, append=cursor is not None)
    for place in filter(None, (options.report, str(options.cursor_file(scraper.name)))):
        outputs.check_place(place)
    limits = options.limits()
    progress = PageProgress(total=limits.pages, quiet=options.quiet)
    fetcher, renderer = registry().fetcher(options.fetcher), LazyRenderer(registry())
    crawl = Crawl(
        scraper,
        fetcher,
        start,
        limits=limits,
        cursor=cursor,
        renderer=renderer,
        details=options.details,
        keep_sellers=options.sellers,
        on_wait=progress.waits,
    )
    try:
        with Interrupts(crawl) as interrupts:
            _run(crawl, out, progress, Sightings(hold=options.details))
    finally:
        renderer.close()
        fetcher.close()
        _keep_cursor(crawl, options)
        write_report(crawl.report, options.report)
    if not options.quiet:
        show_report(crawl.report)
        if crawl.cursor.pending and not interrupts.count:
            say("there are more pages; ask for more with --pages, or keep the place with --cursor FILE")
    return ExitCode.INTERRUPTED if interrupts.count else code_of(crawl.report.outcomes)


def _run(crawl: Crawl, out: outputs.Output, progress: PageProgress, sightings: Sightings) -> None:
    with out, progress:
        try:
            for batch in crawl:
                listings = sightings.take(batch)
                out.write(listings)
                progress.page_read(len(listings))
                tell(batch.result, batch.request.url)
        except KeyboardInterrupt:
            out.write(sightings.rest())
            raise
        out.write(sightings.rest())
        if any(crawl.report.outcomes.get(outcome) for outcome in ("ok", "partial", "empty")):
            out.finish()


def _keep_cursor(crawl: Crawl, options: Options) -> None:
    """Keep what is left to ask for, where the crawl was cut short or someone asked for it, and say how to go on."""
    cursor, path = crawl.cursor, options.cursor_file(crawl.scraper.name)
    cut_short = cursor.failed or (cursor.pending and crawl.report.stopped == "interrupted")
    if not (cut_short or options.cursor or options.resume):
        return
    with outputs.writing(str(path)):
        path.write_text(cursor.dump() + "\n", encoding="utf-8")
    if not cursor.is_done:
        say(f"to go on: {options.command_to_go_on(path)}", color="cyan")


def _load(name: str) -> Cursor:
    try:
        text = Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Failure(ExitCode.USAGE, f"cannot read the cursor {name}: {getattr(error, 'strerror', None) or error}") from error
    return Cursor.load(text)


def check_address(url: str) -> None:
    """Failure (usage) with the reason where a text is no address."""
    try:
        split_url(url)
        Request(url=url)
    except ValueError as error:
        reason = str(error) if type(error) is ValueError else "it cannot be asked for"
        raise Failure(ExitCode.USAGE, f"{url} is no address: {reason}") from error


def _warn_of_failures(scraper: Scraper) -> None:
    """A scraper that failed to load might have been the better one for this address."""
    if "*" in scraper.hosts:
        for plugin in registry().scrapers.failures():
            say(f"note: {plugin} failed to load, {scraper.name} reads instead: {plugin.cause}", color="yellow")
