"""Who asked, over which scheme, for which host: as the proxies say that are trusted, and else as the connection shows.

A request that passed proxies carries what each of them was asked, the nearest proxy's words last. They are read from that end,
as far as those who wrote them are trusted: what a client wrote itself stands before them and is never reached.

Two forms are in use, X-Forwarded-For, -Proto and -Host, and Forwarded (RFC 7239). A proxy that writes one of them passes the
other on as the client sent it, so only the form that the settings name is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from msgspec import Struct

from inventory_api.web.client import Networks, is_in, read_address

Form = Literal["x-forwarded", "forwarded"]
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9.])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
"""A host as it may stand in an address, in small letters, with or without a port."""
_PAIR = re.compile(r'[ \t]*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s",;=]*)[ \t]*(?:;|(,)|$)')


class Asked(Struct, frozen=True):
    """What the client did, as far as it is known."""

    client: str
    """Its address."""
    scheme: str
    """http or https."""
    host: str
    """The host that it asked for, in small letters, with its port where it named one."""
    by_proxy: bool = False
    """Whether a trusted proxy passed the request on."""
    by_unknown_proxy: bool = False
    """Whether a proxy passed the request on that is not trusted, so that all this may be the proxy's doing."""


class _Hop(Struct, frozen=True):
    """What one proxy says that it was asked."""

    node: str
    scheme: str
    host: str


class Proxies:
    """The proxies that are trusted, and the form in which they speak."""

    def __init__(self, trusted: Networks, form: Form) -> None:
        self.trusted, self._hops = trusted, _forwarded if form == "forwarded" else _x_forwarded

    def asked(self, scope: Any) -> Asked:
        """What the client of an HTTP connection did."""
        peer, scheme, host = (scope.get("client") or ("unknown", 0))[0], scope.get("scheme", "http"), _host(scope)
        if not is_in(peer, self.trusted):
            return Asked(peer, scheme, host, by_unknown_proxy=_is_forwarded(scope))
        client = peer
        for hop in self._hops(scope["headers"]):
            scheme = hop.scheme if hop.scheme in ("http", "https") else scheme
            host = hop.host or host
            if not is_in(_address(hop.node), self.trusted):
                client = _address(hop.node) or peer
                break
        return Asked(client, scheme, host, by_proxy=True)


def _is_forwarded(scope: Any) -> bool:
    return any(name in (b"forwarded", b"x-forwarded-for", b"x-forwarded-proto") for name, _ in scope["headers"])


def _host(scope: Any) -> str:
    (host, *more) = _values(scope["headers"], b"host") or [""]
    return "" if more else host.lower()


def _values(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in headers if name == wanted]


def _x_forwarded(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[_Hop]:
    """The nearest proxy first. A proxy may add to each of the three lists or write one anew, so the others can be shorter."""
    nodes, schemes, hosts = (
        _backwards(headers, name) for name in (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host")
    )
    for number, node in enumerate(nodes or [""]):
        yield _Hop(node, _at(schemes, number), _at(hosts, number))


def _backwards(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[str]:
    parts = ",".join(_values(headers, name)).lower().split(",")
    return [part.strip() for part in reversed(parts) if part.strip()]


def _at(values: list[str], number: int) -> str:
    return values[min(number, len(values) - 1)] if values else ""


def _forwarded(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[_Hop]:
    """The nearest proxy first. Lines are read one by one: what is malformed spoils nothing that stands in a line after it."""
    for line in reversed(_values(headers, b"forwarded")):
        elements = _elements(line)
        if elements is None:
            return
        for element in reversed(elements):
            yield _Hop(*(element.get(name, "") for name in ("for", "proto", "host")))


def _elements(line: str) -> list[dict[str, str]] | None:
    """The elements of a line; None where it is none."""
    elements: list[dict[str, str]] = [{}]
    at = 0
    while at < len(line):
        found = _PAIR.match(line, at)
        if found is None:
            return None
        elements[-1][found[1].lower()] = re.sub(r"\\(.)", r"\1", found[2].strip('"')).lower()
        elements.extend([{}] if found[3] else [])
        at = found.end()
    return [element for element in elements if element]


def _address(node: str) -> str:
    """The address of `203.0.113.1`, `203.0.113.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`; else nothing."""
    if node.startswith("["):
        node = node[1:].partition("]")[0]
    elif node.count(":") == 1:
        node = node.partition(":")[0]
    address = read_address(node)
    return "" if address is None else str(address)
