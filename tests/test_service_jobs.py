"""The service and the scrapers as people install them: found by each other, and a shop on this machine scraped over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

PASSWORD = "correct horse battery"
PAGE = b"""<!doctype html><html lang="en"><title>Desk lamp</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Product", "name": "Desk lamp", "sku": "L-1",
 "offers": {"@type": "Offer", "price": "12.50", "priceCurrency": "USD", "availability": "https://schema.org/InStock"}}
</script><h1>Desk lamp</h1><p>A lamp for a desk, with an arm that bends and a switch in the cord.</p></html>"""


class Shop(BaseHTTPRequestHandler):
    """A shop with one page, and no robots.txt."""

    asked: list[str]
    served: threading.Event

    def do_GET(self) -> None:
        self.asked.append(self.path)
        found = self.path == "/desk-lamp"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE) if found else 0))
        self.end_headers()
        if found:
            self.wfile.write(PAGE)
            self.served.set()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def shop() -> Iterator[ThreadingHTTPServer]:
    """That shop on a free port of this machine."""
    handler = type("OwnShop", (Shop,), {"asked": [], "served": threading.Event()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Service:
    """A service in a process of its own."""

    def __init__(self, address: str) -> None:
        self.address, self.headers = address, {"Content-Type": "application/json"}

    def ask(self, path: str, body: Any = None) -> Any:
        """The answer to a GET, or to a posted object."""
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(self.address + path, data, self.headers), timeout=30) as answer:
            return json.load(answer)

    def sign_in(self, email: str) -> None:
        """As the account of the command line."""
        tokens = self.ask("/api/auth/login", {"email": email, "password": PASSWORD})
        self.headers["Authorization"] = f"Bearer {tokens['access_token']}"


@contextmanager
def serving(folder: Path, python: str = sys.executable, *, email: str = "ada@example.org", **more: str) -> Iterator[Service]:
    """The installed command, with an account, until it is stopped."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    env = {**kept, "DATA_DIR": str(folder), "INVENTORY_CACHE": "off", **more}
    command = [python, "-m", "inventory_api"]
    created = [*command, "user", "create", email]
    subprocess.run(created, env=env, input=PASSWORD + "\n", text=True, check=True, capture_output=True)
    with subprocess.Popen([*command, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert address
            service = Service(address[0])
            while True:
                try:
                    service.sign_in(email)
                    break
                except OSError:
                    assert process.poll() is None
                    threading.Event().wait(0.02)
            yield service
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)


def finished(service: Service, job_id: int) -> Any:
    """The job when it has ended."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        job = service.ask(f"/api/scraping/jobs/{job_id}")
        if job["state"] not in ("queued", "running"):
            return job
        threading.Event().wait(0.02)
    raise AssertionError(job)


def test_a_shop_is_scraped_over_http(shop: ThreadingHTTPServer, tmp_path: Path) -> None:
    """The installed scrapers are listed; a job fetches a page, politely, and its listing becomes an item with exact price."""
    with serving(tmp_path, INVENTORY_ALLOW_PRIVATE="127.0.0.1") as service:
        installed = service.ask("/api/scrapers")
        assert {"generic", "mercari-us", "mercari-jp", "depop"} <= {scraper["name"] for scraper in installed["scrapers"]}
        assert [fetcher["name"] for fetcher in installed["fetchers"] if fetcher["used"]] == ["requests"]
        assert installed["notice"] is None
        begun = service.ask("/api/scraping/jobs", {"url": f"http://127.0.0.1:{shop.server_port}/desk-lamp"})
        assert shop.RequestHandlerClass.served.wait(60)  # type: ignore[attr-defined]
        job = finished(service, begun["id"])
        assert (job["state"], job["outcome"], job["progress"]["new"]) == ("done", "ok", 1)
        assert job["progress"]["requests"] == 2
        (item,) = service.ask("/api/inventory")["items"]
        assert (item["title"], item["price"]) == ("Desk lamp", {"amount": "12.50", "currency": "USD"})
        assert (item["source"], item["availability"]) == ("generic", "in_stock")
    assert shop.RequestHandlerClass.asked == ["/robots.txt", "/desk-lamp"]  # type: ignore[attr-defined]


def test_a_private_address_is_refused_unless_it_is_allowed(shop: ThreadingHTTPServer, tmp_path: Path) -> None:
    """Without the fetcher's setting the job fails as `refused`, names the rule, and nothing is connected to."""
    with serving(tmp_path) as service:
        for host in ("127.0.0.1", "localhost"):
            begun = service.ask("/api/scraping/jobs", {"url": f"http://{host}:{shop.server_port}/desk-lamp"})
            job = finished(service, begun["id"])
            assert (job["state"], job["outcome"]) == ("failed", "refused")
            assert job["report"]["errors"][0]["code"] == "private_address"
            assert "127.0.0.1" not in job["report"]["errors"][0]["message"]
    assert shop.RequestHandlerClass.asked == []  # type: ignore[attr-defined]
