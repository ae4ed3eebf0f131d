"""A host is asked by one worker at a time, and by none before it has rested, whichever processes they are in."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from inventory_api.scraping import turns as module
from inventory_api.scraping.turns import HostTurns
from inventory_api.settings import Settings
from inventory_core import Standing

HOST = "shop.example"
LASTS = 60.0


class Leases:
    """Whose process is alive."""

    def __init__(self) -> None:
        self.dead: set[str] = set()

    def is_alive(self, name: str) -> bool:
        return name not in self.dead


@pytest.fixture
def leases() -> Leases:
    return Leases()


@pytest.fixture
def workers(settings: Settings, leases: Leases) -> Iterator[list[HostTurns]]:
    """Two workers with connections of their own."""
    made = [HostTurns(settings.database, name, leases.is_alive) for name in ("one", "two")]
    yield made
    for turns in made:
        turns.close()


def taken(turns: HostTurns, seconds: float = 10.0, lasts: float = LASTS) -> str:
    """The token of the host's turn, as soon as it can be had."""
    end = time.monotonic() + seconds
    while (standing := turns.take(HOST, lasts)).token is None:
        assert time.monotonic() < end, standing
        threading.Event().wait(min(standing.seconds, 0.02))
    return standing.token


def change(turns: HostTurns, statement: str) -> None:
    with turns._engine.begin() as connection:
        connection.execute(text(statement))


def test_of_many_who_ask_one_has_the_turn(workers: list[HostTurns]) -> None:
    """Threads of two processes that ask at once get one turn in all, and the others hear that the host is busy."""
    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            standings = list(pool.map(lambda number: workers[number % 2].take(HOST, LASTS), range(16)))
        (token,) = [standing.token for standing in standings if standing.token]
        assert all(standing.is_busy and 0.2 <= standing.seconds <= 5.0 for standing in standings if not standing.token)
        workers[token.startswith("two")].give_back(HOST, token, 0.0, {})


