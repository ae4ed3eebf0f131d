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
    ended = subprocess.run(command, cwd=HERE, env=compiled, capture_output=True, text=True, timeout=600, check=False)
    if ended.returncode:
        raise SystemExit(f"{way}: {ended.stderr[-1500:]}")
    return json.loads(ended.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ways", nargs="*")
    arguments = parser.parse_args()
    sys.path.insert(0, str(HERE))
    from ways import WAYS

    port = free_port()
    server = subprocess.Popen([sys.executable, "shop.py", str(port)], cwd=HERE, stdout=subprocess.PIPE)
    results: dict[str, list[dict[str, float]]] = {}
    try:
        assert server.stdout is not None
        server.stdout.readline()
        for _ in range(arguments.rounds):
            for way in arguments.ways or WAYS:
                results.setdefault(way, []).append(run(way, port))
                print(f"{way}: {results[way][-1]}", file=sys.stderr, flush=True)
    finally:
        server.kill()
    print("| way | pages a second | CPU ms a page | peak MB | products | sum of prices |")
    print("|---|---|---|---|---|---|")
    for way, found in results.items():
        rate = statistics.median(each["pages"] / each["seconds"] for each in found)
        cpu = statistics.median(1000 * each["cpu"] / each["pages"] for each in found)
        peak = statistics.median(each["peak_mb"] for each in found)
        print(f"| {way} | {rate:.0f} | {cpu:.2f} | {peak:.0f} | {found[0]['products']} | {found[0]['price']} |")


if __name__ == "__main__":
    main()
