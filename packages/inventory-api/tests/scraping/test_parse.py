"""Pages that are posted: read at once, without fetching, within a deadline."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from litestar.testing import TestClient

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.scraping.body import ParseOperation
from inventory_api.scraping.schemas import PostedPage
from inventory_api.settings import Settings

from ..conftest import SignedIn, sign_in
from .conftest import Gate, Shop, Site, Work, scraper

ITEM = "https://acme.example/item/1"


def send(user: SignedIn, body: str | bytes, kind: str = "text/html", **query: Any) -> Any:
    """The answer to a body of that type."""
    content = body if isinstance(body, bytes) else body.encode()
    return user.client.post("/api/parse", params=query, content=content, headers={**user.headers, "content-type": kind})


def test_html_is_read_with_its_options_in_the_address(work: Work, shop: Shop) -> None:
    """The answer has outcome, page kind, scraper, and the listing as it was read; nothing is fetched and nothing kept."""
    answer = send(work.user, "Desk lamp|12.50", url=ITEM)
    assert answer.status_code == 200
    read = answer.json()
    (listing,) = read.pop("listings")
    assert read == {
        "outcome": "ok",
        "message": "",
        "url": ITEM,
        "scraper": "acme",
        "kind": "item",
        "rule": None,
        "errors": [],
        "notes": [],
        "saved": None,
    }
    assert (listing["title"], listing["price"]) == ("Desk lamp", {"amount": "12.50", "currency": "EUR"})
    assert listing["seller"] == {"id": "7", "name": None, "rating": None}
    assert shop.asked == []


def test_json_says_the_same(work: Work) -> None:
    """`{html, url, scraper}` is read as the same page is, and keeps the names of sellers where asked."""
    plain, posted = send(work.user, "Desk lamp|12.50", url=ITEM), work.post("/api/parse", html="Desk lamp|12.50", url=ITEM)
    assert strip(posted.json()) == strip(plain.json())
    kept = work.post("/api/parse", html="Desk lamp|12.50", url=ITEM, keep_sellers=True, scraper="acme")
    assert kept.json()["listings"][0]["seller"]["name"] == "Ada Lovelace"


def strip(read: dict[str, Any]) -> dict[str, Any]:
    """Without the moments at which the pages were read."""
    for listing in read["listings"]:
        assert listing.pop("fetched_at")
    return read


def test_a_page_is_kept_where_that_was_asked_for(work: Work) -> None:
    """`save` answers what was new, and the items."""
    first = work.post("/api/parse", html="x\n1|Desk lamp|12.50\n2|Lamp|1", url="https://acme.example/search", save=True)
    saved = first.json()["saved"]
    assert (saved["new"], saved["changed"], saved["unchanged"], len(saved["items"])) == (2, 0, 0, 2)
    again = send(work.user, "Desk lamp|13.00", url=ITEM, save=True).json()["saved"]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 1, 0)
    assert again["items"][0] in saved["items"]


def test_charsets_are_honoured(work: Work) -> None:
    """That of the content type where HTML is posted; JSON is UTF-8 whatever the page's meta element says."""
    latin = send(work.user, "Bürolampe|1".encode("latin-1"), "text/html; charset=iso-8859-1", url=ITEM)
    assert latin.json()["listings"][0]["title"] == "Bürolampe"
    meta = '<meta charset="iso-8859-1">Bürolampe|1'
    assert work.post("/api/parse", html=meta, url=ITEM).json()["listings"][0]["title"].endswith("Bürolampe")


def test_empty_and_unrecognised_pages_are_told_apart(work: Work, site: Site) -> None:
    """`empty` is a page without results, `layout_changed` one not understood, `unsupported` one that nobody reads."""
    site.install("blind", scraper("blind", '@page(r"/x")\ndef x(self, page):\n    yield from ()\n'))
    assert send(work.user, "no lamps", url="https://acme.example/search").json()["outcome"] == "empty"
    assert send(work.user, "<p>hello</p>", url="https://blind.example/x").json()["outcome"] == "layout_changed"
    assert send(work.user, "hello", url="https://acme.example/about").json()["outcome"] == "unsupported"


def test_an_invalid_listing_names_its_field(work: Work, site: Site) -> None:
    """The result is partial, with the path of the field and the distribution to blame (P3)."""
    body = '@page(r"/x")\ndef x(self, page):\n    yield self.listing(page, "1", "a", "1")\n'
    site.install("faulty", scraper("faulty", body + '    yield Listing(source=self.name, listing_id="2", title=3)\n'))
    read = send(work.user, "x", url="https://faulty.example/x").json()
    assert (read["outcome"], len(read["listings"])) == ("partial", 1)
    assert [(error["code"], error["field"], error["plugin"]) for error in read["errors"]] == [
        ("invalid_listing", "title", "inventory-faulty 1.0")
    ]


