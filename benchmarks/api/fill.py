"""Listings as a scrape finds them, and a workspace full of items made of these.

    database = fill.new_database(url)
    workspace_id = fill.fill(database, 1_000_000)

The same listings come out each time; a number is the listing, so 0..9,999 are the same in a small and in a large workspace.
About one title in a hundred has the word of WORDS that is asked for, one item in 50,000 the word RARE.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text

from inventory_api.auth.models import Workspace
from inventory_api.database import Database
from inventory_api.listings.ingest import ingest
from inventory_api.migrations import migrate
from inventory_core import Listing

NOW = datetime(2026, 3, 1, tzinfo=UTC)
COMMON, RARE = "vintage", "zeppelin"
_SOURCES = ("acme", "bolt", "crate", "depot")
_BRANDS = [f"Brand{number}" for number in range(300)]
_KINDS = ("Lamp", "Chair", "Jacket", "Camera", "Guitar", "Watch", "Shoes", "Phone", "Bicycle", "Book")
_WORDS = [f"word{number}" for number in range(5_000)]
_GRADES = ("new", "like_new", "good", "good", "good", "fair", "poor")
_STATES = ("in_stock", "in_stock", "in_stock", "in_stock", "sold", "reserved", "out_of_stock")
_CURRENCIES = ("USD", "USD", "EUR", "GBP", "JPY")


def listing(number: int, *, raised: bool = False) -> Listing:
    """The listing of this number; another price where it is raised."""
    pick = random.Random(number)
    kind, source, currency = pick.choice(_KINDS), pick.choice(_SOURCES), pick.choice(_CURRENCIES)
    brand = pick.choice(_BRANDS)
    adjective = COMMON if pick.random() < 0.1 else "plain"
    rare = f" {RARE}" if number % 50_000 == 17 else ""
    title = f"{adjective} {brand} {kind} {' '.join(pick.choices(_WORDS, k=4))}{rare} {number}"
    amount = pick.randrange(100, 200_000) + raised
    price = str(amount) if currency == "JPY" else f"{amount // 100}.{amount % 100:02}"
    return Listing.model_validate(
        {
            "source": source,
            "listing_id": f"{number:09}",
            "url": f"https://{source}.example/item/{number:09}",
            "title": title,
            "description": f"{kind} by {brand}. " + " ".join(pick.choices(_WORDS, k=25)),
            "price": {"amount": price, "currency": currency},
            "availability": pick.choice(_STATES),
            "condition": {"grade": pick.choice(_GRADES), "raw": "as the seller says"},
            "brand": brand,
            "category": [kind, f"{kind} {pick.randrange(5)}"],
            "identifiers": {"sku": f"S{number}"},
            "images": [{"url": f"https://{source}.example/image/{number}-{place}.jpg"} for place in range(3)],
            "seller": {"id": str(pick.randrange(10_000))},
            "shipping": {"payer": "seller"},
            "evidence": {
                name: {"origin": "json_ld", "locator": f"$.{name}", "raw": "what the page said"}
                for name in ("title", "price", "availability", "condition", "brand")
            },
            "fetched_at": NOW + timedelta(seconds=number),
        }
    )


def listings(first: int, count: int) -> Iterator[Listing]:
    """So many listings from this number on."""
    return map(listing, range(first, first + count))


def new_database(url: str) -> Database:
    """The database at this address, migrated."""
    database = Database(url)
    migrate(database)
    return database


def new_workspace(database: Database) -> int:
    """A workspace without an account."""
    with database.writing() as connection:
        made = connection.execute(insert(Workspace).values(name="benchmark", created_at=NOW))
        return int(made.inserted_primary_key[0])


def fill(database: Database, count: int, *, workspace_id: int | None = None, step: int = 20_000) -> int:
    """Fill a workspace, a new one where none is named, with the items of listings 0 to count - 1; gives its id."""
    workspace = new_workspace(database) if workspace_id is None else workspace_id
    for first in range(0, count, step):
        with database.writing() as connection:
            ingest(connection, workspace, listings(first, min(step, count - first)), NOW + timedelta(seconds=first))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("PRAGMA optimize" if database.is_sqlite else "VACUUM ANALYZE"))
    return workspace
