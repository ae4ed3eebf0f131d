"""How many listings a second are taken in: new ones, the same again, and a tenth of them with another price.

    python benchmarks/api/ingest.py --count 100000 --rounds 3

Each way works in a process and a database of its own, interleaved with the others, and commits every 5,000 listings with the same
durability; making the listings is not timed. CPU is that of the process and, on PostgreSQL, of what serves it: where other work
shares the machine that is what holds. At 100,000 the ways of one object at a time take minutes each: what is done is said on
standard error. The ways:

    ours              ingest(): items, listings, history, index of words, counters
    one object a row  the same tables by one ORM object a row; index of words and counters as well
    usual shape       one ORM object a row into the one table of benchmarks/peers/service.py: no index of words, history, counters
    ... again         each listing is looked up by its key, and inserted or updated as an ORM object
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import cpu
import fill
import psycopg
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from inventory_api.database import Database
from inventory_api.inventory import counters, search
from inventory_api.inventory.models import Item
from inventory_api.inventory.refs import new_ref
from inventory_api.listings.fill import item_of
from inventory_api.listings.ingest import ingest
from inventory_api.listings.models import ListingRow, Observation
from inventory_api.money import sort_key
from inventory_api.text import fold
from inventory_core import Listing

STEP = 5_000
_SHOWN = ("url", "title", "price_amount", "price_currency", "price_order", "availability", "condition_grade", "data")
Way = Callable[[Database, int, list[Listing]], None]


def ours(database: Database, workspace: int, listings: list[Listing]) -> None:
    with database.writing() as connection:
        ingest(connection, workspace, listings, fill.NOW)


def one_object_a_row(database: Database, workspace: int, listings: list[Listing]) -> None:
    with Session(database.engine.execution_options(writes=True)) as session:
        for start in range(0, len(listings), 1_000):
            pairs = [_objects(workspace, listing) for listing in listings[start : start + 1_000]]
            session.add_all([item for item, _ in pairs])
            session.flush()
            for item, listing in pairs:
                listing.item_id = item.id
            session.add_all([listing for _, listing in pairs])
            session.flush()
            session.add_all([_observation(listing) for _, listing in pairs])
            _index(session, [item for item, _ in pairs])
        _count(session, workspace, [item for item in session.identity_map.values() if isinstance(item, Item)])
        session.commit()


def select_then_write(database: Database, workspace: int, listings: list[Listing]) -> None:
    with Session(database.engine.execution_options(writes=True)) as session:
        for listing in listings:
            found = session.execute(
                select(ListingRow).where(ListingRow.workspace_id == workspace, ListingRow.key == listing.key)
            ).scalar_one_or_none()
            if found is None:
                raise RuntimeError("repeated listings are there already")
            _, now = _objects(workspace, listing)
            seen = found.price_amount, found.price_currency, found.availability
            for name in (
                "url",
                "title",
                "price_amount",
                "price_currency",
                "price_order",
                "availability",
                "condition_grade",
                "data",
            ):
                setattr(found, name, getattr(now, name))
            found.last_seen_at = fill.NOW
            if seen != (found.price_amount, found.price_currency, found.availability):
                session.add(_observation(found))
                item = session.get_one(Item, found.item_id)
                for name, value in item_of(listing).items():
                    setattr(item, name, value)
        session.commit()


def usual_shape(database: Database, workspace: int, listings: list[Listing]) -> None:
    peer = _peer()
    with Session(database.engine.execution_options(writes=True)) as session:
        session.add_all([peer.Item(user_id=1, **_peer_columns(listing)) for listing in listings])
        session.commit()


def usual_shape_again(database: Database, workspace: int, listings: list[Listing]) -> None:
    peer = _peer()
    with Session(database.engine.execution_options(writes=True)) as session:
        for listing in listings:
            found = session.execute(select(peer.Item).where(peer.Item.user_id == 1, peer.Item.sku == listing.key)).scalar_one()
            for name, value in _peer_columns(listing).items():
                setattr(found, name, value)
        session.commit()


WAYS: dict[str, tuple[Way, Way]] = {
    "ours": (ours, ours),
    "one object a row": (one_object_a_row, select_then_write),
    "usual shape": (usual_shape, usual_shape_again),
}


def _objects(workspace: int, listing: Listing) -> tuple[Item, ListingRow]:
    columns = item_of(listing)
    amount = columns["price_amount"]
    order = None if amount is None else sort_key(amount)
    item = Item(
        workspace_id=workspace, ref=new_ref(fill.NOW), title_order=fold(columns["title"])[:100], notes=None, tags=[],
        price_order=order, brand_key=fold(columns["brand"]), category_top=columns["category"][0], custom={}, edited=[], version=1,
        image=columns["images"][0]["url"], created_at=fill.NOW, updated_at=fill.NOW, **columns,
    )  # fmt: skip
    row = ListingRow(
        workspace_id=workspace, key=listing.key, source=listing.source, listing_id=listing.listing_id, url=listing.url,
        title=listing.title, price_amount=amount, price_currency=columns["price_currency"], price_order=order,
        availability=listing.availability, condition_grade=columns["condition_grade"], data=listing.model_dump_json(),
        content_hash="", first_seen_at=fill.NOW, last_seen_at=fill.NOW, changed_at=fill.NOW,
    )  # fmt: skip
    return item, row


def _observation(row: ListingRow) -> Observation:
    names = ("workspace_id", "price_amount", "price_currency", "price_order", "availability")
    return Observation(listing_id=row.id, at=fill.NOW, **{name: getattr(row, name) for name in names})


def _index(session: Session, items: list[Item]) -> None:
    sqlite = session.get_bind().dialect.name == "sqlite"
    add = text(f"INSERT INTO item_search ({'rowid' if sqlite else 'item_id'}, words) VALUES (:id, :words)")
    if not sqlite:
        add = text("INSERT INTO item_search (item_id, words) VALUES (:id, CAST(:words AS tsvector))")
    for item in items:
        words = search.index_text(item.workspace_id, {name: getattr(item, name) for name in search.SEARCHED})
        session.execute(add, {"id": item.id, "words": words})


def _count(session: Session, workspace: int, items: list[Item]) -> None:
    totals = counters.Totals()
    totals.add([{name: getattr(item, name) for name in counters.COUNTED} for item in items])
    counters.apply(session.connection(), workspace, totals)


def _peer() -> Any:
    sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
    import service

    return service


def _peer_columns(listing: Listing) -> dict[str, Any]:
    columns = item_of(listing)
    return {
        **{name: columns[name] for name in ("title", "description", "availability", "brand", "quantity", "url", "source")},
        "images": [image["url"] for image in columns["images"]],
        "sku": listing.key,
        "price": columns["price_amount"],
        "currency": columns["price_currency"],
        "condition": columns["condition_grade"],
        "category": columns["category"][0],
    }


def work(url: str, way: str, count: int) -> None:
    """In a process of its own: prints the seconds, and those of CPU, for new, the same again, and a tenth with another price."""
    database = fill.new_database(url)
    workspace = fill.new_workspace(database)
    if way == "usual shape":
        _make_peer_tables(database)
    first, again = WAYS[way]
    taken = []
    for each, raised in ((first, 0), (again, 0), (again, 10)):
        taken.append(timed(each, database, workspace, count, raised))
        told = f"{url.partition(':')[0]}, {way}: {taken[-1][0]:.1f} s, {taken[-1][1]:.1f} s of CPU, load {os.getloadavg()[0]:.0f}"
        print(told, file=sys.stderr, flush=True)
    print(json.dumps(taken))


def _make_peer_tables(database: Database) -> None:
    peer = _peer()
    peer.db.metadata.create_all(database.engine)
    index = "CREATE INDEX peer_items_sku ON peer_items (user_id, sku)"
    with database.writing() as connection:
        connection.execute(text(index))
        connection.execute(text("INSERT INTO peer_users (id, email, password_hash) VALUES (1, 'a', 'b')"))


def timed(way: Way, database: Database, workspace: int, count: int, raised: int) -> tuple[float, float]:
    """Seconds, and seconds of CPU; every so manieth listing has another price, none where that is 0."""
    seconds = used = 0.0
    servers = cpu.backends(database.url)
    served = sum(map(cpu.seconds, servers))
    for listings in _chunks(count, raised):
        began, used_before = time.perf_counter(), time.process_time()
        way(database, workspace, listings)
        seconds += time.perf_counter() - began
        used += time.process_time() - used_before
    return seconds, used + sum(map(cpu.seconds, servers)) - served


def _chunks(count: int, raised: int) -> Iterator[list[Listing]]:
    for first in range(0, count, STEP):
        numbers = range(first, min(first + STEP, count))
        yield [fill.listing(number, raised=bool(raised) and number % raised == 0) for number in numbers]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    parser.add_argument("--server", default="postgresql://127.0.0.1:5432/postgres")
    parser.add_argument("--work", nargs=2, metavar=("URL", "WAY"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(*arguments.work, arguments.count)
        return
    for kind in arguments.databases:
        taken: dict[str, list[list[list[float]]]] = defaultdict(list)
        for _ in range(arguments.rounds):
            for way in arguments.ways:
                taken[way].append(_in_a_process(kind, way, arguments))
        for place, unit in enumerate(("second", "second of CPU")):
            _print(kind, unit, arguments.count, {way: _medians(rounds, place) for way, rounds in taken.items()})


def _medians(rounds: list[list[list[float]]], place: int) -> list[float]:
    return [median(turn[place] for turn in turns) for turns in zip(*rounds, strict=True)]


def _in_a_process(kind: str, way: str, arguments: argparse.Namespace) -> list[list[float]]:
    with new_url(kind, arguments.server) as url:
        command = [sys.executable, __file__, "--count", str(arguments.count), "--work", url, way]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=os.environ)
    return list(json.loads(done.stdout))


@contextmanager
def new_url(kind: str, server: str) -> Iterator[str]:
    """The address of an empty database of that kind, which goes afterwards."""
    name = f"inventory_bench_{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/{name}.sqlite3"
            return
    _tell(server, f"CREATE DATABASE {name}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}".replace("postgresql://", "postgresql+psycopg://")
    finally:
        _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


def _tell(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _print(kind: str, unit: str, count: int, medians: dict[str, list[float]]) -> None:
    print(f"\n{kind}, {count:,} listings: how many a {unit}, and how many times as many ours are")
    print(f"{'':20} {'new':>16} {'the same again':>18} {'a tenth changed':>18}")
    best = medians.get("ours", next(iter(medians.values())))
    for way, times in medians.items():
        cells = [f"{count / taken:>9,.0f} {taken / least:>6.1f} x" for taken, least in zip(times, best, strict=True)]
        print(f"{way:20} {cells[0]:>16} {cells[1]:>18} {cells[2]:>18}", flush=True)


if __name__ == "__main__":
    main()
