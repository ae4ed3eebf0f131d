"""What is installed, found and reported while the service runs (P1, P2, P4, P5)."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.errors import Conflict
from inventory_api.scrapers.service import Plugins, without_folders
from inventory_api.settings import Settings

from ..conftest import SignedIn, sign_in
from .conftest import FETCHER, FETCHERS, Site, scraper

GATE = "import threading\nopened = threading.Event()\n"
BROKEN = {
    "import error": ("import there_is_no_such_module\n", "ModuleNotFoundError: No module named 'there_is_no_such_module'"),
    "syntax error": ("def broken(:\n", "SyntaxError: invalid syntax"),
    "exit": ("import sys\nsys.exit('goodbye')\n", "SystemExit: goodbye"),
    "constructor": (
        scraper("bad", "    def __init__(self):\n        raise RuntimeError('no luck')\n"),
        "RuntimeError: no luck",
    ),
    "wrong type": ("Plugin = 3\n", "TypeError: plugin_inventory_bad:Plugin is not a subclass of inventory_core.Scraper"),
    "slow": ("import plugin_inventory_gate\nplugin_inventory_gate.opened.wait(30)\n", "TimeoutError: its import takes longer"),
}


def listed(signed_in: SignedIn) -> dict[str, Any]:
    """The answer of `/api/scrapers`."""
    answer = signed_in.client.get("/api/scrapers", headers=signed_in.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def named(plugins: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The one plugin of that name."""
    (found,) = [plugin for plugin in plugins if plugin["name"] == name]
    return found


def test_a_scraper_is_listed_with_all_it_can(site: Site, signed_in: SignedIn) -> None:
    """Distribution, version, hosts, page kinds, what is experimental, searches and access; alone and in the list."""
    site.install("acme", scraper("acme"), version="2.1")
    expected = {
        "name": "acme",
        "distribution": "inventory-acme",
        "version": "2.1",
        "state": "loaded",
        "notice": None,
        "hosts": ["acme.example"],
        "page_kinds": [{"name": "results", "experimental": False}, {"name": "item", "experimental": True}],
        "can_search": True,
        "search_options": ["max_price", "sort"],
        "access": "public_page",
    }
    assert named(listed(signed_in)["scrapers"], "acme") == expected
    assert signed_in.client.get("/api/scrapers/acme", headers=signed_in.headers).json() == expected


def test_a_plugin_is_seen_when_it_is_installed_and_gone_when_it_is_removed(site: Site, signed_in: SignedIn) -> None:
    """Nobody restarts anything: a distribution that comes or goes under the running service shows at the next question."""
    assert "late" not in {plugin["name"] for plugin in listed(signed_in)["scrapers"]}
    site.install("late", scraper("late"))
    assert named(listed(signed_in)["scrapers"], "late")["version"] == "1.0"
    site.install("table", FETCHER, group=FETCHERS)
    assert named(listed(signed_in)["fetchers"], "table")["renders"] is False
    site.remove("inventory_late")
    assert "late" not in {plugin["name"] for plugin in listed(signed_in)["scrapers"]}
    missing = signed_in.client.get("/api/scrapers/late", headers=signed_in.headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "scraper_not_found")


def test_metadata_that_an_installer_fills_later_is_seen(site: Site, signed_in: SignedIn) -> None:
    """A folder that was empty when it was first looked at is looked at again once it has its entry points."""
    site.install("late", scraper("late"))
    entries = next(site.folder.glob("*.dist-info")) / "entry_points.txt"
    text = entries.read_text("utf-8")
    entries.unlink()
    assert "late" not in {plugin["name"] for plugin in listed(signed_in)["scrapers"]}
    entries.write_text(text, "utf-8")
    assert named(listed(signed_in)["scrapers"], "late")["state"] == "loaded"


def test_an_upgraded_plugin_is_named_as_stale(site: Site, signed_in: SignedIn) -> None:
    """The version in memory stays in use, and the notice says which other one waits for a restart."""
    site.install("acme", scraper("acme"), version="1.0")
    assert named(listed(signed_in)["scrapers"], "acme")["state"] == "loaded"
    site.install("acme", scraper("acme"), version="1.1")
    found = named(listed(signed_in)["scrapers"], "acme")
    assert (found["state"], found["notice"]) == ("stale", "inventory-acme 1.0 is in memory; restart to use 1.1")


