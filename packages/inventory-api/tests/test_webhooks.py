"""Webhooks: how they are configured, and that what happens is brought to them, signed, in order, and tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Connection, select, update
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from inventory_api import parts
from inventory_api.app import create_app
from inventory_api.clock import Clock, database_now
from inventory_api.database import Database
from inventory_api.events.queries import delete_before
from inventory_api.events.service import NewEvent, record
from inventory_api.retention.service import prune_all
from inventory_api.scrapers.service import Plugins
from inventory_api.settings import Settings
from inventory_api.web.models import IdempotencyKey
from inventory_api.webhooks import queries
from inventory_api.webhooks.courier import Courier
from inventory_api.webhooks.models import Webhook as WebhookRow
from inventory_api.webhooks.round import CLAIM
from inventory_api.webhooks.rules import LONGEST_PAUSE, pause_after
from inventory_api.webhooks.sealing import OtherKey, Sealer, count_other_keys, seal_all
from inventory_api.webhooks.service import Webhooks
from inventory_core import FetchContext

from .conftest import SignedIn, sign_in
from .receiving import DELIVERER, Receiver, receiving
from .scraping.conftest import FETCHERS, Site, site
from .waiting import until

HOUR = timedelta(hours=1)
__all__ = ["site"]


@dataclass
class Hand:
    """A clock that the test moves; it stands still otherwise."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self, _connection: Connection) -> datetime:
        return self.now


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Three tries a delivery, two that are given up a webhook, and the fetcher of the test, whatever else is installed."""
    return settings.model_copy(
        update={"webhook_attempts": 3, "webhook_failures": 2, "webhook_retry_seconds": 10, "fetcher": "table"}
    )


@pytest.fixture
def hand() -> Hand:
    """The clock of a test."""
    return Hand()


@pytest.fixture
def client(settings: Settings, database: Database, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of a service with the clock of the test, and whose own courier stays at home."""
    with monkeypatch.context() as patched:
        patched.setattr(Courier, "start", lambda _courier: None)
        patched.setattr(parts, "Webhooks", lambda database, plugins, sealer: Webhooks(database, plugins, sealer, hand))
        app = create_app(settings)
    with TestClient(app) as client:
        yield client


