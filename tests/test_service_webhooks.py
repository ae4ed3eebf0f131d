"""Webhooks of a service with the fetcher that is installed: the guards of fetching hold for what is delivered (A14)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from .test_service_jobs import serving, shop

__all__ = ["shop"]


@pytest.fixture
def receiver() -> Iterator[tuple[int, queue.SimpleQueue[tuple[dict[str, str], bytes]]]]:
    """A port of this machine, and what was posted there."""
    came: queue.SimpleQueue[tuple[dict[str, str], bytes]] = queue.SimpleQueue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            came.put((headers, self.rfile.read(int(headers["content-length"]))))
            self.send_response(302 if self.path == "/moved" else 204)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, came
        server.shutdown()


def test_what_a_job_finds_is_delivered_signed(
    shop: ThreadingHTTPServer, receiver: tuple[int, queue.SimpleQueue[tuple[dict[str, str], bytes]]], tmp_path: Path
) -> None:
    """The installed fetcher delivers a new listing with a good signature; a receiver that redirects gets nothing more."""
    port, came = receiver
    with serving(tmp_path, INVENTORY_ALLOW_PRIVATE="127.0.0.1") as service:
        hook = service.ask("/api/webhooks", {"url": f"http://127.0.0.1:{port}/in", "kinds": ["listing.new"]})
        moved = service.ask("/api/webhooks", {"url": f"http://127.0.0.1:{port}/moved", "kinds": ["listing.sold"]})
        service.ask("/api/scraping/jobs", {"url": f"http://127.0.0.1:{shop.server_port}/desk-lamp"})
        headers, body = came.get(timeout=60)
        event = json.loads(body)
        assert (event["kind"], event["data"]["title"]) == ("listing.new", "Desk lamp")
        assert "inventory" in headers["user-agent"]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
        wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{wanted}"
        service.ask(f"/api/webhooks/{moved['id']}/test", {})
        came.get(timeout=60)
        while not (attempts := service.ask(f"/api/webhooks/{moved['id']}/deliveries")["items"][0]["attempts"]):
            threading.Event().wait(0.02)
        assert (attempts[0]["status"], attempts[0]["rule"]) == (None, "redirect")
    assert came.empty()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "[::1]", "169.254.169.254", "0x7f.1"])
def test_private_receivers_are_refused(hosted: Any, host: str) -> None:
    """A14: without the fetcher's leave nothing private can be configured, and the answer names the rule."""
    with pytest.raises(HTTPError) as refused:
        hosted.ask("/api/webhooks", {"url": f"http://{host}/in"})
    problem = json.load(refused.value)
    assert (refused.value.code, problem["errors"][0]["field"]) == (400, "url")
    assert problem["errors"][0]["rule"] in ("private_address", "ambiguous_host")
    assert hosted.ask("/api/webhooks")["items"] == []


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A service that may reach nothing private."""
    with serving(tmp_path_factory.mktemp("hosted")) as service:
        yield service
