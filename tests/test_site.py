"""The site that the session `docs` built, as people have it: opened in a Chromium, without any network."""

from __future__ import annotations

import functools
import os
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SITE = Path(os.environ.get("INVENTORY_SITE", "no-site"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)
pytestmark = pytest.mark.skipif(not SITE.is_dir(), reason="the site is built, and tried, by the session `docs`")
needs_browser = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The site on a free port."""
    handler = functools.partial(Quiet, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Any]:
    """A tab in which a request to another machine, or an error of a script, fails the test."""
    page = browser.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: None if request.url.startswith((address, "data:")) else elsewhere.append(request.url))
    page.on("pageerror", lambda error: elsewhere.append(str(error)))
    yield page
    page.close()
    assert elsewhere == []


@needs_browser
def test_the_first_page_leads_each_kind_of_user_on(tab: Any, address: str) -> None:
    """The address of the site shows what it is, and a click leads the programmer, the team and the author to a tutorial."""
    tab.goto(f"{address}/", wait_until="networkidle")
    tab.wait_for_selector("h1:has-text('Inventory Hub')")
    for tutorial in ("Read a page", "Run the service", "Publish a scraper"):
        tab.goto(f"{address}/docs/index.html")
        tab.click(f"article table a:has-text('{tutorial}')")
        assert tutorial in tab.inner_text("article h1")


@needs_browser
def test_every_part_is_in_the_navigation(tab: Any, address: str) -> None:
    """Tutorials, how-to, reference and explanation each have pages, and each leads to one."""
    tab.goto(f"{address}/docs/index.html")
    captions = [caption.lower() for caption in tab.locator(".sidebar-tree .caption-text").all_inner_texts()]
    assert captions == ["tutorials", "how to", "reference", "explanation"]
    for link in tab.locator(".sidebar-tree a").evaluate_all("links => links.map(link => link.href)"):
        assert tab.request.get(link).ok, link


@needs_browser
def test_search_finds_what_the_model_says(tab: Any, address: str) -> None:
    """Searching for "condition" finds the contract and the model, without a server behind it."""
    tab.goto(f"{address}/docs/index.html")
    tab.fill("input[name=q]", "condition")
    tab.press("input[name=q]", "Enter")
    for page in ("contract.html", "listing.html"):  # they come one after the other
        tab.wait_for_selector(f"ul.search li a[href*='{page}']")
    found = " ".join(tab.locator("ul.search li a").all_inner_texts())
    assert "condition" in found.lower()


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(browser: Any, address: str, scheme: str, width: int) -> None:
    """On a phone and on a desk, in the light and in the dark, no page has to be moved sideways."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for name in ("index", "settings", "contract", "reference/routes", "reference/core", "reference/commands", "performance"):
        page.goto(f"{address}/docs/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if folder := os.environ.get("INVENTORY_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{name.replace('/', '-')}-{scheme}-{width}.png")
    page.close()


def test_the_reference_has_what_the_code_exports() -> None:
    """Every public name of the core, every command and every route stands in the reference."""
    import inventory_core
    from inventory_scrapers.cli.app import app

    reference = {
        name: (SITE / "docs" / "reference" / f"{name}.html").read_text("utf-8") for name in ("core", "commands", "routes")
    }
    assert [name for name in inventory_core.__all__ if f'id="inventory_core.{name}"' not in reference["core"]] == []
    assert [name for name in app.commands if f"inventory-scrapers-{name}" not in reference["commands"]] == []
    assert ">/api/listings<" in reference["routes"]


def test_the_site_asks_for_nothing_from_elsewhere() -> None:
    """No page has a script, a style or a picture of another machine."""
    loads = re.compile(r"""<(?:script|img|iframe)\b[^>]*\bsrc=["']?(?:https?:)?//|<link\b[^>]*\bhref=["']?(?:https?:)?//""")
    assert [str(page) for page in SITE.rglob("*.html") if loads.search(page.read_text("utf-8"))] == []
