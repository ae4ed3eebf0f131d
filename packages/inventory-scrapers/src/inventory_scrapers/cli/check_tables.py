"""What people see of `check`: each check and what came of it, and below them what is wrong and what to do.

A table where its names fit into the width; else, and in a file or a pipe, lines that nothing folds, because names are copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inventory_core.testing import CheckResult
from inventory_core.text import clean_line
from inventory_scrapers.cli import terminal
from inventory_scrapers.cli.widths import fits

if TYPE_CHECKING:
    from inventory_scrapers.cli.checking import Checked

_STYLES = {"passed": "green", "failed": "bold red", "gap": "yellow", "gap_closed": "bold red", "skipped": "dim"}
_WORDS = {"gap": "known gap", "gap_closed": "gap closed"}
MOST = 5
"""Differences of one result that are shown."""
_LEAST = 40
"""Characters that the sentences of a table need to be read at ease."""


class _Row(NamedTuple):
    """One check, and those of its results that came out alike."""

    check: str
    sentence: str
    result: Text
    where: Text


def show_checked(checked: Checked) -> None:
    """The checks of one scraper, a line each, and below what failed."""
    console = terminal.console()
    installed = checked.scraper.installed
    console.print(Text(f"{checked.scraper.name} ({installed.distribution} {installed.version}), {_cases(checked.cases)}", "bold"))
    rows = list(_rows(checked.results))
    table = _table(rows)
    if fits(console, table):
        console.print(table)
    else:
        _show_lines(console, rows)
    for result in checked.results:
        if not result.is_right:
            _show_failure(console, result)
    failed, known = checked.count("failed", "gap_closed"), checked.count("gap")
    more = f", {known} known gap{'s' * (known > 1)}" if known else ""
    console.print(Text(f"{checked.count('passed')} passed, {failed} failed{more}", "bold red" if failed else "bold green"))


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def _rows(results: Iterable[CheckResult]) -> Iterator[_Row]:
    for name, group in groupby(results, key=lambda result: result.check):
        same = list(group)
        for state in dict.fromkeys(result.status for result in same):
            some = [result for result in same if result.status == state]
            yield _Row(name, some[0].sentence, Text(_state(state, len(some)), _STYLES[state]), _where(some))


def _table(rows: Iterable[_Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="cyan", pad_edge=False)
    table.add_column("check", no_wrap=True)
    table.add_column("what it says", min_width=_LEAST)
    table.add_column("result", no_wrap=True)
    table.add_column("where")
    for row in rows:
        table.add_row(row.check, Text(row.sentence), row.result, row.where)
    return table


def _show_lines(console: Console, rows: list[_Row]) -> None:
    """A line for each check and its result, which a search finds whole, and the sentence below it."""
    longest = max((row.result.cell_len for row in rows), default=0)
    for row in rows:
        space = " " * (longest - row.result.cell_len + 2)
        where = Text.assemble("  ", row.where) if row.where else Text()
        console.print(Text.assemble(row.result, space, row.check, where), soft_wrap=True)
        console.print(Text(f"{' ' * (longest + 2)}{row.sentence}", "dim"), soft_wrap=True)


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
