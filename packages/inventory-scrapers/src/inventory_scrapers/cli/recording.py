"""`record`: a page saved as a test case that can be published, a folder with request.json, page.gz and listings.json."""

from __future__ import annotations

import datetime as dt
import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory_core import FetchContext, FetchFailed, Outcome, Page, Request, Scraper
from inventory_core.urls import host_of
from inventory_scrapers.cases import case as cases
from inventory_scrapers.cli.crawling import check_address
from inventory_scrapers.cli.exit_codes import OF_OUTCOME, ExitCode, code_of
from inventory_scrapers.cli.failure import Failure, counted, say
from inventory_scrapers.cli.fetchers import fetcher_named
from inventory_scrapers.cli.inputs import read_body
from inventory_scrapers.cli.output import writing
from inventory_scrapers.cli.pages import tell
from inventory_scrapers.use import scraper_for

SHOWN = 5
"""Secrets that stayed, as many of them as are named."""


@dataclass(frozen=True)
class How:
    """Where a case goes (`name` null: to a folder that is named by its address), and how its page is had and read."""

    into: str
    name: str | None
    made_up: bool
    fetcher: str
    scraper: str | None
    sellers: bool
    html: str | None


def record(url: str, how: How) -> ExitCode:
    """Make a case of a page, fetched or saved, below the folder; say what was taken out of it and what to look over."""
    check_address(url)
    if how.made_up and not how.html:
        raise Failure(ExitCode.USAGE, "--made-up is of a page that you wrote, and so takes --html FILE")
    chosen = scraper_for(url, how.scraper)
    _warn_of_generic(chosen, url, how.scraper)
    _place(how, url, chosen.name)  # before the site is asked
    page = _saved(url, how.html) if how.html else _fetched(url, how.fetcher)
    case = _made(chosen, page, url, sellers=how.sellers)
    folder = Path(how.into) / (_place(how, case.asked, chosen.name) or case.name)
    with writing(str(folder)):
        cases.write(case, folder, made_up=how.made_up)
    tell(case.result)
    _show(case, len(page.body))
    say(f"recorded {case.result.outcome}, {counted(len(case.result.listings), 'listing')}: {folder}")
    return code_of([case.result.outcome])


def _made(chosen: Scraper, page: Page, url: str, *, sellers: bool) -> cases.Case:
    try:
        return cases.make(chosen, page, keep_sellers=sellers)
    except cases.NotText as error:
        raise Failure(ExitCode.UNREADABLE, f"{url}: {error}") from error


def _place(how: How, url: str, scraper: str) -> str | None:
    """The folder that the case of this address is written to, where that is settled; Failure (usage) where it is in doubt."""
    there = cases.of_address(Path(how.into), url, scraper)
    if how.name is not None:
        _check_name(how.name, Path(how.into), there)
        return how.name
    own = [name for name in there if cases.is_own_name(name, url)]
    if there and not own:
        raise Failure(
            ExitCode.USAGE,
            f"{Path(how.into) / there[0]} is a case of this address: "
            f"--name {shlex.quote(there[0])} records it again, another --name makes a second one",
        )
    return own[0] if own else None


def _check_name(name: str, into: Path, same: list[str]) -> None:
    """Failure where a case cannot be called so, or where another one is."""
    if name in (".", "..") or Path(name).name != name:
        raise Failure(ExitCode.USAGE, f"--name takes the name of one folder, not {name!r}")
    if (into / name).exists() and name not in same:
        raise Failure(ExitCode.USAGE, f"{into / name} is there and no case of this address; choose another --name")


def _warn_of_generic(chosen: Scraper, url: str, named: str | None) -> None:
    """Whoever writes a scraper and has not installed it would get cases of another one."""
    if "*" in chosen.hosts and not named:
        say(f"no installed scraper answers for {host_of(url)}, so the case is one of {chosen.name!r}", color="yellow")
        say('for a case of a scraper of your own, install it first: pip install -e ".[test]"', color="yellow")


def _fetched(url: str, name: str) -> Page:
    fetcher = fetcher_named(name)
    try:
        return fetcher.fetch(Request(url=url), FetchContext())
    except FetchFailed as failed:
        raise Failure(OF_OUTCOME[failed.outcome], f"{failed.outcome}: {failed}") from failed
    finally:
        fetcher.close()


def _saved(url: str, file: str) -> Page:
    """A page from a file; when it was saved stands for when it was fetched."""
    body = read_body(file)
    saved = dt.datetime.fromtimestamp(Path(file).stat().st_mtime, dt.UTC) if file != "-" else dt.datetime.now(dt.UTC)
    return Page(body, url=url, request=Request(url=url), fetched_at=saved)


def _show(case: cases.Case, before: int) -> None:
    removed = f"; removed {_counted(case.removed)}" if case.removed else ""
    say(f"trimmed: {before / 1024:,.0f} KiB, now {len(case.page.body) / 1024:,.0f} KiB{removed}")
    say(f"replaced: {_counted(case.replaced) or 'nothing that looked like a secret or led to a person was found'}")
    _warn_of_loss(case)
    _warn_of_values(case)
    _warn_of_secrets(case)
    if case.unnamed:
        say(f"{len(case.unnamed)} long identifiers that no rule knows stayed, such as {_short(case.unnamed[0])}")
    say(
        "look it over before you publish it: names and addresses in running text, user names, and what pictures show",
        color="cyan",
    )


def _warn_of_values(case: cases.Case) -> None:
    """What the listings warn of, such as a price that could not be read: the case will hold the scraper to that."""
    said = dict.fromkeys(
        f"{one.field}: {one.message}" for listing in case.result.listings for one in listing.warnings if one.message
    )
    for line in list(said)[:SHOWN]:
        say(f"the reading warns: {line}", color="yellow")
    if len(said) > SHOWN:
        say(f"- and {len(said) - SHOWN} more", color="yellow")


def _warn_of_secrets(case: cases.Case) -> None:
    """Each secret that stayed, with the field that it is read into, because it can only go from there."""
    if case.stayed:
        kinds = _counted(Counter(secret.kind for secret in case.stayed))
        say(f"NOT replaced, because what is read would change: {kinds}", color="yellow")
    for secret in case.stayed[:SHOWN]:
        fields = ", ".join(case.fields_with(secret))
        where = f"is read into {fields}" if fields else "is in no field, but without it something else is read"
        say(f"- {secret.kind} {_short(secret.text)} {where}", color="yellow")
    if len(case.stayed) > SHOWN:
        say(f"- and {len(case.stayed) - SHOWN} more", color="yellow")


def _warn_of_loss(case: cases.Case) -> None:
    """What is not read is removed, which is the data itself where the scraper is yet to be written."""
    says_nothing_is_there = case.result.outcome in (Outcome.EMPTY, Outcome.NOT_FOUND)
    if case.removed and not case.result.listings and not says_nothing_is_there:
        say("nothing was read from it, so what was removed may hold its data: keep the page as it came,", color="yellow")
        say("and make the case of that file (--html FILE) once the scraper reads it", color="yellow")


def _counted(counts: Mapping[str, int]) -> str:
    """What was counted, the most first: "3 scripts, 1 comment"."""
    ending = {True: "es", False: "s"}
    return ", ".join(f"{count} {kind}{ending[kind.endswith('s')] * (count > 1)}" for kind, count in Counter(counts).most_common())


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:20]}..."
