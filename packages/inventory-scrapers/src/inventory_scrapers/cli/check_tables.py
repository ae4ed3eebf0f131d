"""What people see of `check`: a line for each check, and below them what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inventory_core.testing import CheckResult
from inventory_core.text import clean_line

if TYPE_CHECKING:
    from inventory_scrapers.cli.checking import Checked

_STYLES = {"passed": "green", "failed": "bold red", "gap": "yellow", "gap_closed": "bold red", "skipped": "dim"}
_WORDS = {"gap": "known gap", "gap_closed": "gap closed"}
MOST = 5
"""Differences of one result that are shown."""


def show_checked(checked: Checked) -> None:
    """The checks of one scraper, a line each, and below what failed."""
    console = Console()
    installed = checked.scraper.installed
    console.print(Text(f"{checked.scraper.name} ({installed.distribution} {installed.version}), {_cases(checked.cases)}", "bold"))
    console.print(_table(checked.results))
    for result in checked.results:
        if not result.is_right:
            _show_failure(console, result)
    failed, known = checked.count("failed", "gap_closed"), checked.count("gap")
    more = f", {known} known gaps" if known else ""
    console.print(Text(f"{checked.count('passed')} passed, {failed} failed{more}", "bold red" if failed else "bold green"))


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def _table(results: Iterable[CheckResult]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="cyan", pad_edge=False)
    table.add_column("check", overflow="fold")
    table.add_column("what it says", ratio=1)
    table.add_column("result", no_wrap=True)
    table.add_column("where", overflow="fold")
    for name, group in groupby(results, key=lambda result: result.check):
        same = list(group)
        for state in dict.fromkeys(result.status for result in same):
            some = [result for result in same if result.status == state]
            table.add_row(name, Text(some[0].sentence), Text(_state(state, len(some)), _STYLES[state]), _where(some))
    return table


def _state(state: str, count: int) -> str:
    return _WORDS.get(state, state) + (f" ({count})" if count > 1 else "")


def _where(results: list[CheckResult]) -> Text:
    """The cases or kinds that failed, the reason of what was not asked; all others are many, and right."""
    first = results[0]
    if first.status == "passed":
        return Text()
    if first.reason:
        return Text(
            clean_line("; ".join(filter(None, [", ".join(one.about for one in results if one.about), first.reason]))), "dim"
        )
    return Text(clean_line(", ".join(one.about for one in results if one.about)))


def _show_failure(console: Console, result: CheckResult) -> None:
    about = f" [{result.about}]" if result.about else ""
    console.print(Text(f"{result.check}{about}", "bold red"), soft_wrap=True)
    if result.status == "gap_closed":
        console.print(Text(f"  passes now, so take the gap out: {clean_line(result.reason)}"), soft_wrap=True)
    for difference in result.differences[:MOST]:
        for line in str(difference).splitlines():
            console.print(Text(f"  {clean_line(line) if line == line.lstrip() else '  ' + clean_line(line)}"), soft_wrap=True)
    if len(result.differences) > MOST:
        console.print(Text(f"  ... and {len(result.differences) - MOST} more; --json has them all"))
