"""Who gets at what (A1 to A4): every route, tried by those who must not. A route that is not thought of here fails."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from litestar import Controller, get
from litestar.testing import TestClient
from sqlalchemy import text

from inventory_api import app as service
from inventory_api.app import create_app
from inventory_api.auth import guard
from inventory_api.auth.caller import SCOPES
from inventory_api.auth.guard import Door
from inventory_api.database import Database
from inventory_api.listings.ingest import ingest
from inventory_api.schedules.queries import insert_run, insert_schedule
from inventory_api.scraping.queries import insert_job
from inventory_api.settings import Settings
from inventory_api.web.wire import AnyRequest
from inventory_api.webhooks.queries import insert_delivery, insert_webhook
from inventory_api.webhooks.round import new_delivery
from inventory_core import Listing

from .conftest import SignedIn
from .routes import BODIES, ROUTES, Route, body_of

PUBLIC = {
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
    "POST /api/auth/login",
    "POST /api/auth/refresh",
    "POST /api/auth/register",
}
NOT_OWNED = {"name": "nothing"}
"""Names in paths that are no rows of a workspace: an example of each."""
SECRET = "Ada's own lamp"
UNKNOWN = 987_654_321
CLOSED = [route for route in ROUTES if not route.is_public]
WEBHOOK = {
    "url": "https://receiver.example/hub",
    "kinds": [],
    "active": False,
    "secret": "whsec_QWRh",
    "position": 0,
    "failures": 0,
    "created_at": datetime.now(UTC),
    "updated_at": datetime.now(UTC),
}
WITH_IDS = [route for route in CLOSED if set(route.parameters) - set(NOT_OWNED)]


@pytest.fixture
def owned(signed_in: SignedIn, database: Database) -> dict[str, int]:
    """A row of each kind that belongs to the signed-in account: its id by the name that paths give it."""
    key = signed_in.client.post("/api/auth/keys", json={"name": SECRET, "scopes": ["stats:read"]}, headers=signed_in.headers)
    seen = Listing.model_validate({"source": "acme", "listing_id": "1", "title": SECRET})
    mine = {"workspace_id": signed_in.workspace_id, "account_id": signed_in.account_id, "created_at": datetime.now(UTC)}
    done = {"state": "done", "target": {"kind": "html"}, "scraper": "acme", "limits": {}, "progress": {}}
    with database.writing() as connection:
        ingest(connection, signed_in.workspace_id, [seen], datetime.now(UTC))
        job_id = insert_job(connection, {**mine, **done})
        owned = {"workspace_id": signed_in.workspace_id, "account_id": signed_in.account_id}
        schedule_id = insert_schedule(connection, {**owned, **schedule()})
        run_id = insert_run(connection, schedule_id, None, datetime.now(UTC))
        webhook = insert_webhook(connection, WEBHOOK | {"workspace_id": signed_in.workspace_id})
        delivery = insert_delivery(connection, new_delivery(webhook, "job.failed", "evt_1", SECRET, datetime.now(UTC)))
    listing = signed_in.client.get("/api/listings", headers=signed_in.headers).json()["items"][0]
    more = {"schedule_id": schedule_id, "run_id": run_id, "webhook_id": webhook.id, "delivery_id": delivery.id}
    return {"key_id": key.json()["id"], "listing_id": listing["id"], "item_id": listing["item_id"], "job_id": job_id, **more}


def schedule() -> dict[str, Any]:
    """A paused schedule, but for whose it is."""
    when = {"every": "6h", "time_zone": "UTC", **dict.fromkeys(("created_at", "updated_at"), datetime.now(UTC))}
    return {"name": SECRET, "request": {"url": "x"}, "target": {"kind": "url"}, "scraper": "acme", "failures": 0, **when}


def ask(who: SignedIn, route: Route, headers: dict[str, str], body: Any = None, **ids: Any) -> Any:
    """The route's answer; its body is the given one, or a good one."""
    sent = body if body is not None else body_of(route)
    path = route.path.format(**{name: ids.get(name, NOT_OWNED.get(name, 1)) for name in route.parameters})
    # The stream of events has no end: asked for JSON, it says so. test_event_stream.py tries whose events it has.
    headers = {"Accept": "application/json", **headers}
    return who.client.request(route.method, path, headers=headers, **({"json": sent} if sent is not None else {}))


def told(answer: Any) -> dict[str, Any]:
    """A problem, without what differs between any two requests."""
    return {name: value for name, value in answer.json().items() if name != "request_id"}


def test_the_public_routes_are_these() -> None:
    """A4: no other route is open, and every other names a scope that there is."""
    assert {route.name for route in ROUTES if route.is_public} == PUBLIC
    assert {route.name for route in CLOSED if route.handler.opt.get("scope") not in SCOPES} == set()


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer x", "Bearer inv_x", "Basic YTpi"])
def test_without_an_account_nothing_is_open(client: TestClient, header: str | None) -> None:
    """A4: with no token, or one that is none, every route answers 401 and tells how to sign in."""
    nobody = SignedIn(client, "", 0, 0, {} if header is None else {"Authorization": header}, "")
    for route in CLOSED:
        answer = ask(nobody, route, nobody.headers)
        assert (answer.status_code, answer.headers.get("www-authenticate")) == (401, "Bearer"), route.name


