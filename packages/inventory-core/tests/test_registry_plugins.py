"""Plugins: found through metadata, loaded one by one, and reported where they do not work.

The distributions here are folders with a module and the metadata that an installer would leave; that a real installer leaves
the same is proved by the tests across packages.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent, indent

import pytest

from inventory_core import (
    AmbiguousScraper,
    Deliverer,
    NoDeliverer,
    NoScraper,
    Page,
    PluginFailed,
    PluginGroup,
    Registry,
    UnknownPlugin,
    read_page,
)
from inventory_core.fetcher import FetchContext
from inventory_core.page import Request
from inventory_core.registry import check_fetcher

ITEM = """
@page(r"/item/(?P<id>\\d+)")
def item(self, page, id):
    yield Empty()
"""
Install = Callable[..., None]


def scraper_source(name: str, body: str = ITEM, hosts: tuple[str, ...] = ()) -> str:
    """The module of a scraper called Site."""
    head = f'name = "{name}"\nhosts = {hosts or (f"{name}.example",)!r}\n'
    return "from inventory_core import Empty, Scraper, page\n\nclass Site(Scraper):\n" + indent(head + dedent(body), "    ")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Writes a distribution into a folder on the path; what it imports is forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)

    def write(
        name: str,
        source: str | None = None,
        *,
        version: str = "1.0",
        module: str | None = None,
        dist: str | None = None,
        group: str = "inventory_core.scrapers.v1",
        entries: str | None = None,
    ) -> None:
        module, dist = module or f"plugin_{name}", dist or f"inventory_{name}"
        remove(dist)
        (tmp_path / f"{module}.py").write_text(scraper_source(name) if source is None else source)
        info = tmp_path / f"{dist}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {dist.replace('_', '-')}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(entries or f"[{group}]\n{name} = {module}:Site\n")

    def remove(dist: str) -> None:
        for info in tmp_path.glob(f"{dist}-*.dist-info"):
            for file in info.iterdir():
                file.unlink()
            info.rmdir()

    write.remove = remove  # type: ignore[attr-defined]
    yield write
    for module in set(sys.modules) - before:
        del sys.modules[module]


def test_a_plugin_is_found_without_importing_it_and_loaded_when_asked_for(install: Install) -> None:
    """Finding imports nothing; loading imports one plugin and tells it which distribution it came from."""
    install("acme")
    install("other")
    registry = Registry()
    plugins = [plugin for plugin in registry.scrapers.plugins() if plugin.name in ("acme", "other")]
    assert [str(plugin) for plugin in plugins] == ["acme (inventory-acme 1.0)", "other (inventory-other 1.0)"]
    assert "plugin_acme" not in sys.modules
    scraper = registry.scraper("acme")
    assert (scraper.installed.distribution, scraper.installed.version) == ("inventory-acme", "1.0")
    assert "plugin_other" not in sys.modules
    assert registry.scraper("acme") is scraper


def test_entry_points_are_read_once_and_again_on_demand(install: Install) -> None:
    """A plugin that is installed or removed under a running process shows after `refresh`, and not before."""
    install("acme")
    registry = Registry()
    assert "acme" in registry.scrapers.names()
    install("late")
    assert "late" not in registry.scrapers.names()
    registry.refresh()
    assert registry.scraper_for("https://late.example/item/1").name == "late"
    install.remove("inventory_late")  # type: ignore[attr-defined]
    registry.refresh()
    with pytest.raises(UnknownPlugin, match=r"nothing called 'late' is installed; installed:.*acme"):
        registry.scraper("late")


def install_editable(install: Install, folder: Path, lines: str) -> None:
    """Leaves what `pip install -e` does: the module in its project, and a .pth file with these lines, `{project}` filled in."""
    install("attic")
    project = folder / "project"
    project.mkdir()
    (folder / "plugin_attic.py").rename(project / "plugin_attic.py")
    (folder / "_attic.pth").write_text(lines.format(project=project))
    record = "_attic.pth,,\ninventory_attic-1.0.dist-info/METADATA,,\n"
    (folder / "inventory_attic-1.0.dist-info" / "RECORD").write_text(record)


@pytest.mark.parametrize("lines", ["{project}", "# where it lies\n\nproject\nno-such-folder\n", "import sys\n{project}"])
def test_an_editable_installation_beside_a_running_process_is_used(install: Install, tmp_path: Path, lines: str) -> None:
    """The folders of its .pth file, which Python reads at its start alone, come to the end of the path, once."""
    registry = Registry()
    registry.infos()
    before = list(sys.path)
    install_editable(install, tmp_path, lines)
    registry.refresh()
    assert registry.scraper("attic").installed.distribution == "inventory-attic"
    registry.refresh()
    registry.infos()
    assert sys.path == [*before, str(tmp_path / "project")]


def test_an_editable_installation_that_needs_a_restart_says_so(install: Install, tmp_path: Path) -> None:
    """A .pth file of code is not run: the failure names the reason and what helps."""
    install_editable(install, tmp_path, "import there_is_no_such_finder; there_is_no_such_finder.install()")
    with pytest.raises(PluginFailed, match=r"No module named 'plugin_attic': it was installed in editable mode .* a restart"):
        Registry().scraper("attic")


@pytest.mark.parametrize("lines", ["{project}/gone", "\0", "x" * 10_000])
def test_a_path_file_that_leads_nowhere_changes_nothing(install: Install, tmp_path: Path, lines: str) -> None:
    """The plugin is a failure with the reason that it has, and the path is as it was."""
    before = list(sys.path)
    install_editable(install, tmp_path, lines)
    with pytest.raises(PluginFailed, match=r"No module named 'plugin_attic'$"):
        Registry().scraper("attic")
    assert sys.path == before


BROKEN = {
    "syntax error": ("def broken(:\n", "SyntaxError: invalid syntax"),
    "missing import": ("import there_is_no_such_module\n", "ModuleNotFoundError: No module named 'there_is_no_such_module'"),
    "exit at import": ("import sys\nsys.exit('goodbye')\n", "SystemExit: goodbye"),
    "wrong type": ("class Site:\n    name = 'bad'\n", "TypeError: plugin_bad:Site is not a subclass of inventory_core.Scraper"),
    "missing method": (scraper_source("bad", "pass"), "TypeError: plugin_bad:Site has no method with @page"),
    "wrong name": (scraper_source("other"), "ValueError: the entry point is called 'bad', the scraper 'other'"),
    "no name": (scraper_source(""), "ValueError: plugin_bad:Site has no name; set name = 'bad'"),
    "an address as host": (
        scraper_source("bad").replace("('bad.example',)", "('https://bad.example/',)"),
        "ValueError: hosts must be a tuple of at least one host in lower case, without scheme and path",
    ),
    "no regular expression": (
        scraper_source("bad", "@page(r'/item/(?P<id>[0-9]+')\ndef item(self, page, id):\n    yield Empty()"),
        "ValueError: the pattern '/item/(?P<id>[0-9]+' of item is no regular expression: missing )",
    ),
    "no such class": ("", "AttributeError: module 'plugin_bad' has no attribute 'Site'"),
    "raises when made": (
        scraper_source("bad", ITEM + "\ndef __init__(self):\n    raise RuntimeError('two\\nlines')\n"),
        "RuntimeError: two lines",
    ),
    "hosts that are one string": (
        scraper_source("bad").replace("('bad.example',)", "'*'"),
        "ValueError: hosts must be",
    ),
    "unknown search option": (
        scraper_source("bad", "search_options = {'colour'}\n" + ITEM),
        "ValueError: search_options names what Query does not have: colour",
    ),
}


@pytest.mark.parametrize(("source", "cause"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_plugin_is_reported_and_the_rest_works(install: Install, source: str, cause: str) -> None:
    """A plugin that does not load is reported with distribution, version and cause, and asking for it raises that same reason."""
    install("bad", source, version="6.6")
    install("good")
    registry = Registry(allow=("bad", "good"))  # what else is installed here may answer for every host
    assert registry.scraper_for("https://good.example/item/1").name == "good"
    (failure,) = [plugin for plugin in registry.failures() if plugin.name == "bad"]
    assert (failure.distribution, failure.version) == ("inventory-bad", "6.6")
    assert failure.cause.startswith(cause)
    for _ in range(2):
        with pytest.raises(PluginFailed) as raised:
            registry.scraper("bad")
        assert f"bad (inventory-bad 6.6) is not usable: {failure.cause}" == str(raised.value)
    with pytest.raises(NoScraper, match=r"no scraper for bad\.example.*failed to load: .*bad \(inventory-bad 6\.6\)"):
        registry.scraper_for("https://bad.example/item/1")


SLOW = "import plugin_gate\nplugin_gate.wait()\n"
GATE = """
import threading
opened = threading.Event()
def wait():
    assert opened.wait(30)
