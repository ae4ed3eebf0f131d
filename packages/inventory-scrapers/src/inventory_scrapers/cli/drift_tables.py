"""What people see of `drift`: what became of each page, and which fields pages have less often than they had."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.table import Table
from rich.text import Text

from inventory_core import PageResult
from inventory_core.text import clean_line
from inventory_scrapers.cases.drift import DRIFTED, Drift
from inventory_scrapers.cli import terminal
from inventory_scrapers.cli.widths import widen

_SHARE = 0.2
"""How much the share of a field may fall before it is shown as one that dropped; as Report.drops_since has it."""


def show_drift(found: Drift) -> None:
    """Two tables, and a line that says what it comes to."""
    console = terminal.console()
    tables = [_pages(found), *([_fields(found)] if found.was.coverage else [])]
    widen(console, *tables)
    for table in tables:
        console.print(table)
    for drop in found.drops:
        console.print(Text(f"less than recorded: {clean_line(drop)}", "bold red"))
    counts = [f"{found.now.pages} of {len(found.visits)} pages compared", *_others(found)]
    said = "drifted: the scraper or its cases need work" if found.has_drifted else "no drift was seen"
    console.print(Text(f"{', '.join(counts)}; {said}", "bold red" if found.has_drifted else "bold"))


def _others(found: Drift) -> Iterator[str]:
    """What is known of pages without being compared."""
    if recognised := sum(visit.verdict == "recognised" for visit in found.visits):
        yield f"{recognised} made-up ones recognised"
    if found.made_up:
        yield f"{found.made_up} made up and not asked for"


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="cyan", pad_edge=False)
    for column in columns:
        table.add_column(column)
    return table


def _pages(found: Drift) -> Table:
    table = _table("case", "page", "was", "is")
    for visit in found.visits:
        style = "bold red" if visit.verdict in DRIFTED else "green" if visit.verdict in ("compared", "recognised") else "yellow"
        verdict = Text(visit.verdict.replace("_", " "), style)
        table.add_row(Text(visit.target.case), verdict, _said(visit.target.recorded), _said(visit.now) if visit.now else "-")
    return table


def _said(result: PageResult) -> str:
    return f"{result.outcome}, {len(result.listings)}"


def _fields(found: Drift) -> Table:
    table = _table("read by", "field", "was", "is")
    for kind, name, was, now in found.coverage():
        table.add_row(Text(kind), name, f"{was:.0%}", Text(f"{now:.0%}", "bold red" if was - now >= _SHARE else ""))
    return table
