"""Web pages of other origins: which may ask, and what of an answer they may see beside its content."""

from __future__ import annotations

from typing import Any

from litestar.config.cors import CORSConfig

from inventory_api.settings import Settings
from inventory_api.web.https import Refusal

_EXPOSED = ["ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"]
_UNKNOWN_ORIGIN = "Web pages of that origin may not ask. CORS_ORIGINS lists those that may."


def cors(settings: Settings) -> CORSConfig | None:
    """What Litestar is told of the origins in the settings; None where there are none."""
    return CORSConfig(allow_origins=settings.cors_origins, expose_headers=_EXPOSED) if settings.cors_origins else None


def refused_origin(config: CORSConfig | None, scope: Any) -> Refusal | None:
    """What a browser is answered that asks whether a page of another origin may ask; None where it may, or does not ask that."""
    if config is None or scope["method"] != "OPTIONS":
        return None
    origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
    return Refusal(400, "unknown_origin", _UNKNOWN_ORIGIN) if origin and not config.is_origin_allowed(origin) else None