@pytest.fixture
def deliverer(site: Site) -> Site:
    """A fetcher that delivers, installed."""
    site.install("table", DELIVERER, group=FETCHERS)
    return site


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where webhooks lead."""
    with receiving() as receiver:
        yield receiver


@dataclass
class Hooks:
    """The webhooks of an account, and a courier that goes when the test says so."""

    user: SignedIn
    database: Database
    settings: Settings
    clock: Hand

    def ask(self, method: str, path: str = "", **body: Any) -> Any:
        """The answer of a route of webhooks."""
        sent = {"json": body} if body or method in ("POST", "PATCH") else {}
        return self.user.client.request(method, f"/api/webhooks{path}", headers=self.user.headers, **sent)

    def make(self, url: str, *kinds: str) -> dict[str, Any]:
        """A new webhook with its secret."""
        answer = self.ask("POST", url=url, kinds=kinds)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def tell(self, count: int = 1, kind: str = "job.finished") -> None:
        """So many things happen."""
        with self.database.writing() as connection:
            record(connection, self.user.workspace_id, [NewEvent(kind, {}) for _ in range(count)], self.clock.now)

    def courier(self, clock: Clock | None = None) -> Courier:
        """What a process has for deliveries."""
        return Courier(self.database, Plugins(self.settings), self.settings, clock or self.clock)

    def bring(self, after: timedelta = timedelta()) -> None:
        """Bring all that is due then."""
        self.clock.now += after
        courier = self.courier()
        for webhook_id, mine in courier._claim_due():
            courier._go(webhook_id, mine)

    def deliveries(self, webhook: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
        """The log of a webhook, oldest first."""
        answer = self.ask("GET", f"/{webhook['id']}/deliveries{query}")
        assert answer.status_code == 200, answer.text
        return list(reversed(answer.json()["items"]))

    def read(self, webhook: dict[str, Any]) -> dict[str, Any]:
        """A webhook as it stands."""
        return dict(self.ask("GET", f"/{webhook['id']}").json())


@pytest.fixture
def hooks(deliverer: Site, signed_in: SignedIn, database: Database, settings: Settings, hand: Hand) -> Hooks:
    """Those of a fresh account, where a fetcher is installed that delivers."""
    return Hooks(signed_in, database, settings, hand)


def test_what_happens_is_brought_signed(hooks: Hooks, receiver: Receiver) -> None:
    """A14: the body is the event as the stream has it, and a library of the Standard Webhooks finds the signature good."""
    hook = hooks.make(receiver.url())
    hooks.tell(kind="job.failed")
    hooks.bring()
    (came,) = receiver.came
    event = Verifier(hook["secret"]).verify(came.body, came.headers)
    listed = hooks.user.client.get("/api/events/list", headers=hooks.user.headers).json()["items"]
    assert [event] == listed
    assert came.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Verifier(hook["secret"]).verify(came.body + b" ", came.headers)
    (delivery,) = hooks.deliveries(hook)
    assert (delivery["state"], delivery["event_id"], delivery["kind"]) == ("delivered", 1, "job.failed")
    assert [attempt["status"] for attempt in delivery["attempts"]] == [200]
    assert delivery["message_id"] == came.headers["webhook-id"]
    assert "nobody's business" not in hooks.ask("GET", f"/{hook['id']}/deliveries").text


def test_the_secret_is_shown_once(hooks: Hooks, receiver: Receiver) -> None:
    """A2: when it is made and when it is replaced, and by no other answer; a repeated request gets the same one."""
    headers = {**hooks.user.headers, "Idempotency-Key": "one"}
    both = [hooks.user.client.post("/api/webhooks", json={"url": receiver.url()}, headers=headers).json() for _ in range(2)]
    assert both[0] == both[1]
    assert both[0]["secret"].startswith("whsec_")
    hook = both[0]
    rotated = hooks.ask("POST", f"/{hook['id']}/rotate").json()
    assert rotated["secret"] not in ("", hook["secret"])
    for path in ("", f"/{hook['id']}"):
        assert "whsec_" not in hooks.ask("GET", path).text
    assert "whsec_" not in hooks.ask("PATCH", f"/{hook['id']}", active=False).text


def test_after_a_rotation_both_secrets_sign_for_a_day(hooks: Hooks, receiver: Receiver) -> None:
    """A receiver that has either one finds a good signature; after a day only the new one does."""
    hook = hooks.make(receiver.url())
    new = hooks.ask("POST", f"/{hook['id']}/rotate").json()
    hooks.tell()
    hooks.bring()
    for secret in (hook["secret"], new["secret"]):
        Verifier(secret).verify(receiver.came[0].body, receiver.came[0].headers)
    hooks.tell()
    hooks.bring(after=25 * HOUR)
    assert receiver.came[1].headers["webhook-signature"].count("v1,") == 1


KEY, OTHER = ("5f0c1d2e3b4a59687786a5b4c3d2e1f0", "a0b1c2d3e4f5968778695a4b3c2d1e0f")


def written(database: Database) -> str:
    """All that the tables have of webhooks and of answers to repeated requests."""
    with database.reading() as connection:
        return str([connection.execute(select(table)).all() for table in (WebhookRow, IdempotencyKey)])


def test_no_secret_can_be_read_in_the_database(hooks: Hooks, receiver: Receiver) -> None:
    """A20: neither the present nor the earlier one, nor the answer that a repeated request gets; what signs is what was shown."""
    headers = {**hooks.user.headers, "Idempotency-Key": "one"}
    hook = hooks.user.client.post("/api/webhooks", json={"url": receiver.url()}, headers=headers).json()
    rotated = hooks.ask("POST", f"/{hook['id']}/rotate").json()
    found = written(hooks.database)
    assert [word for word in (hook["secret"], rotated["secret"], "whsec_") if word in found] == []
    hooks.tell()
    hooks.bring()
    Verifier(rotated["secret"]).verify(receiver.came[0].body, receiver.came[0].headers)


def test_secrets_of_an_older_release_are_sealed_at_the_start(hooks: Hooks, receiver: Receiver) -> None:
    """They sign before and after; sealing again changes nothing."""
    hook = hooks.make(receiver.url())
    with hooks.database.writing() as connection:
        connection.execute(update(WebhookRow).values(secret=hook["secret"], earlier_secret=hook["secret"]))
    sealer = Sealer.of(hooks.settings)
    for _ in range(2):
        hooks.tell()
        hooks.bring()
        assert seal_all(hooks.database, sealer) == 0
    sealed = written(hooks.database)
    assert ("whsec_" in sealed, seal_all(hooks.database, sealer), written(hooks.database)) == (False, 0, sealed)
    for came in receiver.came:
        Verifier(hook["secret"]).verify(came.body, came.headers)


def test_a_key_is_replaced_by_way_of_the_earlier_one() -> None:
    """What the earlier key sealed is opened, and sealed anew with the present one, for which the earlier is needed no more."""
    sealed = Sealer(KEY).seal("whsec_QWRh")
    with pytest.raises(OtherKey):
        Sealer(OTHER).open(sealed)
    anew = Sealer(OTHER, KEY).sealed_anew(sealed)
    assert Sealer(OTHER).open(str(anew)) == "whsec_QWRh"
    assert Sealer(OTHER).sealed_anew(anew) == anew
    assert Sealer(OTHER).sealed_anew(sealed) == sealed


def test_with_another_key_messages_wait_and_the_webhook_says_why(hooks: Hooks, receiver: Receiver) -> None:
    """Nothing is sent or given up, and nothing lost: with the key again, or another secret, what waits is brought."""
    hook = hooks.make(receiver.url())
    with hooks.database.writing() as connection:
        connection.execute(update(WebhookRow).values(secret=Sealer(OTHER).seal(hook["secret"])))
    hooks.tell()
    hooks.bring()
    (delivery,) = hooks.deliveries(hook)
    assert (receiver.came, delivery["state"], delivery["attempts"]) == ([], "waiting", [])
    assert "sealed with another SECRET_KEY" in hooks.read(hook)["notice"]
    assert count_other_keys(hooks.database, Sealer.of(hooks.settings)) == 1
    rotated = hooks.ask("POST", f"/{hook['id']}/rotate").json()
    hooks.bring(after=timedelta(minutes=2))
    Verifier(rotated["secret"]).verify(receiver.came[0].body, receiver.came[0].headers)
    assert hooks.read(hook)["notice"] is None


def test_nine_failures_and_then_once(hooks: Hooks, receiver: Receiver) -> None:
    """A receiver that fails nine times gets the tenth try, and nothing after it: the same message under one id, ever later."""
    hooks.settings = hooks.settings.model_copy(update={"webhook_attempts": 10})
    receiver.statuses = [500, 503, 404, 302, 400, 500, 429, 500, 500]
    hook = hooks.make(receiver.url())
    hooks.tell()
    hooks.bring()
    waits = []
    while (delivery := hooks.deliveries(hook)[0])["state"] == "waiting":
        pause = datetime.fromisoformat(delivery["next_attempt_at"]) - hooks.clock.now
        hooks.bring(after=pause - timedelta(seconds=1))
        assert len(receiver.came) == len(delivery["attempts"]), "it was not due yet"
        hooks.bring(after=timedelta(seconds=1))
        waits.append(pause)
    assert delivery["state"] == "delivered"
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 503, 404, 302, 400, 500, 429, 500, 500, 200]
    assert len({(came.headers["webhook-id"], came.body) for came in receiver.came}) == 1
    assert waits[:5] == sorted(waits[:5])
    assert timedelta(seconds=10) <= waits[0] <= timedelta(seconds=13)
    assert LONGEST_PAUSE <= waits[-1] <= LONGEST_PAUSE * 1.25
    hooks.bring(after=100 * HOUR)
    assert len(receiver.came) == 10
    assert hooks.read(hook)["failures"] == 0


def test_pauses_grow_and_end(hooks: Hooks) -> None:
    """Four times longer each time, a quarter more at most, and never beyond the longest."""
    for tries in (1, 2, 3, 50):
        least = timedelta(seconds=min(10 * 4 ** (tries - 1), LONGEST_PAUSE.total_seconds()))
        assert all(least <= pause_after(tries, timedelta(seconds=10)) <= least * 1.25 for _ in range(50))


def test_what_is_given_up_is_told_and_enough_of_it_ends_the_webhook(hooks: Hooks, receiver: Receiver) -> None:
    """After its last try a delivery has failed and the next one's turn comes; after two in a row the webhook is inactive."""
    receiver.statuses = [500] * 6
    hook = hooks.make(receiver.url())
    hooks.tell(3)
    for _ in range(5):
        hooks.bring(after=7 * HOUR)
    first, second = hooks.deliveries(hook)
    assert [first["state"], second["state"]] == ["failed", "failed"]
    assert len(first["attempts"]) == len(second["attempts"]) == 3
    stands = hooks.read(hook)
    assert (stands["active"], stands["failures"]) == (False, 2)
    assert "2 deliveries in a row were given up" in stands["notice"]
    hooks.bring(after=7 * HOUR)
    assert len(receiver.came) == 6
    assert hooks.ask("PATCH", f"/{hook['id']}", active=True).json()["notice"] is None
    hooks.tell()
    hooks.bring()
    assert receiver.ids()[6:] == [4], "what happened before it was made active again is not sent"


