"""Where an address leads: taken apart once, for the decision and for the connection alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from inventory_core.errors import FetchFailed
from inventory_core.outcomes import Outcome
from inventory_core.urls import DEFAULT_PORTS, ascii_host, split_url


@dataclass(frozen=True)
class Origin:
    """Scheme, host in ASCII form and port."""

    scheme: str
    host: str
    port: int

    @property
    def is_default_port(self) -> bool:
        """True for port 80 of http and port 443 of https."""
        return self.port == DEFAULT_PORTS[self.scheme]

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" if self.is_default_port else f"{self.scheme}://{host}:{self.port}"


@lru_cache(1_000)
def split(url: str) -> tuple[Origin, str]:
    """An address as origin and request target; FetchFailed `address` where it is no plain http(s) address.

    This one reading decides about the host and connects to it; no other parser sees the address.
    """
    try:
        parts = split_url(url)
        scheme, host = parts.scheme.lower(), ascii_host(parts.hostname or "")
        if ("[" in parts.netloc) != (":" in host):
            raise ValueError("brackets hold an IPv6 address, and nothing else does")
        origin = Origin(scheme, host, DEFAULT_PORTS[scheme] if parts.port is None else parts.port)
    except ValueError as error:
        raise FetchFailed(Outcome.REFUSED, "address", f"this is no address to fetch: {error}") from error
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    return origin, f"{path}?{parts.query}" if parts.query else path
