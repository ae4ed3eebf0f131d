"""Milliseconds of one request to inventory-api at 10,000 and at 1,000,000 items, over HTTP.

    python benchmarks/api/growth_http.py --folder DIR

One service with one worker on each database. Both are asked for a cell in turn, and the least of the turns counts, each the
median of requests one after the other, the client's own 0.2 included. The databases are made where they are not there yet, which
takes minutes, and stay: those of SQLite in the folder. benchmarks/api/growth.py measures the queries alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import data
from load import milliseconds
from services import CELLS, Service, ours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--sizes", nargs=2, type=int, default=[10_000, 1_000_000])
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--server", default="postgresql://127.0.0.1:5432/postgres", help="PostgreSQL, to make databases in")
    parser.add_argument("--folder", type=Path, default=Path(), help="where the files of SQLite lie")
    arguments = parser.parse_args()
    for kind in arguments.databases:
        with ExitStack() as stack:
            services = [_service(stack, kind, count, arguments) for count in arguments.sizes]
            for cell in CELLS:
                if cell != "create":
                    few, many = _least(services, cell, arguments.turns)
                    print(f"{kind:12}{cell:14}{few:8.2f} -> {many:8.2f} {many / few:8.2f}x", flush=True)


def _service(stack: ExitStack, kind: str, count: int, arguments: argparse.Namespace) -> Service:
    url = stack.enter_context(data.database(kind, count, arguments.folder.absolute(), arguments.server, keep=True))
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    return stack.enter_context(ours(url, count, 20, folder, 1))


def _least(services: list[Service], cell: str, turns: int) -> list[float]:
    taken = [[milliseconds(service.port, service.requests[cell], seconds=0.6) for service in services] for _ in range(turns)]
    return [min(each) for each in zip(*taken, strict=True)]


if __name__ == "__main__":
    main()