REFUSED: dict[str, tuple[str | bytes, str, dict[str, Any], int, str]] = {
    "empty": ("", "text/html", {"url": ITEM}, 400, "invalid"),
    "no page type": ("x", "image/png", {"url": ITEM}, 415, "unsupported_media_type"),
    "no type": ("x", "", {"url": ITEM}, 415, "unsupported_media_type"),
    "no json": ("{", "application/json", {}, 400, "bad_request"),
    "bad utf-8": (b'{"html": "\xff"}', "application/json", {}, 400, "bad_request"),
    "no html": ('{"url": "https://acme.example/"}', "application/json", {}, 400, "invalid"),
    "unknown field": ('{"html": "x", "id": 3}', "application/json", {}, 400, "invalid"),
    "no host": ("x", "text/html", {"url": "https://[1]/"}, 409, "no_such_host"),
    "file": ("x", "text/html", {"url": "file:///etc/passwd"}, 400, "invalid"),
    "script": ("x", "text/html", {"url": "javascript:alert(1)"}, 400, "invalid"),
    "no such scraper": ("x", "text/html", {"url": ITEM, "scraper": "nobody"}, 409, "unknown_scraper"),
    "deep": ("[" * 100_000, "application/json", {}, 400, "invalid"),
}


@pytest.mark.parametrize(("body", "form", "query", "status", "code"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_page_is_refused(
    work: Work, body: str | bytes, form: str, query: dict[str, Any], status: int, code: str
) -> None:
    """As problem+json, with a code that tells what is wrong."""
    answer = send(work.user, body, form, **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_a_page_that_is_too_large_is_refused(shop: Shop, settings: Settings, database: Database) -> None:
    """Both forms, by the size of the page."""
    with TestClient(create_app(settings.model_copy(update={"page_bytes": 20}))) as client:
        user = sign_in(client, "ada@example.org")
        assert send(user, "Desk lamp|1".ljust(20), url=ITEM).status_code == 200
        too_large = send(user, "Desk lamp|1".ljust(21), url=ITEM)
        assert (too_large.status_code, too_large.json()["code"]) == (413, "too_large")
        for path in ("/api/parse", "/api/scraping/jobs"):
            posted = client.post(path, json={"html": "x" * 21, "url": ITEM}, headers=user.headers)
            assert posted.status_code == 413


GATED = """
@page(r"/slow")
def slow(self, page):
    self.gate.pass_through()
    yield self.listing(page, "1", "late", "1")
"""


@pytest.fixture
def gate(site: Site, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A page of acme that takes until the gate is opened to read."""
    import importlib

    site.install("acme", scraper("acme", GATED))
    gate = Gate()
    monkeypatch.setattr(importlib.import_module("plugin_inventory_acme").Plugin, "gate", gate, raising=False)
    return gate


def test_a_page_that_takes_too_long_is_a_timeout_and_blocks_nobody(gate: Gate, settings: Settings, database: Database) -> None:
    """It answers the outcome `timeout`; while it is still being read it keeps its place, and others have theirs."""
    with TestClient(create_app(settings.model_copy(update={"page_seconds": 0.1, "pages_at_once": 2}))) as client:
        ada, eve, bob = (sign_in(client, f"{name}@example.org") for name in ("ada", "eve", "bob"))
        slow = send(ada, "x", url="https://acme.example/slow")
        assert (slow.status_code, slow.json()["outcome"], slow.json()["rule"]) == (200, "timeout", "page_seconds")
        busy = send(ada, "Desk lamp|1", url=ITEM)
        assert (busy.status_code, busy.json()["code"], busy.headers["retry-after"]) == (429, "too_many_pages", "1")
        assert send(eve, "Desk lamp|1", url=ITEM).json()["outcome"] == "ok"
        assert client.get("/health/live").status_code == 200
        assert send(eve, "x", url="https://acme.example/slow").json()["outcome"] == "timeout"
        assert send(bob, "Desk lamp|1", url=ITEM).status_code == 429  # no place is left, for whom it may be
        gate.open()
        for thread in threading.enumerate():
            if thread.name == "posted page":
                thread.join(30)
        assert send(ada, "Desk lamp|1", url=ITEM).json()["outcome"] == "ok"


def test_a_late_page_is_not_kept(gate: Gate, settings: Settings, database: Database) -> None:
    """What was answered as a timeout is not saved when it has been read after all."""
    with TestClient(create_app(settings.model_copy(update={"page_seconds": 0.1}))) as client:
        user = sign_in(client, "ada@example.org")
        answer = send(user, "x", url="https://acme.example/slow", save=True)
        gate.open()
        assert answer.json()["saved"] == {"new": 0, "changed": 0, "unchanged": 0, "items": []}


def test_the_published_description_names_what_is_taken(client: TestClient) -> None:
    """Both forms of the body are described, with the fields that the code takes."""
    described = client.get("/docs/openapi.json").json()["paths"]["/api/parse"]["post"]["requestBody"]["content"]
    assert set(described) == {"text/html", "application/xhtml+xml", "application/json"}
    assert set(described["application/json"]["schema"]["properties"]) == set(PostedPage.__struct_fields__)
    assert ParseOperation().request_body is not None
