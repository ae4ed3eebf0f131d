"""What a scraper says of itself: its name, its hosts, its pages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from inventory_core.plugins import Plugin
from inventory_core.registry import CONTRACT, SCRAPERS, check_scraper
from inventory_core.scraper import PageKind, Scraper
from inventory_core.testing.check import NotApplicable, Subject, check
from inventory_core.testing.compare import Difference
from inventory_core.urls import host_match

GROUP = f"{SCRAPERS}.v{CONTRACT}"


@check()
def keeps_the_contract(subject: Subject) -> Iterator[Difference]:
    """A scraper has a name, exact hosts in lower case, options that Query has, a page to read, and is made without arguments."""
    scraper = subject.scraper
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", scraper.name):
        yield Difference("name", "lower-case words with hyphens", repr(scraper.name), "set `name` as in 'acme-us'")
    try:
        check_scraper(scraper, Plugin(scraper.name, "(tested)", "0", scraper.__qualname__))
    except Exception as error:
        yield Difference(scraper.__qualname__, "a scraper that the registry takes", f"{type(error).__name__}: {error}")


@check()
def is_registered_under_its_name(subject: Subject) -> Iterator[Difference]:
    """The entry point is called as the scraper is, and stands in the group of this version of the contract."""
    found = [entry for group in sorted(_groups()) for entry in entry_points(group=group) if _names(entry, subject.scraper)]
    if not found:
        raise NotApplicable("the scraper is not installed as a plugin: run this where its distribution is installed")
    if not any(entry.group == GROUP for entry in found):
        groups = ", ".join(entry.group for entry in found)
        yield Difference("entry point", GROUP, groups, f'register it under [project.entry-points."{GROUP}"]')
    for entry in found:
        if entry.name != subject.scraper.name:
            yield Difference("entry point", f"the name {subject.scraper.name!r}", repr(entry.name), "call both the same")


def _groups() -> set[str]:
    return {group for group in entry_points().groups if group.startswith(f"{SCRAPERS}.v")}


def _names(entry: EntryPoint, scraper: type[Scraper]) -> bool:
    return entry.module.split(".")[0] == scraper.__module__.split(".")[0] and _target(entry) is scraper


def _target(entry: EntryPoint) -> object:
    try:
        return entry.load()
    except Exception:  # another plugin of the same distribution
        return None


@check("kind")
def handlers_take_what_patterns_give(subject: Subject, kind: str) -> Iterator[Difference]:
    """The named groups of a page's pattern are the arguments of its handler, beside the page; an optional one has a default."""
    for one in subject.kinds[kind]:
        signature = inspect.signature(getattr(subject.instance, one.handler))
        groups = list(one.pattern.groupindex)
        try:
            signature.bind(None, **dict.fromkeys(groups, ""))
        except TypeError as error:
            hint = "name the groups of the pattern as the arguments are named: (?P<id>\\d+)"
            yield Difference(f"{one.handler}{signature}", f"arguments {', '.join(['page', *groups])}", str(error), hint)
        if one.pattern.groups > len(groups):
            unnamed = one.pattern.groups - len(groups)
            yield Difference(f"pattern {one.pattern.pattern}", "named groups alone", f"{unnamed} without a name", "write (?:...)")


@check("kind")
def hosts_of_pages_are_its_own(subject: Subject, kind: str) -> Iterator[Difference]:
    """A page that is narrowed to a host is narrowed to one of the scraper's hosts."""
    for one in subject.kinds[kind]:
        if one.host and not _is_own(subject.scraper, one):
            hosts = ", ".join(subject.scraper.hosts)
            yield Difference(f"host of {kind}", f"one of {hosts}", one.host, "add it to `hosts`, or mend its spelling")


def _is_own(scraper: type[Scraper], kind: PageKind) -> bool:
    host = kind.host or ""
    return host in scraper.hosts or any(host_match(pattern, host.removeprefix("*.")) for pattern in scraper.hosts)


@check()
def claims_no_lookalikes(subject: Subject) -> Iterator[Difference]:
    """A scraper answers for its own hosts and for none that merely looks like one of them."""
    if "*" in subject.scraper.hosts:
        raise NotApplicable("it reads the pages of any host")
    for pattern in subject.scraper.hosts:
        host = pattern.removeprefix("*.")
        for own in _spellings(f"sub.{host}" if pattern != host else host):
            if not subject.claims(own):
                yield Difference(f"claims({own})", "its own host", "not claimed", "leave `claims` to the base class")
        for other in lookalikes(host):
            if subject.claims(other):
                yield Difference(
                    "claims", "no host but its own", other, "compare hosts as a whole; leave `claims` to the base class"
                )


def _spellings(host: str) -> list[str]:
    """Addresses of a host, as differently as they may be written."""
    return [f"https://{host}/", f"http://{host}:8080/", f"https://{host.upper()}/", f"https://{host}./"]


def lookalikes(host: str) -> list[str]:
    """Addresses of other hosts that somebody could take for this one."""
    first, _, rest = host.partition(".")
    turned = host.replace("e", "е", 1) if "e" in host else host.replace("a", "а", 1)
    names = [f"evil-{host}", f"evil{host}", f"{host}.evil.example", f"{host}evil", f"{first}.evil.example", f"{first}-{rest}"]
    names += [f"{host}.localhost", f"xn--{host}", f"{first}x.{rest}"]
    names += [host.replace(".", "-")] if rest else []  # a host of one's own network may be one word
    tricks = [f"{host}@evil.example", f"evil.example:80@{host}", f"evil.example/{host}", f"evil.example?{host}"]
    tricks += [f"evil.example#{host}", f"evil.example\\{host}", f"{host}\\@evil.example", f"evil.example%2f{host}"]
    return [f"https://{name}/" for name in [*names, *tricks, *([turned] if turned != host else [])]]
