"""What holds for every request and answer (A6, A10 to A13, A20)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import structlog
from litestar import Controller, get
from litestar.testing import TestClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from inventory_api import app as service
from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.errors import TooManyRequests
from inventory_api.migrations import is_current
from inventory_api.settings import Settings
from inventory_api.web import logs
from inventory_api.web.client import client_key
from inventory_api.web.limits import Limit, Limits

from .conftest import SignedIn


class Broken(Controller):
    """Routes that fail in ways that the service does not."""

    path = "/api/broken"
    opt = {"public": True}  # noqa: RUF012

    @get("/mistake", sync_to_thread=False)
    def mistake(self) -> None:
        raise KeyError("the password of the database is 1234")

    @get("/database", sync_to_thread=False)
    def down(self) -> None:
        raise OperationalError("SELECT secret_of_mine", {}, Exception("connection to 10.1.2.3 refused"))


@pytest.fixture
def broken(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of a service that has those routes."""
    monkeypatch.setattr(service, "CONTROLLERS", [*service.CONTROLLERS, Broken])
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def asked(settings: Settings, database: Database, **changes: Any) -> TestClient:
    """A client of a service with other settings."""
    return TestClient(create_app(settings.model_copy(update=changes)))


def login(client: TestClient, **more: Any) -> Any:
    """An attempt to sign in."""
    return client.post("/api/auth/login", json={"email": "ada@example.org", "password": "wrong password", **more})


JSON = {"Content-Type": "application/json"}
DEEP = b'{"email": "a", "password": "b", "x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"
HALF = rb'{"email": "\ud800", "password": "x"}'
ASKS: dict[str, tuple[int, str, Callable[[TestClient], Any]]] = {
    "no such path": (404, "not_found", lambda client: client.get("/nothing/here")),
    "no such method": (405, "method_not_allowed", lambda client: client.delete("/api/auth/login")),
    "no JSON": (400, "bad_request", lambda client: client.post("/api/auth/login", content=b"{", headers=JSON)),
    "no object": (400, "invalid", lambda client: client.post("/api/auth/login", json=[1])),
    "a field too much": (400, "invalid", lambda client: login(client, more=1)),
    "a field of another type": (400, "invalid", lambda client: login(client, password=5)),
    "NaN": (400, "bad_request", lambda client: client.post("/api/auth/login", content=b'{"email": NaN}', headers=JSON)),
    "deep": (400, "too_deep", lambda client: client.post("/api/auth/login", content=b"[" * 100_000, headers=JSON)),
    "deep and unknown": (400, "", lambda client: client.post("/api/auth/login", content=DEEP, headers=JSON)),
    "NUL": (400, "invalid", lambda client: login(client, email="a\0@example.org")),
    "NUL in the address": (400, "invalid", lambda client: client.get("/api/auth/me?x=%00")),
    "a form": (415, "unsupported_media_type", lambda client: client.post("/api/auth/login", data={"email": "a"})),
    "half a character": (400, "bad_request", lambda client: client.post("/api/auth/login", content=HALF, headers=JSON)),
    "no UTF-8": (400, "bad_request", lambda client: client.post("/api/auth/login", content=b'{"email": "\xff"}', headers=JSON)),
    "an unknown parameter": (400, "invalid", lambda client: client.get("/health/live?verbose=1")),
    "nobody": (401, "not_signed_in", lambda client: client.get("/api/auth/me")),
    "a wrong password": (401, "wrong_credentials", login),
    "another host": (400, "unknown_host", lambda client: client.get("/docs", headers={"Host": "evil.example"})),
    "a large body": (413, "too_large", lambda client: login(client, password="x" * 11_000_000)),
    "a mistake of ours": (500, "internal_error", lambda client: client.get("/api/broken/mistake")),
    "no database": (503, "database_unavailable", lambda client: client.get("/api/broken/database")),
}