"""


@pytest.mark.parametrize("ending", ["", "raise ValueError('late')\n"], ids=["works", "fails"])
def test_a_slow_import_is_a_failure_until_it_has_ended(install: Install, ending: str) -> None:
    """A plugin whose import takes longer than allowed is reported, the others work meanwhile, and how it ended counts."""
    install("gate", GATE, group="nobody.asks")
    install("slow", SLOW + scraper_source("slow") + ending)
    install("good")
    registry = Registry(seconds=0.05)
    import plugin_gate  # type: ignore[import-not-found]

    try:
        assert registry.scraper_for("https://good.example/item/1").name == "good"
        (failure,) = [plugin for plugin in registry.failures() if plugin.name == "slow"]
        assert failure.cause == "TimeoutError: its import takes longer than 0.05 seconds"
    finally:
        plugin_gate.opened.set()
        for thread in threading.enumerate():
            if thread.name == "import slow":
                thread.join(30)
    expected = ("failed", "ValueError: late") if ending else ("loaded", "")
    assert (registry.scrapers.plugin("slow").state, registry.scrapers.plugin("slow").cause) == expected


MEETING = """
def __init__(self):
    made.append(self)
    try:
        meeting.wait(0.2)
    except threading.BrokenBarrierError:
        pass
"""


def test_several_threads_load_a_plugin_once(install: Install) -> None:
    """Threads that ask for one scraper at the same time get the same one: its constructor never meets itself."""
    source = scraper_source("acme", ITEM + MEETING)
    install("acme", "import threading\nmade, meeting = [], threading.Barrier(2)\n" + source)
    registry = Registry()
    barrier = threading.Barrier(4, timeout=30)

    def ask(_number: int) -> object:
        barrier.wait()
        return registry.scraper("acme")

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ask, range(4)))
    assert found == {*sys.modules["plugin_acme"].made}
    assert len(found) == 1


def test_a_plugin_that_was_mended_works_after_refresh(install: Install) -> None:
    """A failure is kept until `refresh`, and then tried again."""
    install("bad", "import there_is_no_such_module\n")
    registry = Registry()
    assert "bad" in {plugin.name for plugin in registry.failures()}
    install("bad")
    registry.refresh()
    assert registry.scraper("bad").name == "bad"
    assert "bad" not in {plugin.name for plugin in registry.failures()}


def test_a_scraper_that_raises_when_used_costs_its_own_page_alone(install: Install) -> None:
    """A handler that raises or exits makes an error which names the plugin; the scraper stays in use."""
    install("bad", scraper_source("bad", ITEM.replace("yield Empty()", "raise SystemExit('out')")), version="6.6")
    scraper = Registry().scraper("bad")
    result = read_page(scraper, Page(body=b"<title>x</title>", url="https://bad.example/item/1"))
    (error,) = result.errors
    assert (error.plugin, error.message) == ("inventory-bad 6.6", "SystemExit: out (line 9 of plugin_bad.py)")


def test_a_scraper_that_cannot_say_what_it_claims_stands_in_nobodys_way(install: Install) -> None:
    """One that raises while it is asked about an address is left out of that answer and reported."""
    claims = "@classmethod\ndef claims(cls, host):\n    raise ZeroDivisionError('no idea')\n"
    install("bad", scraper_source("bad", ITEM + claims))
    install("good")
    registry = Registry(allow=("bad", "good"))  # what else is installed here may answer for every host
    assert registry.scraper_for("https://good.example/item/1").name == "good"
    assert [p.cause for p in registry.failures() if p.name == "bad"] == ["ZeroDivisionError: no idea"]


def test_a_taken_name_is_used_by_neither_until_the_settings_choose(install: Install) -> None:
    """Two distributions that claim one name both fail, each naming both; `prefer` takes one, and the other is not a failure."""
    install("acme", dist="inventory_one", module="plugin_one")
    install("acme", dist="inventory_two", module="plugin_two", version="2.0")
    registry = Registry()
    with pytest.raises(
        PluginFailed, match="the name is claimed by inventory-one, inventory-two; uninstall one, or prefer one in the settings"
    ):
        registry.scraper("acme")
    assert {p.distribution for p in registry.failures() if p.name == "acme"} == {"inventory-one", "inventory-two"}
    assert not {"plugin_one", "plugin_two"} & set(sys.modules)
    chosen = Registry(prefer={"acme": "Inventory_Two"})
    assert chosen.scraper("acme").installed.version == "2.0"
    chosen.refresh()
    assert [(p.distribution, p.state) for p in chosen.scrapers.plugins() if p.name == "acme"] == [
        ("inventory-two", "loaded"),
        ("inventory-one", "denied"),
    ]
    assert "plugin_one" not in sys.modules


@pytest.mark.parametrize("settings", [{"deny": ["acme"]}, {"allow": ["good"]}], ids=["deny", "allow"])
def test_what_the_settings_deny_is_never_imported(install: Install, settings: dict[str, list[str]]) -> None:
    """Allow and deny are honoured before import: the plugin is listed as denied and is no failure."""
    install("acme", "raise AssertionError('it was imported')\n")
    install("good")
    registry = Registry(**settings)  # type: ignore[arg-type]
    assert registry.scraper_for("https://good.example/item/1").name == "good"
    assert registry.scrapers.plugin("acme").state == "denied"
    assert "acme" not in {plugin.name for plugin in registry.failures()}
    with pytest.raises(PluginFailed, match="not allowed by the settings"):
        registry.scraper("acme")
    assert "plugin_acme" not in sys.modules


def test_another_version_of_the_contract_shows_without_import(install: Install) -> None:
    """A plugin of group v2 is reported with both versions, and not imported."""
    install("acme", group="inventory_core.scrapers.v2")
    registry = Registry()
    with pytest.raises(PluginFailed, match="it is written for contract v2, this inventory-core offers v1"):
        registry.scraper("acme")
    assert "plugin_acme" not in sys.modules


def test_a_plugin_may_support_several_contracts(install: Install) -> None:
    """A distribution that registers one name for v1 and for v2 is used through v1, and is no failure."""
    entries = "[inventory_core.scrapers.v1]\nacme = plugin_acme:Site\n[inventory_core.scrapers.v2]\nacme = plugin_acme:NewSite\n"
    install("acme", entries=entries)
    registry = Registry()
    assert registry.scraper("acme").name == "acme"
    assert "acme" not in {plugin.name for plugin in registry.failures()}


def test_an_upgraded_plugin_is_stale_until_a_restart(install: Install) -> None:
    """After an upgrade under a running process the old version stays in use, and both versions are named."""
    install("acme", version="1.0")
    registry = Registry()
    old = registry.scraper("acme")
    install("acme", version="1.1")
    registry.refresh()
    plugin = registry.scrapers.plugin("acme")
    assert (plugin.state, plugin.version) == ("stale", "1.1")
    assert plugin.cause == "inventory-acme 1.0 is in memory; restart to use 1.1"
    assert registry.scraper("acme") is old
    assert plugin in registry.failures()


def test_an_upgrade_makes_the_whole_distribution_stale(install: Install) -> None:
    """A plugin of an upgraded distribution that was not loaded before is not mixed with the modules in memory."""
    entries = "[inventory_core.scrapers.v1]\nacme = plugin_acme:Site\nnext = plugin_next:Site\n"
    install("acme", entries=entries)
    registry = Registry()
    registry.scraper("acme")
    install("acme", entries=entries, version="1.1")
    registry.refresh()
    with pytest.raises(PluginFailed, match=r"next .* inventory-acme 1\.0 is in memory"):
        registry.scraper("next")


@pytest.mark.parametrize("damage", ["entry_points.txt", "METADATA"])
def test_a_distribution_with_damaged_metadata_hides_no_other(install: Install, tmp_path: Path, damage: str) -> None:
    """Metadata that cannot be read is a failure of its own, which says where it lies; the other distributions are found."""
    install("bad")
    install("good")
    (tmp_path / "inventory_bad-1.0.dist-info" / damage).write_text("[inventory_core.scrapers.v1]\nthis is none\n")
    registry = Registry()
    assert registry.scraper("good").name == "good"
    assert [plugin for plugin in registry.failures() if str(tmp_path) in plugin.distribution and plugin.cause]


def test_the_most_specific_host_answers_and_an_even_claim_is_told(install: Install) -> None:
    """An exact host goes before a wildcard, a known path before an unknown one; what stays even names all that claim it."""
    install("wide", scraper_source("wide", hosts=("*.acme.example",)))
    install("exact", scraper_source("exact", hosts=("shop.acme.example",)))
    registry = Registry()
    assert registry.scraper_for("https://shop.acme.example/item/1").name == "exact"
    assert registry.scraper_for("https://www.acme.example/item/1").name == "wide"
    install("third", scraper_source("third", hosts=("shop.acme.example",)))
    install("knows", scraper_source("knows", ITEM.replace("/item", "/thing"), hosts=("shop.acme.example",)))
    registry.refresh()
    assert registry.scraper_for("https://shop.acme.example/thing/1").name == "knows"
    with pytest.raises(AmbiguousScraper, match="exact, third all answer for shop"):
        registry.scraper_for("https://shop.acme.example/item/1")


FETCHER = """
class Site:
    name, renders = "quick", False
    def fetch(self, request, context): ...
    def close(self): ...
