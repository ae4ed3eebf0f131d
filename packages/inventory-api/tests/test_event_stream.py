"""The stream of events, over HTTP."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, time
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from inventory_api.auth import tokens
from inventory_api.auth.models import Account, Membership
from inventory_api.auth.service import add_account
from inventory_api.database import Database
from inventory_api.events import queries
from inventory_api.events.service import Found, NewEvent, record
from inventory_api.events.stream import Stream
from inventory_api.settings import Settings

from .conftest import PASSWORD
from .listening import Listener, serving_in_a_thread
from .over_http import Answer, Service
from .test_cli import environment, serving
from .waiting import pause, until

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class User:
    """An account, its session, and what it listens with."""

    service: Service
    account_id: int
    workspace_id: int
    headers: dict[str, str]

    def listen(self, query: str = "", last_id: str | None = None, **more: Any) -> Listener:
        """A stream that is open."""
        listener = Listener(self.service.port, more.pop("headers", self.headers), query, last_id, **more)
        assert listener.answer.status == 200, listener.answer.read()
        return listener

    def reconnect(self, last_id: str | None) -> Listener:
        """A stream again, as soon as the service has noticed that the earlier ones are gone."""
        end = monotonic() + 30
        while (listener := Listener(self.service.port, self.headers, last_id=last_id)).answer.status == 429:
            listener.__exit__()
            assert monotonic() < end, "streams that were closed still count"
            pause()
        assert listener.answer.status == 200
        return listener

    def key(self, *scopes: str) -> tuple[int, dict[str, str]]:
        """A new key's id, and the header that it signs with."""
        made = self.service.post("/api/auth/keys", {"name": "robot", "scopes": scopes}, self.headers).json()
        return made["id"], {"Authorization": f"Bearer {made['key']}"}


def user(service: Service, database: Database, email: str) -> User:
    """A new account, signed in."""
    add_account(database, email, PASSWORD)
    owned = select(Membership.account_id, Membership.workspace_id).join(Account, Account.id == Membership.account_id)
    with database.reading() as connection:
        row = connection.execute(owned.where(Account.email == email)).one()
    return User(service, *row, service.sign_in(email, PASSWORD))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Few streams an account, and a heartbeat that a test can wait for."""
    return settings.model_copy(
        update={"allowed_hosts": ["127.0.0.1"], "event_streams": 3, "event_heartbeat_seconds": 0.3, "jobs_at_once": 1}
    )


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """The service in this process."""
    with serving_in_a_thread(settings) as service:
        yield service


@pytest.fixture
def ada(service: Service, database: Database) -> User:
    """An account on it."""
    return user(service, database, "ada@example.org")


def tell(database: Database, workspace: int, count: int = 1, kind: str = "job.finished", **data: Any) -> None:
    """Record so many events in one transaction."""
    with database.writing() as connection:
        record(connection, workspace, [NewEvent(kind, data, job_id=number) for number in range(count)], datetime.now(UTC))


def test_who_reconnects_misses_nothing_and_gets_nothing_twice(ada: User, database: Database) -> None:
    """A client that loses its connection at any moment, while others write, gets each event once and in order."""
    seed, writers, rounds = random.randrange(2**32), 3, 13
    print(f"seed {seed}")
    chance, total = random.Random(seed), writers * sum(1 + number % 4 for number in range(rounds))

    def write() -> None:
        for number in range(rounds):
            tell(database, ada.workspace_id, 1 + number % 4)

    seen, last_id, threads = list[int](), None, ThreadPoolExecutor(writers)
    with threads:
        with ada.listen() as listener:
            next(listener.messages())
            last_id = listener.last_id
        writing = [threads.submit(write) for _ in range(writers)]
        while len(seen) < total:
            with ada.reconnect(last_id) as listener:
                seen += [event["id"] for event in listener.take(min(chance.randrange(12), total - len(seen)))]
                last_id = listener.last_id
        for done in writing:
            done.result(30)
    assert seen == list(range(1, total + 1))


def test_what_another_process_writes_is_told_and_a_stop_ends_the_stream(database: Database, tmp_path: Path) -> None:
    """Events reach a stream of the command's service though this process wrote them; SIGTERM ends both at once."""
    env = environment(tmp_path, DATABASE_URL=database.url.replace("+psycopg", ""))
    with serving(env=env) as (service, _):
        ada = user(service, database, "ada@example.org")
        listener = ada.listen()
        assert (next(listener.messages()).event, listener.last_id, listener.retry) == ("", "0", 2_000)
        tell(database, ada.workspace_id, kind="job.failed", outcome="blocked")
        event = listener.next()
        assert (event.event, event.data["kind"], event.data["id"]) == ("job.failed", "job.failed", 1)
        assert event.data["data"] == {"outcome": "blocked"}
    # It came to its proper end: one that the server had to cut would be incomplete.
    assert [message.event for message in listener.messages()] == []
    listener.__exit__()


