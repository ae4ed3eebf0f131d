"""Pages that stand where another page should be: challenges, log-ins, consent walls, soft 404s.

Two questions are asked. Before a page is read: is it certainly a challenge? After nothing was read from it: why? The second may
be answered by weaker evidence, because there is nothing to lose. Bytes are searched, no tree is built.
"""

from __future__ import annotations

import html
import re

from inventory_core.decoding import decode
from inventory_core.errors import Blocked, LoginRequired, NeedsRendering, NotFound, PageSignal, Unreadable
from inventory_core.outcomes import Outcome
from inventory_core.page import Page

_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_CHALLENGE_TITLES = re.compile(
    r"^(just a moment|attention required|access denied|access to this page has been denied|pardon our interruption"
    r"|are you a (human|robot)|robot check|bot verification|security check|checking your browser|verify(ing)? you are human"
    r"|human verification|ddos-guard"
    r"|request (blocked|rejected)|you have been blocked|un momento|einen moment|ein moment)",
    re.IGNORECASE,
)
# Each stands only in the page that a protection service serves instead of the site's own.
_CHALLENGE_MARKS = (
    b"window._cf_chl_opt",
    b"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page",
    b"geo.captcha-delivery.com/captcha",
    b"window._pxAppId",
    b"_Incapsula_Resource?SWUDNSAI",
    b"/_sec/cp_challenge/",
    b"awsWafCookieDomainList",
    b'id="sec-if-cpt-container"',
    b"/errors/validateCaptcha",
)
# The first bytes of what is served in place of pages (WHATWG MIME Sniffing, sections 6 and 7).
_BINARY = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture or sound (RIFF)"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b\x08", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x7fELF", "a program"),
)
# The binary data bytes of the same standard, section 3.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SMALL = 60_000
_STATUS = {
    401: (LoginRequired, "the site asks for a log-in"),
    403: (Blocked, "the site refuses this request (403)"),
    404: (NotFound, "the site has no such page (404)"),
    407: (Blocked, "a proxy asks for a log-in (407)"),
    410: (NotFound, "the page is gone (410)"),
    451: (Blocked, "unavailable for legal reasons (451)"),
}
_LOGIN_TITLES = re.compile(
    r"\b(log ?in|sign ?in|anmelden|einloggen|se connecter|connexion|iniciar sesi[oó]n|accedi|entrar|inloggen|zaloguj|logowanie)\b"
    r"|ログイン|登录|登入|로그인|войти|вход",
    re.IGNORECASE,
)
_GONE_TITLES = re.compile(
    r"\b404\b|not found|page (does not|doesn.t) exist|no longer (available|exists)|nicht gefunden|introuvable|no encontrad[ao]"
    r"|non trovat[ao]|n[ãa]o encontrad[ao]|niet gevonden|nie znalezion|не найден|見つかりません|找不到|찾을 수 없",
    re.IGNORECASE,
)
_CONSENT_TITLES = re.compile(
    r"before you continue|cookie (consent|preferences|settings)|we value your privacy|age verification", re.IGNORECASE
)
_PASSWORD = re.compile(rb"""type\s*=\s*["']?password""", re.IGNORECASE)
_TAGS = re.compile(rb"<(script|style|noscript|template|svg)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
_SKELETON_TEXT = 400


def title_of(page: Page) -> str:
    """The text of the title element, unescaped; empty where there is none in the first 200,000 bytes."""
    found = _TITLE.search(page.body, 0, 200_000)
    return html.unescape(found[1].decode("utf-8", "replace")).strip() if found else ""


def certain_signal(page: Page) -> PageSignal | None:
    """What the page certainly is instead of what was asked for: by its status, its headers, or a protection service's mark."""
    if page.headers.get("cf-mitigated", "").lower() == "challenge":
        return Blocked("a challenge page (cf-mitigated)")
    if challenge := _challenge(page):
        return challenge
    if page.status in _STATUS:
        signal, message = _STATUS[page.status]
        return signal(message)
    if not page.body.strip():
        return Unreadable("the page is empty")
    if kind := _binary_kind(page.body):
        return Unreadable(f"this is {kind}, not a page")
    return None


def likely_signal(page: Page) -> PageSignal | None:
    """Why nothing could be read from a page, as far as its title and its form tell."""
    title = title_of(page)
    if _GONE_TITLES.search(title):
        return NotFound(f"the page says that there is nothing here: {title[:80]!r}")
    if _CONSENT_TITLES.search(title):
        return Blocked(f"a consent page stands in front: {title[:80]!r}")
    if _LOGIN_TITLES.search(title) and _PASSWORD.search(page.body):
        return LoginRequired(f"a log-in page stands in front: {title[:80]!r}")
    return NeedsRendering("the page has scripts and next to no text of its own") if is_skeleton(page) else None


def is_skeleton(page: Page) -> bool:
    """True where a page has scripts but hardly a sentence of text."""
    body = page.body[:2_000_000]
    at = body.lower().find(b"<body")
    if at < 0 or b"<script" not in body or page.rendered:
        return False
    return len(b" ".join(_TAGS.sub(b" ", body[at:]).split())) < _SKELETON_TEXT


def status_outcome(status: int) -> Outcome | None:
    """The outcome of a status that is no answer at all: 429 and 5xx."""
    if status == 429:
        return Outcome.RATE_LIMITED
    return Outcome.NETWORK_ERROR if status >= 500 else None


def _binary_kind(body: bytes) -> str | None:
    for mark, kind in _BINARY:
        if body.startswith(mark):
            return kind
    start = decode(body[:1000])
    return "binary data" if len(_CONTROLS.findall(start)) > len(start) // 20 else None


def _challenge(page: Page) -> PageSignal | None:
    title = title_of(page)
    if len(page.body) > _SMALL and not _CHALLENGE_TITLES.match(title):
        return None
    if _CHALLENGE_TITLES.match(title):
        return Blocked(f"a challenge page: {title[:80]!r}")
    mark = next((mark for mark in _CHALLENGE_MARKS if mark in page.body), None)
    return Blocked(f"a challenge page ({mark.decode()})") if mark else None