def test_turns_never_overlap_and_keep_the_rest(workers: list[HostTurns]) -> None:
    """Between the end of one turn and the beginning of the next lies the whole rest, whoever had it and takes it."""
    spans: list[tuple[float, float]] = []
    lock = threading.Lock()

    def run(turns: HostTurns) -> None:
        for _ in range(3):
            token = taken(turns)
            began = time.monotonic()
            threading.Event().wait(0.01)
            with lock:
                spans.append((began, time.monotonic()))
            turns.give_back(HOST, token, 0.1, {})

    threads = [threading.Thread(target=run, args=(turns,)) for turns in workers * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    spans.sort()
    assert len(spans) == 12
    assert all(began - ended >= 0.1 for (_, ended), (began, _) in itertools.pairwise(spans))


def test_who_comes_while_a_host_rests_hears_how_long_and_what_is_known(workers: list[HostTurns]) -> None:
    """The rest that is left, not busy, and the last holder's knowledge; the next holder has that knowledge too."""
    one, two = workers
    one.give_back(HOST, taken(one), 30.0, {"failures": 2, "why": "nul \0"})
    standing = two.take(HOST, LASTS)
    assert (standing.token, standing.is_busy, dict(standing.left)) == (None, False, {"failures": 2, "why": "nul "})
    assert 25.0 < standing.seconds <= 30.0
    change(one, "UPDATE hosts SET free_at = 0")
    assert two.take(HOST, LASTS).left["failures"] == 2
    assert one.take("other.example", LASTS).left == {}


@pytest.mark.parametrize(("rest", "seconds"), [(0.0, 0.2), (2.0, 2.0), (300.0, 5.0)])
def test_when_to_look_again_is_computed(workers: list[HostTurns], rest: float, seconds: float) -> None:
    """A host that is asked now cannot be free before it has rested: until then, and five seconds at most, nobody looks."""
    one, two = workers
    one.give_back(HOST, taken(one), rest, {})
    change(one, "UPDATE hosts SET free_at = 0")
    taken(one)
    assert two.take(HOST, LASTS) == Standing(None, seconds, is_busy=True, left={})


def test_a_turn_that_is_not_given_back_passes_on(workers: list[HostTurns]) -> None:
    """After its time another has it; who had it before gives back nothing any more."""
    one, two = workers
    old = taken(one, lasts=0.1)
    new = taken(two)
    one.give_back(HOST, old, 300.0, {"from": "a zombie"})
    assert one.take(HOST, LASTS).is_busy
    two.give_back(HOST, new, 0.0, {})
    assert one.take(HOST, LASTS).left == {}


def test_the_turn_of_a_dead_process_passes_on(workers: list[HostTurns], leases: Leases, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks dead for a while loses the turn, and the host rests as it did last: a request of it may just have ended."""
    one, two = workers
    one.give_back(HOST, taken(one), 0.3, {"failures": 1})
    taken(one)
    leases.dead.add("one")
    assert two.take(HOST, LASTS).is_busy
    monkeypatch.setattr(module, "_DEAD_SECONDS", 0.0)
    assert two.take(HOST, LASTS) == Standing(None, 0.3, left={"failures": 1})
    began = time.monotonic()
    taken(two)
    assert time.monotonic() - began >= 0.25


def test_who_only_seemed_dead_keeps_the_turn(workers: list[HostTurns], leases: Leases, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose lease was away for a moment, as while PostgreSQL starts again, is doubted anew the next time."""
    one, two = workers
    taken(one)
    leases.dead.add("one")
    assert two.take(HOST, LASTS).is_busy
    leases.dead.clear()
    assert two.take(HOST, LASTS).is_busy
    monkeypatch.setattr(module, "_DEAD_SECONDS", 0.5)
    leases.dead.add("one")
    assert two.take(HOST, LASTS).is_busy


def test_an_answer_that_was_lost_loses_no_turn(workers: list[HostTurns]) -> None:
    """The same question asked again, as when the connection broke after the first, gets the same turn."""
    one, two = workers
    values: dict[str, Any] = {"host": HOST, "asker": "one:1000", "lasts": LASTS}
    assert one._run(one._take, **values) == one._run(one._take, **values) == ("{}",)
    assert two.take(HOST, LASTS).is_busy


def test_a_clock_that_is_set_back_holds_nobody_up(workers: list[HostTurns]) -> None:
    """What was noted in the future says nothing about now."""
    one, two = workers
    one.give_back(HOST, taken(one), 0.0, {})
    change(one, "UPDATE hosts SET since = since + 3600, free_at = free_at + 3600")
    assert two.take(HOST, LASTS).token


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Lets the database not answer, and answer again."""
    real = module.first

    def fail(*_: Any) -> None:
        raise OperationalError("", {}, Exception("no connection"))

    return lambda is_away: monkeypatch.setattr(module, "first", fail if is_away else real)


def test_a_database_that_is_away_costs_no_turn(workers: list[HostTurns], away: Callable[[bool], None]) -> None:
    """Nobody has a turn meanwhile and nothing is raised; what could not be given back is as soon as it can, with its rest."""
    one, two = workers
    token = taken(one)
    away(True)
    assert two.take(HOST, LASTS) == Standing(None, 2.0)
    one.give_back(HOST, token, 30.0, {"failures": 1})
    away(False)
    assert two.take(HOST, LASTS).is_busy
    standing = one.take(HOST, LASTS)
    assert (standing.token, standing.is_busy, dict(standing.left)) == (None, False, {"failures": 1})
    assert 25.0 < standing.seconds <= 30.0


def test_hosts_that_nobody_asks_go(settings: Settings, workers: list[HostTurns], leases: Leases) -> None:
    """A day after a host could have been asked again its row is gone, at the next start at the latest."""
    one, _ = workers
    for host in ("old.example", "new.example"):
        standing = one.take(host, LASTS)
        one.give_back(host, str(standing.token), 0.0, {})
    change(one, "UPDATE hosts SET free_at = free_at - 86500 WHERE host = 'old.example'")
    three = HostTurns(settings.database, "three", leases.is_alive)
    three.take(HOST, LASTS)
    with three._engine.connect() as connection:
        assert set(connection.execute(text("SELECT host FROM hosts")).scalars()) == {"new.example", HOST}
    three.close()


def test_on_sqlite_they_are_beside_the_database(settings: Settings, workers: list[HostTurns], kind: str) -> None:
    """Who writes to an SQLite database does not wait for them; on PostgreSQL they are in it."""
    taken(workers[0])
    file = workers[0]._engine.url.database
    assert file == (make_url(settings.database).database or "") + ("-hosts" if kind == "sqlite" else "")


def test_a_name_of_any_length_is_kept(workers: list[HostTurns]) -> None:
    """A host's name that is longer than names may be does no harm."""
    token = workers[0].take("a" * 1_000, LASTS).token
    assert workers[1].take("a" * 1_000, LASTS).is_busy
    workers[0].give_back("a" * 1_000, str(token), 0.0, {})
    assert workers[1].take("a" * 1_000, LASTS).token