def test_a_stream_begins_where_its_client_says(ada: User, database: Database) -> None:
    """After the event that the header or the parameter names, the header first; without either, with what comes."""
    tell(database, ada.workspace_id, 3)
    with ada.listen() as new, ada.listen("?last_event_id=0") as old, ada.listen("?last_event_id=0", last_id="2") as both:
        assert [event["id"] for event in old.take(3)] == [1, 2, 3]
        next(new.messages())
        assert new.last_id == "3"
        tell(database, ada.workspace_id)
        assert new.next().data["id"] == 4
        assert [event["id"] for event in both.take(2)] == [3, 4]


def test_kinds_are_passed_over_and_so_is_the_position(ada: User, database: Database) -> None:
    """Only the kinds that were asked for come; where nothing does, a comment says so, and leads past the others."""
    with ada.listen("?kind=job.failed&kind=job.cancelled") as listener:
        tell(database, ada.workspace_id, kind="job.failed")
        tell(database, ada.workspace_id, 3)
        tell(database, ada.workspace_id, kind="job.cancelled")
        assert [event["kind"] for event in listener.take(2)] == ["job.failed", "job.cancelled"]
        tell(database, ada.workspace_id, 2)
        for message in listener.messages():
            assert not message.event
            if listener.last_id == "7":
                assert message.comment
                return


@pytest.mark.parametrize(("last_id", "position"), [("1", 4), ("900", 6)])
def test_what_was_missed_is_said(ada: User, database: Database, last_id: str, position: int) -> None:
    """An id older than what is kept, or one that is none yet, gets a reset, and then what there is."""
    tell(database, ada.workspace_id, 4)
    long_ago = datetime.now(UTC) + timedelta(hours=1)
    with database.writing() as connection:
        assert queries.delete_before(connection, long_ago, limit=100) == 4
    tell(database, ada.workspace_id, 2)
    with ada.listen(last_id=last_id) as listener:
        reset = listener.next()
        assert (reset.event, reset.data["kind"], listener.last_id) == ("reset", "reset", str(position))
        tell(database, ada.workspace_id)
        assert [event["id"] for event in listener.take(7 - position)] == list(range(position + 1, 8))


def test_nobody_hears_of_others(ada: User, database: Database) -> None:
    """A1: a stream has the events of its workspace alone, whatever the id it goes on from."""
    eve = user(ada.service, database, "eve@example.org")
    tell(database, ada.workspace_id, 5, secret="Ada's own")
    with eve.listen(last_id="0") as listener:
        tell(database, ada.workspace_id, 5, secret="Ada's own")
        tell(database, eve.workspace_id)
        event = listener.next()
    assert (event.data["id"], event.data["data"]) == (1, {})


