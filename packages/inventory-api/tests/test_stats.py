"""`/api/stats`: exact at every moment."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, insert

from inventory_api.auth.models import Workspace
from inventory_api.auth.workspaces import lock_workspace
from inventory_api.database import Database
from inventory_api.direct import run
from inventory_api.listings.ingest import ingest
from inventory_api.listings.queries import OBSERVATIONS
from inventory_api.stats import queries, service
from inventory_api.stats.service import Statistics
from inventory_core import Listing

from .conftest import SignedIn

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def see(database: Database, who: SignedIn, number: int, price: str, currency: str = "USD", day: int = 0, **more: Any) -> None:
    """The workspace sees a listing of the shop acme."""
    money = {"amount": price, "currency": currency}
    listing = {"source": "acme", "listing_id": str(number), "title": f"Lamp {number}", "price": money, **more}
    with database.writing() as connection:
        ingest(connection, who.workspace_id, [Listing.model_validate(listing)], NOW + timedelta(days=day))


def stats(who: SignedIn) -> dict[str, Any]:
    """The statistics of that account."""
    answer = who.client.get("/api/stats", headers=who.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_nothing_is_counted_where_nothing_is(signed_in: SignedIn) -> None:
    """An empty workspace has no items, and every list is empty."""
    found = stats(signed_in)
    assert found.pop("items") == 0
    assert set(map(tuple, found.values())) == {()}


def test_currencies_are_apart_and_sold_things_too(database: Database, signed_in: SignedIn) -> None:
    """Sums are exact; dollars, yen and dinars are never added, nor what is sold to what is there."""
    for number, (price, currency, state) in enumerate([
        ("0.1", "USD", None), ("0.2", "USD", "in_stock"), ("5", "USD", "sold"), ("1200", "JPY", None), ("1.234", "JOD", None),
        ("1000000000000000", "JPY", None),
    ]):  # fmt: skip
        see(database, signed_in, number, price, currency, availability=state)
    found = stats(signed_in)
    assert found["items"] == 6
    assert found["value"] == [
        {"currency": "JOD", "amount": "1.234", "items": 1},
        {"currency": "JPY", "amount": "1000000000001200", "items": 2},
        {"currency": "USD", "amount": "0.3", "items": 2},
    ]
    assert found["value_sold"] == [{"currency": "USD", "amount": "5", "items": 1}]
    assert found["by_availability"] == [
        {"name": None, "items": 4}, {"name": "in_stock", "items": 1}, {"name": "sold", "items": 1},
    ]  # fmt: skip
    assert found["prices"][1] == {"currency": "JPY", "buckets": [
        {"least": "1000", "below": "2000", "items": 1},
        {"least": "1000000000000000", "below": "2000000000000000", "items": 1},
    ]}  # fmt: skip
    assert found["prices"][2]["buckets"] == [
        {"least": "0", "below": "1", "items": 2}, {"least": "5", "below": "10", "items": 1},
    ]  # fmt: skip


def test_counts_follow_what_is_done(database: Database, signed_in: SignedIn, someone_else: SignedIn) -> None:
    """By scraper, condition and category; an item that is changed or deleted is counted as it is now; others' are not."""
    see(database, signed_in, 1, "1", condition={"grade": "new"}, category=["Home", "Light"])
    see(database, signed_in, 2, "1", source="bolt", category=["Home"])
    see(database, someone_else, 3, "1")
    made = signed_in.client.post("/api/inventory", json={"title": "By hand", "quantity": 3}, headers=signed_in.headers).json()
    found = stats(signed_in)
    assert found["by_source"] == [{"name": None, "items": 1}, {"name": "acme", "items": 1}, {"name": "bolt", "items": 1}]
    assert found["by_condition"] == [{"name": None, "items": 2}, {"name": "new", "items": 1}]
    assert found["by_category"] == [{"name": "Home", "items": 2}, {"name": None, "items": 1}]
    path = f"/api/inventory/{made['id']}"
    price = {"price": {"amount": "2.50", "currency": "EUR"}}
    assert signed_in.client.patch(path, json=price, headers=signed_in.headers).status_code == 200
    assert stats(signed_in)["value"][0] == {"currency": "EUR", "amount": "7.50", "items": 1}
    assert signed_in.client.delete(path, headers=signed_in.headers).status_code == 204
    found = stats(signed_in)
    assert (found["items"], [value["currency"] for value in found["value"]]) == (2, ["USD"])
    assert stats(someone_else)["items"] == 1