def test_who_is_gone_is_left_alone(hooks: Hooks, receiver: Receiver) -> None:
    """410 makes the webhook inactive at once, and says so."""
    receiver.statuses = [410]
    hook = hooks.make(receiver.url())
    hooks.tell(2)
    hooks.bring()
    hooks.bring(after=7 * HOUR)
    assert receiver.ids() == [1]
    stands = hooks.read(hook)
    assert not stands["active"]
    assert "410 Gone" in stands["notice"]


def test_messages_come_one_by_one_and_in_order(hooks: Hooks, receiver: Receiver) -> None:
    """While one has not arrived the next ones wait."""
    receiver.statuses = [200, 500]
    hook = hooks.make(receiver.url())
    hooks.tell(4)
    hooks.bring()
    hooks.bring()
    assert receiver.ids() == [1, 2]
    hooks.bring(after=HOUR)
    assert receiver.ids() == [1, 2, 2, 3, 4]
    assert {delivery["state"] for delivery in hooks.deliveries(hook)} == {"delivered"}


def test_only_the_kinds_that_were_asked_for_come(hooks: Hooks, receiver: Receiver) -> None:
    """From when the webhook was made; those of other kinds are passed over, however many."""
    hooks.tell(2, kind="job.failed")
    hook = hooks.make(receiver.url(), "job.failed", "job.cancelled")
    hooks.tell(120)
    hooks.tell(1, kind="job.failed")
    hooks.bring()
    assert receiver.ids() == [123]
    hooks.ask("PATCH", f"/{hook['id']}", kinds=[])
    hooks.tell()
    hooks.bring()
    assert receiver.ids() == [123, 124]


