"""What people see: a card for one listing, a table for several, a table of plugins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inventory_core import Listing, Plugin, ScraperInfo
from inventory_core.text import clean_line
from inventory_scrapers.cli import terminal
from inventory_scrapers.cli.widths import fits

_GOOD = frozenset({"in_stock", "limited", "made_to_order", "pre_order", "back_order"})
_LONGEST = 300


def show_listings(listings: list[Listing]) -> None:
    """Show listings on standard output; of a single one nothing is folded but at a terminal, between words."""
    console = terminal.console()
    if len(listings) == 1:
        _show_one(console, _shown(listings[0]))
    elif listings:
        console.print(_table(listings))


def show_scrapers(infos: Iterable[ScraperInfo], fetchers: Iterable[Plugin], failures: Iterable[Plugin]) -> None:
    """Show what is installed, in lines where a table has no room, and below it what does not work and why."""
    console, infos = terminal.console(), list(infos)
    table = _scrapers(infos)
    if fits(console, table):
        console.print(table)
    else:
        _show_in_lines(console, infos)
    console.print(Text("* experimental: no real page of this kind was ever seen", "dim"), soft_wrap=True)
    console.print(Text("fetchers: " + ", ".join(f"{one}" for one in fetchers if one.state != "failed")), soft_wrap=True)
    for plugin in failures:
        console.print(Text(_line(f"{plugin.state}: {plugin}: {plugin.cause}"), "red"), soft_wrap=True)


def _scrapers(infos: Iterable[ScraperInfo]) -> Table:
    table = _empty_table("scraper", "from", "hosts", "reads", "search", "access")
    for info in infos:
        table.add_row(Text(info.name, "bold"), _origin(info), "\n".join(info.hosts), _kinds(info), _search(info), info.access)
    return table


def _show_in_lines(console: Console, infos: Iterable[ScraperInfo]) -> None:
    for info in infos:
        console.print(Text.assemble((info.name, "bold"), f" ({_origin(info)})"), soft_wrap=True)
        parts = {"hosts": ", ".join(info.hosts), "reads": _kinds(info), "search": _search(info), "access": info.access}
        _show_parts(console, {f"  {name}": value for name, value in parts.items()})


def _show_parts(console: Console, parts: Mapping[str, str | Text]) -> None:
    width = max(map(len, parts))
    for name, value in parts.items():
        console.print(Text.assemble((f"{name:<{width}}  ", "cyan"), value), soft_wrap=True)


def _origin(info: ScraperInfo) -> str:
    return f"{info.distribution} {info.version}"


def _kinds(info: ScraperInfo) -> str:
    return ", ".join(kind + "*" * (kind in info.experimental) for kind in info.page_kinds)


def _search(info: ScraperInfo) -> str:
    return ", ".join(["words", *info.search_options]) if info.can_search else "-"


def _show_one(console: Console, fields: Mapping[str, str | Text]) -> None:
    card = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    card.add_column(style="cyan", no_wrap=True)
    card.add_column(overflow="fold")
    for name, value in fields.items():
        card.add_row(name, value)
    if console.is_terminal and fits(console, card):
        console.print(card)
    else:
        _show_parts(console, fields)


def _table(listings: list[Listing]) -> Table:
    """A row a listing; a column that none of them fills takes no room from the others."""
    conditions = [listing.condition.grade if listing.condition else None for listing in listings]
    columns: dict[str | tuple[str, str], list[Text]] = {
        "title": [_title(listing) for listing in listings],
        ("price", "right"): [_price(listing) for listing in listings],
        "condition": [Text(grade or "") for grade in conditions],
        "availability": [_availability(listing) for listing in listings],
        "url": [_link(listing) for listing in listings],
    }
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    table = _empty_table(*filled)
    for row in zip(*filled.values(), strict=True):
        table.add_row(*row)
    return table


def _empty_table(*columns: str | tuple[str, str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="cyan", pad_edge=False)
    for column in columns:
        name, justify = (column, "left") if isinstance(column, str) else column
        wide = name in ("title", "url")
        ratio = {"title": 3, "url": 2}.get(name)
        table.add_column(name, justify="right" if justify == "right" else "left", no_wrap=wide, ratio=ratio, overflow="ellipsis")
    table.expand = any(column.ratio for column in table.columns)
    return table


def _shown(listing: Listing) -> dict[str, Text]:
    """The fields that were observed, by name, each as a line."""
    seller, shipping, parts = listing.seller, listing.shipping, listing.identifiers
    fields: dict[str, str | Text | None] = {
        "title": listing.title,
        "price": _price(listing),
        "condition": _condition(listing),
        "availability": _availability(listing),
        "brand": listing.brand,
        "category": " > ".join(listing.category),
        "size": listing.size,
        "color": ", ".join(listing.color),
        "identifiers": ", ".join(f"{name}: {value}" for name, value in parts if value),
        "seller": "  ".join(filter(None, (seller.id, seller.name))) if seller else None,
        "shipping": ", ".join(f"{name}: {value}" for name, value in shipping if value is not None) if shipping else None,
        "images": f"{len(listing.images)}" if listing.images else None,
        "variants": f"{len(listing.variants)}" if listing.variants else None,
        "description": listing.description,
        "url": _link(listing),
        "key": listing.key,
        "warnings": ", ".join(warning.code for warning in listing.warnings),
    }
    return {name: value if isinstance(value, Text) else Text(_line(value)) for name, value in fields.items() if value}


def _title(listing: Listing) -> Text:
    """The title; dim, what comes nearest to one where the page shows none."""
    nearest = listing.description or (listing.url or "").rstrip("/").rpartition("/")[2]
    return Text(_line(listing.title)) if listing.title else Text(_line(nearest), "dim")


def _price(listing: Listing) -> Text:
    text = Text(str(listing.price) if listing.price else "", "bold")
    if listing.price_max:
        text.append(f" - {listing.price_max}")
    if listing.original_price:
        text.append(f" {listing.original_price}", "strike dim")
    return text


def _condition(listing: Listing) -> str | None:
    told = listing.condition
    return " · ".join(dict.fromkeys(text for text in (told.grade, told.raw) if text)) if told else None


def _availability(listing: Listing) -> Text:
    name = listing.availability or ""
    return Text(name, "green" if name in _GOOD else "red" if name else "")


def _link(listing: Listing) -> Text:
    url = listing.url or ""
    return Text(url.removeprefix("https://").removeprefix("www."), f"link {url}") if url else Text()


def _line(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
