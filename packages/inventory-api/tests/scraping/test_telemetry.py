"""Errors that reach Sentry, and traces that reach a collector: those who listen are on this machine. Neither is told a secret."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.testing import TestClient

from inventory_api import app as service
from inventory_api import telemetry
from inventory_api.app import create_app
from inventory_api.cli import main
from inventory_api.cli.setup import told
from inventory_api.database import Database
from inventory_api.scraping.work import Work as Runs
from inventory_api.settings import Settings

from ..over_http import Service
from ..receivers import Receiver, otlp_spans, receiving, sentry_events
from .conftest import Shop, Work

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SECRETS = ("hunter2", "eyJhbGciOi", "ada@example.org", "in-the-address", "in-the-error", "in-a-variable", "session=")
SAYS_SECRETS: dict[str, Any] = {
    "headers": {"Authorization": "Bearer eyJhbGciOi", "Cookie": "session=1", "X-Request-ID": "trace-12345678"},
    "json": {"email": "ada@example.org", "password": "hunter2"},
    "params": {"token": "in-the-address"},
}


class Broken(Controller):
    """Routes that fail in ways that the service does not."""

    path = "/api/broken"
    opt = {"public": True}  # noqa: RUF012

    @get("/read/{name:str}", sync_to_thread=False)
    def read(self, name: FromPath[str]) -> None:
        raise KeyError(f"in-the-error {name}")

    @post("/mistake", sync_to_thread=False)
    def mistake(self, data: JSONBody[dict[str, str]], token: FromQuery[str]) -> None:
        kept = f"in-a-variable {data} {token}"
        try:
            raise ValueError(kept)
        except ValueError as error:
            raise RuntimeError(f"in-the-error {kept}") from error


@pytest.fixture
def sentry() -> Iterator[Receiver]:
    """In place of Sentry."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def collector() -> Iterator[Receiver]:
    """In place of an OpenTelemetry collector."""
    with receiving() as receiver:
        yield receiver


def asking(sentry: Receiver, collector: Receiver) -> dict[str, str]:
    """The settings that ask for both."""
    return {
        "sentry_dsn": f"http://key@127.0.0.1:{sentry.port}/1",
        "otel_exporter_otlp_endpoint": f"http://127.0.0.1:{collector.port}",
    }


