"""J8: PostgreSQL stopped, crashed and started under clients: what was acknowledged is there, and nobody restarts the service."""

from __future__ import annotations

import os
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from inventory_api.direct import first
from inventory_api.scraping.turns import HostTurns
from inventory_core import Standing

from .own_postgres import free_port, own_postgres
from .own_process import Running, running
from .scraping.conftest import Site, scraper
from .waiting import until

ROUNDS = int(os.environ.get("INVENTORY_RESTARTS", "2"))
"""How often the server is stopped and started."""


class Client(threading.Thread):
    """Creates items, and a job with every fifth, until it is told to stop; remembers what was acknowledged and what was not."""

    def __init__(self, service: Running, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.running, self.stopping = service, threading.Event()
        self.items: dict[int, str] = {}
        self.jobs: dict[int, str] = {}
        self.refused, self.strange = 0, Counter[str]()

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            number += 1
            title = f"{self.name} {number}"
            if number % 5:
                self._post("/api/inventory", {"title": title}, 201, title, self.items)
            else:
                url = f"https://acme.example/item/{self.name}-{number}"
                body = {"url": url, "html": f"{title}|5", "scraper": "acme"}
                self._post("/api/scraping/jobs", body, 202, title, self.jobs)

    def _post(self, path: str, body: Any, made: int, title: str, kept: dict[int, str]) -> None:
        answer = self.running.service.post(path, body, self.running.headers)
        if answer.status == made:
            kept[answer.json()["id"]] = title
        elif answer.status == 503 and int(answer.headers.get("retry-after", "0")) > 0:
            self.refused += 1
            self.stopping.wait(0.02)
        else:
            self.strange[f"{answer.status} {answer.body[:200]!r}"] += 1


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_is_stopped_and_started_under_load(mode: str, tmp_path: Path) -> None:
    """Answers are 201, 202 or 503 with Retry-After; each acknowledged item is there, each acknowledged job is done."""
    site = Site(tmp_path / "site")
    site.folder.mkdir()
    site.install("acme", scraper("acme"))
    settings = {"PYTHONPATH": str(site.folder), "JOBS_WAITING": "1000000", "JOBS_RUNNING": "4"}
    with own_postgres() as server, running(tmp_path, tmp_path / "log", DATABASE_URL=server.url, **settings) as service:
        clients = [Client(service, f"client{number}") for number in range(4)]
        for client in clients:
            client.start()
        for _ in range(ROUNDS):
            _go_on(clients)
            server.stop(mode)
            refused = _count(clients, "refused")
            until(lambda: _count(clients, "refused") > refused + 20, "nobody noticed that the server is gone")  # noqa: B023
            assert _strange(clients) == {}
            server.start()
        _go_on(clients)
        for client in clients:
            client.stopping.set()
        for client in clients:
            client.join(60)
        assert _strange(clients) == {}
        _assert_all_there(service, clients)
        assert service.process.poll() is None


def _count(clients: list[Client], what: str) -> int:
    return sum(getattr(client, what) for client in clients)


def _strange(clients: list[Client]) -> dict[str, int]:
    """Answers that are neither a success nor a plain refusal."""
    return dict(sum((client.strange for client in clients), Counter[str]()))


def _go_on(clients: list[Client]) -> None:
    """Return when every client was told of new items, and some of a new job."""
    before = [len(client.items) for client in clients]
    jobs = sum(len(client.jobs) for client in clients)
    done = lambda: all(len(c.items) > b + 5 for c, b in zip(clients, before, strict=True))  # noqa: E731
    until(done, "the service did not recover")
    until(lambda: sum(len(client.jobs) for client in clients) > jobs, "jobs did not recover")


def _assert_all_there(service: Running, clients: list[Client]) -> None:
    for client in clients:
        for item_id, title in client.items.items():
            answer = service.service.get(f"/api/inventory/{item_id}", service.headers)
            assert (answer.status, answer.json().get("title")) == (200, title)
        for job_id in client.jobs:
            assert until(lambda: _ended(service, job_id), f"job {job_id} did not end") == "done"  # noqa: B023


def _ended(service: Running, job_id: int) -> str | None:
    """The state of a job that has ended."""
    state = service.service.get(f"/api/scraping/jobs/{job_id}", service.headers).json()["state"]
    return None if state in ("queued", "running") else str(state)


def test_a_server_that_does_not_answer_is_an_error_like_any_other() -> None:
    """The driver's own way to run a statement raises what SQLAlchemy raises, so that a request is 503 and nobody has a turn."""
    url = f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/postgres"
    engine = create_engine(url)
    with pytest.raises(OperationalError):
        first(engine, text("SELECT 1"), {})
    engine.dispose()
    turns = HostTurns(url, "one", lambda _name: True)
    assert turns.take("shop.example", 60.0) == Standing(None, 2.0)
    turns.close()