"""


def test_a_fetcher_is_a_plugin_like_any_other(install: Install) -> None:
    """Fetchers are found in a group of their own; each call makes a new one."""
    install("quick", FETCHER, group="inventory_core.fetchers.v1")
    registry = Registry()
    assert registry.fetcher("quick") is not registry.fetcher("quick")
    assert registry.fetcher("quick").fetch(Request(url="https://a.example/"), FetchContext()) is None


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("Site = 3\n", "TypeError: plugin_quick:Site cannot be called"),
        ("def Site():\n    raise OSError('no port')\n", "OSError: no port"),
        ("class Site:\n    pass\n", "TypeError: Site is not an inventory_core.Fetcher: it has no name, renders, fetch, close"),
    ],
)
def test_a_broken_fetcher_is_reported(install: Install, source: str, cause: str) -> None:
    """A fetcher that cannot be made is a failure with distribution, version and cause."""
    install("quick", source, group="inventory_core.fetchers.v1")
    registry = Registry()
    with pytest.raises(PluginFailed, match=r"quick \(inventory-quick 1\.0\)"):
        registry.fetcher("quick")
    assert [p.cause for p in registry.failures() if p.name == "quick" and p.cause.startswith(cause)]


def test_failures_cover_fetchers_that_nobody_asked_for(install: Install) -> None:
    """The list of failures is complete: it imports the fetchers too."""
    install("quick", "import there_is_no_such_module\n", group="inventory_core.fetchers.v1")
    assert "quick" in {plugin.name for plugin in Registry().failures()}


DELIVERER = FETCHER + "    def deliver(self, url, body, headers, context): ...\n    def check_receiver(self, url): ...\n"
FACTORY = FETCHER.replace("class Site:", "class Own:") + "def Site():\n    return Own()\n"


def test_a_fetcher_that_delivers_is_found(install: Install) -> None:
    """Those that cannot, or do not work, are passed over; a class that cannot is not even made."""
    unmade = FETCHER + "    def __init__(self): raise SystemExit('made in vain')\n"
    for name, source in {"a": "import no_such\n", "b": unmade, "c": FACTORY, "d": DELIVERER}.items():
        install(name, source, group="acme.fetchers.v1")
    registry = Registry()
    registry.fetchers = PluginGroup("acme.fetchers", 1, check_fetcher)
    found = registry.deliverer()
    assert isinstance(found, Deliverer)
    assert type(found).__module__ == "plugin_d"
    assert [plugin.name for plugin in registry.failures() if plugin.target.startswith("plugin_b")] == []


def test_where_nothing_delivers_the_reason_is_given(install: Install) -> None:
    """The error names what is installed and why it does not work."""
    registry = Registry()
    registry.fetchers = PluginGroup("acme.fetchers", 1, check_fetcher)
    with pytest.raises(NoDeliverer, match=r"no installed fetcher can deliver messages; installed: none$"):
        registry.deliverer()
    install("quick", FETCHER, group="acme.fetchers.v1")
    install("broken", DELIVERER + "    def __init__(self): raise OSError('no port')\n", group="acme.fetchers.v1")
    registry.refresh()
    with pytest.raises(NoDeliverer, match=r"installed: broken, quick; failed to load: broken \(.*OSError: no port"):
        registry.deliverer()


def test_a_scraper_describes_itself(install: Install) -> None:
    """The list of scrapers says name, distribution, version, hosts, kinds of page, what is experimental and how to search."""
    body = "search_options = frozenset({'sort'})\n" + ITEM.replace('+)")', '+)", experimental=True)')
    install("acme", scraper_source("acme", body))
    (info,) = [info for info in Registry().infos() if info.name == "acme"]
    assert info.as_dict() == {
        "name": "acme",
        "distribution": "inventory-acme",
        "version": "1.0",
        "hosts": ("acme.example",),
        "page_kinds": ("item",),
        "experimental": ("item",),
        "can_search": False,
        "search_options": ("sort",),
        "access": "public_page",
    }
