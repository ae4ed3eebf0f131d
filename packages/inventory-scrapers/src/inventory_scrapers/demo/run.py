"""The command `demo`."""

from __future__ import annotations

import logging
from contextlib import closing

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

    logging.getLogger("inventory_scrapers.fetch").setLevel(logging.ERROR)  # that loopback is allowed is no news here
    with outputs.choose(form, output) as out, DemoServer() as server, closing(DemoFetcher(server)) as fetcher:
        for url in PAGES:
            out.write(use.scrape(url, fetcher=fetcher, on_result=keep))
            if isinstance(out, outputs.TableOutput):
                out.show()
        out.finish()
    return code_of(outcomes)
