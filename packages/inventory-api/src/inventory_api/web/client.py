"""Addresses of clients: which of them are in a network, and which count as one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Networks = Sequence[IPv4Network | IPv6Network]


def networks(names: Sequence[str]) -> Networks:
    """Addresses and networks such as 10.0.0.0/8; ValueError."""
    return [ip_network(name) for name in names]


@lru_cache(maxsize=4_096)
def client_key(address: str) -> str:
    """What is counted as one client: an IPv4 address, or the /64 that an IPv6 subscriber has whole."""
    parsed = read_address(address)
    if parsed is None:
        return address[:50]
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)


def is_in(address: str, trusted: Networks) -> bool:
    """Whether an address is in one of the networks; False where it is none."""
    parsed = read_address(address) if trusted else None
    return parsed is not None and any(parsed in network for network in trusted)


@lru_cache(maxsize=4_096)
def read_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address, of an IPv4 client also where it comes in the clothes of IPv6; None where it is none."""
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed
