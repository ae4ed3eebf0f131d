"""The service as `pip install inventory-api` leaves it, with nothing else: started, used over HTTP, and stopped.

Run by the session `service` in an environment that has no scraper and no tool of tests; so this uses nothing but Python.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

PASSWORD = "correct horse battery"
CREDENTIALS = {"email": "ada@example.org", "password": PASSWORD}


class Service:
    """A service that answers at an address."""

    def __init__(self, address: str) -> None:
        self.address, self.headers = address, {"Content-Type": "application/json"}

    def ask(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of one request; with a body it is a POST."""
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(self.address + path, data, self.headers), timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if "json" in answer.headers["content-type"] else text.decode()
        except HTTPError as error:
            return error.code, json.loads(error.read())

    def wait(self) -> None:
        """Until it answers; a minute at most."""
        for _ in range(600):
            try:
                self.ask("/health/live")
                return
            except URLError:
                time.sleep(0.1)
        raise TimeoutError(self.address)


def use(service: Service) -> None:
    """A team's first day: accounts, an inventory and figures; and what needs a scraper is refused with the reason."""
    assert service.ask("/api/auth/register", CREDENTIALS)[0] == 201
    status, tokens = service.ask("/api/auth/login", CREDENTIALS)
    assert status == 200, tokens
    service.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    status, item = service.ask("/api/inventory", {"title": "A brass lamp", "price": {"amount": "12.50", "currency": "USD"}})
    assert status == 201, item
    assert service.ask(f"/api/inventory/{item['id']}")[1]["price"] == {"amount": "12.50", "currency": "USD"}
    assert [found["id"] for found in service.ask("/api/inventory?q=brass")[1]["items"]] == [item["id"]]
    assert "A brass lamp" in service.ask("/api/inventory/export?format=csv")[1]
    assert service.ask("/api/stats")[0] == 200
    assert service.ask("/api/scrapers")[1]["scrapers"] == []
    status, refused = service.ask("/api/scraping/jobs", {"url": "https://shop.example/lamp"})
    assert status >= 400, refused
    assert refused["detail"], refused
    assert service.ask("/health/ready")[1]["status"] == "ready"
    assert "/docs/files/" in service.ask("/docs")[1]


def main() -> None:
    """Start it in a folder of its own, use it, stop it."""
    assert not entry_points(group="inventory_core.scrapers.v1"), "there are scrapers: this environment is not bare"
    command = [str(Path(sys.executable).with_name("inventory-api")), "serve", "--port", "0"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": "", "LOG_LEVEL": "WARNING"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                said = "".join(process.stdout.readline() for _ in range(3))
                assert "No scraper is installed" in said, said
                service = Service(re.findall(r"http://\S+", said)[0])
                service.wait()
                use(service)
            finally:
                process.terminate()
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
