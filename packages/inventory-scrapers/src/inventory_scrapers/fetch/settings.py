"""What can be set about fetching, in code or by the environment."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from pathlib import Path

from inventory_scrapers.fetch.cache import PageCache
from inventory_scrapers.fetch.transport import TransportLimits

LEAST_DELAY = 0.5
"""Seconds below which the environment cannot set the delay between two requests to a host."""


@dataclass(frozen=True)
class FetchSettings:
    """Everything that can be set, and the environment variables that `from_environment` reads.

    - `contact` (INVENTORY_CONTACT): a mail address or page of whoever runs this, for the User-Agent
    - `allow_private` (INVENTORY_ALLOW_PRIVATE, comma-separated): private hosts that may be fetched from
    - `stopped` (INVENTORY_STOPPED_HOSTS, comma-separated): hosts that may not be fetched from
    - `delay` (INVENTORY_DELAY): seconds between two requests to a host, at least half a second; two where it is not set
    - `cache` (INVENTORY_CACHE: a folder, or "off"): where answers are kept
    - `ca_file` (INVENTORY_CA_FILE): certificates to trust in place of the usual ones
    """

    contact: str | None = None
    allow_private: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    delay: float | None = None
    cache: PageCache | None = None
    ca_file: str | None = None
    limits: TransportLimits = field(default_factory=TransportLimits)
    obey_robots: bool = True
    obey_reservations: bool = False

    @classmethod
    def from_environment(cls) -> FetchSettings:
        """The settings of this process."""
        folder = os.environ.get("INVENTORY_CACHE", "")
        return cls(
            contact=os.environ.get("INVENTORY_CONTACT") or None,
            allow_private=_hosts("INVENTORY_ALLOW_PRIVATE"),
            stopped=_hosts("INVENTORY_STOPPED_HOSTS"),
            delay=_delay(os.environ.get("INVENTORY_DELAY", "").strip()),
            cache=None if folder == "off" else PageCache(Path(folder) if folder else None),
            ca_file=_file("INVENTORY_CA_FILE"),
        )


def _hosts(variable: str) -> tuple[str, ...]:
    """Hosts, with commas between; ValueError for a port or a network, which would name no host and so do nothing."""
    parts = [part.strip() for part in os.environ.get(variable, "").split(",") if part.strip()]
    for part in parts:
        if "/" in part or (":" in part and not _is_ipv6(part)):
            example = "nas.example, *.lab.example or 192.168.1.5"
            raise ValueError(f"{variable} has {part!r}; it takes hosts without scheme, port or network, such as {example}")
    return tuple(parts)


def _is_ipv6(text: str) -> bool:
    try:
        return bool(ipaddress.IPv6Address(text.strip("[]")))
    except ValueError:
        return False


def _file(variable: str) -> str | None:
    name = os.environ.get(variable) or None
    if name and not Path(name).is_file():
        raise ValueError(f"{variable} is {name!r}; there is no such file")
    return name


def _delay(text: str) -> float | None:
    try:
        seconds = float(text) if text else None
    except ValueError:
        seconds = 0.0
    if seconds is not None and not LEAST_DELAY <= seconds <= 3600:
        raise ValueError(
            f"INVENTORY_DELAY is {text!r}; it takes seconds between two requests to a host, from {LEAST_DELAY} to 3600"
        )
    return seconds