def test_a_worker_that_dies_leaves_its_message_to_others(hooks: Hooks, receiver: Receiver) -> None:
    """J1, J2: after its claim ran out another sends it again under the same id; what the first one writes then is refused."""
    hook = hooks.make(receiver.url())
    hooks.tell()
    dead = hooks.courier()
    ((webhook_id, its),) = dead._claim_due()
    deliverer = Plugins(hooks.settings).deliverer()
    row, delivery = its._next() or (None, None)
    assert delivery is not None
    attempt = its._send(deliverer, FetchContext(), row, delivery)
    assert attempt is not None
    hooks.bring()
    assert len(receiver.came) == 1, "it is claimed"
    hooks.bring(after=CLAIM + timedelta(seconds=1))
    assert len({came.headers["webhook-id"] for came in receiver.came}) == 1
    assert not its._keep(delivery, attempt)
    its.run(deliverer, FetchContext())
    assert len(receiver.came) == 2
    assert [len(delivery["attempts"]) for delivery in hooks.deliveries(hook)] == [1]
    assert webhook_id == hook["id"]


def test_several_processes_bring_each_message_once(hooks: Hooks, receiver: Receiver) -> None:
    """J4: three couriers and five webhooks: every receiver gets every event once, in order."""
    made = [hooks.make(receiver.url(f"/{number}")) for number in range(5)]
    couriers = [hooks.courier(database_now) for _ in range(3)]
    for courier in couriers:
        courier.start()
    for _ in range(6):
        hooks.tell(4)
    until(lambda: len(receiver.came) >= 24 * len(made))
    until(lambda: all(len(hooks.deliveries(hook, "?state=delivered")) == 24 for hook in made))
    for courier in couriers:
        courier.stop()
    for number in range(5):
        assert [came.json["id"] for came in receiver.came if came.path == f"/{number}"] == list(range(1, 25))


