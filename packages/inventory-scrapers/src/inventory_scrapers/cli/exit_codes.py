"""What the exit codes of the command mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """0 is an answer, 1 a part of one; from 3 on each cause has its own."""

    OK = 0
    PARTLY = 1
    USAGE = 2
    NO_SCRAPER = 3
    NOT_FOUND = 4
    BLOCKED = 5
    REFUSED = 6
    NETWORK = 7
    NEEDS_RENDERING = 8
    LAYOUT_CHANGED = 9
    UNREADABLE = 10
    OUTPUT = 11
    CHECKS_FAILED = 12
    INTERNAL = 70
    INTERRUPTED = 130
    BROKEN_PIPE = 141


MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.OK: "read: every page gave an answer, which may be that there is nothing",
    ExitCode.PARTLY: "partly read: some pages gave an answer, some did not",
    ExitCode.USAGE: "wrong options, arguments, settings, manifest or cursor",
    ExitCode.NO_SCRAPER: "no scraper reads this page, or the one that does failed to load, or to search",
    ExitCode.NOT_FOUND: "the site says that there is nothing at this address",
    ExitCode.BLOCKED: "blocked: a challenge, a refusal, a log-in or a rate limit",
    ExitCode.REFUSED: "refused here: an address that is not allowed, or robots.txt forbids it",
    ExitCode.NETWORK: "no page came back: network error, time-out, or too large",
    ExitCode.NEEDS_RENDERING: "the page needs its scripts, and there is no browser",
    ExitCode.LAYOUT_CHANGED: "the page is not as the scraper knows it",
    ExitCode.UNREADABLE: "the file or page cannot be read, or is no page",
    ExitCode.OUTPUT: "the output cannot be written",
    ExitCode.CHECKS_FAILED: "checked: the scraper does not keep the contract, or a case of it",
    ExitCode.INTERNAL: "a defect of this program; --debug shows where",
    ExitCode.INTERRUPTED: "interrupted (Ctrl-C); what was read is kept",
    ExitCode.BROKEN_PIPE: "the program that read the output has gone",
}

# By the public names of the outcomes, so that help needs no import of the core.
OF_OUTCOME: Mapping[str, ExitCode] = {
    "ok": ExitCode.OK,
    "partial": ExitCode.PARTLY,
    "empty": ExitCode.OK,
    "not_found": ExitCode.NOT_FOUND,
    "blocked": ExitCode.BLOCKED,
    "login_required": ExitCode.BLOCKED,
    "rate_limited": ExitCode.BLOCKED,
    "robots_disallowed": ExitCode.REFUSED,
    "refused": ExitCode.REFUSED,
    "network_error": ExitCode.NETWORK,
    "timeout": ExitCode.NETWORK,
    "too_large": ExitCode.NETWORK,
    "cancelled": ExitCode.INTERRUPTED,
    "needs_rendering": ExitCode.NEEDS_RENDERING,
    "layout_changed": ExitCode.LAYOUT_CHANGED,
    "unsupported": ExitCode.NO_SCRAPER,
    "unreadable": ExitCode.UNREADABLE,
}


def code_of(outcomes: Iterable[str]) -> ExitCode:
    """The code for the outcomes of some pages, in the order they came: one that all share, PARTLY where some were read."""
    codes = [OF_OUTCOME.get(outcome, ExitCode.PARTLY) for outcome in outcomes]
    bad = [code for code in codes if code is not ExitCode.OK]
    if not bad:
        return ExitCode.OK
    return ExitCode.PARTLY if len(bad) < len(codes) or ExitCode.PARTLY in bad else bad[0]
