"""Schedules whose workers are killed in the middle of a run: each turn is one run, and what it found is right."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.settings import Settings

from ..conftest import SignedIn, sign_in
from ..waiting import until
from .conftest import Site
from .fleet import PER_PAGE, Fleet, Shop, fleet, serving

PAGES = 4


@pytest.fixture
def shop(database: Database) -> Shop:
    """A site with lists of four pages."""
    return Shop(database, pages=PAGES)


@pytest.fixture
def workers(shop: Shop, site: Site) -> Iterator[Fleet]:
    """Workers, of which none is started yet."""
    with serving(shop) as port, fleet(shop.database, site, port, stuck_seconds=2) as made:
        yield made


@pytest.fixture
def user(settings: Settings, workers: Fleet) -> Iterator[SignedIn]:
    """An account at a service that runs no jobs itself."""
    quiet = {"run_jobs": False, "fetcher": "loopback", "requests_per_minute": 1_000_000}
    with TestClient(create_app(settings.model_copy(update=quiet))) as client:
        yield sign_in(client, "ada@example.org")


def get(user: SignedIn, path: str) -> Any:
    return user.client.get(path, headers=user.headers).json()


def last_run(user: SignedIn, schedule: int) -> dict[str, Any]:
    return dict(get(user, f"/api/schedules/{schedule}")["last_run"] or {})


def kill_in_the_middle(user: SignedIn, workers: Fleet, shop: Shop, schedule: int, run_id: int, page: int) -> dict[str, Any]:
    """Kill the worker while it reads that page, let another go on, and answer the run as it ended."""
    asked = shop.asked["lamps", page]
    gate = shop.gates.setdefault(("lamps", page), threading.Event())
    worker = workers.start()
    until(lambda: shop.asked["lamps", page] > asked)
    workers.signal(worker, signal.SIGKILL)
    gate.set()
    workers.start()
    until(lambda: last_run(user, schedule).get("state") not in ("waiting", "running"))
    workers.signal(workers.alive[-1], signal.SIGKILL)
    run = last_run(user, schedule)
    assert run["id"] == run_id
    return run


def test_a_run_whose_worker_was_killed_tells_the_same(user: SignedIn, workers: Fleet, shop: Shop) -> None:
    """Another goes on with it: what both saw is new once, what neither saw is gone; none of before the kill is."""
    body = {"name": "Lamps", "url": "https://acme.example/search?q=lamps", "every": "1d"}
    made = user.client.post("/api/schedules", json=body, headers=user.headers)
    assert made.status_code == 201, made.text
    schedule = made.json()["id"]
    first = kill_in_the_middle(user, workers, shop, schedule, run_id=1, page=2)
    assert (first["state"], first["complete"]) == ("done", True), first
    assert {name: count for name, count in first["counts"].items() if count} == dict.fromkeys(("seen", "new"), PAGES * PER_PAGE)
    shop.pages = PAGES - 1
    assert user.client.post(f"/api/schedules/{schedule}/run", headers=user.headers).json()["id"] == 2
    second = kill_in_the_middle(user, workers, shop, schedule, run_id=2, page=3)
    assert (second["complete"], second["counts"]["seen"], second["counts"]["gone"]) == (True, (PAGES - 1) * PER_PAGE, PER_PAGE)
    gone = get(user, f"/api/schedules/{schedule}/runs/2/changes")["items"]
    assert {entry["listing"]["listing_id"] for entry in gone} == {f"lamps-{PAGES}-{index}" for index in range(PER_PAGE)}
    events = get(user, "/api/events/list?kind=listing.gone&kind=schedule.ran")["items"]
    assert [event["kind"] for event in events] == ["schedule.ran", *["listing.gone"] * PER_PAGE, "schedule.ran"]
