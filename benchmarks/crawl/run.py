"""Crawl the local shop in every way, interleaved, and print medians as a table.

    python -m pip install -r benchmarks/requirements.txt
    python benchmarks/crawl/run.py [--rounds 5]

CPU is what the crawling process used from its first import to its last page; the server runs in a process of its own. Politeness
is off for everyone. Linux, whose loopback network has more than one address.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def free_port() -> int:
    with socket.create_server(("127.0.0.2", 0)) as server:
        return int(server.getsockname()[1])


def run(way: str, port: int) -> dict[str, float]:
    command = [sys.executable, "ways.py", way, str(port)]
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ended = subprocess.run(command, cwd=HERE, env=compiled, capture_output=True, text=True, timeout=3600, check=False)
    if ended.returncode:
        raise SystemExit(f"{way}: {ended.stderr[-1500:]}")
    return json.loads(ended.stdout.splitlines()[-1])


OURS, SCRAPY = "inventory-scrapers, a site scraper", "Scrapy, hand-written parser"
PARTS = ("requests in threads, download only", "reading only, by the site scraper")
Rounds = dict[str, list[dict[str, float]]]


def cpu(result: dict[str, float]) -> float:
    return 1000 * result["cpu"] / result["pages"]


def show(results: Rounds) -> None:
    """A table of medians, and how we compare with Scrapy and with our parts: medians of what each round gave."""
    print("| way | pages a second | CPU ms a page | peak MB | products | sum of prices |")
    print("|---|---|---|---|---|---|")
    for way, found in results.items():
        rate = statistics.median(each["pages"] / each["seconds"] for each in found)
        peak = statistics.median(each["peak_mb"] for each in found)
        median = statistics.median(map(cpu, found))
        print(f"| {way} | {rate:.0f} | {median:.2f} | {peak:.0f} | {found[0]['products']} | {found[0]['price']} |")
    rounds = [dict(zip(results, each, strict=True)) for each in zip(*results.values(), strict=True)]
    if {OURS, SCRAPY} <= set(results):
        faster = statistics.median(cpu(each[SCRAPY]) / cpu(each[OURS]) for each in rounds)
        memory = statistics.median(each[OURS]["peak_mb"] / each[SCRAPY]["peak_mb"] for each in rounds)
        print(f"pages a CPU second: {faster:.2f} times those of Scrapy with a hand-written parser, in {memory:.2f} of its memory")
    if {OURS, *PARTS} <= set(results):
        parts = statistics.median(cpu(each[OURS]) / sum(cpu(each[part]) for part in PARTS) for each in rounds)
        print(f"CPU: {parts:.2f} times that of downloading alone and reading alone")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ways", nargs="*")
    arguments = parser.parse_args()
    sys.path.insert(0, str(HERE))
    from ways import WAYS

    port = free_port()
    server = subprocess.Popen([sys.executable, "shop.py", str(port)], cwd=HERE, stdout=subprocess.PIPE)
    results: Rounds = {}
    try:
        assert server.stdout is not None
        server.stdout.readline()
        for _ in range(arguments.rounds):
            for way in arguments.ways or WAYS:
                results.setdefault(way, []).append(run(way, port))
                print(f"{way}: {results[way][-1]}", file=sys.stderr, flush=True)
    finally:
        server.kill()
    show(results)


if __name__ == "__main__":
    main()