@pytest.mark.parametrize(("source", "cause"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_plugin_is_reported_and_the_rest_works(
    site: Site, settings: Settings, database: Database, source: str, cause: str
) -> None:
    """It is listed as failed with distribution, version and cause; asking for it says the same; others work meanwhile (P1)."""
    site.install("gate", GATE, group="nobody.asks")
    site.install("bad", source, version="6.6")
    site.install("good", scraper("good"))
    with TestClient(create_app(settings.model_copy(update={"plugin_seconds": 1.0 if "gate" in source else 20.0}))) as client:
        user = sign_in(client, "ada@example.org")
        everything = listed(user)
        failed = named(everything["failed"], "bad")
        assert (failed["kind"], failed["state"], failed["version"]) == ("scraper", "failed", "6.6")
        assert failed["cause"].startswith(cause)
        assert named(everything["scrapers"], "good")["state"] == "loaded"
        answer = client.get("/api/scrapers/bad", headers=user.headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "scraper_failed")
        assert failed["cause"] in answer.json()["detail"]
    if gate := sys.modules.get("plugin_inventory_gate"):
        gate.opened.set()


def test_a_broken_plugin_is_a_line_of_the_log_once(site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its name, distribution, version and cause, as soon as somebody needed it; another version is another line (P1)."""
    site.install("bad", "raise ValueError('no luck')", version="6.6")
    logged: list[dict[str, str]] = []
    log = SimpleNamespace(warning=lambda event, **about: logged.append({"event": event, **about}))
    monkeypatch.setattr("inventory_api.scrapers.service._log", log)
    plugins = Plugins(settings)
    for _ in range(2):
        with pytest.raises(Conflict, match="no luck"):
            plugins.scraper_for(None, "bad")
    plugins.installed()
    (line,) = [line for line in logged if line["plugin"] == "bad"]
    assert (line["event"], line["distribution"], line["version"]) == ("plugin_failed", "inventory-bad", "6.6")
    assert line["cause"].startswith("ValueError: no luck")


def test_a_plugin_for_another_contract_or_with_a_taken_name_is_reported(site: Site, signed_in: SignedIn) -> None:
    """Neither is imported: the version of the contract and both claimants of a name are told (P1)."""
    site.install("later", "raise AssertionError('imported')\n", group="inventory_core.scrapers.v2")
    site.install("twice", "raise AssertionError('imported')\n", dist="inventory_one")
    site.install("twice", "raise AssertionError('imported')\n", dist="inventory_two")
    failed = listed(signed_in)["failed"]
    assert "written for contract v2, this inventory-core offers v1" in named(failed, "later")["cause"]
    causes = [plugin["cause"] for plugin in failed if plugin["name"] == "twice"]
    assert causes == ["the name is claimed by inventory-one, inventory-two; uninstall one, or prefer one in the settings"] * 2


@pytest.mark.parametrize("lists", [{"scrapers_deny": ["acme"]}, {"scrapers_allow": ["good"]}], ids=["deny", "allow"])
def test_what_the_settings_deny_is_not_imported(
    site: Site, settings: Settings, database: Database, lists: dict[str, list[str]]
) -> None:
    """It is listed as denied and is no failure; its module is not touched (P5)."""
    site.install("acme", "raise AssertionError('it was imported')\n")
    site.install("good", scraper("good"))
    with TestClient(create_app(settings.model_copy(update=lists))) as client:
        everything = listed(sign_in(client, "ada@example.org"))
    assert named(everything["denied"], "acme")["cause"] == "not allowed by the settings"
    assert "acme" not in {plugin["name"] for plugin in everything["failed"]}
    assert "plugin_inventory_acme" not in sys.modules


def test_without_any_scraper_the_service_says_so(settings: Settings, database: Database) -> None:
    """It starts, lists nothing, and the notice tells what cannot be done."""
    with TestClient(create_app(settings.model_copy(update={"scrapers_allow": []}))) as client:
        everything = listed(sign_in(client, "ada@example.org"))
    assert everything["scrapers"] == []
    assert everything["notice"].startswith("No scraper is installed that works")


def test_no_route_installs_or_configures_a_plugin(settings: Settings) -> None:
    """Everything under `/api/scrapers` only reads (P2)."""
    app: Litestar = create_app(settings)
    methods = {method for route in app.routes if route.path.startswith("/api/scrapers") for method in route.methods}  # type: ignore[attr-defined]
    assert methods == {"GET", "OPTIONS"}


@pytest.mark.parametrize("host", ["evil-acme.example", "acme.example.evil.example", "acme.example@evil.example", "xacme.example"])
def test_a_host_is_matched_whole(site: Site, settings: Settings, host: str) -> None:
    """An address whose host only contains that of a scraper is not given to it (P4)."""
    site.install("acme", scraper("acme"))
    plugins = Plugins(settings.model_copy(update={"scrapers_allow": ["acme"]}))
    assert plugins.scraper_for("https://acme.example/item/1").name == "acme"
    with pytest.raises((Conflict, ValueError)):
        plugins.scraper_for(f"https://{host}/item/1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cannot import name 'x' from 'y' (/usr/lib/python3/y.py)", "cannot import name 'x' from 'y' (y.py)"),
        ("unreadable metadata in /opt/venv/lib/python3.11/site-packages", "unreadable metadata in site-packages"),
        (r"No such file: 'C:\Users\ada\conf.ini'", "No such file: 'conf.ini'"),
        (
            "no scraper for acme.example; see https://acme.example/help",
            "no scraper for acme.example; see https://acme.example/help",
        ),
        ("1/2 of a or/and b", "1/2 of a or/and b"),
    ],
)
def test_a_cause_tells_no_folder_of_this_machine(text: str, expected: str) -> None:
    """Paths in the messages of others keep their last part; addresses of the web stay whole."""
    assert without_folders(text) == expected