def test_a_stream_ends_when_its_token_expires(ada: User, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is open, and without another event."""
    with ada.listen() as listener:
        next(listener.messages())
        later = time() + 3_600
        monkeypatch.setattr(tokens, "time", SimpleNamespace(time=lambda: later))
        tell(database, ada.workspace_id)
        assert {message.event for message in listener.messages()} == {""}


def test_a_stream_ends_with_the_access(ada: User, database: Database) -> None:
    """A revoked key and a signed-out session end their streams while they are open, without another event."""
    key_id, by_key = ada.key("events:read")
    with ada.listen(headers=by_key) as revoked, ada.listen() as signed_out:
        for listener in (revoked, signed_out):
            next(listener.messages())
        assert ada.service.ask("DELETE", f"/api/auth/keys/{key_id}", None, ada.headers).status == 204
        assert ada.service.post("/api/auth/logout", None, ada.headers).status == 204
        tell(database, ada.workspace_id)
        for listener in (revoked, signed_out):
            messages = list(listener.messages())
            assert {message.event for message in messages} == {""}
            assert "no longer good" in messages[-1].comment


def test_a_key_without_the_scope_hears_nothing(ada: User) -> None:
    """A3: it answers 403, and a client that takes no stream is told where pages are."""
    _, other = ada.key("listings:read")
    assert ada.service.get("/api/events", other).status == 403
    refused = ada.service.get("/api/events", {**ada.headers, "Accept": "application/json"})
    assert (refused.status, refused.json()["code"]) == (406, "not_acceptable")


def test_an_account_has_so_many_streams(ada: User, database: Database) -> None:
    """One more is 429 with Retry-After; others have their own, and one that is closed makes room."""
    eve = user(ada.service, database, "eve@example.org")
    first, *rest = [ada.listen() for _ in range(3)]
    refused = ada.service.get("/api/events", ada.headers)
    assert (refused.status, refused.json()["code"], refused.headers["retry-after"]) == (429, "too_many_streams", "10")
    with eve.listen():
        first.__exit__()
        for listener in (ada.reconnect(None), *rest):
            listener.__exit__()


def test_a_stream_outlives_a_database_that_does_not_answer(
    ada: User, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J8: meanwhile there is nothing but comments; then it goes on where it was, with nothing missed."""
    original, failures, has_read = Stream._read, list[OperationalError](), threading.Event()

    def failing(stream: Stream) -> Found:
        if failures:
            raise failures.pop()
        found = original(stream)
        has_read.set()
        return found

    monkeypatch.setattr(Stream, "_read", failing)
    with ada.listen() as listener:
        assert has_read.wait(30)
        failures += [OperationalError("SELECT 1", None, Exception("gone")) for _ in range(2)]
        tell(database, ada.workspace_id, 2)
        assert [event["id"] for event in listener.take(2)] == [1, 2]
    assert failures == []


def test_who_does_not_read_costs_nothing(ada: User, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that takes nothing is waited for: no more is read for it than fits on the way, while another one gets all."""
    most, through = 10_000, dict[int, int]()
    original = Stream._read

    def noted(stream: Stream) -> Found:
        found = original(stream)
        through[id(stream)] = found.through
        return found

    monkeypatch.setattr(Stream, "_read", noted)
    with ada.listen(buffer=4_096) as slow, ada.listen() as quick:
        for listener in (slow, quick):
            next(listener.messages())
        for _ in range(10):
            tell(database, ada.workspace_id, most // 10, text="x" * 2_500)
        assert len(quick.take(most)) == most
        assert sorted(through.values())[-1] == most
        assert sorted(through.values())[0] < most / 2


def test_many_streams_share_what_there_is(settings: Settings, database: Database) -> None:
    """A hundred streams hold no thread and no connection to the database each, and all hear of an event."""
    with serving_in_a_thread(settings.model_copy(update={"event_streams": 100})) as service:
        ada = user(service, database, "ada@example.org")
        before = threading.active_count()
        listeners = [ada.listen() for _ in range(100)]
        for listener in listeners:
            next(listener.messages())
        assert threading.active_count() - before <= 40
        tell(database, ada.workspace_id)
        assert {listener.next().data["id"] for listener in listeners} == {1}
        for listener in listeners:
            listener.__exit__()


def test_a_stream_that_has_ended_counts_no_longer(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds on to it, as Python does with what refers to itself until it looks for such things."""
    held: list[Stream] = []

    class Held(Stream):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            held.append(self)

    monkeypatch.setattr("inventory_api.events.stream.Stream", Held)
    for _ in range(5):
        ada.reconnect(None).__exit__()
    assert len(held) >= 5


def test_the_head_of_a_stream_ends(ada: User) -> None:
    """RFC 9110, 9.3.2: HEAD is answered at once, and keeps no place of those that an account's streams have."""
    answers: list[Answer] = []

    def is_answered() -> bool:
        answers.append(ada.service.ask("HEAD", "/api/events", None, ada.headers))
        return answers[-1].status == 200

    for _ in range(5):
        until(is_answered, "heads that were answered still count")
        assert answers[-1].headers["content-type"].startswith("text/event-stream")
