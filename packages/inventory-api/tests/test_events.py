"""Events are recorded with what they tell, and read in the order of the commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import delete

from inventory_api.auth.models import Workspace
from inventory_api.database import Database
from inventory_api.errors import NotFound
from inventory_api.events import queries
from inventory_api.events.schemas import Event, Kind
from inventory_api.events.service import NewEvent, read, record
from inventory_api.listings.ingest import ingest
from inventory_core import Listing

from .conftest import SignedIn

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS: tuple[Kind, ...] = ("job.finished", "job.failed")


def lamp(number: object = 1, price: str = "10.00", **more: Any) -> Listing:
    """A listing of the shop acme."""
    money = {"amount": price, "currency": "EUR"}
    return Listing.model_validate({"source": "acme", "listing_id": str(number), "title": "Lamp", "price": money, **more})


def see(database: Database, workspace: int, *listings: Listing, hour: int = 0) -> None:
    """Ingest listings in one transaction, as job 7 would."""
    with database.writing() as connection:
        ingest(connection, workspace, listings, NOW + hour * HOUR, job_id=7)


def tell(database: Database, workspace: int, count: int, now: datetime = NOW, kind: str = "job.finished") -> None:
    """Record so many events in one transaction."""
    with database.writing() as connection:
        record(connection, workspace, [NewEvent(kind, {"number": number}) for number in range(count)], now)


def events(database: Database, workspace: int, after: int = 0, kinds: tuple[str, ...] = (), limit: int = 1_000) -> list[Event]:
    """The events of a workspace."""
    with database.reading() as connection:
        return read(connection, workspace, after, kinds, limit).events


def test_a_listing_that_is_seen_first_is_new(database: Database, workspace: int) -> None:
    """The event says what it is and what it costs, and names listing, item and job."""
    see(database, workspace, lamp(url="https://acme.example/1", availability="in_stock"))
    (event,) = events(database, workspace)
    assert (event.id, event.kind, event.at, event.job_id) == (1, "listing.new", NOW, 7)
    assert event.listing_id is not None
    assert event.item_id is not None
    price = {"amount": "10.00", "currency": "EUR"}
    assert event.data == {
        "key": "acme:1", "source": "acme", "url": "https://acme.example/1", "title": "Lamp", "price": price,
        "availability": "in_stock",
    }  # fmt: skip


def test_a_change_says_what_changed(database: Database, workspace: int) -> None:
    """The event names the fields, and has price and availability before and after, every digit as it was."""
    see(database, workspace, lamp(price="10.00", availability="in_stock"))
    see(database, workspace, lamp(price="9.50", availability="in_stock", brand="Acme"), hour=1)
    (event,) = events(database, workspace, after=1)
    assert event.kind == "listing.changed"
    assert event.data["changed"] == ["brand", "price"]
    assert event.data["before"] == {"price": {"amount": "10.00", "currency": "EUR"}, "availability": "in_stock"}
    assert event.data["price"] == {"amount": "9.50", "currency": "EUR"}


def test_a_sale_is_told_beside_the_change(database: Database, workspace: int) -> None:
    """What becomes sold is changed and sold; what is seen sold again is nothing new."""
    see(database, workspace, lamp(availability="in_stock"))
    see(database, workspace, lamp(availability="sold"), hour=1)
    see(database, workspace, lamp(availability="sold", brand="Acme"), hour=2)
    assert [event.kind for event in events(database, workspace, after=1)] == [
        "listing.changed",
        "listing.sold",
        "listing.changed",
    ]


def test_what_says_nothing_new_makes_no_event(database: Database, workspace: int) -> None:
    """The same listing again, even read from another place of the page, tells nothing."""
    see(database, workspace, lamp())
    see(database, workspace, lamp(), hour=1)
    see(database, workspace, lamp(evidence={"title": {"origin": "json_ld"}}), hour=2)
    assert len(events(database, workspace)) == 1


def test_events_come_and_go_with_what_they_tell(database: Database, workspace: int) -> None:
    """A transaction that is undone leaves no event and no gap; a workspace that is deleted takes its events along."""
    with database.writing() as connection:
        ingest(connection, workspace, [lamp()], NOW)
        connection.rollback()
    assert events(database, workspace) == []
    see(database, workspace, lamp())
    assert [event.id for event in events(database, workspace)] == [1]
    with database.writing() as connection:
        connection.execute(delete(Workspace).where(Workspace.id == workspace))
    assert events(database, workspace) == []
    with pytest.raises(NotFound):
        tell(database, workspace, 1)


def test_a_reader_misses_nothing_of_what_others_commit(database: Database, new_workspace: Callable[[], int]) -> None:
    """Six writers in two workspaces: who reads on from the last id it saw gets every event once, in order, without a gap."""
    workspaces, writers, rounds = [new_workspace(), new_workspace()], 3, 15

    def write(workspace: int, writer: int) -> None:
        for number in range(rounds):
            if number % 2:
                see(database, workspace, *[lamp(f"{writer}-{number}-{part}") for part in range(writer + 1)])
            else:
                tell(database, workspace, 2)

    def follow(workspace: int) -> list[int]:
        seen, last = list[int](), 0
        while len(seen) < total:
            found = [event.id for event in events(database, workspace, after=last, limit=7)]
            seen, last = seen + found, found[-1] if found else last
        return seen

    total = sum(2 if number % 2 == 0 else writer + 1 for writer in range(writers) for number in range(rounds))
    with ThreadPoolExecutor(8) as threads:
        readers = [threads.submit(follow, workspace) for workspace in workspaces]
        written = [threads.submit(write, workspace, writer) for writer in range(writers) for workspace in workspaces]
        for done in written:
            done.result(60)
        assert [reader.result(60) for reader in readers] == [list(range(1, total + 1))] * 2


def test_pages_are_of_the_kinds_that_were_asked_for(database: Database, workspace: int) -> None:
    """Others are passed over, as far as the page looks: `through` says how far, though it found nothing."""
    tell(database, workspace, queries.REACH, kind="job.failed")
    tell(database, workspace, 2)
    with database.reading() as connection:
        nothing = read(connection, workspace, 0, ["job.finished"], 10)
        both = read(connection, workspace, nothing.through, ["job.finished"], 10)
        first = read(connection, workspace, nothing.through, ["job.finished"], 1)
    assert (nothing.events, nothing.through) == ([], queries.REACH)
    assert ([event.id for event in both.events], both.through) == ([queries.REACH + 1, queries.REACH + 2], both.head.last)
    assert first.through == queries.REACH + 1


def test_old_events_are_forgotten_and_that_is_known(database: Database, new_workspace: Callable[[], int]) -> None:
    """Batch by batch, until none is older; how far is told to who asks after one that is gone, and the others stay."""
    old, new = new_workspace(), new_workspace()
    for workspace, count in ((old, 5), (new, 0)):
        tell(database, workspace, count, NOW)
        tell(database, workspace, 2, NOW + 2 * HOUR)
    deleted = []
    while not deleted or deleted[-1]:
        with database.writing() as connection:
            deleted.append(queries.delete_before(connection, NOW + HOUR, limit=3))
    assert deleted == [3, 2, 0]
    with database.reading() as connection:
        found = read(connection, old, 0, (), 100)
        assert ([event.id for event in found.events], found.head.forgotten) == ([6, 7], 5)
        assert read(connection, new, 0, (), 100).head.forgotten == 0


def test_a_number_that_is_no_event_yet_is_not_waited_for(database: Database, workspace: int) -> None:
    """Who asks after an id beyond the newest, as after a backup was restored, is led back to the newest."""
    tell(database, workspace, 3)
    with database.reading() as connection:
        assert read(connection, workspace, 10, (), 100).through == 3


def test_pages_lead_from_the_oldest_to_the_newest(signed_in: SignedIn, database: Database) -> None:
    """Each page names the next one, with its kinds and limit, until there is nothing newer; then `after` is where to go on."""
    tell(database, signed_in.workspace_id, 5)
    tell(database, signed_in.workspace_id, 1, kind="job.cancelled")
    tell(database, signed_in.workspace_id, 2, kind="job.failed")
    path, pages = "/api/events/list?kind=job.finished&kind=job.failed&limit=3", []
    while path:
        answer = signed_in.client.get(path, headers=signed_in.headers)
        page = answer.json()
        assert answer.headers.get("link") == (f'<{page["next"]}>; rel="next"' if page["next"] else None)
        pages.append([event["id"] for event in page["items"]])
        path = page["next"]
    assert pages[0] == [1, 2, 3]
    assert [number for ids in pages for number in ids] == [1, 2, 3, 4, 5, 7, 8]
    assert all(earlier[-1] < later[0] for earlier, later in pairwise(pages) if later)
    assert (page["after"], page["forgotten"]) == (8, 0)


@pytest.mark.parametrize("query", ["kind=none", "after=-1", "after=x", "limit=0", "limit=201", "cursor=x"])
def test_a_page_that_makes_no_sense_is_refused(signed_in: SignedIn, query: str) -> None:
    """A5: kinds are of an allow list, and numbers within bounds."""
    answer = signed_in.client.get(f"/api/events/list?{query}", headers=signed_in.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_what_people_write_makes_no_event(signed_in: SignedIn, database: Database) -> None:
    """Items made, edited, imported and deleted by hand are not what a marketplace did; a page that is posted and saved is."""
    client, headers = signed_in.client, signed_in.headers
    item = client.post("/api/inventory", json={"title": "Lamp"}, headers=headers).json()["id"]
    client.patch(f"/api/inventory/{item}", json={"title": "A lamp"}, headers={**headers, "If-Match": "*"})
    see(database, signed_in.workspace_id, lamp())
    exported = client.get("/api/inventory/export", headers=headers).content
    client.delete(f"/api/inventory/{item}", headers={**headers, "If-Match": "*"})
    imported = {**headers, "Content-Type": "application/jsonl"}
    assert client.post("/api/inventory/import", content=exported, headers=imported).status_code == 200
    assert [event.kind for event in events(database, signed_in.workspace_id)] == ["listing.new"]
