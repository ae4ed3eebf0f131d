"""Time against size: prices and currencies read out of hostile texts, each twice as long as the one before, up to 1 MB.

    python benchmarks/doubling_values.py

A factor near 2 a doubling is linear; 4 would be the square.
"""

from __future__ import annotations

import itertools
import sys
import time

from inventory_scrapers.values.price import find_currency, find_prices, read_price

UNITS = {
    "digits": "1",
    "1,": "1,",
    "1 ": "1 ",
    "1 000 ": "1 000 ",
    "$": "$",
    "$1 ": "$1 ",
    "R 1 ": "R 1 ",
    "1 R ": "1 R ",
    "5 € - ": "5 € - ",
    "spaces": " ",
    "newlines": "\n",
    "1 x ": "1 x ",
    "per kg ": "per kg ",
    "19 % ": "19 % ",
    "letters": "a",
    "1万": "1万",
}
SIZES = [2**power for power in range(17, 21)]


def milliseconds(text: str) -> float:
    started = time.process_time()
    read_price(text)
    find_prices(text)
    find_currency(text)
    return 1000 * (time.process_time() - started)


def main() -> int:
    for name, unit in UNITS.items():
        figures = [milliseconds(unit * (size // len(unit))) for size in SIZES]
        factors = " ".join(f"x{after / before:.1f}" for before, after in itertools.pairwise(figures))
        print(f"{name:10}" + "".join(f"{figure:9.1f} ms" for figure in figures) + "   " + factors, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
