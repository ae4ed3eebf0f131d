"""What a scrape found goes into the tables, again and again."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from inventory_api.auth.models import Workspace
from inventory_api.bulk import uncollected
from inventory_api.database import Database
from inventory_api.errors import NotFound
from inventory_api.inventory import counters
from inventory_api.inventory.models import Counter
from inventory_api.inventory.queries import Filters
from inventory_api.inventory.store import insert_items, read_items, update_items
from inventory_api.listings.ingest import Ingested, ingest
from inventory_api.listings.models import ListingRow, Observation
from inventory_core import Listing

from .item_lists import list_items

DAY = timedelta(days=1)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def lamp(number: object = 1, price: str | None = "10.00", **more: Any) -> Listing:
    """A listing of the shop acme."""
    money = {"price": {"amount": price, "currency": "USD"}} if price else {}
    return Listing.model_validate({"source": "acme", "listing_id": str(number), "title": "Lamp", **money, **more})


def see(database: Database, workspace: int, *listings: Listing, day: int = 0, **more: Any) -> Ingested:
    """Ingest listings on a day."""
    with database.writing() as connection:
        return ingest(connection, workspace, listings, NOW + day * DAY, **more)


def rows(database: Database, table: Any, workspace: int) -> list[dict[str, Any]]:
    """All rows of a workspace, oldest first."""
    with database.reading() as connection:
        found = connection.execute(select(table.__table__).where(table.workspace_id == workspace).order_by(table.id))
        return [dict(row) for row in found.mappings()]


def items(database: Database, workspace: int, **filters: Any) -> list[dict[str, Any]]:
    """The items of a workspace, oldest first."""
    with database.reading() as connection:
        return list(list_items(connection, workspace, Filters(**filters), sort="created", limit=200).rows)


FULL = {
    "url": "https://acme.example/1", "description": "A lamp.", "availability": "in_stock", "brand": "Acme", "quantity": 3,
    "condition": {"grade": "good", "raw": "Good"}, "category": ["Home", "Light"], "identifiers": {"sku": "S", "mpn": "M"},
    "images": [{"url": "https://acme.example/1.jpg", "width": 5}], "evidence": {"title": {"origin": "json_ld"}},
}  # fmt: skip


@pytest.mark.parametrize("many", [1, 60])
def test_a_new_listing_gets_an_item(database: Database, workspace: int, many: int) -> None:
    """One or many: each is an item with what the listing shows, is found by its words, and has one observation."""
    done = see(database, workspace, *[lamp(number, **FULL) for number in range(many)])
    assert (done.new, done.changed, done.unchanged, len(done.item_ids)) == (many, 0, 0, many)
    found = items(database, workspace, text="lamp")
    assert [item["id"] for item in found] == list(done.item_ids.values())
    item = found[0]
    assert (item["title"], str(item["price_amount"]), item["price_currency"], item["source"]) == ("Lamp", "10.00", "USD", "acme")
    assert (item["condition_grade"], item["condition_raw"], item["category"]) == ("good", "Good", ["Home", "Light"])
    assert (item["sku"], item["gtin"], item["mpn"], item["quantity"]) == ("S", None, "M", 3)
    assert item["images"] == [{"url": "https://acme.example/1.jpg", "width": 5, "height": None}]
    stored = rows(database, ListingRow, workspace)[0]
    assert Listing.model_validate_json(stored["data"]) == lamp(0, **FULL)
    assert (stored["first_seen_at"], stored["last_seen_at"], stored["changed_at"]) == (NOW, NOW, NOW)
    seen = rows(database, Observation, workspace)
    assert [(each["listing_id"], each["at"], str(each["price_amount"])) for each in seen][:1] == [(stored["id"], NOW, "10.00")]
    assert len(seen) == many


def test_an_unchanged_sighting_moves_the_time_only(database: Database, workspace: int) -> None:
    """The same again, fetched later and read elsewhere on the page: last_seen_at moves, and nothing else is written."""
    see(database, workspace, lamp(**FULL))
    before = items(database, workspace)
    later = lamp(**{**FULL, "evidence": {"title": {"origin": "css"}}, "fetched_at": NOW + DAY, "scraper_version": "2"})
    done = see(database, workspace, later, day=1)
    assert (done.new, done.changed, done.unchanged) == (0, 0, 1)
    assert done.item_ids == {"acme:1": before[0]["id"]}
    (stored,) = rows(database, ListingRow, workspace)
    assert (stored["first_seen_at"], stored["last_seen_at"], stored["changed_at"]) == (NOW, NOW + DAY, NOW)
    assert items(database, workspace) == before
    assert len(rows(database, Observation, workspace)) == 1


def test_history_has_changes_only(database: Database, workspace: int) -> None:
    """An observation follows where price, its currency or availability changed; not where the title did."""
    for day, listing in enumerate([
        lamp(), lamp(price="9.00"), lamp(price="9.00"), lamp(price="9.00", title="Desk lamp"),
        lamp(price="9.00", availability="sold"), lamp(price="9.000", availability="sold"), lamp(availability="sold"),
    ]):  # fmt: skip
        see(database, workspace, listing, day=day)
    history = [
        ((each["at"] - NOW).days, str(each["price_amount"]), each["availability"])
        for each in rows(database, Observation, workspace)
    ]
    assert history == [(0, "10.00", None), (1, "9.00", None), (4, "9.00", "sold"), (6, "10.00", "sold")]
    (item,) = items(database, workspace)
    assert (item["title"], str(item["price_amount"]), item["availability"]) == ("Lamp", "10.00", "sold")


def test_a_poorer_sighting_erases_nothing(database: Database, workspace: int) -> None:
    """A search card after the page of the thing: what the card does not show stays, what it shows wins; and again back."""
    see(database, workspace, lamp(**FULL))
    card = lamp(price="8.00", title="Lamp!")
    assert see(database, workspace, card, day=1).changed == 1
    (item,) = items(database, workspace)
    assert (item["title"], str(item["price_amount"]), item["brand"], item["description"]) == ("Lamp!", "8.00", "Acme", "A lamp.")
    assert see(database, workspace, lamp(price="8.00"), day=2).changed == 1
    assert see(database, workspace, lamp(price=None), day=3).unchanged == 1
    (item,) = items(database, workspace)
    assert (item["title"], str(item["price_amount"]), item["updated_at"]) == ("Lamp", "8.00", NOW + 2 * DAY)


def test_what_the_user_edited_stays(database: Database, workspace: int) -> None:
    """A scrape changes the fields of an item that the user did not set, and no others."""
    item = see(database, workspace, lamp(**FULL)).item_ids["acme:1"]
    edit = {
        "title": "My lamp",
        "price_amount": None,
        "price_currency": None,
        "notes": "attic",
        "edited": ["title", "price", "notes"],
    }
    with database.writing() as connection:
        update_items(connection, workspace, {item: edit}, NOW)
    see(database, workspace, lamp(price="7.00", title="Lamp 2", brand="Bolt", condition={"grade": "poor"}), day=1)
    (found,) = items(database, workspace)
    assert (found["title"], found["price_amount"], found["notes"]) == ("My lamp", None, "attic")
    assert (found["brand"], found["condition_grade"], found["version"]) == ("Bolt", "poor", 3)


def test_one_key_twice_in_a_batch_is_one_listing(database: Database, workspace: int) -> None:
    """A card and the page of one thing in one scrape are merged."""
    done = see(database, workspace, lamp(**FULL), lamp(price="9.00"))
    assert (done.new, len(rows(database, ListingRow, workspace))) == (1, 1)
    (item,) = items(database, workspace)
    assert (str(item["price_amount"]), item["brand"]) == ("9.00", "Acme")


def test_names_of_sellers_are_dropped_unless_asked_for(database: Database, workspace: int) -> None:
    """What is stored has the seller's id; the name only where the caller keeps names."""
    seller = {"seller": {"id": "7", "name": "Ada"}}
    see(database, workspace, lamp(1, **seller))
    see(database, workspace, lamp(2, **seller), keep_seller_names=True)
    first, second = rows(database, ListingRow, workspace)
    assert "Ada" not in first["data"]
    assert '"7"' in first["data"]
    assert "Ada" in second["data"]


