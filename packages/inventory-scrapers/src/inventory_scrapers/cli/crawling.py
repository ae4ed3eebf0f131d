"""`scrape` and `search`: a crawl from its first request to its report."""

from __future__ import annotations

import hashlib
import shlex
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from inventory_core import Crawl, Limits, Query, Report, Request, Scraper
from inventory_core.urls import split_url
from inventory_scrapers.cli import output as outputs
from inventory_scrapers.cli.exit_codes import ExitCode, code_of
from inventory_scrapers.cli.failure import Failure, say
from inventory_scrapers.cli.fetchers import fetcher_named
from inventory_scrapers.cli.interrupts import Interrupts
from inventory_scrapers.cli.pages import tell, warn_of_failures
from inventory_scrapers.cli.place import Kept, Place, load
from inventory_scrapers.cli.progress import PageProgress
from inventory_scrapers.cli.reports import compare, read_report, show_report, write_report
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
    compare: str | None = None
    quiet: bool = False
    sellers: bool = False

    def limits(self) -> Limits:
        """Where the crawl ends; never nowhere."""
        pages = self.pages or (PAGES_WITH_DETAILS if self.details else PAGES)
        return Limits(pages=pages, listings=self.listings, seconds=self.seconds)

    def cursor_file(self, scraper: str, start: list[Request]) -> Path:
        """Where a cursor is kept: as asked, where it came from, beside the output, or in the current directory.

        There each beginning has a name of its own, so that crawls of one scraper do not write over each other's place.
        """
        asked = "\n".join(f"{request.method} {request.url} {request.body}" for request in start)
        own = f"{scraper}-{hashlib.sha256(asked.encode(errors='replace')).hexdigest()[:8]}"
        beside = f"{self.output or own}.cursor.json"
        return Path(self.cursor or self.resume or beside)

    def is_first_report(self) -> bool:
        """True where the report is to be compared with the one in its own place, and none is there yet."""
        return self.compare == self.report and not Path(self.report or "").exists()

    def command_to_go_on(self, cursor: Path, pages: int) -> str:
        """The command that does what is left, after so many pages, written for a shell."""
        again = ["inventory-scrapers", "scrape", "--resume", str(cursor)]
        again += ["--output", self._next_output()] if self.output else []
        again += ["--format", self.form] if self.output and self.form else []
        again += ["--details"] if self.details else []
        again += ["--pages", str(max(self.pages - pages, 1))] if self.pages else []
        again += ["--fetcher", self.fetcher] if self.fetcher != "requests" else []
        again += ["--sellers"] if self.sellers else []
        return shlex.join(again)

    def _next_output(self) -> str:
        """The same file, where its format can be added to; else one beside it."""
        path = Path(self.output or "")
        form = self.form or SUFFIXES.get(path.suffix.lower())
        return str(path if form in APPENDABLE or not path.exists() else path.with_stem(f"{path.stem}-more"))


def scrape(url: str | None, name: str | None, options: Options) -> ExitCode:
    """Crawl from an address, or from a cursor."""
    cursor = load(options.resume) if options.resume else None
    if url is not None:
        check_address(url)
    scraper = scraper_for(url, name) if url is not None or cursor is None else registry().scraper(name or cursor.scraper)
    if url is not None and name is None:
        warn_of_failures(scraper)
    if cursor and cursor.is_done and url is None and not options.quiet:
        say(f"nothing is left to ask for in {options.resume}")
    return _crawl(scraper, [Request(url=url)] if url is not None else [], cursor, options)


def search(site: str, query: Query, options: Options) -> ExitCode:
    """Crawl from the first page of a search."""
    searchable = [info.name for info in registry().infos() if info.can_search]
    if site not in searchable and site not in {plugin.name for plugin in registry().scrapers.failures()}:
        why = "has no search" if site in registry().scrapers.names() else "is not installed"
        raise Failure(ExitCode.NO_SCRAPER, f"{site} {why}; with a search: {', '.join(searchable) or 'none'}")
    scraper = registry().scraper(site)
    return _crawl(scraper, [scraper.first_request(query)], None, options)


def _crawl(scraper: Scraper, start: list[Request], kept: Kept | None, options: Options) -> ExitCode:
    file = options.cursor_file(scraper.name, start)
    out = _checked_output(file, kept, options)
    earlier = read_report(options.compare) if options.compare and not options.is_first_report() else None
    progress = PageProgress(total=options.limits().pages, quiet=options.quiet)
    with closing(fetcher_named(options.fetcher)) as fetcher, closing(LazyRenderer(registry())) as renderer:
        crawl = Crawl(
            scraper,
            fetcher,
            start,
            limits=options.limits(),
            cursor=kept,
            renderer=renderer,
            details=options.details,
            keep_sellers=options.sellers,
            on_wait=progress.waits,
        )
        place = _place(file, crawl, out, kept, options)
        try:
            interrupted = _run_and_keep(crawl, out, progress, place, options)
        finally:
            _report(crawl.report, earlier, options.report)
    if not options.quiet:
        _sum_up(crawl, is_told=interrupted)
    return ExitCode.INTERRUPTED if interrupted else code_of(crawl.report.outcomes)


