"""`/api/listings`: what marketplaces show, its history, and several listings under one item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inventory_api.database import Database
from inventory_api.listings import queries
from inventory_api.listings.ingest import ingest
from inventory_core import Listing

from .conftest import SignedIn

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def see(database: Database, who: SignedIn, number: int, price: str, day: int = 0, **more: Any) -> None:
    """The workspace sees a listing of the shop acme."""
    listing = {"source": "acme", "listing_id": str(number), "title": f"Lamp {number}", **more}
    listing["price"] = {"amount": price, "currency": "USD"}
    with database.writing() as connection:
        ingest(connection, who.workspace_id, [Listing.model_validate(listing)], NOW + timedelta(days=day))


def get(who: SignedIn, path: str, status: int = 200) -> Any:
    """What that path answers."""
    answer = who.client.get(path, headers=who.headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def post(who: SignedIn, path: str, body: Any = None, status: int = 200) -> Any:
    """What that path answers to a body."""
    answer = who.client.post(path, json=body, headers=who.headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_listing_has_all_that_was_seen(database: Database, signed_in: SignedIn) -> None:
    """Lists show a line of it, the one that changed last first; by number it has every field of the listing model."""
    see(database, signed_in, 1, "1.50", brand="Acme")
    see(database, signed_in, 2, "2.50", day=1, source="bolt")
    newest, oldest = get(signed_in, "/api/listings")["items"]
    assert [newest["key"], oldest["key"]] == ["bolt:2", "acme:1"]
    assert oldest["price"] == {"amount": "1.50", "currency": "USD"}
    one = get(signed_in, f"/api/listings/{oldest['id']}")
    assert {**oldest, "listing": one["listing"]} == one
    assert (one["listing"]["brand"], one["listing"]["price"]) == ("Acme", {"amount": "1.50", "currency": "USD"})
    assert get(signed_in, "/api/listings?source=bolt")["items"] == [newest]
    assert get(signed_in, f"/api/listings?item_id={oldest['item_id']}&availability=sold")["items"] == []


def test_pages_of_listings_lead_both_ways(database: Database, signed_in: SignedIn) -> None:
    """The links of a page lead to the next and back, with the filters kept; a cursor of another list is refused."""
    for number in range(5):
        see(database, signed_in, number, "1", day=number // 2)
    first = get(signed_in, "/api/listings?limit=2&source=acme")
    second = get(signed_in, first["next"])
    third = get(signed_in, second["next"])
    shown = [row["key"] for page in (first, second, third) for row in page["items"]]
    assert shown == [f"acme:{number}" for number in (4, 3, 2, 1, 0)]
    assert (first["previous"], third["next"]) == (None, None)
    assert get(signed_in, second["previous"])["items"] == first["items"]
    get(signed_in, "/api/listings/1/history?cursor=" + first["next"].rpartition("=")[2], 400)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_listings_of_an_item_are_found_by_it(database: Database) -> None:
    """Also without statistics of values SQLite does not go through all listings in their order to find an item's."""
    for continues in (False, True):
        statement = queries._listings(frozenset({"item_id"}), True, continues).compile(database.engine)
        with database.reading() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (0,) * len(statement.positiontup or ())).all()
        assert "ix_listings_item_id" in plan[0][3]


def test_history_of_a_listing_and_of_its_item(database: Database, signed_in: SignedIn) -> None:
    """A listing's history has its changes, an item's those of all its listings; both newest first, in pages."""
    for day, (number, price) in enumerate([(1, "5"), (2, "6"), (1, "4"), (1, "4"), (2, "7")]):
        see(database, signed_in, number, price, day)
    two, one = get(signed_in, "/api/listings")["items"]
    history = get(signed_in, f"/api/listings/{one['id']}/history")["items"]
    assert [(seen["price"]["amount"], seen["at"]) for seen in history] == [
        ("4", "2026-03-03T12:00:00Z"), ("5", "2026-03-01T12:00:00Z"),
    ]  # fmt: skip
    post(signed_in, f"/api/listings/{two['id']}/join", {"item_id": one["item_id"]})
    path = f"/api/inventory/{one['item_id']}/history"
    whole = get(signed_in, path)["items"]
    assert [seen["price"]["amount"] for seen in whole] == ["7", "4", "6", "5"]
    page = get(signed_in, path + "?limit=3")
    assert [*page["items"], *get(signed_in, page["next"])["items"]] == whole