def test_new_listings_can_join_an_item(database: Database, workspace: int, new_workspace: Callable[[], int]) -> None:
    """Where an item is named, new listings are put under it and fill it; an item of another workspace is NotFound."""
    with database.writing() as connection:
        (item,) = insert_items(connection, workspace, [{"title": "Mine", "edited": ["title"]}], NOW)
    done = see(database, workspace, lamp(1, "3.00"), lamp(2, "4.00"), item_id=item)
    assert done.item_ids == {"acme:1": item, "acme:2": item}
    (found,) = items(database, workspace)
    assert (found["title"], str(found["price_amount"]), found["source"]) == ("Mine", "3.00", "acme")
    with pytest.raises(NotFound):
        see(database, new_workspace(), lamp(3), item_id=item)


def test_workspaces_share_nothing(database: Database, workspace: int, new_workspace: Callable[[], int]) -> None:
    """The same listing seen by two workspaces is two listings, with two histories."""
    other = new_workspace()
    see(database, workspace, lamp())
    see(database, other, lamp(price="5.00"), day=1)
    assert [str(row["price_amount"]) for row in rows(database, Observation, workspace)] == ["10.00"]
    assert [str(row["price_amount"]) for row in rows(database, Observation, other)] == ["5.00"]
    assert items(database, workspace)[0]["id"] != items(database, other)[0]["id"]


