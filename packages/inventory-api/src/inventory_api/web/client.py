"""Which client really asks: behind a proxy that is trusted the one that it names, and else the one that is connected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Networks = Sequence[IPv4Network | IPv6Network]


def networks(names: Sequence[str]) -> Networks:
    """Addresses and networks such as 10.0.0.0/8; ValueError."""
    return [ip_network(name) for name in names]


def client_address(scope: Any, trusted: Networks) -> str:
    """The address of the client, as text. X-Forwarded-For is read from its end, as far as those who wrote it are trusted."""
    peer = (scope.get("client") or ("unknown", 0))[0]
    if not is_in(peer, trusted):
        return str(peer)
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    for address in reversed([part.strip() for part in forwarded.split(",")]):
        if not is_in(address, trusted):
            return address if _is_address(address) else str(peer)
    return str(peer)


@lru_cache(maxsize=4_096)
def client_key(address: str) -> str:
    """What is counted as one client: an IPv4 address, or the /64 that an IPv6 subscriber has whole."""
    if not _is_address(address):
        return address[:50]
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def is_in(address: str, trusted: Networks) -> bool:
    """Whether an address is in one of the networks; False where it is none."""
    return bool(trusted) and _is_address(address) and any(ip_address(address) in network for network in trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