def test_joined_and_parted_again(database: Database, signed_in: SignedIn) -> None:
    """A joined listing leaves its item, which goes; a parted one gets an item of its own with what it shows."""
    see(database, signed_in, 1, "1")
    see(database, signed_in, 2, "2", availability="sold")
    two, one = sorted(get(signed_in, "/api/listings")["items"], key=lambda row: -row["id"])
    assert post(signed_in, f"/api/listings/{two['id']}/join", {"item_id": one["item_id"]})["item_id"] == one["item_id"]
    get(signed_in, f"/api/inventory/{two['item_id']}", 404)
    (item,) = get(signed_in, "/api/inventory")["items"]
    assert (item["title"], item["price"]["amount"], item["availability"]) == ("Lamp 1", "1", None)
    parted = post(signed_in, f"/api/listings/{one['id']}/part")
    assert parted["item_id"] != one["item_id"]
    own, left = get(signed_in, "/api/inventory")["items"]
    assert (own["title"], own["id"]) == ("Lamp 1", parted["item_id"])
    assert (left["title"], left["price"]["amount"], left["availability"], left["id"]) == ("Lamp 2", "2", "sold", one["item_id"])
    assert post(signed_in, f"/api/listings/{one['id']}/part", status=409)["code"] == "alone"


def test_what_the_user_wrote_outlives_its_listing(database: Database, signed_in: SignedIn) -> None:
    """An item with notes stays when its only listing is joined to another; edited fields stay through joining and parting."""
    see(database, signed_in, 1, "1")
    see(database, signed_in, 2, "2")
    two, one = sorted(get(signed_in, "/api/listings")["items"], key=lambda row: -row["id"])
    change = {"notes": "mine", "title": "My lamp"}
    path = f"/api/inventory/{one['item_id']}"
    assert signed_in.client.patch(path, json=change, headers=signed_in.headers).status_code == 200
    post(signed_in, f"/api/listings/{one['id']}/join", {"item_id": two["item_id"]})
    assert get(signed_in, path)["notes"] == "mine"
    post(signed_in, f"/api/listings/{one['id']}/join", {"item_id": one["item_id"]})
    item = get(signed_in, path)
    assert (item["title"], item["notes"], item["price"]["amount"]) == ("My lamp", "mine", "1")
    assert get(signed_in, f"/api/inventory/{two['item_id']}")["title"] == "Lamp 2"


def test_somebody_elses_listings_do_not_exist(database: Database, signed_in: SignedIn, someone_else: SignedIn) -> None:
    """Another's listing or item answers as an unknown one, wherever its number stands."""
    see(database, signed_in, 1, "1")
    see(database, someone_else, 1, "1")
    (mine,) = get(signed_in, "/api/listings")["items"]
    (theirs,) = get(someone_else, "/api/listings")["items"]
    for number in (theirs["id"], 999):
        get(signed_in, f"/api/listings/{number}", 404)
        get(signed_in, f"/api/listings/{number}/history", 404)
        post(signed_in, f"/api/listings/{number}/join", {"item_id": mine["item_id"]}, 404)
        post(signed_in, f"/api/listings/{number}/part", status=404)
    for number in (theirs["item_id"], 999):
        post(signed_in, f"/api/listings/{mine['id']}/join", {"item_id": number}, 404)
        get(signed_in, f"/api/inventory/{number}/history", 404)
    assert get(signed_in, f"/api/listings?item_id={theirs['item_id']}")["items"] == []
