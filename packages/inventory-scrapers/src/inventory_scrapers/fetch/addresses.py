"""Which hosts and addresses may be connected to.

Two gates. `check_host` looks at the host as it is written, before anything is looked up. `resolve` looks the name up and vets
every answer; the connection is made to an answer that was vetted, never to the name, so that a second lookup cannot change it.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
import threading
from collections.abc import Callable, Iterable, Sequence

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.urls import ascii_host, host_match

log = logging.getLogger(__name__)

Resolver = Callable[[str, int], Sequence[str]]
"""From a host name and a port to IP addresses as text; OSError where there are none."""

# IANA special-purpose address registries (RFC 6890 and its updates), multicast and reserved space.
_SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Only global unicast is public at all: loopback, mapped, compatible, NAT64, unique-local, link-local and multicast lie outside.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
# Within it: IETF assignments with Teredo and ORCHID, documentation, 6to4.
_SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)  # fmt: skip
_NAME = re.compile(r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$")
_NUMBER = re.compile(r"^(\d+|0x[0-9a-f]*)$")


def is_public(address: str) -> bool:
    """True for an IP address, as text, that belongs to the public internet and to no special range."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _SPECIAL_V4)
    return ip in _GLOBAL_V6 and ip.scope_id is None and not any(ip in network for network in _SPECIAL_V6)


def system_resolver(host: str, port: int) -> Sequence[str]:
    """What the operating system answers."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class AddressPolicy:
    """Decides for each connection.

    `allow_private` names hosts ("nas.example", "*.lab.example", "192.168.1.5") that may be private.
    The list is empty by default; its use is logged. A redirect never leads from a public host to one of it.
    """

    def __init__(self, allow_private: Iterable[str] = (), resolver: Resolver = system_resolver) -> None:
        self.allow_private = tuple(ascii_host(pattern.strip().strip("[]")) for pattern in allow_private)
        if "*" in self.allow_private or "" in self.allow_private:
            raise ValueError("the list of private hosts names hosts; it cannot open all of them")
        self._resolver = resolver
        self._logged: set[str] = set()

    def is_allowed_private(self, host: str) -> bool:
        """True for a host, in ASCII form, that the list names."""
        return any(host_match(pattern, host) for pattern in self.allow_private)

    def check_host(self, host: str) -> None:
        """Refuse what a host, in ASCII form, shows as written: FetchFailed `private_address` or `ambiguous_host`."""
        if self.is_allowed_private(host):
            return
        if _is_ambiguous(host):
            raise FetchFailed(Outcome.REFUSED, "ambiguous_host", "the address names its host in a form that is read differently")
        if _is_literal(host) and not is_public(host):
            raise _private(host)

    def resolve(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """The vetted IP addresses of a host, at least one; FetchFailed where one of its answers is private.

        A name with public and private answers is refused whole: which of them answers would be left to chance.
        """
        self.check_host(host)
        answers = self._look_up(host, port, seconds)
        if all(is_public(answer) for answer in answers):
            return answers
        if not self.is_allowed_private(host):
            raise _private(host)
        if host not in self._logged:
            self._logged.add(host)
            log.warning("private host allowed by the list of private hosts: %s", host)
        return answers

    def _look_up(self, host: str, port: int, seconds: float) -> Sequence[str]:
        if _is_literal(host):
            return [host]
        answers = _within(seconds, lambda: self._resolver(host, port))
        if not answers:
            raise FetchFailed(Outcome.NETWORK_ERROR, "dns", f"no address was found for {host}")
        return answers


def _within(seconds: float, look_up: Callable[[], Sequence[str]]) -> Sequence[str] | None:
    """The operating system's lookup takes no timeout, so that a thread of its own waits for it."""
    found: list[Sequence[str]] = []

    def run() -> None:
        try:
            found.append(look_up())
        except (OSError, UnicodeError):
            found.append(())

    thread = threading.Thread(target=run, name="dns", daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if not found:
        raise FetchFailed(Outcome.TIMEOUT, "dns", "the host's name could not be looked up in time")
    return found[0]


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_ambiguous(host: str) -> bool:
    """A last label that is a number makes some parsers read an IPv4 address; only the plain form of one is read alike by all."""
    if _is_literal(host):
        return "%" in host
    return not _NAME.match(host) or bool(_NUMBER.match(host.rpartition(".")[2]))


def _private(host: str) -> FetchFailed:
    message = f"{host} is not on the public internet, and INVENTORY_ALLOW_PRIVATE does not name it"
    return FetchFailed(Outcome.REFUSED, "private_address", message)