@pytest.mark.parametrize("name", ASKS)
def test_every_error_is_problem_details(broken: TestClient, name: str) -> None:
    """A6, A13: whatever goes wrong is RFC 9457 with the request's id and a code, and tells nothing of the inside."""
    status, code, ask = ASKS[name]
    answer = ask(broken)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == status
    assert said["code"] == (code or said["code"])
    assert said["request_id"] == answer.headers["x-request-id"]
    inside = ("Traceback", "KeyError", "1234", "10.1.2.3", "SELECT", "sqlalchemy", "litestar", "msgspec", "site-packages")
    told = answer.text.replace(said["request_id"], "")  # which may have 1234 in it
    assert not [word for word in inside if word in told]


def test_a_body_that_is_too_large_is_told_the_limit(signed_in: SignedIn) -> None:
    """A6: that of its route, in units."""
    for path, form, limit in (("/api/inventory", "application/json", "10 MiB"), ("/api/inventory/import", "text/csv", "100 MB")):
        headers = {**signed_in.headers, "Content-Type": form, "Content-Length": "100000001"}
        answer = signed_in.client.post(path, content=iter([b" "]), headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (
            413,
            f"The body is larger than the {limit} that this route takes.",
        )


def test_the_fields_that_are_wrong_are_named(client: TestClient) -> None:
    """A13: a body that does not fit is answered with the field and where it was."""
    answer = client.post("/api/auth/register", json={"email": "ada@example.org", "password": "short"}).json()
    assert [(error["field"], error["in"]) for error in answer["errors"]] == [("password", "body")]


WRONG: dict[str, tuple[str, str, Any, dict[str, Any]]] = {
    "an enum": (
        "POST",
        "/api/scraping/jobs",
        {"url": "https://a.example/", "priority": "urgent"},
        {"field": "priority", "in": "body", "message": "one of high, low, normal", "allowed": ["high", "low", "normal"]},
    ),
    "an entry of a list": (
        "POST",
        "/api/inventory",
        {"title": "lamp", "images": [{"url": "https://a.example/"}, {"url": "https://a.example/", "width": -1}]},
        {"field": "images[1].width", "in": "body", "message": "takes a number from 0 on"},
    ),
    "a pattern that has words": (
        "POST",
        "/api/inventory",
        {"title": "lamp", "gtin": "12"},
        {"field": "gtin", "message": "is not of its form: 8, 12, 13 or 14 digits"},
    ),
    "a pattern that has an example": (
        "POST",
        "/api/scraping/jobs",
        {"url": "shop.example/lamp"},
        {"field": "url", "message": "is not of its form: An address, such as https://shop.example/lamp"},
    ),
    "a text that is too long": (
        "POST",
        "/api/inventory",
        {"title": "l" * 1001},
        {"field": "title", "message": "takes at most 1,000 characters"},
    ),
    "a field that is unknown": (
        "POST",
        "/api/inventory",
        {"title": "lamp", "condition": {"grade": "new", "rav": "as new"}},
        {"field": "condition.rav", "in": "body", "message": "unknown field; known are grade, raw"},
    ),
    "a field that is missing": ("POST", "/api/inventory", {}, {"field": "title", "in": "body", "message": "is missing"}),
    "a number for a boolean": (
        "POST",
        "/api/schedules",
        {"name": "lamps", "url": "https://a.example/", "every": "6h", "active": 0},
        {"field": "active", "in": "body", "message": "must be true or false, not a whole number"},
    ),
    "text for a number": (
        "POST",
        "/api/inventory",
        {"title": "lamp", "quantity": "3"},
        {"field": "quantity", "in": "body", "message": "must be a whole number or null, not text"},
    ),
    "an enum of a parameter": (
        "GET",
        "/api/inventory/export?format=pdf",
        None,
        {"field": "format", "in": "query", "message": "one of csv, jsonl, xlsx", "allowed": ["csv", "jsonl", "xlsx"]},
    ),
    "a parameter that has another name inside": (
        "GET",
        "/api/scraping/jobs?state=gone",
        None,
        {"field": "state", "in": "query", "message": "one of cancelled, done, failed, queued, running"},
    ),
    "a text that is empty": (
        "POST",
        "/api/inventory",
        {"title": ""},
        {"field": "title", "in": "body", "message": "takes at least 1 character"},
    ),
    "text for a number in an address": (
        "GET",
        "/api/inventory?limit=all",
        None,
        {"field": "limit", "in": "query", "message": "must be a whole number, not text"},
    ),
    "a short address with another scheme": (
        "POST",
        "/api/webhooks",
        {"url": "ftp://x"},
        {"field": "url", "message": "is not of its form: An address, such as https://receiver.example/hub"},
    ),
    "a moment whose plus became a blank": (
        "GET",
        "/api/inventory?changed_since=2026-11-26T12:00:00+01:00",
        None,
        {
            "field": "changed_since",
            "message": "a moment with a time zone, such as 2026-01-31T12:00:00Z; in an address a + is a blank: write %2B",
        },
    ),
    "a moment without a zone": (
        "GET",
        "/api/inventory?changed_since=2026-11-26+12:00:00",
        None,
        {"field": "changed_since", "message": "a moment with a time zone, such as 2026-01-31T12:00:00Z"},
    ),
    "a parameter where there are none": (
        "GET",
        "/api/stats?q=lamp",
        None,
        {"field": "q", "in": "query", "message": "unknown parameter; this route takes none"},
    ),
    "no body": ("POST", "/api/inventory", None, {"field": None, "in": "body", "message": "is missing"}),
    "a filter that is not of its form": (
        "GET",
        "/api/inventory?currency=euro",
        None,
        {
            "field": "currency",
            "in": "query",
            "message": "is not of its form: Capital letters (ISO 4217), such as EUR; a range of prices needs it",
        },
    ),
    "a moment without a zone in a body": (
        "POST",
        "/api/auth/keys",
        {"name": "robot", "scopes": ["account"], "expires_at": "2040-01-01T00:00:00"},
        {"field": "expires_at", "message": "must be a moment with a time zone, such as 2026-01-31T12:00:00Z"},
    ),
    "a day for a moment": (
        "POST",
        "/api/auth/keys",
        {"name": "robot", "scopes": ["account"], "expires_at": "2040-01-01"},
        {"field": "expires_at", "message": "must be a moment with a time zone, such as 2026-01-31T12:00:00Z"},
    ),
    "a moment that is over": (
        "POST",
        "/api/auth/keys",
        {"name": "robot", "scopes": ["account"], "expires_at": "2020-01-01T00:00:00Z"},
        {"field": "expires_at", "in": "body", "message": "is in the past"},
    ),
    "a number beyond what all count exactly": (
        "POST",
        "/api/inventory",
        {"title": "lamp", "custom": {"weight": 1e300}},
        {"field": "custom[...]", "message": "takes at most 9,007,199,254,740,991"},
    ),
    "a name that is none of the model's": (
        "GET",
        "/api/inventory?availability=In+stock",
        None,
        {
            "field": "availability",
            "in": "query",
            "message": "is not of its form: One of in_stock, limited, pre_order, back_order, made_to_order, reserved, sold, "
            "out_of_stock, discontinued, unknown, or a name that a newer scraper added",
        },
    ),
    "a filter that is too long": (
        "GET",
        f"/api/inventory?q={'a' * 501}",
        None,
        {"field": "q", "in": "query", "message": "takes at most 500 characters"},
    ),
    "an amount in words": (
        "GET",
        "/api/inventory?currency=EUR&price_min=12,50",
        None,
        {"field": "price_min", "in": "query", "message": "is not of its form: A decimal number, such as 12.50"},
    ),
    "no number": (
        "GET",
        "/api/events?last_event_id=x",
        None,
        {"field": "last_event_id", "in": "query", "message": "must be a whole number, not text"},
    ),
    "more than a page": (
        "GET",
        "/api/listings?limit=1000",
        None,
        {"field": "limit", "in": "query", "message": "takes at most 200"},
    ),
    "a number of five thousand digits": (
        "GET",
        f"/api/listings?limit={'9' * 5000}",
        None,
        {"field": "limit", "in": "query", "message": "is too large a number"},
    ),
    "an address without a scheme": (
        "POST",
        "/api/parse?url=lamps.example",
        {"html": "<h1>A lamp</h1>"},
        {"field": "url", "in": "query", "message": "is not of its form: The page's address, such as https://shop.example/lamp"},
    ),
    "an unknown parameter": (
        "GET",
        "/api/scraping/jobs?page=2",
        None,
        {"field": "page", "in": "query", "message": "unknown parameter; known are cursor, limit, state"},
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_allowed_is_said(signed_in: SignedIn, name: str) -> None:
    """A6, A13: a field that is refused is named as the client knows it, with what is allowed there; 0 is not false."""
    method, path, body, expected = WRONG[name]
    answer = signed_in.client.request(method, path, json=body, headers=signed_in.headers)
    assert answer.status_code == 400, answer.text
    (error,) = answer.json()["errors"]
    assert {field: error[field] for field in expected} == expected


def test_a_whole_number_may_be_written_with_a_point(signed_in: SignedIn) -> None:
    """JSON Schema, 6.1.1: 3.0 is an integer, as some languages write it."""
    body = b'{"title": "lamp", "quantity": 3.0}'
    headers = {**signed_in.headers, "Content-Type": "application/json"}
    answer = signed_in.client.post("/api/inventory", content=body, headers=headers)
    assert (answer.status_code, answer.json()["quantity"]) == (201, 3)


@pytest.mark.parametrize(
    ("given", "kept"), [("trace-12345678", True), ("short", False), ("no good id here", False), ("x" * 101, False), (None, False)]
)
def test_a_request_has_an_id(client: TestClient, given: str | None, kept: bool) -> None:
    """X-Request-ID comes back as it was given; one that is missing or odd is made anew."""
    answer = client.get("/health/live", headers={} if given is None else {"X-Request-ID": given})
    assert (answer.headers["x-request-id"] == given) is kept
    assert len(answer.headers["x-request-id"]) >= 8


@pytest.mark.parametrize(
    "path", ["/health/live", "/api/auth/me", "/nothing", "/docs", "/docs/openapi.json", "/docs/files/start.js"]
)
def test_every_answer_keeps_browsers_from_mischief(client: TestClient, path: str) -> None:
    """A11: nosniff, no frames, no referrer and a content policy, on errors and the documentation as well."""
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_the_head_of_an_answer_is_there_for_itself(client: TestClient) -> None:
    """RFC 9110, 9.3.2 and 10.2.1: HEAD is answered wherever GET is, with GET's length, and a route that has GET says so."""
    for path, status in (("/health/live", 200), ("/docs/openapi.json", 200), ("/nothing", 404), ("/api/auth/login", 405)):
        head, whole = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (status, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]
    for path, allowed in (("/health/live", {"GET", "HEAD", "OPTIONS"}), ("/api/auth/login", {"POST", "OPTIONS"})):
        for answer in (client.delete(path), client.options(path)):
            assert set(answer.headers["allow"].split(", ")) == allowed


def test_answers_about_accounts_are_not_stored(signed_in: SignedIn) -> None:
    """A11: no-store on everything under /api/auth, errors too."""
    for answer in (signed_in.client.get("/api/auth/me", headers=signed_in.headers), signed_in.client.get("/api/auth/me")):
        assert answer.headers["cache-control"] == "no-store"


def test_the_address_of_the_service_leads_to_its_documentation(client: TestClient) -> None:
    """A browser that is pointed at it alone finds something; nobody has to be signed in."""
    answer = client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


def test_the_documentation_loads_nothing_from_elsewhere(client: TestClient) -> None:
    """The page's scripts and styles come from the service; its policy allows no other origin."""
    page = client.get("/docs")
    assert page.status_code == 200
    assert "http" not in page.text.replace("<!doctype html>", "")
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js"):
        assert f"/docs/files/{name}" in page.text
        assert client.get(f"/docs/files/{name}").status_code == 200
    assert "http" not in page.headers["content-security-policy"]
    assert client.get("/docs/files/..%2f__init__.py").status_code == 404
    assert client.get("/docs/openapi.json").json()["openapi"].startswith("3.1")


def test_other_origins_may_not_ask_unless_told(settings: Settings, database: Database) -> None:
    """A11: no CORS header by default; with a setting, for that origin alone and without credentials."""
    asking = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
    with asked(settings, database) as client:
        assert "access-control-allow-origin" not in client.get("/health/live", headers=asking).headers
        assert "access-control-allow-origin" not in client.options("/health/live", headers=asking).headers
    with asked(settings, database, cors_origins=["https://app.example"]) as client:
        allowed = client.get("/health/live", headers=asking).headers
        assert allowed["access-control-allow-origin"] == "https://app.example"
        assert "access-control-allow-credentials" not in allowed
        assert "etag" in allowed["access-control-expose-headers"].lower()  # else a page could not send If-Match
        evil = {**asking, "Origin": "https://evil.example"}
        assert "access-control-allow-origin" not in client.get("/health/live", headers=evil).headers
        refused = client.options("/health/live", headers=evil)
        assert (refused.status_code, refused.json()["code"]) == (400, "unknown_origin")
        assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("LOCALHOST:8000", 200), ("[::1]:8000", 200), ("evil.example", 400), ("localhost.evil.example", 400),
        ("", 400), ("[::1", 400), ("localhost@evil.example", 400), ("127.0.0.1:80", 200),
    ],
)  # fmt: skip
def test_only_known_hosts_are_answered(settings: Settings, database: Database, host: str, status: int) -> None:
    """A11: the name that was asked for must be one of the allowed ones, whatever its port; a probe may use any."""
    with asked(settings, database, allowed_hosts=["localhost", "127.0.0.1", "[::1]"]) as client:
        assert client.get("/docs", headers={"Host": host}).status_code == status
        assert client.get("/health/live", headers={"Host": host}).status_code == 200


def test_an_ipv6_network_is_one_client() -> None:
    """A10: who has a /64 has not 2^64 clients; an IPv4 address in IPv6 clothes is the IPv4 address."""
    assert client_key("2001:db8::1") == client_key("2001:db8::ffff:2")
    assert client_key("2001:db8::1") != client_key("2001:db8:0:1::1")
    assert client_key("::ffff:203.0.113.1") == client_key("203.0.113.1")


def test_a_limit_is_exact_under_concurrency(settings: Settings, database: Database) -> None:
    """A10: of forty requests at once, from two workers, as many pass as the limit says, and a key is no other's."""
    workers, limit = [Limits(settings.database), Limits(settings.database)], Limit("try", 10, 3600)

    def passes(number: int) -> bool:
        try:
            workers[number % 2].use(limit, "one")
        except TooManyRequests:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(passes, range(40))) == 10
    assert workers[0].use(limit, "two").headers["RateLimit"] == '"try";r=9;t=360'
    for worker in workers:
        worker.close()