HOSTILE = [
    {"title": "a\0b", "description": "\0", "brand": "\0", "attributes": {"x\0": "\0y"}, "category": ["\0"]},
    {"listing_id": "k" * 5_000}, {"listing_id": "k\0"}, {"source": "s" * 400}, {"brand": "b" * 9_000, "category": ["c" * 9_000]},
    {"title": "word " * 50_000}, {"title": "w" * 50_000}, {"description": "\U0001f600" * 5_000}, {"quantity": 2**63 - 1},
    {"price": {"amount": "9" * 30, "currency": None}}, {"availability": "on_the_moon"}, {"title": ""},
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_no_listing_breaks_a_batch(database: Database, workspace: int, hostile: dict[str, Any]) -> None:
    """Characters and lengths that a database cannot keep or index are settled; the sighting is known again, and can change."""
    listing = Listing.model_validate({"source": "acme", "listing_id": "1", **hostile})
    assert see(database, workspace, listing).new == 1
    assert see(database, workspace, listing).unchanged == 1
    assert see(database, workspace, listing.model_copy(update={"likes": 5})).changed == 1


def test_one_key_at_the_same_time_is_one_listing(database: Database, workspace: int) -> None:
    """Eight threads that ingest the same new keys in different orders make each listing, item and observation once."""
    batch = [lamp(number) for number in range(30)]

    def work(turn: int) -> int:
        return see(database, workspace, *batch[turn:], *batch[:turn]).new

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(work, range(8))) == 30
    assert len(rows(database, ListingRow, workspace)) == len(items(database, workspace)) == 30
    assert len(rows(database, Observation, workspace)) == 30


def test_nothing_is_kept_of_a_batch_that_fails(database: Database, workspace: int) -> None:
    """Where the source of listings fails in the middle, no listing, item or observation of them is kept."""

    def listings() -> Any:
        yield from (lamp(number) for number in range(1_500))
        raise RuntimeError

    with pytest.raises(RuntimeError), database.writing() as connection:
        ingest(connection, workspace, listings(), NOW)
    with database.reading() as connection:
        assert read_items(connection, workspace, range(1, 2_000)) == []
    assert rows(database, ListingRow, workspace) == []


def test_a_workspace_goes_with_all_it_has(database: Database, workspace: int, new_workspace: Callable[[], int]) -> None:
    """Where a workspace is deleted nothing of it is left, not a word in the index; what others have stays."""
    other = new_workspace()
    for each in (workspace, other):
        see(database, each, lamp(1, **FULL), lamp(2))
        see(database, each, lamp(1, price="9.00"), day=1)
    with database.writing() as connection:
        connection.execute(delete(Workspace).where(Workspace.id == workspace))
    with database.reading() as connection:
        for table, left in {"items": 2, "listings": 2, "observations": 3, "item_search": 2}.items():
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == left
        assert connection.execute(select(Counter.workspace_id).distinct()).scalars().all() == [other]


_SEEN = st.builds(
    lamp,
    st.integers(1, 4),
    st.sampled_from([None, "1.00", "2.00"]),
    availability=st.sampled_from([None, "in_stock", "sold"]),
    brand=st.sampled_from([None, "Acme"]),
    category=st.sampled_from([(), ("Home",)]),
)


@given(batches=st.lists(st.lists(_SEEN, max_size=6), max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_seen_adds_up(database: Database, new_workspace: Callable[[], int], batches: list[list[Listing]]) -> None:
    """After any sightings: counters are those of a count, items show what their listings hold, histories have no repeats."""
    workspace = new_workspace()
    for day, batch in enumerate(batches):
        done = see(database, workspace, *batch, day=day)
        assert done.new + done.changed + done.unchanged == len({listing.key for listing in batch})
    with database.reading() as connection:
        kept = connection.execute(select(Counter.__table__).where(Counter.workspace_id == workspace)).mappings()
        counted = {(row["name"], row["key"], row["currency"]): (row["count"], row["amount"]) for row in kept}
        again = counters.count_again(connection, workspace).rows()
    assert counted == {(row["name"], row["key"], row["currency"]): (row["count"], row["amount"]) for row in again}
    listed = {row["item_id"]: row for row in rows(database, ListingRow, workspace)}
    for item in items(database, workspace):
        assert [item[name] for name in _SHOWN] == [listed[item["id"]][name] for name in _SHOWN]
    seen_rows = rows(database, Observation, workspace)
    for row in listed.values():
        seen = [each for each in seen_rows if each["listing_id"] == row["id"]]
        history = [[each[name] for name in _SHOWN] for each in seen]
        assert history[-1] == [row[name] for name in _SHOWN]
        assert all(one != next_one for one, next_one in pairwise(history))


_SHOWN = ("price_amount", "price_currency", "availability")


def test_python_looks_for_cycles_again_after_a_batch() -> None:
    """Whatever becomes of the batch; and where nobody had it look, nobody makes it."""
    with uncollected():
        assert not gc.isenabled()
        with pytest.raises(ValueError, match="spoiled"), uncollected():
            raise ValueError("spoiled")
        assert not gc.isenabled()
    assert gc.isenabled()
