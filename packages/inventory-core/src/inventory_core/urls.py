"""Addresses: one way to take them apart, match their hosts and write them canonically."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

KEY_VERSION = "url1"
DEFAULT_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_HOST_PATTERN = re.compile(r"^(\*|(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*)$")
# What mail, ad and social senders append to measure their clicks; none of it selects what a page shows.
_TRACKING = re.compile(
    r"^(utm_\w+|(g|d|ms|fb|y|tt|tw|li_fat_|wbr|gbra|mc_e|sc|ir)clid|gbraid|wbraid|gclsrc|_ga|_gl|mc_cid|mc_eid|igshid|igsh|mkt_tok"
    r"|_hsenc|_hsmi|yclid|srsltid|spm|scm|ref_src|ref_url|s_kwcid|ef_id|epik|trk|vero_id|oly_\w+_id|pk_\w+|mtm_\w+)$",
    re.IGNORECASE,
)


def split_url(url: str) -> SplitResult:
    """Take an absolute http(s) address apart; ValueError where it is none, or where parsers could differ about it.

    White space, control characters, backslashes and user names are refused instead of being guessed about.
    """
    if not isinstance(url, str):
        raise TypeError(f"an address is text, not {type(url).__name__}")
    if _FORBIDDEN.search(url):
        raise ValueError("an address has no spaces, control characters or backslashes")
    parts = urlsplit(url)
    if parts.scheme.lower() not in DEFAULT_PORTS:
        raise ValueError("an address begins with http:// or https://")
    if not parts.hostname or "@" in parts.netloc:
        raise ValueError("an address needs a host, and no user name")
    _ = parts.port  # raises ValueError where it is no number
    return parts


def host_of(url: str) -> str:
    """The host of an address in lower case, ASCII form (IDNA), without a trailing dot; ValueError as split_url."""
    return ascii_host(split_url(url).hostname or "")


def ascii_host(host: str) -> str:
    """A host name as it is looked up: lower case, IDNA, no trailing dot; ValueError where it has no such form."""
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(f"{host!r} is no host name") from error


def is_host_pattern(pattern: str) -> bool:
    """True for "acme.example", "*.acme.example" and "*"."""
    return bool(_HOST_PATTERN.match(pattern))


def host_match(pattern: str, host: str) -> int:
    """How specifically a declared pattern names a host: 0 not at all, "*" 1, "*.host" more, an exact host most.

    Never a substring: "acme.example" matches neither "evil-acme.example" nor "acme.example.evil".
    """
    if pattern == "*":
        return 1
    if pattern.startswith("*."):
        return 2 * len(pattern) if host.endswith(pattern[1:]) and len(host) > len(pattern) - 1 else 0
    return 1_000_000 if pattern == host else 0


def canonical_url(url: str) -> str:
    """The canonical form, version `url1`: lower-case scheme and host, no default port, fragment or tracking parameter.

    Parameters are sorted by name, so that two links to one page are one address. ValueError as split_url.
    """
    parts = split_url(url)
    scheme = parts.scheme.lower()
    host = ascii_host(parts.hostname or "")
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port != DEFAULT_PORTS[scheme]:
        host = f"{host}:{parts.port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    return urlunsplit((scheme, host, path, _canonical_query(parts.query), ""))


def _canonical_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = sorted((pair for pair in pairs if not _TRACKING.match(pair[0])), key=lambda pair: pair[0])
    return urlencode(kept, errors="surrogateescape")


def url_key(url: str) -> str:
    """The part of a listing key that stands for an address: `url1:` and 20 hexadecimal digits."""
    return f"{KEY_VERSION}:{hashlib.sha256(canonical_url(url).encode()).hexdigest()[:20]}"


def body_key(body: bytes) -> str:
    """The part of a listing key that stands for a page without an address: `body1:` and 20 hexadecimal digits."""
    return f"body1:{hashlib.sha256(body).hexdigest()[:20]}"
