"""How long the imports take, in a fresh interpreter each time: the median of some runs, in milliseconds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

RUNS = 15
STATEMENTS = {
    "nothing": "pass",
    "a pydantic model": "import pydantic\nclass Model(pydantic.BaseModel):\n    x: int",
    "inventory_core": "import inventory_core",
    "inventory_scrapers": "import inventory_scrapers",
}


def measure(statement: str) -> float:
    """The median time of a fresh interpreter that runs the statement, in milliseconds."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True, env=environment)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])  # the first compiles


if __name__ == "__main__":
    nothing = measure(STATEMENTS.pop("nothing"))
    for name, statement in STATEMENTS.items():
        print(f"{name:<20} {measure(statement) - nothing:7.1f} ms")