def test_who_asks_too_often_is_told_when_again(settings: Settings, database: Database) -> None:
    """A10: 429 as problem details with Retry-After and RateLimit; every answer before says what is left; health goes on."""
    with asked(settings, database, anonymous_requests_per_minute=3) as client:
        answers = [client.get("/api/auth/me", headers={"X-Real-IP": f"203.0.113.{number}"}) for number in range(5)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
        left = [answer.headers["ratelimit"].split(";")[1] for answer in answers]
        assert left == ["r=2", "r=1", "r=0", "r=0", "r=0"]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert answers[-1].headers["content-type"] == "application/problem+json"
        assert client.get("/health/live").status_code == 200


def test_an_account_has_a_limit_of_its_own(settings: Settings, signed_in: SignedIn) -> None:
    """A10: over all of its sessions, whatever the address; others are not touched."""
    with TestClient(create_app(settings.model_copy(update={"requests_per_minute": 4}))) as client:
        answers = [client.get("/api/auth/me", headers=signed_in.headers).status_code for _ in range(6)]
        assert answers.count(429) >= 1
        assert client.get("/health/ready").status_code == 200
        assert client.get("/api/auth/me").status_code == 401


def test_figures_are_for_this_machine(settings: Settings, database: Database) -> None:
    """/metrics answers 404 to others, and to a proxy that nobody trusts; routes are templates."""
    app = create_app(settings)
    with TestClient(app) as client:
        assert client.get("/metrics").status_code == 404
        client.get("/api/inventory/77")
    with TestClient(_from("127.0.0.1", create_app(settings))) as client:
        figures = client.get("/metrics").text
        assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 404
    assert 'route="/api/inventory/{item_id}"' in figures
    assert "/api/inventory/77" not in figures


def _from(address: str, app: Any) -> Any:
    """The service as a client of that address finds it."""

    async def asked_from(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "client": (address, 1)} if scope["type"] == "http" else scope, receive, send)

    return asked_from