def _checked_output(cursor: Path, kept: Kept | None, options: Options) -> outputs.Output:
    """The output, cut back to what the cursor knows of; Failure, before anything is fetched, where a file cannot be written."""
    out = outputs.choose(options.form, options.output, append=kept is not None)
    for file in filter(None, (options.report, str(cursor))):
        outputs.check_place(file)
    if kept and kept.whole:
        outputs.cut_back(options.output, kept.whole)
    return out


def _place(file: Path, crawl: Crawl, out: outputs.Output, kept: Kept | None, options: Options) -> Place:
    """The place of a crawl, which goes on from what was kept of it."""
    sightings = Sightings(hold=options.details, shown=kept.shown if kept else None, held=kept.held if kept else ())
    wanted = bool(options.cursor or options.resume)
    return Place(file, crawl, sightings, out, follows=wanted or bool(options.output), wanted=wanted)


def _report(report: Report, earlier: Report | None, file: str | None) -> None:
    if earlier:
        compare(report, earlier)
    write_report(report, file)


def _sum_up(crawl: Crawl, *, is_told: bool) -> None:
    """Say what came, and that there is more, unless how to go on was told."""
    show_report(crawl.report)
    if crawl.cursor.pending and not is_told:
        say("there are more pages; ask for more with --pages, or keep the place with --cursor FILE")


def _run_and_keep(crawl: Crawl, out: outputs.Output, progress: PageProgress, place: Place, options: Options) -> bool:
    """Run the crawl and keep its place as it is wanted; true where it was interrupted."""
    try:
        with Interrupts(crawl) as interrupts:
            led_on = _run(crawl, out, progress, place)
        if options.details and not (led_on or interrupts.count or options.quiet):
            say("note: no page led to pages of single listings, so that --details asked for none")
        _keep_or_drop(crawl, place, options)
    except BaseException as error:
        _leave(crawl, place, options, error)
        raise
    return bool(interrupts.count)


def _run(crawl: Crawl, out: outputs.Output, progress: PageProgress, place: Place) -> bool:
    """Write what the pages give; true where one of them was, or led to, the page of a single listing."""
    sightings, led_on = place.sightings, False
    place.page_written()
    with out, progress:
        try:
            for batch in crawl:
                place.page_came(batch.request)
                led_on = led_on or "detail" in {batch.request.role, *(follow.role for follow in batch.result.requests)}
                listings = sightings.take(batch)
                out.write(listings)
                place.page_written()
                progress.page_read(len(listings))
                tell(batch.result, batch.request.url)
        except KeyboardInterrupt:
            if not place.follows:
                out.write(sightings.rest())
            raise
        out.write(sightings.rest())
        if any(crawl.report.outcomes.get(outcome) for outcome in ("ok", "partial", "empty")):
            out.finish()
    return led_on


def _keep_or_drop(crawl: Crawl, place: Place, options: Options) -> None:
    """Keep what is left to ask for, where the crawl was cut short or someone asked for it, and say how to go on."""
    cursor = crawl.cursor
    cut_short = cursor.failed or (cursor.pending and crawl.report.stopped == "interrupted")
    if not (cut_short or options.cursor or options.resume):
        place.drop()
        return
    place.keep()
    if not cursor.is_done:
        _say_how(place, crawl, options)
    elif options.resume and crawl.report.pages and not options.quiet:
        say(f"nothing is left to ask for: {place.path} is not needed any more")


def _leave(crawl: Crawl, place: Place, options: Options, error: BaseException) -> None:
    """The crawl broke off. A place that followed it is where it can be gone on from; else only what someone ended is kept."""
    if isinstance(error, KeyboardInterrupt) and not place.follows:
        place.keep()
    if isinstance(error, KeyboardInterrupt) or (place.follows and not isinstance(error, BrokenPipeError)):
        _say_how(place, crawl, options)


def _say_how(place: Place, crawl: Crawl, options: Options) -> None:
    say(f"to go on: {options.command_to_go_on(place.path, crawl.report.pages)}", color="cyan")


def check_address(url: str) -> None:
    """Failure (usage) with the reason where a text is no address."""
    try:
        split_url(url)
        Request(url=url)
    except ValueError as error:
        reason = str(error) if type(error) is ValueError else "it cannot be asked for"
        raise Failure(ExitCode.USAGE, f"{url} is no address: {reason}") from error
