"""`drift`: whether the live pages still give what the recorded ones gave."""

from __future__ import annotations

from typing import Any

from inventory_core.fetcher import Fetcher
from inventory_scrapers.cases.drift import DRIFTED, Drift, Replay, Target, Visit, targets
from inventory_scrapers.cli.checking import cases_in, scrapers_of
from inventory_scrapers.cli.exit_codes import ExitCode, code_of
from inventory_scrapers.cli.failure import Failure, say
from inventory_scrapers.cli.fetchers import fetcher_named
from inventory_scrapers.cli.interrupts import Interrupts
from inventory_scrapers.cli.progress import PageProgress
from inventory_scrapers.cli.terminal import print_json
from inventory_scrapers.rendering import LazyRenderer
from inventory_scrapers.use import registry

_SILENT = frozenset({"compared", "recognised", "made_up"})


def drift(name: str | None, folder: str, fetcher_name: str, *, made_up: bool, as_json: bool) -> ExitCode:
    """Ask every address of the cases again, of made-up ones only with `made_up`, and print what came of it."""
    cases = cases_in(folder)
    wanted = targets(cases, scrapers_of(cases, name))
    _check_any(wanted, folder, made_up=made_up)
    fetcher, renderer = fetcher_named(fetcher_name), LazyRenderer(registry())
    try:
        found, interrupted = _replay(wanted, fetcher, renderer, made_up=made_up)
    finally:
        renderer.close()
        fetcher.close()
    if as_json:
        print_json(as_dict(found))
    else:
        from inventory_scrapers.cli.drift_tables import show_drift

        show_drift(found)
    return ExitCode.INTERRUPTED if interrupted else exit_code(found)


def _check_any(wanted: list[Target], folder: str, *, made_up: bool) -> None:
    """Failure where nothing would be asked: that nothing has drifted is no news then."""
    asked = [target for target in wanted if target.may_be_asked]
    if not asked:
        raise Failure(ExitCode.USAGE, f"no case in {folder} has an address that may be asked, and that gave an answer")
    if not made_up and all(target.made_up for target in asked):
        raise Failure(
            ExitCode.USAGE,
            f"all that could be asked in {folder} is made up ({len(asked)} cases): record a page of the site, "
            "or ask with --made-up whether such pages are still recognised",
        )


def _replay(wanted: list[Target], fetcher: Fetcher, renderer: Fetcher, *, made_up: bool) -> tuple[Drift, bool]:
    found = Drift()
    progress = PageProgress(total=len(wanted))
    replay = Replay(fetcher, renderer, progress.waits, made_up=made_up)
    with Interrupts(replay) as interrupts, progress:
        for visit in replay.visit(wanted):
            found.add(visit)
            progress.page_read(len(visit.now.listings) if visit.now else 0)
            _tell(visit)
    return found, bool(interrupts.count)


def _tell(visit: Visit) -> None:
    if visit.verdict not in _SILENT and visit.target.may_be_asked:
        say(f"{visit.verdict.replace('_', ' ')}: {visit.target.url}: {visit.message}", color="yellow")


def exit_code(found: Drift) -> ExitCode:
    """LAYOUT_CHANGED where anything drifted; else what kept the pages from being compared, PARTLY where that is some of them."""
    if found.has_drifted:
        return ExitCode.LAYOUT_CHANGED
    return code_of(_outcome(visit) for visit in found.visits if visit.verdict != "made_up")


def _outcome(visit: Visit) -> str:
    if visit.verdict in ("compared", "recognised"):
        return "ok"
    return visit.now.outcome if visit.now else "blocked"


def as_dict(found: Drift) -> dict[str, Any]:
    """The same as JSON values."""
    coverage: dict[str, dict[str, dict[str, float]]] = {}
    for kind, name, was, now in found.coverage():
        coverage.setdefault(kind, {})[name] = {"was": round(was, 4), "is": round(now, 4)}
    return {
        "drifted": found.has_drifted,
        "drops": found.drops,
        "made_up": found.made_up,
        "coverage": coverage,
        "pages": [_page(visit) for visit in found.visits],
    }


def _page(visit: Visit) -> dict[str, Any]:
    recorded, now = visit.target.recorded, visit.now
    return {
        "case": visit.target.case,
        "url": visit.target.url,
        "verdict": visit.verdict,
        "drifted": visit.verdict in DRIFTED,
        "was": {"outcome": recorded.outcome, "kind": recorded.kind, "listings": len(recorded.listings)},
        "is": {"outcome": now.outcome, "kind": now.kind, "listings": len(now.listings)} if now else None,
        "message": visit.message,
    }