@pytest.fixture
def telling(sentry: Receiver, collector: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both are told of what happens in this process."""
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=tests")
    telemetry.start(Settings(**asking(sentry, collector)))  # type: ignore[arg-type]
    yield
    telemetry.stop()


@pytest.fixture
def broken(telling: None, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client, behind a trusted proxy, of a service that has those routes."""
    monkeypatch.setattr(service, "CONTROLLERS", [*service.CONTROLLERS, Broken])
    app = create_app(settings.model_copy(update={"trusted_proxies": ["10.0.0.1"]}))

    async def behind_a_proxy(scope: Any, receive: Any, send: Any) -> None:
        peer = dict(scope.get("headers", [])).get(b"x-peer", b"10.0.0.1").decode()
        await app({**scope, "client": (peer, 1)} if scope["type"] == "http" else scope, receive, send)

    with TestClient(behind_a_proxy, raise_server_exceptions=False) as client:
        yield client


def kept_nothing(receiver: Receiver) -> None:
    """Nothing that came holds a secret."""
    came = b"".join(body for _, body in receiver.posted).decode("latin-1")
    assert came
    assert [secret for secret in SECRETS if secret in came] == []


@pytest.mark.extras
def test_an_error_that_nobody_expected_reaches_sentry(broken: TestClient, sentry: Receiver) -> None:
    """With the request's id, its route and where it was; what is an answer like any other is not told."""
    assert broken.get("/api/auth/me").status_code == 401
    assert broken.get("/nothing/here").status_code == 404
    assert broken.post("/api/broken/mistake", **SAYS_SECRETS).status_code == 500
    (event,) = sentry.wait_for(sentry_events, lambda events: len(events) >= 1)
    wanted = {"request_id": "trace-12345678", "route": "/api/broken/mistake", "method": "POST"}
    assert wanted.items() <= event["tags"].items()
    kinds = [error["type"] for error in event["exception"]["values"]]
    assert kinds == ["ValueError", "RuntimeError"]
    assert event["exception"]["values"][-1]["stacktrace"]["frames"][-1]["function"] == "mistake"
    assert event["release"].startswith("inventory-api@")


@pytest.mark.extras
def test_sentry_is_told_no_secret(broken: TestClient, sentry: Receiver) -> None:
    """A20: no body, header, token, cookie, e-mail address, query, variable or word of the error."""
    broken.post("/api/broken/mistake", **SAYS_SECRETS)
    broken.get("/api/broken/read/hunter2")
    sentry.wait_for(sentry_events, lambda events: len(events) >= 2)
    kept_nothing(sentry)


@pytest.mark.extras
def test_whatever_the_sdk_adds_to_an_event_is_left_out() -> None:
    """A20: only what was found harmless goes: an event that is full of secrets has none left."""
    from inventory_api.telemetry.errors import _harmless

    secret = {"any": "hunter2", "deep": [{"er": "hunter2"}]}
    frame = {"function": "f", "lineno": 3, "vars": secret, "abs_path": "hunter2"}
    error = {
        "type": "KeyError",
        "value": "hunter2",
        "stacktrace": {"frames": [frame], "registers": secret},
        "mechanism": {"data": secret},
    }
    names = ("request", "user", "extra", "contexts", "breadcrumbs", "modules", "message", "logentry", "transaction", "threads")
    event = {"level": "error", "tags": {"request_id": "1"}, "exception": {"values": [error]}, **dict.fromkeys(names, secret)}
    left = _harmless(json.loads(json.dumps(event)), {})
    assert "hunter2" not in json.dumps(left)
    assert left["exception"]["values"][0]["stacktrace"]["frames"] == [{"function": "f", "lineno": 3}]


@pytest.mark.extras
def test_a_request_gives_a_trace(broken: TestClient, collector: Receiver) -> None:
    """Its method, route, status and id; a status of 500 is a failure; probes are not told."""
    broken.get("/health/live")
    broken.get("/api/auth/me", headers={"X-Request-ID": "trace-12345678"})
    broken.get("/api/inventory/77")
    broken.get("/api/broken/read/hunter2")
    spans = collector.wait_for(otlp_spans, lambda spans: len(spans) >= 3)
    told = {span["name"]: span for span in spans}
    assert sorted(told) == ["GET /api/auth/me", "GET /api/broken/read/{name}", "GET /api/inventory/{item_id}"]
    me = told["GET /api/auth/me"]
    assert (me["http.route"], me["http.response.status_code"], me["request_id"]) == ("/api/auth/me", 401, "trace-12345678")
    assert (me["http.request.method"], me["failed"], me["parent"]) == ("GET", None, "")
    assert told["GET /api/broken/read/{name}"]["failed"] == "500"
    assert me["resource"]["service.name"] == "inventory-api"
    assert me["resource"]["deployment.environment.name"] == "tests"


@pytest.mark.extras
def test_a_trace_tells_no_secret(broken: TestClient, collector: Receiver) -> None:
    """A20: no body, header, token, cookie, e-mail address, query, part of a path or word of an error."""
    broken.post("/api/broken/mistake", **SAYS_SECRETS)
    broken.get("/api/broken/read/hunter2", headers={"Authorization": "Bearer eyJhbGciOi"})
    spans = collector.wait_for(otlp_spans, lambda spans: len(spans) >= 2)
    assert sum(span["events"] for span in spans) == 0
    kept_nothing(collector)


@pytest.mark.extras
@pytest.mark.parametrize(("peer", "is_believed"), [("10.0.0.1", True), ("203.0.113.1", False)])
def test_only_a_trusted_proxy_says_of_which_trace_a_request_is(
    broken: TestClient, collector: Receiver, peer: str, is_believed: bool
) -> None:
    """`traceparent` of a proxy that TRUSTED_PROXIES names goes on; anyone else's begins a new trace."""
    broken.get("/api/auth/me", headers={"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Peer": peer})
    (span,) = collector.wait_for(otlp_spans, lambda spans: len(spans) >= 1)
    assert ((span["trace"], span["parent"]) == (TRACE, PARENT)) is is_believed


@pytest.mark.extras
def test_a_job_gives_a_span(telling: None, collector: Receiver, work: Work, shop: Shop) -> None:
    """The job's id, its state and its outcome, and nothing of the address that it asked for."""
    shop.pages["https://acme.example/item/1?token=in-the-address"] = "Desk lamp|12.50"
    job = work.run(url="https://acme.example/item/1?token=in-the-address")
    spans = collector.wait_for(otlp_spans, lambda spans: any(span["name"] == "job" for span in spans))
    (span,) = [span for span in spans if span["name"] == "job"]
    assert (span["job.id"], span["job.state"], span["job.outcome"], span["failed"]) == (job["id"], "done", "ok", None)
    kept_nothing(collector)


@pytest.mark.extras
def test_a_job_that_breaks_reaches_sentry(
    telling: None, sentry: Receiver, collector: Receiver, work: Work, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of ours in a job is told with the job's id, and its span has failed."""

    def fails(_self: Runs) -> None:
        raise RuntimeError("in-the-error")

    monkeypatch.setattr(Runs, "run", fails)
    job = work.run(html="Desk lamp|12.50", url="https://acme.example/item/1")
    assert job["state"] == "failed"
    (event,) = sentry.wait_for(sentry_events, lambda events: len(events) >= 1)
    assert str(event["tags"]["job_id"]) == str(job["id"])
    spans = collector.wait_for(otlp_spans, lambda spans: any(span["name"] == "job" for span in spans))
    assert [span["failed"] for span in spans if span["name"] == "job"] == ["internal_error"]


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """The environment of a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    return {**kept, "DATA_DIR": str(tmp_path / "data"), **more}


@pytest.mark.extras
def test_what_is_left_is_sent_when_the_service_stops(tmp_path: Path, sentry: Receiver, collector: Receiver) -> None:
    """`serve` with nothing but the settings: a request of the moment before SIGTERM is told."""
    env = environment(tmp_path, **{name.upper(): value for name, value in asking(sentry, collector).items()})
    env["OTEL_BSP_SCHEDULE_DELAY"] = "600000"
    command = [sys.executable, "-m", "inventory_api", "serve", "--port", "0"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        port = re.search(r":(\d+)", process.stdout.readline())
        assert port
        client = Service(int(port[1]))
        client.wait()
        client.get("/api/auth/me")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert [span["name"] for span in collector.wait_for(otlp_spans, lambda spans: len(spans) >= 1)] == ["GET /api/auth/me"]


@pytest.mark.extras
def test_without_the_settings_nothing_of_it_is_even_imported(tmp_path: Path) -> None:
    """Who asks for neither pays for neither, though both extras are installed."""
    code = (
        "import sys; from inventory_api.cli.serve import app; import inventory_api.app, inventory_api.telemetry;"
        "print([name for name in sys.modules if name.partition('.')[0] in ('sentry_sdk', 'opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "value", "extra"),
    [
        ("sentry_dsn", "https://key@sentry.example/1", "sentry"),
        ("otel_exporter_otlp_endpoint", "http://c.example", "opentelemetry"),
    ],
)
def test_a_setting_without_its_extra_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, extra: str) -> None:
    """The service does not start in silence without what the settings ask for: it says what to install."""
    monkeypatch.setattr(telemetry, "find_spec", lambda _module: None)
    with pytest.raises(Exception, match=re.escape(f"pip install 'inventory-api[{extra}]'")) as raised, told():
        telemetry.start(Settings(**{name: value}))
    assert type(raised.value).__name__ == "ClickException"
    assert name.upper() in str(raised.value)


NO_ADDRESSES = {
    "a DSN that is none": {"SENTRY_DSN": "no address"},
    "a collector without a scheme": {"OTEL_EXPORTER_OTLP_ENDPOINT": "c.example:4318"},
    "a port that is none": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c.example:x"},
    "another protocol": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c.example", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
}


@pytest.mark.extras
@pytest.mark.parametrize("given", NO_ADDRESSES.values(), ids=list(NO_ADDRESSES))
def test_a_setting_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, str]) -> None:
    """The service does not start, and the doctor calls it a problem."""
    for name, value in {"DATA_DIR": str(tmp_path), **given}.items():
        monkeypatch.setenv(name, value)
    name = list(given)[-1]
    for begin in (telemetry.check, telemetry.start):
        with pytest.raises(Exception, match=name) as raised, told():
            begin(Settings())
        assert type(raised.value).__name__ == "ClickException"
    done = CliRunner().invoke(main, ["doctor"])
    assert (done.exit_code, f"problem settings: {name}" in done.output) == (2, True)


@pytest.mark.extras
def test_the_doctor_tells_who_does_not_listen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sentry: Receiver, collector: Receiver
) -> None:
    """By the setting and the place, without the key; who listens is not told of."""
    for name, value in {"data_dir": str(tmp_path), **asking(sentry, collector)}.items():
        monkeypatch.setenv(name.upper(), value)
    assert "telemetry_unreachable" not in CliRunner().invoke(main, ["doctor"]).output
    monkeypatch.setenv("SENTRY_DSN", "http://hunter2@127.0.0.1:1/1")
    done = CliRunner().invoke(main, ["doctor"])
    assert "warning telemetry_unreachable: SENTRY_DSN names 127.0.0.1:1, where nobody answers" in done.output
    assert "hunter2" not in done.output
    assert done.exit_code == 1