def test_a_slow_receiver_keeps_nobody_waiting_and_a_stop_cuts_it_short(hooks: Hooks, receiver: Receiver) -> None:
    """Others get theirs while one does not answer; at a stop what is on its way counts as no attempt, and others may go on."""
    receiver.open.clear()
    slow, quick = hooks.make(receiver.url("/slow")), hooks.make(receiver.url("/quick"))
    courier = hooks.courier(database_now)
    courier.start()
    hooks.tell(3)
    assert receiver.busy.wait(30)
    until(lambda: len(hooks.deliveries(quick, "?state=delivered")) == 3)
    courier.stop()
    (delivery,) = hooks.deliveries(slow)
    assert (delivery["state"], delivery["attempts"]) == ("waiting", [])
    receiver.open.set()
    hooks.bring(after=timedelta(seconds=30))
    assert [delivery["state"] for delivery in hooks.deliveries(slow)] == ["delivered"] * 3


def test_a_try_is_sent_once_and_first(hooks: Hooks, receiver: Receiver) -> None:
    """Whether or not the webhook is active, before what waits; one that fails is not tried again and counts for nothing."""
    receiver.statuses = [500, 500]
    hook = hooks.make(receiver.url())
    hooks.tell()
    hooks.bring()
    answer = hooks.ask("POST", f"/{hook['id']}/test")
    assert (answer.status_code, answer.json()["state"], answer.json()["kind"]) == (202, "waiting", "webhook.test")
    hooks.bring()
    assert [came.json["kind"] for came in receiver.came] == ["job.finished", "webhook.test"]
    assert [delivery["state"] for delivery in hooks.deliveries(hook)] == ["waiting", "failed"]
    assert hooks.read(hook)["failures"] == 0
    hooks.ask("PATCH", f"/{hook['id']}", active=False)
    hooks.ask("POST", f"/{hook['id']}/test")
    hooks.bring(after=7 * HOUR)
    assert [came.json["kind"] for came in receiver.came[2:]] == ["webhook.test"]


def test_a_message_can_be_sent_again(hooks: Hooks, receiver: Receiver) -> None:
    """The same body under the same id, though it was given up; one that waits goes at once. Not without end."""
    receiver.statuses = [500] * 3
    hook = hooks.make(receiver.url())
    hooks.tell()
    for _ in range(3):
        hooks.bring(after=7 * HOUR)
    (failed,) = hooks.deliveries(hook)
    again = hooks.ask("POST", f"/{hook['id']}/deliveries/{failed['id']}/redeliver")
    assert (failed["state"], again.status_code, again.json()["state"]) == ("failed", 202, "waiting")
    hooks.bring()
    assert len({(came.headers["webhook-id"], came.body) for came in receiver.came}) == 1
    (arrived,) = hooks.deliveries(hook)
    assert (arrived["state"], len(arrived["attempts"])) == ("delivered", 4)
    answers = [hooks.ask("POST", f"/{hook['id']}/test").status_code for _ in range(21)]
    assert answers == [202] * 20 + [429]


def test_what_keeps_a_message_from_its_receiver_is_told(hooks: Hooks) -> None:
    """A14: where nothing was sent, or nothing came back, the attempt has the rule in place of a status."""
    hook = hooks.make("http://receiver.example:9/in")
    with hooks.database.writing() as connection:
        queries.set_held(connection, hook["id"], {"url": "http://private.example/in"})
    hooks.tell()
    hooks.bring()
    ((attempt,),) = [delivery["attempts"] for delivery in hooks.deliveries(hook)]
    assert (attempt["status"], attempt["rule"]) == (None, "private_address")
    assert attempt["message"] == "private.example is not on the public internet"


def test_private_addresses_are_refused_when_they_are_configured(hooks: Hooks, receiver: Receiver) -> None:
    """A14: 400 with the rule, for a new webhook and for one that is to lead elsewhere, and nothing is changed."""
    refused = hooks.ask("POST", url="http://private.example/in")
    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (400, "private_address")
    hook = hooks.make(receiver.url())
    assert hooks.ask("PATCH", f"/{hook['id']}", url="http://private.example/in").status_code == 400
    assert [webhook["url"] for webhook in hooks.ask("GET").json()["items"]] == [receiver.url()]


