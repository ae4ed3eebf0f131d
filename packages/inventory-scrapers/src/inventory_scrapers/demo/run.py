"""The command `demo`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

from inventory_core import PageResult
from inventory_scrapers import use
from inventory_scrapers.cli import output as outputs
from inventory_scrapers.cli.exit_codes import ExitCode, code_of
from inventory_scrapers.cli.failure import say
from inventory_scrapers.cli.pages import tell
from inventory_scrapers.demo.server import PAGES, DemoFetcher, DemoServer


def run_demo(form: str | None, output: str | None) -> ExitCode:
    """Read every demo page from the local server and write its listings, as scrape would."""
    outcomes: list[str] = []

    def keep(result: PageResult) -> None:
        outcomes.append(result.outcome)
        say(f"{result.url}  {result.outcome}, read by {result.scraper}", color="cyan")
        tell(result)

    with (
        outputs.choose(form, output) as out,
        _quiet("inventory_scrapers.fetch"),
        DemoServer() as server,
        closing(DemoFetcher(server)) as fetcher,
    ):
        for url in PAGES:
            out.write(use.scrape(url, fetcher=fetcher, on_result=keep))
            if isinstance(out, outputs.TableOutput):
                out.show()
        out.finish()
    return code_of(outcomes)


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Only errors of a logger: that loopback is allowed is no news here."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