def test_nobody_forges_a_line_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    """A20: control characters are written as escapes in both forms."""
    kept, handlers = structlog.get_config(), logging.getLogger().handlers[:]
    try:
        for form in ("json", "console"):
            logs.configure(form, "INFO")  # type: ignore[arg-type]
            structlog.stdlib.get_logger("x").info("a\nforged line", value="b\r\n\x1b[31mc\u2028")
            written = capsys.readouterr().err
            assert len(written.splitlines()) == 1
            assert "\x1b[31mc" not in written
            assert "forged line" in (json.loads(written)["event"] if form == "json" else written)
    finally:
        structlog.configure(**kept)
        logging.getLogger().handlers[:] = handlers


def fail(secret: str) -> None:
    """An error whose words have a secret in them, as one of its variables."""
    raise ValueError(f"cannot use {secret}")


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("library", [True, False])
def test_an_error_in_the_background_is_logged_in_short(capsys: pytest.CaptureFixture[str], form: Any, library: bool) -> None:
    """A20: of one that a job, a loop or a library logs there is the kind and where it was; no words of it, and no variables."""
    kept, handlers = structlog.get_config(), logging.getLogger().handlers[:]
    try:
        logs.configure(form, "INFO")
        try:
            fail("hunter2")
        except ValueError:
            (logging.getLogger("dbos") if library else structlog.get_logger()).exception("job_failed")
        written = capsys.readouterr().err
    finally:
        structlog.configure(**kept)
        logging.getLogger().handlers[:] = handlers
    assert len(written.splitlines()) == 1
    assert [word in written for word in ("job_failed", "ValueError", "test_edge.py", " fail", "hunter2")] == [True] * 4 + [False]


def test_probes_do_not_fill_the_log(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """To ask whether the tables are those of this release writes nothing; what a migration does is written."""
    kept, handlers = structlog.get_config(), logging.getLogger().handlers[:]
    try:
        logs.configure("json", "INFO")
        assert is_current(database)
        logging.getLogger("alembic.runtime.migration").info("Running upgrade %s", "0001")
        assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["Running upgrade 0001"]
    finally:
        structlog.configure(**kept)
        logging.getLogger().handlers[:] = handlers


def test_what_failed_is_logged_without_its_words(capsys: pytest.CaptureFixture[str], broken: TestClient) -> None:
    """A13, A20: the log has the kind of error, where it was and the request's id, and nothing that was in its message."""
    answer = broken.get("/api/broken/mistake")
    written = capsys.readouterr().out
    assert "KeyError" in written
    assert answer.json()["request_id"] in written
    assert "1234" not in written


def test_a_database_of_another_release_is_not_ready(client: TestClient, database: Database) -> None:
    """/health/ready answers 503 with the reason, /health/live 200."""
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert [(check["name"], check["status"]) for check in answer.json()["checks"]] == [
        ("database", "ok"),
        ("migrations", "failed"),
    ]
    assert client.get("/health/live").status_code == 200