def test_without_a_fetcher_that_delivers_webhooks_wait_and_say_why(hooks: Hooks, deliverer: Site, receiver: Receiver) -> None:
    """None can be configured (409 with the reason); those that there are wait, and go on once one is installed again."""
    hook = hooks.make(receiver.url())
    hooks.tell()
    deliverer.remove("inventory_table")
    refused = hooks.ask("POST", url=receiver.url())
    assert (refused.status_code, refused.json()["code"]) == (409, "no_deliverer")
    assert "Webhooks need a fetcher that delivers" in refused.json()["detail"]
    hooks.bring()
    assert hooks.read(hook)["notice"] == refused.json()["detail"] == hooks.ask("GET").json()["items"][0]["notice"]
    assert receiver.came == []
    deliverer.install("table", DELIVERER, group=FETCHERS)
    hooks.bring()
    assert receiver.ids() == [1]
    assert hooks.read(hook)["notice"] is None


def test_what_was_forgotten_before_it_could_be_sent_is_said(hooks: Hooks, deliverer: Site, receiver: Receiver) -> None:
    """In its place comes one message of the kind reset, and then what is still there."""
    hooks.make(receiver.url())
    deliverer.remove("inventory_table")
    hooks.tell(3)
    hooks.clock.now += 2 * HOUR
    hooks.tell(2)
    with hooks.database.writing() as connection:
        assert delete_before(connection, hooks.clock.now - HOUR, limit=100) == 3
    deliverer.install("table", DELIVERER, group=FETCHERS)
    hooks.bring()
    assert [(came.json["kind"], came.json["id"]) for came in receiver.came] == [
        ("reset", None),
        ("job.finished", 4),
        ("job.finished", 5),
    ]


def test_nobody_gets_what_others_do(hooks: Hooks, receiver: Receiver) -> None:
    """A1: a webhook gets the events of its workspace alone."""
    eve = sign_in(hooks.user.client, "eve@example.org")
    theirs = Hooks(eve, hooks.database, hooks.settings, hooks.clock)
    theirs.make(receiver.url("/eve"))
    hooks.make(receiver.url("/ada"))
    hooks.tell(2)
    hooks.bring()
    assert [came.path for came in receiver.came] == ["/ada", "/ada"]


def test_there_are_so_many_webhooks(hooks: Hooks, receiver: Receiver) -> None:
    """One more than twenty is refused until one is deleted."""
    made = [hooks.make(receiver.url()) for _ in range(20)]
    refused = hooks.ask("POST", url=receiver.url())
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_webhooks")
    assert hooks.ask("DELETE", f"/{made[0]['id']}").status_code == 204
    hooks.make(receiver.url())


def test_the_log_comes_in_pages_and_is_forgotten(hooks: Hooks, receiver: Receiver) -> None:
    """Newest first, by state where that is asked for; what ended long ago goes, and what waits stays."""
    receiver.statuses = [200, 200, 500]
    hook = hooks.make(receiver.url())
    hooks.tell(3)
    hooks.bring()
    page = hooks.ask("GET", f"/{hook['id']}/deliveries?limit=2").json()
    assert [delivery["event_id"] for delivery in page["items"]] == [3, 2]
    rest = hooks.user.client.get(page["next"], headers=hooks.user.headers).json()
    assert [delivery["event_id"] for delivery in rest["items"]] == [1]
    assert [delivery["event_id"] for delivery in hooks.deliveries(hook, "?state=waiting")] == [3]
    hooks.clock.now += timedelta(days=31)
    (pruned,) = [part for part in prune_all(hooks.database, hooks.settings, now=hooks.clock) if part.name == "deliveries"]
    assert pruned.rows == 2
    assert [delivery["event_id"] for delivery in hooks.deliveries(hook)] == [3]


def test_the_service_brings_what_happens(deliverer: Site, settings: Settings, database: Database, receiver: Receiver) -> None:
    """Without anyone saying so, while it runs; at its stop the threads end."""
    with TestClient(create_app(settings.model_copy(update={"run_jobs": True}))) as client:
        hooks = Hooks(sign_in(client, "ada@example.org"), database, settings, Hand())
        hooks.make(receiver.url())
        hooks.tell(2)
        until(lambda: receiver.ids() == [1, 2])
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("courier", "deliver"))]