def test_what_changed_last(database: Database, signed_in: SignedIn) -> None:
    """The last change stands first, with what price and availability were before it; a new listing has no before."""
    see(database, signed_in, 1, "10.00", availability="in_stock")
    see(database, signed_in, 2, "5.00", day=1)
    see(database, signed_in, 1, "9.00", day=2, availability="sold")
    see(database, signed_in, 2, "5.00", day=3, title="Lamp II")
    renamed, cheaper = stats(signed_in)["recent"]
    assert (renamed["title"], renamed["new"], renamed["price_before"]) == ("Lamp II", False, None)
    assert (cheaper["price"]["amount"], cheaper["price_before"]["amount"]) == ("9.00", "10.00")
    assert (cheaper["availability"], cheaper["availability_before"], cheaper["at"]) == (
        "sold", "in_stock", "2026-03-03T12:00:00Z",
    )  # fmt: skip
    see(database, signed_in, 3, "1", day=4)
    assert (stats(signed_in)["recent"][0]["new"], stats(signed_in)["recent"][0]["price_before"]) == (True, None)


def fresh(database: Database, who: SignedIn) -> dict[str, Any]:
    """The statistics as somebody reads them who has never read any."""
    with database.reading() as connection:
        return dict(msgspec.to_builtins(run(connection, Statistics().find(who.workspace_id))))


def test_statistics_follow_everything_that_is_done(database: Database, signed_in: SignedIn) -> None:
    """After each way to change items, listings and jobs they are what a first look at the database finds."""

    def send(method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Any:
        signed = {**signed_in.headers, **(headers or {})}
        answer = signed_in.client.request(method, f"/api/{path}", headers=signed, **more)
        assert answer.status_code < 300, answer.text
        assert stats(signed_in) == fresh(database, signed_in), f"{method} {path}"
        return answer.json() if answer.content else None

    for number, day in ((1, 0), (2, 0), (1, 1)):
        see(database, signed_in, number, f"{number}.50", day=day, availability="in_stock")
        assert stats(signed_in) == fresh(database, signed_in)
    one = send("POST", "inventory", json={"title": "By hand", "price": {"amount": "3", "currency": "USD"}})
    two = send("POST", "inventory", json={"title": "Again"}, headers={"Idempotency-Key": "again"})
    send("PATCH", f"inventory/{one['id']}", json={"quantity": 7})
    send("PUT", f"inventory/{one['id']}", json={"title": "Another", "category": ["Lamps"]})
    send("POST", "inventory/bulk/patch", json={"items": [{"id": two["id"], "patch": {"availability": "sold"}}]})
    send("POST", "inventory/import", content="title,condition_grade\nLamp,good\n", headers={"Content-Type": "text/csv"})
    first, second = (listing["id"] for listing in send("GET", "listings")["items"])
    send("POST", f"listings/{first}/join", json={"item_id": one["id"]})
    send("POST", f"listings/{first}/part")
    send("POST", "inventory/bulk/delete", json={"ids": [two["id"]]})
    send("DELETE", f"inventory/{one['id']}")
    send("DELETE", f"inventory/{send('GET', f'listings/{second}')['item_id']}")


def test_what_has_not_changed_is_not_counted_again(
    database: Database, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look reads how often the workspace has changed, and its jobs; after a change, everything."""
    see(database, signed_in, 1, "1.50")
    first = stats(signed_in)
    asked = []
    find = queries.find
    monkeypatch.setattr(queries, "find", lambda workspace_id: asked.append(workspace_id) or find(workspace_id))
    assert (stats(signed_in), asked) == (first, [])
    with database.writing() as connection:
        lock_workspace(connection, signed_in.workspace_id)
    assert (stats(signed_in), asked) == (first, [signed_in.workspace_id])


def test_what_was_told_is_not_told_for_ever(database: Database, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a minute all is read anew: so the history shows what retention has left."""
    see(database, signed_in, 1, "2.00")
    see(database, signed_in, 1, "1.00", day=1)
    assert stats(signed_in)["recent"][0]["price_before"]["amount"] == "2.00"
    with database.writing() as connection:
        connection.execute(delete(OBSERVATIONS).where(OBSERVATIONS.c.at < NOW + timedelta(hours=1)))
    now = time.monotonic()
    monkeypatch.setattr(service.time, "monotonic", lambda: now + 60)
    assert stats(signed_in)["recent"][0]["price_before"] is None


def test_no_more_workspaces_are_remembered_than_fit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of too many the one that was counted longest ago is forgotten; one that does not exist is never remembered."""
    monkeypatch.setattr(service, "_MOST", 2)
    with database.writing() as connection:
        ids = [
            connection.execute(insert(Workspace).values(name="w", created_at=NOW).returning(Workspace.id)).scalar_one()
            for _ in range(3)
        ]
    statistics = Statistics()
    kept = []
    for workspace_id in (*ids, ids[-1], 999_999):
        with database.reading() as connection:
            assert run(connection, statistics.find(workspace_id)).items == 0
        kept.append([ids.index(one) for one in statistics._last])
    assert kept == [[0], [0, 1], [1, 2], [1, 2], [1, 2]]
