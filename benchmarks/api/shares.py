"""Which statements taking listings in spends its CPU on: microseconds a listing.

    python benchmarks/api/shares.py --count 20000

As `ours` of ingest.py, in this process: new ones, the same again, and a tenth of them with another price. What is not in a
statement is Python. On SQLite the CPU of a statement is this process's, on PostgreSQL that of what serves it. Linux.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import cpu
import fill
import ingest
from sqlalchemy import event

from inventory_api import bulk
from inventory_api.database import Database
from inventory_api.inventory import store

SHOWN = 8


class Shares:
    """Adds up what each statement used."""

    def __init__(self, used: Callable[[], float]) -> None:
        self._used, self._before, self.seconds = used, 0.0, defaultdict[str, float](float)

    def listen(self, database: Database) -> None:
        """To statements, to the commit of SQLite, and to COPY, which goes past SQLAlchemy."""
        event.listen(database.engine, "before_cursor_execute", lambda *_: self._begin())
        event.listen(database.engine, "after_cursor_execute", lambda *given: self._end(given[2]))
        dialect: Any = database.engine.dialect
        dialect.do_commit = self._around(dialect.do_commit, lambda _: "COMMIT")
        for module in (bulk, store):
            module.copy_rows = self._around(bulk.copy_rows, lambda _, statement, *__: statement)  # type: ignore[attr-defined]

    def _around(self, do: Any, name: Any) -> Any:
        def done(*given: Any) -> None:
            self._begin()
            do(*given)
            self._end(name(*given))

        return done

    def _begin(self) -> None:
        self._before = self._used()

    def _end(self, statement: str) -> None:
        self.seconds[" ".join(statement.split())[:60]] += self._used() - self._before


def measure(database: Database, count: int) -> None:
    """Print each turn's microseconds a listing."""
    workspace = fill.new_workspace(database)
    servers = cpu.backends(database.url)
    shares = Shares(time.process_time if not servers else lambda: sum(map(cpu.seconds, servers)))
    shares.listen(database)
    for turn, raised in {"new": 0, "the same again": 0, "a tenth changed": 10}.items():
        shares.seconds.clear()
        _, used = ingest.timed(ingest.ours, database, workspace, count, raised)
        print(f"\n{database.dialect}, {turn}: {1e6 * used / count:.1f}, of which not in statements "
              f"{1e6 * (used - sum(shares.seconds.values())) / count:.1f}")  # fmt: skip
        for statement, seconds in sorted(shares.seconds.items(), key=lambda pair: -pair[1])[:SHOWN]:
            print(f"{1e6 * seconds / count:8.1f}  {statement}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--server", default="postgresql://127.0.0.1:5432/postgres")
    arguments = parser.parse_args()
    for kind in arguments.databases:
        with ingest.new_url(kind, arguments.server) as url:
            database = fill.new_database(url)
            measure(database, arguments.count)
            database.close()


if __name__ == "__main__":
    main()
