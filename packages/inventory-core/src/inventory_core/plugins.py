"""Plugins of one entry-point group: found once, loaded one by one, and kept as failures where they do not work."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from inventory_core.errors import PluginFailed, UnknownPlugin

if TYPE_CHECKING:
    from concurrent.futures import Future
    from importlib.metadata import EntryPoint

Thing = TypeVar("Thing")
State = Literal["found", "loaded", "failed", "denied", "stale"]
MAX_CAUSE = 500


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


@dataclass
class _Claim:
    """A plugin as it stands, the entry point that it is loaded by, and what that gave."""

    plugin: Plugin
    entry: EntryPoint | None = None
    thing: Any = None

    def becomes(self, state: State, cause: str = "", thing: Any = None) -> None:
        self.plugin, self.thing = replace(self.plugin, state=state, cause=cause), thing


class PluginGroup(Generic[Thing]):
    """The plugins of `<group>.v<version>`, for example `inventory_core.scrapers.v1`.

    `check` turns what an entry point names into the thing that is used, and raises TypeError or ValueError with a sentence where
    it does not keep the contract. `allow` and `deny` are names, honoured before anything is imported; `prefer` says
    which distribution to take where two claim one name. A plugin whose import takes longer than `seconds` is a failure until
    that import has ended. May be used from several threads.
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
        seconds: float | None = None,
    ) -> None:
        self.group, self.version, self._check, self._seconds = group, version, check, seconds
        self._lock = threading.RLock()
        self._allow = None if allow is None else frozenset(allow)
        self._deny, self._prefer = frozenset(deny), dict(prefer or {})
        self._claims: dict[str, list[_Claim]] | None = None
        self._things: dict[tuple[str, str], Thing] = {}  # by name and distribution
        self._imported: dict[str, str] = {}  # distribution -> the version that this process has in memory

    def plugins(self) -> list[Plugin]:
        """All that is installed, by name; nothing is imported."""
        found = self._found()
        return [claim.plugin for name in sorted(found) for claim in found[name]]

    def names(self) -> list[str]:
        """The names that may be asked for, whether or not they turn out to work."""
        return sorted(name for name, claims in self._found().items() if any(c.plugin.state != "denied" for c in claims))

    def failures(self) -> list[Plugin]:
        """What is known not to work, and why; `load_all` first makes that complete."""
        return [plugin for plugin in self.plugins() if plugin.state in ("failed", "stale")]

    def plugin(self, name: str) -> Plugin:
        """One plugin by name; UnknownPlugin names those installed."""
        return self._claim(name).plugin

    def load(self, name: str) -> Thing:
        """Import one plugin and nothing else; PluginFailed with its own reason where it does not work."""
        claim = self._claim(name)
        with self._lock:
            if claim.plugin.state == "found":
                self._load(claim)
        if claim.thing is None:
            raise PluginFailed(f"{claim.plugin} is not usable: {claim.plugin.cause}")
        thing: Thing = claim.thing
        return thing

    def load_all(self) -> dict[str, Thing]:
        """Every plugin that works, by name; the others become failures."""
        works: dict[str, Thing] = {}
        for name in self.names():
            try:
                works[name] = self.load(name)
            except (PluginFailed, UnknownPlugin):  # unknown: removed since the names were read
                continue
        return works

    def fail(self, name: str, error: BaseException) -> PluginFailed:
        """Remember that a plugin which loaded failed when it was used; it may be used again. Answers what to raise."""
        claim = self._claim(name)
        claim.becomes("failed", describe(error), claim.thing)
        return PluginFailed(f"{claim.plugin} failed: {claim.plugin.cause}")

    def refresh(self) -> None:
        """Read the entry points again.

        What was installed or removed since shows, with `pip install -e` too; what failed may be tried again, and what was
        upgraded is stale: the version in memory stays in use until a restart.
        """
        import importlib

        importlib.invalidate_caches()
        with self._lock:
            self._claims = None

    def _claim(self, name: str) -> _Claim:
        claims = self._found().get(name)
        if not claims:
            raise UnknownPlugin(f"nothing called {name!r} is installed; installed: {', '.join(self.names()) or 'nothing'}")
        return claims[0]

    def _load(self, claim: _Claim) -> None:
        plugin = claim.plugin
        try:
            thing = self._import(claim) if self._seconds is None else self._import_within(claim, self._seconds)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a plugin may also exit
            claim.becomes("failed", describe(error))
            raise PluginFailed(f"{plugin} failed to load: {claim.plugin.cause}") from error
        claim.becomes("loaded", thing=thing)

    def _import(self, claim: _Claim) -> Thing:
        from inventory_core import editable

        plugin = claim.plugin
        target = editable.load(claim.entry) if claim.entry else None
        self._imported[plugin.distribution] = plugin.version
        thing = self._things[plugin.name, plugin.distribution] = self._check(target, plugin)
        return thing

    def _import_within(self, claim: _Claim, seconds: float) -> Thing:
        """Import in a thread of its own; TimeoutError where that takes longer, and it counts when it has ended after all."""
        from concurrent.futures import Future

        done: Future[Thing] = Future()

        def run() -> None:
            try:
                done.set_result(self._import(claim))
            except BaseException as error:  # raised by the one that waits
                done.set_exception(error)
            with self._lock:
                self._settle_late(claim, done)

        threading.Thread(target=run, name=f"import {claim.plugin.name}", daemon=True).start()
        try:
            return done.result(seconds)
        except TimeoutError:
            if done.done():
                raise
            raise TimeoutError(f"its import takes longer than {seconds:g} seconds") from None

    def _settle_late(self, claim: _Claim, done: Future[Thing]) -> None:
        if claim.plugin.state == "failed" and not (error := done.exception()):
            claim.becomes("loaded", thing=done.result())
        elif claim.plugin.state == "failed" and error:
            claim.becomes("failed", describe(error))

    def _found(self) -> dict[str, list[_Claim]]:
        with self._lock:
            if self._claims is None:
                claims: dict[str, list[_Claim]] = {}
                for claim in self._find():
                    claims.setdefault(claim.plugin.name, []).append(claim)
                self._claims = {name: self._settle(name, found) for name, found in claims.items()}
            return self._claims

    def _find(self) -> Iterator[_Claim]:
        from importlib.metadata import distributions

        form = re.compile(re.escape(self.group) + r"\.v(\d+)")
        seen: set[str] = set()
        for distribution in distributions():
            try:
                ours = [(entry, match) for entry in distribution.entry_points if (match := form.fullmatch(entry.group))]
                if not ours or _normal(distribution.name) in seen:  # what stands later on the path is shadowed
                    continue
                seen.add(_normal(distribution.name))
                name, version = distribution.name, distribution.version
            except Exception as error:  # one folder that no installer finished must not hide the others
                where = f"unreadable metadata in {distribution.locate_file('')}"
                yield _Claim(Plugin("(unknown)", where, "0", "", "failed", describe(error)))
                continue
            yield from (self._classify(Plugin(e.name, name, version, e.value), e, int(match[1])) for e, match in ours)

    def _classify(self, plugin: Plugin, entry: EntryPoint, version: int) -> _Claim:
        claim = _Claim(plugin, entry)
        thing = self._things.get((plugin.name, plugin.distribution))
        in_memory = self._imported.get(plugin.distribution)
        if plugin.name in self._deny or (self._allow is not None and plugin.name not in self._allow):
            claim.becomes("denied", "not allowed by the settings")
        elif version != self.version:
            claim.becomes("failed", f"it is written for contract v{version}, this inventory-core offers v{self.version}")
        elif in_memory not in (None, plugin.version):
            claim.becomes("stale", f"{plugin.distribution} {in_memory} is in memory; restart to use {plugin.version}", thing)
        elif thing is not None:
            claim.becomes("loaded", thing=thing)
        return claim

    def _settle(self, name: str, found: list[_Claim]) -> list[_Claim]:
        """The claims on one name, the one to use first."""
        usable = [claim for claim in found if claim.plugin.state not in ("denied", "failed")]
        rest = [claim for claim in found if claim not in usable]
        if len(usable) < 2:
            supported = {claim.plugin.distribution for claim in usable}  # written for several versions of the contract
            return usable + [claim for claim in rest if claim.plugin.distribution not in supported]
        others = ", ".join(sorted(claim.plugin.distribution for claim in usable))
        chosen = [claim for claim in usable if _normal(claim.plugin.distribution) == _normal(self._prefer.get(name, ""))]
        for claim in usable:
            if chosen and claim not in chosen:
                claim.becomes("denied", f"the name is claimed by {others}; the settings choose {chosen[0].plugin.distribution}")
            elif not chosen:
                claim.becomes("failed", f"the name is claimed by {others}; uninstall one, or prefer one in the settings")
        return chosen + [claim for claim in found if claim not in chosen]


def describe(error: BaseException) -> str:
    """What went wrong, on one line: the kind of error and its message."""
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}".rstrip(": ")[:MAX_CAUSE]


def _normal(name: str) -> str:
    """A distribution's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
