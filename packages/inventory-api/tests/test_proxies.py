"""Behind a proxy: who asked, over https or not, for which host (A10, A11), and what plain http is answered with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar, get
from litestar.testing import TestClient
from pydantic import ValidationError

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.settings import Settings
from inventory_api.web.client import networks
from inventory_api.web.edge import Edge
from inventory_api.web.proxies import Asked, Form, Proxies

from .conftest import PASSWORD, sign_in

PROXY, CLIENT, OTHER = "10.0.0.1", "203.0.113.1", "198.51.100.7"
BEHIND = {"trusted_proxies": ["10.0.0.0/8"], "public_url": "https://hub.example.org", "require_https": True}


def asked(peer: str, *headers: tuple[str, str], form: Form = "x-forwarded", scheme: str = "http") -> Asked:
    """What a service that trusts 10.0.0.0/8 believes of a request with these headers."""
    lines = [(b"host", b"inside:8000"), *((name.encode(), value.encode("latin-1")) for name, value in headers)]
    scope = {"client": (peer, 1), "scheme": scheme, "headers": lines}
    return Proxies(networks(["10.0.0.0/8"]), form).asked(scope)


@contextmanager
def client_at(app: Any, peer: str) -> Iterator[TestClient]:
    """A client of the app, as that peer; it follows no redirects."""

    async def asked_by_peer(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "client": (peer, 1)} if scope["type"] == "http" else scope, receive, send)

    with TestClient(asked_by_peer) as client:
        client.follow_redirects = False
        client.headers["Host"] = "hub.example.org"
        yield client


def service(settings: Settings, peer: str = PROXY, **changes: Any) -> AbstractContextManager[TestClient]:
    """A client of the service behind a proxy."""
    return client_at(create_app(settings.model_copy(update={**BEHIND, **changes})), peer)


@get(["/", "/{rest:path}"], sync_to_thread=False)
def anything() -> str:
    """A route that says yes to whatever reaches it."""
    return "reached"


def edge(peer: str = PROXY, **changes: Any) -> AbstractContextManager[TestClient]:
    """A client of what every request passes first, with routes behind it that need no database."""
    app = Litestar([anything], logging_config=None)
    return client_at(Edge(app, Settings(allowed_hosts=[]).model_copy(update={**BEHIND, **changes})), peer)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (OTHER, [CLIENT], OTHER),  # nobody to believe
        (PROXY, [CLIENT], CLIENT),
        (PROXY, [f"1.1.1.1, {CLIENT}"], CLIENT),  # what the client wrote itself comes first
        (PROXY, ["1.1.1.1", f"{CLIENT}, 10.0.0.2"], CLIENT),
        (PROXY, [f"10.9.9.9, {CLIENT}, 10.0.0.2"], CLIENT),  # and cannot pass for a proxy
        (PROXY, [], PROXY),
        (PROXY, [","], PROXY),
        (PROXY, ["no address"], PROXY),
        (PROXY, [f"{CLIENT}, no address"], PROXY),
        (PROXY, ["10.0.0.3"], PROXY),
        (PROXY, [f"{CLIENT}:4711"], CLIENT),
        (PROXY, ["[2001:DB8::1]:4711"], "2001:db8::1"),
        (PROXY, ["2001:db8::1"], "2001:db8::1"),
        (PROXY, [f"::ffff:{CLIENT}"], CLIENT),
        (f"::ffff:{PROXY}", [CLIENT], CLIENT),  # as a socket for both kinds of addresses names the peer
    ],
)
def test_only_trusted_proxies_say_who_asks(peer: str, forwarded: list[str], client: str) -> None:
    """A10: X-Forwarded-For is believed from trusted proxies alone, and read from its end."""
    assert asked(peer, *(("x-forwarded-for", line) for line in forwarded)).client == client


@pytest.mark.parametrize(
    ("chain", "schemes", "hosts", "expected"),
    [
        (CLIENT, "https", "hub.example", ("https", "hub.example")),
        (CLIENT, "HTTPS", "Hub.Example:8443", ("https", "hub.example:8443")),
        (CLIENT, "gopher", "", ("http", "inside:8000")),
        (CLIENT, "http, https", "evil.example, hub.example", ("https", "hub.example")),  # the client's own words come first
        (f"{CLIENT}, 10.0.0.2", "https, http", "hub.example, inner", ("https", "hub.example")),  # each proxy adds its own
        (f"{CLIENT}, 10.0.0.2", "https", "hub.example", ("https", "hub.example")),  # the inner proxy leaves it as it is
        (f"1.1.1.1, {CLIENT}, 10.0.0.2", "http, https, http", "", ("https", "inside:8000")),
        ("", "https", "hub.example", ("https", "hub.example")),
    ],
)
def test_scheme_and_host_are_those_of_the_outermost_trusted_proxy(
    chain: str, schemes: str, hosts: str, expected: tuple[str, str]
) -> None:
    """A chain is walked from its end, and what the last trusted proxy was asked is what the client did."""
    told = asked(PROXY, ("x-forwarded-for", chain), ("x-forwarded-proto", schemes), ("x-forwarded-host", hosts))
    assert (told.scheme, told.host) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["for=203.0.113.1;proto=https;host=hub.example"], (CLIENT, "https", "hub.example")),
        (['For="203.0.113.1:80"; Proto=HTTPS ;host="hub.example:8443"'], (CLIENT, "https", "hub.example:8443")),
        (['for="[2001:db8::1]:4711";proto=https'], ("2001:db8::1", "https", "inside:8000")),
        (["for=1.1.1.1;proto=http, for=203.0.113.1;proto=https"], (CLIENT, "https", "inside:8000")),
        (["for=203.0.113.1;proto=https;host=hub.example, for=10.0.0.2;proto=http;host=inner"], (CLIENT, "https", "hub.example")),
        (["for=203.0.113.1;proto=https", "for=10.0.0.2;proto=http"], (CLIENT, "https", "inside:8000")),
        (["for=_hidden;proto=https"], (PROXY, "https", "inside:8000")),
        (["for=unknown"], (PROXY, "http", "inside:8000")),
        (["proto=https"], (PROXY, "https", "inside:8000")),
        (['for="', "for=203.0.113.1;proto=https"], (CLIENT, "https", "inside:8000")),  # a broken line before a good one
        (['for=203.0.113.1;proto="https'], (PROXY, "http", "inside:8000")),
        (["for 203.0.113.1"], (PROXY, "http", "inside:8000")),
        ([r'for="203.0.113\.1";proto=https'], (CLIENT, "https", "inside:8000")),
    ],
)
def test_forwarded_is_read_as_rfc_7239_has_it(lines: list[str], expected: tuple[str, str, str]) -> None:
    """Lists in a line and over lines, quoted values, ports and hidden names; what is malformed is believed from nobody."""
    told = asked(PROXY, *(("forwarded", line) for line in lines), form="forwarded")
    assert (told.client, told.scheme, told.host) == expected


@pytest.mark.parametrize("form", ["x-forwarded", "forwarded"])
def test_only_the_form_that_the_proxies_write_is_read(form: Form) -> None:
    """The other form passes a proxy as the client sent it, and changes nothing."""
    headers = {
        "x-forwarded": [("forwarded", "for=203.0.113.1;proto=https;host=evil.example")],
        "forwarded": [("x-forwarded-for", CLIENT), ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")],
    }[form]
    assert asked(PROXY, *headers, form=form) == Asked(PROXY, "http", "inside:8000", by_proxy=True)


@given(st.text(alphabet='for=prothst;,:. "\\[]0123456789abcdef', max_size=60), st.sampled_from(["x-forwarded", "forwarded"]))
def test_whatever_a_client_writes_before_the_proxys_own_line_is_never_reached(written: str, form: Form) -> None:
    """A10: the proxy's line says who asked and how; anything in lines before it changes nothing, and nothing fails."""
    names = {"x-forwarded": ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"), "forwarded": ("forwarded",)}[form]
    own = {"x-forwarded": (CLIENT, "https", "hub.example"), "forwarded": ("for=203.0.113.1;proto=https;host=hub.example",)}[form]
    lines = [*((name, written) for name in names), *zip(names, own, strict=True)]
    assert asked(PROXY, *lines, form=form) == Asked(CLIENT, "https", "hub.example", by_proxy=True)


def test_a_request_for_two_hosts_is_for_none() -> None:
    """A11: two Host headers, of which a proxy and the service might believe one each, are none that is allowed."""
    assert asked(OTHER, ("host", "hub.example.org")).host == ""


SPOOFED = {
    "x-forwarded-for": CLIENT,
    "x-forwarded-proto": "https",
    "x-forwarded-host": "hub.example.org",
    "x-forwarded-port": "443",
    "x-forwarded-ssl": "on",
    "x-real-ip": CLIENT,
    "x-url-scheme": "https",
    "front-end-https": "on",
    "forwarded": "for=203.0.113.1;proto=https;host=hub.example.org",
}


@pytest.mark.parametrize("form", ["x-forwarded", "forwarded"])
@pytest.mark.parametrize("name", [*SPOOFED, "all of them"])
def test_what_an_untrusted_peer_says_changes_nothing(name: str, form: Form) -> None:
    """A10, A11: neither the client, nor the scheme, nor the host, by any header of a peer that is not named."""
    headers = SPOOFED.items() if name == "all of them" else [(name, SPOOFED[name])]
    told = asked(OTHER, *headers, form=form)
    assert (told.client, told.scheme, told.host) == (OTHER, "http", "inside:8000")


@pytest.mark.parametrize("name", [*SPOOFED, "all of them"])
def test_no_spoofed_header_gets_past_the_need_for_https(name: str) -> None:
    """A10, A11: from a peer that is not named nothing is answered but where https is, or that it is needed."""
    headers = dict(SPOOFED) if name == "all of them" else {name: SPOOFED[name]}
    with edge(OTHER) as client:
        for path in ("/docs", "/api/auth/me"):
            answer = client.get(path, headers=headers)
            assert answer.status_code in (308, 403)
            assert answer.headers.get("location", "https://hub.example.org/").startswith("https://hub.example.org/")
            assert "strict-transport-security" not in answer.headers
        refused = client.post("/api/auth/login", json={"email": "a@example.org", "password": PASSWORD}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "https_required")


def test_the_limits_count_the_client_behind_the_proxy(settings: Settings, database: Database) -> None:
    """A10: two clients of one trusted proxy have a limit each; an untrusted peer has one, whatever it writes."""
    few = {"anonymous_requests_per_minute": 2, "require_https": False}
    with service(settings, PROXY, **few) as client:
        codes = [client.get("/api/auth/me", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in (1, 1, 1, 2)]
        assert codes == [401, 401, 429, 401]
    with service(settings, OTHER, **few) as client:
        codes = [client.get("/api/auth/me", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in (11, 12, 13)]
        assert codes == [401, 401, 429]


HTTPS = {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https"}
HTTP = {**HTTPS, "X-Forwarded-Proto": "http"}


def test_https_is_answered_and_kept_to() -> None:
    """Over https all goes its way, and Strict-Transport-Security says to keep to it."""
    with edge() as client:
        for path, status in (("/docs", 200), ("/api/auth/me", 200)):
            answer = client.get(path, headers=HTTPS)
            assert answer.status_code == status
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
    with edge(hsts_seconds=0) as client:
        assert "strict-transport-security" not in client.get("/docs", headers=HTTPS).headers
    with edge(require_https=False) as client:
        assert "strict-transport-security" not in client.get("/docs", headers=HTTPS).headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_only_reads_is_sent_on_to_https(method: str) -> None:
    """308 to the same path and query at the public address; no header that only https may say."""
    with edge() as client:
        answer = client.request(method, "/docs/a%2Fb?x=1&y=%C3%A9", headers=HTTP)
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://hub.example.org/docs/a%2Fb?x=1&y=%C3%A9"
    assert answer.content == b""
    assert "strict-transport-security" not in answer.headers
    assert len(answer.headers["x-request-id"]) >= 8


def test_without_a_public_address_the_host_that_was_asked_for_is_sent_on_to() -> None:
    """The allowed host over https at its usual port; one that is not allowed, or is none, is refused."""
    with edge(public_url="", allowed_hosts=["hub.example.org"]) as client:
        sent_on = client.get("/docs", headers={**HTTP, "X-Forwarded-Host": "hub.example.org:8080"})
        assert sent_on.headers["location"] == "https://hub.example.org/docs"
        assert client.get("/docs", headers={**HTTP, "X-Forwarded-Host": "evil.example"}).status_code == 400
    with edge(public_url="", allowed_hosts=["*"]) as client:
        assert client.get("/docs", headers={**HTTP, "X-Forwarded-Host": "no host/"}).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_what_changes_something_is_refused_over_http(method: str) -> None:
    """403 as problem details, and never a redirect: a body that was sent over http must not look as if it had gone well."""
    with edge() as client:
        answer = client.request(method, "/api/inventory", headers=HTTP, content=b"{}")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "https_required"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "location" not in answer.headers


@pytest.mark.parametrize("header", [{"Authorization": "Bearer abc"}, {"Cookie": "a=b"}, {"Content-Length": "2"}])
def test_a_secret_or_a_body_is_never_sent_on(header: dict[str, str]) -> None:
    """A GET with a token, a cookie or a body is refused; where it had a secret, it is told that this is one no more."""
    content = b"{}" if "Content-Length" in header else None
    with edge() as client:
        answer = client.request("GET", "/api/auth/me", headers={**HTTP, **header}, content=content)
    assert (answer.status_code, answer.json()["code"]) == (403, "https_required")
    assert "location" not in answer.headers
    assert ("end it" in answer.json()["detail"]) is ("Content-Length" not in header)


def test_a_proxy_that_is_not_named_is_no_loop() -> None:
    """With a proxy that TRUSTED_PROXIES does not name every request seems to be http: it is told so, not sent on for ever."""
    with edge("192.0.2.1") as client:
        answer = client.get("/docs", headers=HTTPS)
    assert answer.status_code == 403
    assert "TRUSTED_PROXIES" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_probes_may_ask_over_http(settings: Settings, database: Database, path: str) -> None:
    """An orchestrator asks the service itself, beside the proxy."""
    with service(settings, "192.0.2.1") as client:
        assert client.get(path, headers={"Host": "10.0.0.9:8000"}).status_code == 200


def test_figures_are_not_for_the_clients_of_a_proxy(settings: Settings, database: Database) -> None:
    """/metrics looks at the client behind a trusted proxy, and answers 404 to what a proxy passes on that is not named."""
    with service(settings, "127.0.0.1", trusted_proxies=["127.0.0.1"]) as client:
        figures = client.get("/metrics")
        assert (figures.status_code, figures.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert client.get("/metrics", headers=HTTPS).status_code == 404
    with service(settings, "127.0.0.1") as client:  # another proxy is named than the one that asks
        assert client.get("/metrics", headers=HTTPS).status_code == 404


def test_links_name_the_public_address(settings: Settings, database: Database) -> None:
    """Link and Location are absolute where PUBLIC_URL is set, and relative otherwise, so that no header can bend them."""
    with service(settings, require_https=False) as client:
        headers = {**HTTPS, **sign_in(client, "ada@example.org").headers}
        made = [client.post("/api/inventory", json={"title": f"Lamp {n}"}, headers=headers) for n in range(2)]
        assert made[0].headers["location"].startswith("https://hub.example.org/api/inventory/")
        link = client.get("/api/inventory?limit=1", headers=headers).headers["link"]
        assert link.startswith("<https://hub.example.org/api/inventory?limit=1&cursor=")
        servers = client.get("/docs/openapi.json", headers=HTTPS).json()["servers"]
        assert [server["url"] for server in servers] == ["/", "https://hub.example.org"]
    with service(settings, require_https=False, public_url="", allowed_hosts=["*"]) as client:
        link = client.get("/api/inventory?limit=1", headers={**headers, "X-Forwarded-Host": "evil.example"}).headers["link"]
        assert link.startswith("</api/inventory?")


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ({"require_https": True}, "TRUSTED_PROXIES"),
        ({"require_https": True, "trusted_proxies": "10.0.0.1", "public_url": "http://hub.example"}, "PUBLIC_URL"),
        ({"public_url": "hub.example.org"}, "no address such as"),
        ({"public_url": "https://hub.example.org/below"}, "no address such as"),
        ({"public_url": "https://me:secret@hub.example.org"}, "no address such as"),
        ({"trusted_proxies": "10.0.0.1/8"}, "host bits"),
        ({"trusted_proxies": "nginx"}, "nginx"),
        ({"metrics_clients": "everyone"}, "everyone"),
    ],
)
def test_settings_that_cannot_be_kept_are_refused(given: dict[str, Any], about: str) -> None:
    """A name that is no address, a link with a path or a password, and https that nobody could ever tell."""
    with pytest.raises(ValidationError, match=about):
        Settings(**given)


def test_a_public_address_is_kept_without_its_end() -> None:
    """A slash at its end is not part of it; its host is what counts."""
    settings = Settings(public_url="https://Hub.Example.org:8443/")
    assert (settings.public_url, settings.public_host) == ("https://hub.example.org:8443", "hub.example.org")
