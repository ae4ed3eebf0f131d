"""Plain http where the service is to be reached over https alone, and the links that name the service."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from msgspec import Struct

from inventory_api.settings import Settings
from inventory_api.web.proxies import HOST, Asked

PROBES = frozenset({"/health/live", "/health/ready"})
"""What orchestrators ask, beside the proxy and by whatever address they know: nothing there depends on the name."""
MACHINES = PROBES | {"/metrics"}
"""What is asked every few seconds from within, over plain http."""
_SECRETS = (b"authorization", b"cookie")
_ONLY_HTTPS = "This service is reached over https alone, and did nothing."
_LEAKED = f"{_ONLY_HTTPS} A token or a password that was sent over http could be read on its way: end it, and take another."
_UNKNOWN_PROXY = f"{_ONLY_HTTPS} A proxy passed this on that TRUSTED_PROXIES does not name, so what it says is not believed."


class Refusal(Struct, frozen=True):
    """An answer that needs no route."""

    status: int
    code: str
    detail: str
    headers: list[tuple[bytes, bytes]] = []


class Https:
    """What PUBLIC_URL, REQUIRE_HTTPS and HSTS_SECONDS ask for."""

    def __init__(self, settings: Settings) -> None:
        self.public_url, self.required = settings.public_url, settings.require_https
        seconds = settings.hsts_seconds if self.required else 0
        self.header = (b"strict-transport-security", f"max-age={seconds}".encode()) if seconds else None

    def refusal(self, scope: Any, asked: Asked) -> Refusal | None:
        """What a request over plain http is answered with; None where it may go on.

        Only what reads and shows no secret is sent on (308): after a body or a token nothing may look as if all were well.
        """
        if not self.required or asked.scheme == "https" or scope["path"] in MACHINES:
            return None
        if asked.by_unknown_proxy:  # sending it on could bring it back, over and over
            return _refused(_UNKNOWN_PROXY)
        headers = dict(scope["headers"])
        has_secret = any(name in headers for name in _SECRETS)
        has_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        goes_on = scope["method"] in ("GET", "HEAD") and not has_secret and not has_body
        target = self._target(scope, asked) if goes_on else None
        return Refusal(308, "", "", [(b"location", target)]) if target else _refused(_LEAKED if has_secret else _ONLY_HTTPS)

    def _target(self, scope: Any, asked: Asked) -> bytes | None:
        """The same address over https; None where the host that was asked for is none."""
        base = self.public_url
        if not base:
            if not HOST.fullmatch(asked.host):
                return None
            base = f"https://{host_name(asked.host)}"
        path = (scope.get("raw_path") or quote(scope["path"]).encode()).partition(b"?")[0]
        query = scope["query_string"]
        return base.encode() + path + (b"?" + query if query else b"")

    def absolute(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        """A header of an answer: links and locations within the service with the public address before them."""
        base = self.public_url.encode()
        if name == b"link":
            return name, value.replace(b"</", b"<" + base + b"/")
        is_inside = name == b"location" and value.startswith(b"/")
        return name, base + value if is_inside else value


def host_name(host: str) -> str:
    """A host without its port."""
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _refused(detail: str) -> Refusal:
    return Refusal(403, "https_required", detail)