def test_the_head_of_an_answer_is_for_who_may_have_the_answer(owned: dict[str, int], signed_in: SignedIn) -> None:
    """A4; RFC 9110, 9.3.2: HEAD gets what GET does but its content, so nobody's without an account."""
    for route in (route for route in ROUTES if route.method == "GET" and route.path != "/metrics"):
        for headers in ({}, signed_in.headers):
            whole, alone = (ask(signed_in, each, headers, **owned) for each in (route, replace(route, method="HEAD")))
            assert (alone.status_code, alone.content) == (whole.status_code, b""), route.name
            assert kept(alone) == kept(whole), route.name


def test_which_methods_a_route_takes_is_no_secret(client: TestClient) -> None:
    """RFC 9110, 9.3.7: OPTIONS answers anybody with the methods, which /docs tells as well, and nothing else."""
    for route in ROUTES:
        answer = client.options(route.path.format(**dict.fromkeys(route.parameters, UNKNOWN)))
        assert (answer.status_code, answer.content) == (204, b""), route.name
        assert route.method in answer.headers["allow"]


def kept(answer: Any) -> dict[str, str]:
    """The headers of an answer that do not differ between any two requests."""
    differ = ("x-request-id", "date", "ratelimit", "content-length")  # a problem has the request's id, an export its moment
    return {name: value for name, value in answer.headers.items() if name not in differ}


def test_a_key_does_what_its_scopes_say_and_nothing_else(signed_in: SignedIn) -> None:
    """A3: with all scopes but the one that a route needs it answers 403; with that one alone it does not."""
    keys = {}
    for scope in SCOPES:
        for name, scopes in ((f"only {scope}", [scope]), (f"not {scope}", [other for other in SCOPES if other != scope])):
            made = signed_in.client.post("/api/auth/keys", json={"name": name, "scopes": scopes}, headers=signed_in.headers)
            keys[name] = {"Authorization": f"Bearer {made.json()['key']}"}
    for route in CLOSED:
        scope = route.handler.opt["scope"]
        refused = ask(signed_in, route, keys[f"not {scope}"], **dict.fromkeys(route.parameters, UNKNOWN))
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing"), route.name
        passed = ask(signed_in, route, keys[f"only {scope}"], **dict.fromkeys(route.parameters, UNKNOWN))
        assert "scope_missing" not in passed.text, route.name


def test_what_belongs_to_others_is_not_there(owned: dict[str, int], signed_in: SignedIn, someone_else: SignedIn) -> None:
    """A1: another account's id answers what an unknown id answers, to the letter, for every route; and nothing was changed."""
    before = contents(signed_in)
    for route in WITH_IDS:
        ids = {name: owned[name] for name in route.parameters if name not in NOT_OWNED}
        theirs = ask(someone_else, route, someone_else.headers, **ids)
        unknown = ask(someone_else, route, someone_else.headers, **dict.fromkeys(ids, UNKNOWN))
        assert (theirs.status_code, told(theirs)) == (404, told(unknown)), route.name
    assert contents(signed_in) == before


def test_what_belongs_to_others_cannot_be_named_in_a_body(
    owned: dict[str, int], signed_in: SignedIn, someone_else: SignedIn
) -> None:
    """A1: ids of others in a body are unknown ones as well, and nothing of theirs is changed."""
    before, item = contents(signed_in), owned["item_id"]
    mine = someone_else.client.post("/api/inventory", json={"title": "Mine"}, headers=someone_else.headers).json()["id"]
    for path, body in (("patch", {"items": [{"id": item, "patch": {"title": "x"}}]}), ("delete", {"ids": [item]})):
        answer = someone_else.client.post(f"/api/inventory/bulk/{path}", json=body, headers=someone_else.headers)
        assert [result["status"] for result in answer.json()["results"]] == [404]
    join = signed_in.client.post(f"/api/listings/{owned['listing_id']}/join", json={"item_id": mine}, headers=signed_in.headers)
    assert join.status_code == 404
    assert contents(signed_in) == before


def test_lists_show_nobody_elses_rows(owned: dict[str, int], someone_else: SignedIn, database: Database) -> None:
    """A1: no route that lists, exports or counts shows anything of another account, to one that has rows of its own either."""
    mine = Listing.model_validate({"source": "acme", "listing_id": "1", "title": "Mine"})
    with database.writing() as connection:
        ingest(connection, someone_else.workspace_id, [mine], datetime.now(UTC))
    for route in ROUTES:
        if route.method == "GET" and not set(route.parameters) - set(NOT_OWNED):
            answer = ask(someone_else, route, someone_else.headers)
            assert SECRET not in answer.text, route.name


def contents(who: SignedIn) -> list[Any]:
    """All that an account has."""
    names = ("inventory", "listings", "auth/keys", "auth/me", "schedules", "webhooks", "events/list")
    return [who.client.get(f"/api/{name}", headers=who.headers).json() for name in names]


