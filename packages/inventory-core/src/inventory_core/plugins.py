"""Plugins of one entry-point group: found once, loaded one by one, and kept as failures where they do not work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from inventory_core.errors import PluginFailed, UnknownPlugin

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Thing = TypeVar("Thing")
State = Literal["found", "loaded", "failed", "denied", "stale"]


@dataclass(frozen=True)
class Plugin:
    """One installed plugin: what it is called, which distribution it came from, and how it stands.

    `cause` is the reason of a state that is not "found" or "loaded".
    """

    name: str
    distribution: str
    version: str
    target: str
    state: State = "found"
    cause: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution} {self.version})"


class PluginGroup(Generic[Thing]):
    """The plugins of `<group>.v<version>`, for example `inventory_core.scrapers.v1`.

    `check` turns what an entry point names into the thing that is used, and raises TypeError or ValueError with a sentence where
    it does not keep the contract. `allow` and `deny` are names, honoured before anything is imported; `prefer` says
    which distribution to take where two claim one name.
    """

    def __init__(
        self,
        group: str,
        version: int,
        check: Callable[[Any, Plugin], Thing],
        *,
        allow: Iterable[str] | None = None,
        deny: Iterable[str] = (),
        prefer: Mapping[str, str] | None = None,
    ) -> None:
        self.group, self.version, self._check = group, version, check
        self._allow = None if allow is None else frozenset(allow)
        self._deny, self._prefer = frozenset(deny), dict(prefer or {})
        self._plugins: dict[str, list[Plugin]] | None = None
        self._entries: dict[tuple[str, str], EntryPoint] = {}
        self._things: dict[str, Thing] = {}
        self._loaded_as: dict[str, Plugin] = {}

    def plugins(self) -> list[Plugin]:
        """All that is installed, by name; nothing is imported."""
        return [plugin for name in sorted(self._found()) for plugin in self._found()[name]]

    def names(self) -> list[str]:
        """The names that may be asked for, whether or not they turn out to work."""
        return sorted(name for name, claims in self._found().items() if any(c.state != "denied" for c in claims))

    def failures(self) -> list[Plugin]:
        """What is known not to work, and why; `load_all` first makes that complete."""
        return [plugin for plugin in self.plugins() if plugin.state in ("failed", "stale")]

    def plugin(self, name: str) -> Plugin:
        """One plugin by name; UnknownPlugin names those installed."""
        claims = self._found().get(name)
        if not claims:
            raise UnknownPlugin(f"nothing called {name!r} is installed; installed: {', '.join(self.names()) or 'nothing'}")
        return claims[0]

    def load(self, name: str) -> Thing:
        """Import one plugin and nothing else; PluginFailed with its own reason where it does not work."""
        plugin = self.plugin(name)
        if name in self._things and plugin.state in ("loaded", "stale"):
            return self._things[name]
        if plugin.state != "found":
            raise PluginFailed(f"{plugin} is not usable: {plugin.cause}")
        return self._load(plugin)

    def load_all(self) -> dict[str, Thing]:
        """Every plugin that works, by name; the others become failures."""
        works: dict[str, Thing] = {}
        for name in self.names():
            try:
                works[name] = self.load(name)
            except PluginFailed:
                continue
        return works

    def refresh(self) -> None:
        """Read the entry points again: what was installed or removed since shows, what was upgraded is stale until a restart."""
        import importlib

        importlib.invalidate_caches()
        self._plugins = None
        for name, claims in self._found().items():
            self._compare(name, claims)
        self._things = {name: thing for name, thing in self._things.items() if name in self._found()}

    def _compare(self, name: str, claims: list[Plugin]) -> None:
        before = self._loaded_as.get(name)
        if before is None or len(claims) != 1 or claims[0].state == "denied":
            return
        now = claims[0]
        if (now.distribution, now.version) == (before.distribution, before.version):
            self._set(replace(now, state=before.state, cause=before.cause))
        elif before.state == "loaded":
            cause = f"{before.distribution} {before.version} is in use; restart to use {now.distribution} {now.version}"
            self._set(replace(now, state="stale", cause=cause))

    def _load(self, plugin: Plugin) -> Thing:
        try:
            thing = self._check(self._entries[plugin.name, plugin.distribution].load(), plugin)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            cause = f"{type(error).__name__}: {error}".rstrip(": ")
            self._remember(replace(plugin, state="failed", cause=cause))
            raise PluginFailed(f"{plugin} failed to load: {cause}") from error
        self._things[plugin.name] = thing
        self._remember(replace(plugin, state="loaded"))
        return thing

    def _remember(self, plugin: Plugin) -> None:
        self._loaded_as[plugin.name] = plugin
        self._set(plugin)

    def _set(self, plugin: Plugin) -> None:
        self._found()[plugin.name] = [plugin]

    def _found(self) -> dict[str, list[Plugin]]:
        if self._plugins is None:
            self._plugins = self._find()
        return self._plugins

    def _find(self) -> dict[str, list[Plugin]]:
        claims: dict[str, list[Plugin]] = {}
        self._entries = {}
        for entry, version in self._read_entry_points():
            plugin = self._classify(entry, version)
            self._entries[plugin.name, plugin.distribution] = entry
            claims.setdefault(plugin.name, []).append(plugin)
        return {name: self._settle(name, found) for name, found in claims.items()}

    def _read_entry_points(self) -> list[tuple[EntryPoint, int]]:
        from importlib.metadata import entry_points

        form = re.compile(re.escape(self.group) + r"\.v(\d+)")
        installed = entry_points()
        every = [entry for group in installed.groups for entry in installed.select(group=group)]
        found = ((entry, form.fullmatch(entry.group)) for entry in every)
        return [(entry, int(match[1])) for entry, match in found if match]

    def _classify(self, entry: EntryPoint, version: int) -> Plugin:
        name = entry.dist.name if entry.dist else "(unknown)"
        plugin = Plugin(entry.name, name, entry.dist.version if entry.dist else "0", entry.value)
        if entry.name in self._deny or (self._allow is not None and entry.name not in self._allow):
            return replace(plugin, state="denied", cause="not allowed by the settings")
        if version != self.version:
            cause = f"it is written for contract v{version}, this inventory-core offers v{self.version}"
            return replace(plugin, state="failed", cause=cause)
        return plugin

    def _settle(self, name: str, found: list[Plugin]) -> list[Plugin]:
        usable = [plugin for plugin in found if plugin.state == "found"]
        if len(usable) < 2:
            return sorted(found, key=lambda plugin: plugin.state != "found")
        chosen = [plugin for plugin in usable if plugin.distribution == self._prefer.get(name)]
        others = ", ".join(sorted(plugin.distribution for plugin in usable))
        cause = f"the name is claimed by {others}; " + (
            f"{chosen[0].distribution} was chosen" if chosen else "choose one in the settings"
        )
        lost = [replace(plugin, state="failed", cause=cause) for plugin in found if plugin not in chosen]
        return chosen + lost
