"""What `inventory-scrapers new` writes, as its author and its users have it: built, installed, tested, found, and gone again."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from .conftest import Fresh
from .test_service_jobs import Service, finished, serving


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, wheels: Path, others: Path) -> Fresh:
    """An environment with the wheels of this project, and nothing else that is new."""
    made = Fresh(tmp_path_factory.mktemp("hub") / "env", wheels, others)
    made.run("pip", "install", "--quiet", "inventory-api", "inventory-scrapers")
    return made


@pytest.fixture(scope="module")
def plugin(hub: Fresh, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A distribution that was just written, for a marketplace on this machine."""
    folder = tmp_path_factory.mktemp("plugin")
    hub.run("inventory-scrapers", "new", "attic", "--host", "127.0.0.1", cwd=folder)
    return folder / "inventory-attic"


@pytest.fixture(scope="module")
def wheel(hub: Fresh, plugin: Path) -> Path:
    """Its wheel."""
    hub.run("python", "-m", "hatchling", "build", cwd=plugin)
    (built,) = (plugin / "dist").glob("*.whl")
    return built


@pytest.fixture
def uninstalled(hub: Fresh) -> Iterator[None]:
    """However the test ends, the next one begins without the plugin."""
    yield
    hub.run("pip", "uninstall", "--quiet", "--yes", "inventory-attic")


class Market:
    """That marketplace on a free port: the page of its recorded case, and one whose answer waits for `open`."""

    def __init__(self, port: int) -> None:
        self.item, self.slow = (f"http://127.0.0.1:{port}{path}" for path in ("/item/1001", "/slow"))
        self.asked, self.open = threading.Event(), threading.Event()


@pytest.fixture
def market(plugin: Path) -> Iterator[Market]:
    """The marketplace, while the test runs."""
    (packed,) = plugin.glob("tests/cases/*/page.gz")
    page = gzip.decompress(packed.read_bytes())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/slow":
                found.asked.set()
                found.open.wait(60)
            body = page if self.path == "/item/1001" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        found = Market(server.server_port)
        yield found
        found.open.set()
        server.shutdown()


def names(service: Service) -> set[str]:
    """The scrapers that the service lists."""
    return {scraper["name"] for scraper in service.ask("/api/scrapers")["scrapers"]}


def refusal(service: Service, job: dict[str, Any]) -> Any:
    """Why a job is not taken."""
    with pytest.raises(HTTPError) as refused:
        service.ask("/api/scraping/jobs", job)
    return json.loads(refused.value.read())


@pytest.mark.usefixtures("uninstalled")
def test_a_new_plugin_is_a_wheel_that_passes_its_tests(hub: Fresh, plugin: Path, wheel: Path) -> None:
    """The wheel installs beside ours, its range takes them, its tests and `check` pass, and the command finds it."""
    hub.run("pip", "install", "--quiet", f"{wheel}[test]")
    assert "passed" in hub.run("python", "-m", "pytest", "-q", cwd=plugin)
    (checked,) = json.loads(hub.run("inventory-scrapers", "check", "attic", "--json", cwd=plugin))
    assert (checked["distribution"], checked["cases"], checked["failed"]) == ("inventory-attic", 1, 0)
    installed = json.loads(hub.run("inventory-scrapers", "scrapers"))
    (found,) = [one for one in installed["scrapers"] if one["name"] == "attic"]
    assert (found["distribution"], found["version"], found["page_kinds"]) == ("inventory-attic", "0.1.0", ["item"])
    hub.run("pip", "check")


@pytest.mark.usefixtures("uninstalled")
def test_a_running_service_gains_a_plugin_uses_it_and_loses_it(hub: Fresh, wheel: Path, market: Market, tmp_path: Path) -> None:
    """Installed beside the running service it is listed and reads a page in a job; removed, it is gone and that is said."""
    with serving(tmp_path / "data", str(hub.bin / "python"), INVENTORY_ALLOW_PRIVATE="127.0.0.1") as service:
        assert "attic" not in names(service)
        before = refusal(service, {"url": market.item, "scraper": "attic"})
        assert before["code"] == "unknown_scraper"
        assert "'attic' is installed" in before["detail"]

        hub.run("pip", "install", "--quiet", str(wheel))
        assert "attic" in names(service)
        job = finished(service, service.ask("/api/scraping/jobs", {"url": market.item})["id"])
        assert (job["state"], job["outcome"], job["progress"]["new"]) == ("done", "ok", 1)
        (item,) = service.ask("/api/inventory")["items"]
        assert (item["source"], item["title"], item["price"]) == ("attic", "Desk lamp", {"amount": "12.50", "currency": "EUR"})

        hub.run("pip", "uninstall", "--quiet", "--yes", "inventory-attic")
        assert "attic" not in names(service)
        after = refusal(service, {"url": market.item, "scraper": "attic"})
        assert (after["code"], after["detail"]) == (before["code"], before["detail"])
        assert [one["source"] for one in service.ask("/api/inventory")["items"]] == ["attic"]


@pytest.mark.usefixtures("uninstalled")
def test_a_job_whose_plugin_went_while_it_waited_says_so(hub: Fresh, wheel: Path, market: Market, tmp_path: Path) -> None:
    """It ends as failed with the name of the scraper that is not there any more, and the service goes on."""
    hub.run("pip", "install", "--quiet", str(wheel))
    more = {"INVENTORY_ALLOW_PRIVATE": "127.0.0.1", "JOBS_AT_ONCE": "1"}
    with serving(tmp_path / "data", str(hub.bin / "python"), **more) as service:
        first = service.ask("/api/scraping/jobs", {"url": market.slow, "scraper": "generic"})
        assert market.asked.wait(60)
        waiting = service.ask("/api/scraping/jobs", {"url": market.item})
        hub.run("pip", "uninstall", "--quiet", "--yes", "inventory-attic")
        market.open.set()
        assert finished(service, first["id"])["state"] in ("done", "failed")
        job = finished(service, waiting["id"])
        assert job["state"] == "failed"
        assert "'attic'" in job["error"]["message"]
        assert "generic" in names(service)
