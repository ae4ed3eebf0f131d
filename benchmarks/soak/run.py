"""Twenty minutes of everything at once: python benchmarks/soak/run.py [--minutes 20] [--database postgresql] [--write]

`serve` and two workers on one database; sites that fail; schedules that watch; a receiver of webhooks; someone who works, someone
who listens. Workers are killed and stopped, the database is stopped and started. Then: was anything lost, done twice, or stuck,
and did memory, files, threads or connections grow? Exit code 1 where something is not as it should be. `--write` puts the report
into docs/operations.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clients import Api, Listener, User
from processes import Cast, as_rows, sparkline
from sqlalchemy import create_engine, text
from world import HOSTS, Postgres, Receiver, Sites, install

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"
BEGIN, END = "<!-- soak: written by benchmarks/soak/run.py -->", "<!-- end of soak -->"
GROWTH = 1.15
"""How much more the last quarter's median may be than the second's, for memory; files and threads may have four more."""
SAMPLE_SECONDS, DISTURB_SECONDS = 5, 100


@dataclass
class Soak:
    """All that takes part in one run."""

    cast: Cast
    sites: Sites
    receiver: Receiver
    url: str
    postgres: Postgres | None
    chance: random.Random
    ending: threading.Event = field(default_factory=threading.Event)
    connections: list[int] = field(default_factory=list)
    outages: int = 0

    def __post_init__(self) -> None:
        self.engine = create_engine(self.url.replace("postgresql://", "postgresql+psycopg://"), pool_pre_ping=True)

    def ask(self, statement: str, **values: Any) -> list[Any]:
        """Rows of the database."""
        with self.engine.connect() as connection:
            return list(connection.execute(text(statement), values))

    def sample(self) -> None:
        """Note what every process takes, and how many connections the database has."""
        self.cast.supervise()
        for process in self.cast.all:
            process.sample()
        if self.postgres:
            found = self.ask("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
            self.connections.append(found[0][0])

    def disturb(self, number: int, half: bool) -> None:
        """Kill or stop a worker; in the middle of the run stop the database for three seconds."""
        if half and self.postgres:
            self.postgres.stop()
            time.sleep(3)
            self.postgres.start()
            self.outages += 1
        self.cast.disturb(self.chance.choice(self.cast.workers), kindly=number % 3 == 0)


@contextmanager
def beginning(folder: Path, database: str, seed: int) -> Iterator[tuple[Soak, int]]:
    """Everything that takes part, and the port of the service; stopped at the end, whatever comes."""
    install(folder / "site")
    (folder / "data").mkdir()
    postgres = Postgres(folder / "postgres") if database == "postgresql" else None
    url = postgres.url if postgres else f"sqlite:///{folder / 'data' / 'inventory.sqlite3'}"
    chance = random.Random(seed)
    soak = Soak(Cast(folder, url, HOSTS), Sites(chance), Receiver(chance), url, postgres, chance)
    try:
        yield soak, soak.cast.start()
    finally:
        soak.ending.set()
        soak.cast.stop()
        soak.engine.dispose()
        if postgres:
            postgres.stop()


def run(soak: Soak, port: int, minutes: float) -> tuple[User, Listener, Api]:
    """The whole run, up to the moment when nothing is asked for any more and all jobs have ended."""
    api = Api(port)
    api.ask("POST", "/api/webhooks", {"url": soak.receiver.url, "kinds": ["job.finished", "job.failed"]})
    for number, address in enumerate(soak.sites.addresses):
        api.ask("POST", "/api/schedules", {"name": f"watch {number}", "url": f"{address}/watched/w{number}/0", "every": "1m"})
    user, listener = User(api, soak.sites.addresses), Listener(api, soak.chance, soak.ending)
    user.start()
    listener.start()
    weather(soak, minutes * 60)
    settle(soak, api, user, listener)
    return user, listener, api


def weather(soak: Soak, seconds: float) -> None:
    """Sample and disturb until the time is over, and show how far it is."""
    began, disturbed, number, had_outage = time.monotonic(), time.monotonic(), 0, False
    while (gone := time.monotonic() - began) < seconds:
        time.sleep(min(SAMPLE_SECONDS, seconds / 20))
        soak.sample()
        sys.stderr.write(f"\r{gone:6.0f} of {seconds:.0f} s, {sum(soak.sites.asked.values())} pages ")
        if time.monotonic() - disturbed > min(DISTURB_SECONDS, seconds / 3):
            number, disturbed = number + 1, time.monotonic()
            half = gone > seconds / 2 and not had_outage
            soak.disturb(number, half)
            had_outage = had_outage or half


def settle(soak: Soak, api: Api, user: User, listener: Listener) -> None:
    """Ask for nothing more, and wait until jobs and webhooks are done, five minutes at most."""
    user.stop()
    for schedule in (api.ask("GET", "/api/schedules") or {"items": []})["items"]:
        api.ask("PATCH", f"/api/schedules/{schedule['id']}", {"active": False})
    end = time.monotonic() + 300
    while time.monotonic() < end and (waiting(soak) or len(listener.seen) < events(soak)):
        soak.sample()
        time.sleep(1)


def waiting(soak: Soak) -> int:
    """Jobs that wait or run, and deliveries that wait."""
    jobs = soak.ask("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')")[0][0]
    return int(jobs + soak.ask("SELECT count(*) FROM deliveries WHERE state = 'waiting'")[0][0])


def events(soak: Soak) -> int:
    """How many events there are."""
    return int(soak.ask("SELECT count(*) FROM events")[0][0])


def findings(soak: Soak, user: User, listener: Listener) -> Iterator[tuple[bool, str]]:
    """What has to hold, and whether it does."""
    yield user.stayed, "who makes items and jobs was at work to the end" if user.stayed else "who makes items and jobs left early"
    rows = dict(soak.ask("SELECT id, title FROM items WHERE source IS NULL"))
    lost = [number for number, title in user.items.items() if rows.get(number) != title]
    yield not lost, f"of {len(user.items)} items that were acknowledged {len(lost)} are missing or not as they were made"
    states = dict(soak.ask("SELECT id, state FROM jobs"))
    stuck = [number for number in user.jobs if states.get(number) not in ("done", "failed", "cancelled")]
    yield not stuck, f"of {len(user.jobs)} jobs that were acknowledged {len(stuck)} have not ended"
    counted = Counter(states.values())
    yield not counted.keys() & {"queued", "running"}, f"all jobs, with those of the schedules: {_told(counted)}"
    twice = soak.ask(_TWICE)[0][0]
    yield twice == 0, f"{twice} listings of lists that were read once were observed twice"
    again = sum(count - 1 for (_, path), count in soak.sites.asked.items() if path.startswith("/once"))
    most = 8 * (soak.cast.kills + soak.cast.stops + soak.outages)
    yield (
        again <= most,
        f"{again} pages of these were sent again, having been on their way to a worker that ended",
    )
    told = f"{soak.cast.ended} processes ended by themselves; one that starts while the database is away does"
    yield soak.cast.ended <= len(soak.cast.all) * soak.outages, told
    yield soak.sites.most_at_once == 1, f"no site was asked for more than {soak.sites.most_at_once} page at once"
    yield from _messages(soak, listener)
    yield from _growth(soak)


_TWICE = """
SELECT count(*) FROM (
  SELECT listing_id FROM observations WHERE listing_id IN (SELECT id FROM listings WHERE key LIKE 'soak:list%')
  GROUP BY listing_id HAVING count(*) > 1
) AS several
"""


def _messages(soak: Soak, listener: Listener) -> Iterator[tuple[bool, str]]:
    there, seen = {number for (number,) in soak.ask("SELECT id FROM events")}, Counter(listener.seen)
    right = set(seen) == there and max(seen.values(), default=1) == 1 and listener.seen == sorted(listener.seen)
    yield right, f"of {len(there)} events the stream brought {len(seen)}, over {listener.connections} connections"
    states: Counter[str] = Counter(dict([tuple(row) for row in soak.ask(_DELIVERIES)]))
    yield set(states) <= {"delivered"}, f"deliveries of webhooks: {_told(states)}; {soak.receiver.refused} tries were refused"
    repeats = sum(count - 1 for count in soak.receiver.taken.values())
    told = f"{repeats} of them came again: their worker was killed before it had noted the answer"
    yield len(soak.receiver.taken) == states["delivered"] and repeats <= soak.cast.kills + soak.outages, told


_DELIVERIES = "SELECT state, count(*) FROM deliveries GROUP BY state"


def _growth(soak: Soak) -> Iterator[tuple[bool, str]]:
    for row in as_rows(soak.cast.all):
        if row["drift"]:
            before, after = row["drift"]
            most = before * GROWTH if row["figure"] == "memory_mib" else before + 4
            yield after <= most, f"{row['process']}, {row['figure']}: {before:.0f}, then {after:.0f}"
    if len(soak.connections) >= 40:
        quarter = len(soak.connections) // 4
        before, after = max(soak.connections[quarter : 2 * quarter]), max(soak.connections[-quarter:])
        yield after <= before + 4, f"connections to the database, at most: {before}, then {after}"


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counted.items()))


def report(soak: Soak, api: Api, found: list[tuple[bool, str]], command: str, minutes: float, seed: int) -> str:
    """The report, as Markdown."""
    wrong = sum(not right for right, _ in found)
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, {'PostgreSQL' if soak.postgres else 'SQLite'}"
    lines = [
        "```console",
        f"$ {command}",
        "```",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {minutes:g} minutes on {where}, seed {seed}. {_weather(soak)}",
        f"The service answered {_told(api.answers)}. {f'{wrong} things were wrong.' if wrong else 'Nothing was wrong.'}",
        "",
        *(f"- {'' if right else '**Wrong**: '}{told}" for right, told in found),
        "",
        "```text",
        *(_line(row["process"], row["figure"], row["line"]) for row in as_rows(soak.cast.all)),
        *([_line("database", "connections", list(map(float, soak.connections)))] if soak.connections else []),
        "```",
    ]
    return "\n".join(lines)


def _weather(soak: Soak) -> str:
    faults = Counter({name: count for name, count in soak.sites.faults.items() if name != "none"})
    killed = f"{soak.cast.kills} workers were killed, {soak.cast.stops} asked to stop"
    stopped = f", the database was stopped {soak.outages} time{'s' if soak.outages > 1 else ''}" if soak.outages else ""
    return f"{sum(soak.sites.asked.values())} pages, and of faults {_told(faults)}; {killed}{stopped}."


def _line(name: str, figure: str, values: list[float]) -> str:
    return f"{name:<9} {figure:<11} {sparkline(values)} {max(values, default=0):.0f} at most"


def write(said: str) -> None:
    """Put the report between its marks in the document."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{said}\n\n{END}{after}", "utf-8")


def main() -> int:
    """Run it and say what became of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", type=Path, help="where the logs go; a temporary folder otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        os.chmod(temporary, 0o755)
        folder.mkdir(exist_ok=True)
        return soaked(folder, given)


def soaked(folder: Path, given: argparse.Namespace) -> int:
    """One run in a folder, and its report; the exit code."""
    with beginning(folder, given.database, given.seed) as (soak, port):
        user, listener, api = run(soak, port, given.minutes)
        found = list(findings(soak, user, listener))
    command = f"python benchmarks/soak/run.py --minutes {given.minutes:g} --database {given.database}"
    said = report(soak, api, found, command, given.minutes, given.seed)
    print(said)
    if given.write:
        write(said)
    return int(not all(right for right, _ in found))


if __name__ == "__main__":
    sys.exit(main())