@pytest.mark.parametrize("field", ["id", "owner", "account_id", "workspace_id", "is_admin", "role", "created_at"])
def test_nothing_can_be_set_that_is_not_offered(signed_in: SignedIn, field: str) -> None:
    """A2: a field that a body does not have is refused by name, so that nobody sets an id, an owner or a role."""
    for route in ROUTES:
        if route.name not in BODIES or route.path.endswith("/import"):
            continue
        body = {**body_of(route), field: 1}
        answer = ask(signed_in, route, signed_in.headers, body, **dict.fromkeys(route.parameters, UNKNOWN))
        assert answer.status_code == 400, route.name
        assert field in answer.text, route.name


def test_no_answer_holds_a_secret(owned: dict[str, int], signed_in: SignedIn, database: Database) -> None:
    """A2: no route that reads shows a password's hash, a token's, or a key."""
    for route in ROUTES:
        if route.method == "GET" and not route.is_public:
            shown = ask(signed_in, route, signed_in.headers, **owned).text
            assert not [word for word in ("argon2", "hash", '"key":"inv_', "password", "whsec_") if word in shown], route.name


AT_ONCE = [route for route in CLOSED if route.handler.opt.get("at_once")]


@pytest.mark.parametrize("how", ["signed out", "disabled", "key revoked", "key expired"])
def test_who_is_expected_is_looked_up_all_the_same(
    owned: dict[str, int], signed_in: SignedIn, database: Database, how: str
) -> None:
    """A4: where who asks is looked up together with what is read, a token that was good a moment ago opens nothing any more."""
    headers = signed_in.headers
    if "key" in how:
        made = signed_in.client.post("/api/auth/keys", json={"name": "x", "scopes": list(SCOPES)}, headers=headers).json()
        headers = {"Authorization": f"Bearer {made['key']}"}
    assert AT_ONCE
    for route in AT_ONCE * 2:
        assert SECRET in ask(signed_in, route, headers, **owned).text, route.name
    with database.writing() as connection:
        connection.execute(text(ENDS[how]), {"now": datetime.now(UTC)})
    for path in [*(route.path.format(**owned) for route in AT_ONCE), "/api/inventory?q=,"]:
        answer = signed_in.client.get(path, headers=headers)
        assert (answer.status_code, answer.headers.get("www-authenticate")) == (401, "Bearer"), path
        assert SECRET not in answer.text


ENDS = {
    "signed out": "DELETE FROM sessions",
    "disabled": "UPDATE accounts SET disabled_at = :now",
    "key revoked": "DELETE FROM api_keys",
    "key expired": "UPDATE api_keys SET expires_at = :now",
}


def test_nobody_is_expected_for_long(client: TestClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that was revoked is not counted on its account for longer than ten seconds, whatever it is used for."""
    door: Door = client.app.state.door
    token, now = signed_in.headers["Authorization"].removeprefix("Bearer "), time.monotonic()
    for seconds, is_expected in ((9, True), (60, False)):
        signed_in.client.get("/api/inventory", headers=signed_in.headers)
        with monkeypatch.context() as later:
            later.setattr(guard, "time", SimpleNamespace(monotonic=lambda at=now + seconds: at))
            assert bool(door.expected(token)) == (is_expected and not door.accounts.database.is_sqlite)


def test_a_route_that_forgets_to_look_has_no_caller(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch, signed_in: SignedIn
) -> None:
    """A4: one that says `at_once` and reads by itself fails, in place of believing who asked before."""
    monkeypatch.setattr(service, "CONTROLLERS", [*service.CONTROLLERS, Offered])
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        assert client.get("/api/inventory", headers=signed_in.headers).status_code == 200
        answer = client.get("/api/try/unlooked", headers=signed_in.headers)
        assert answer.status_code == (200 if database.is_sqlite else 500)


class Offered(Controller):
    """Routes that the service does not have: for administrators, and two whose makers forgot something."""

    path = "/api/try"

    @get("/admin", opt={"scope": "account", "admin": True}, sync_to_thread=False)
    def admin(self) -> dict[str, str]:
        return {}

    @get("/unlooked", opt={"scope": "inventory:read", "at_once": True}, sync_to_thread=False)
    def unlooked(self, request: AnyRequest) -> dict[str, int]:
        return {"workspace": request.user.workspace_id}

    @get("/forgotten", sync_to_thread=False)
    def forgotten(self) -> dict[str, str]:
        return {}


def test_a_route_that_says_nothing_is_closed(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch, signed_in: SignedIn
) -> None:
    """A3, A4: what says nothing of itself is closed to everyone, what is for administrators to everyone else."""
    monkeypatch.setattr(service, "CONTROLLERS", [*service.CONTROLLERS, Offered])
    with TestClient(create_app(settings)) as client:
        for path in ("/api/try/admin", "/api/try/forgotten"):
            assert client.get(path).status_code == 401
            assert client.get(path, headers=signed_in.headers).status_code == 403
