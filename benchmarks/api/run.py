"""inventory-api against a service of the usual shape, on the same rows: requests a second, and milliseconds of one at a time.

    python -m pip install -r benchmarks/requirements.txt; apt install wrk
    python benchmarks/api/run.py
    python benchmarks/api/run.py --databases postgresql --sizes 10000 100000 1000000 --folder DIR --keep

Both run with two workers on one database, take turns cell by cell and round by round, and write with the same durability (SQLite
WAL with synchronous FULL, PostgreSQL with synchronous_commit on). `req/s` is what wrk gets over eight connections, `CPU ms` what
the service and its database used for one of these, `ms` the median of requests one after the other; all are medians of the
rounds. Where other work shares the machine, CPU is what holds. From `--single-from` items on there is `ms` alone: the peer needs
seconds for one answer there. Prints, and leaves nothing behind but what `--keep`
asks for. benchmarks/api/ingest.py measures how listings are taken in.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
import data
from load import Request, milliseconds, per_second
from services import CELLS, Service, both

Key = tuple[str, int, str, str, str]
"""Database, items, cell, service, unit."""
Figures = dict[Key, list[float]]
GOALS = {
    10_000: {"read one": 2, "first page": 2},
    100_000: {
        "read one": 2.3,
        "first page": 9,
        "deep page": 12,
        "filter, sort": 22,
        "common word": 68,
        "rare word": 545,
        "statistics": 285,
        "create": 2.3,
    },
}
"""How many times the peer's requests a second; those at 100,000 are for PostgreSQL."""
UNITS = ("req/s", "CPU ms", "ms")
BOUNDED = ("first page", "deep page", "filter, sort", "rare word", "statistics")
"""What may take no more than twice as long at 1,000,000 as at 10,000."""


def main() -> None:
    arguments = _arguments()
    figures: Figures = defaultdict(list)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.folder or temporary).absolute()
        for kind in arguments.databases:
            for count in arguments.sizes:
                with data.database(kind, count, folder, arguments.server, keep=arguments.keep) as url:
                    _measure(arguments, kind, count, url, Path(temporary), figures)
                _print_table(arguments, kind, count, figures)
            _print_growth(arguments, kind, figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--cells", nargs="+", default=CELLS, choices=CELLS)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=2, help="of each cell, round and service")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--page", type=int, default=20, help="items a page")
    parser.add_argument("--single-from", type=int, default=1_000_000, help="items from which on requests come one at a time")
    parser.add_argument("--server", default="postgresql://127.0.0.1:5432/postgres", help="PostgreSQL, to make databases in")
    parser.add_argument("--folder", help="where the files of SQLite lie, to be found by a later run")
    parser.add_argument("--keep", action="store_true", help="leave the databases of PostgreSQL to a later run")
    return parser.parse_args()


def _measure(arguments: argparse.Namespace, kind: str, count: int, url: str, folder: Path, figures: Figures) -> None:
    with both(url, count, arguments.page, folder, arguments.workers) as services:
        for service in services:
            _warm(service, arguments.cells)
        for _ in range(arguments.rounds):
            for cell in arguments.cells:
                for service in services:
                    request = service.requests[cell]
                    key = (kind, count, cell, service.name)
                    figures[*key, "ms"].append(milliseconds(service.port, request, seconds=arguments.seconds / 4))
                    if count < arguments.single_from:
                        _measure_rate(arguments, service, request, key, figures)


def _measure_rate(
    arguments: argparse.Namespace, service: Service, request: Request, key: tuple[str, int, str, str], figures: Figures
) -> None:
    before = service.cpu_seconds()
    rate = per_second(service.port, request, connections=arguments.connections, seconds=arguments.seconds)
    used = sum(seconds - before.get(pid, 0.0) for pid, seconds in service.cpu_seconds().items())
    figures[*key, "req/s"].append(rate)
    figures[*key, "CPU ms"].append(1000 * used / max(1, rate * arguments.seconds))


def _warm(service: Service, cells: Iterable[str]) -> None:
    for cell in cells:
        milliseconds(service.port, service.requests[cell], seconds=0.2)


def _print_table(arguments: argparse.Namespace, kind: str, count: int, figures: Figures) -> None:
    print(f"\n{kind}, {count:,} items, {arguments.page} a page\n")
    titles = [f"{name} {unit}" for unit in UNITS for name in ("peer", "ours")]
    titles = ["request", "goal", *[title for at in (0, 2, 4) for title in (*titles[at : at + 2], "ratio")]]
    print(f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|")
    for cell in arguments.cells:
        goal = GOALS.get(count, {}).get(cell) if count != 100_000 or kind == "postgresql" else None
        shown = [cell, f"{goal}x" if goal else ""]
        for unit in UNITS:
            peer, ours = (_middle(figures, kind, count, cell, name, unit) for name in ("peer", "ours"))
            shown += [_shown(peer), _shown(ours), _ratio(ours, peer) if unit == "req/s" else _ratio(peer, ours)]
        print(f"| {' | '.join(shown)} |", flush=True)


def _print_growth(arguments: argparse.Namespace, kind: str, figures: Figures) -> None:
    few, many = min(arguments.sizes), max(arguments.sizes)
    if few == many:
        return
    print(f"\n{kind}: milliseconds of one request at {few:,} and at {many:,} items\n")
    print("| request | peer | growth | ours | growth | goal |\n|---|---|---|---|---|---|")
    for cell in arguments.cells:
        shown = []
        for name in ("peer", "ours"):
            small, large = (_middle(figures, kind, count, cell, name, "ms") for count in (few, many))
            shown += [f"{_shown(small)} -> {_shown(large)}", _ratio(large, small)]
        print(f"| {cell} | {' | '.join(shown)} | {'2x' if cell in BOUNDED else ''} |", flush=True)


def _middle(figures: Figures, *key: str | int) -> float | None:
    found = figures.get(key)  # type: ignore[call-overload]
    return median(found) if found else None


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def _ratio(one: float | None, other: float | None) -> str:
    return f"{one / other:.3g}x" if one and other else ""


if __name__ == "__main__":
    main()
