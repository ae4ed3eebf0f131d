"""Pages that stand where another page should be: challenges, log-ins, consent walls, soft 404s.

Two questions are asked. Before a page is read: is it certainly a challenge? After nothing was read from it: why? The second may
be answered by weaker evidence, because there is nothing to lose. Bytes are searched, no tree is built.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from inventory_core.decoding import decode
from inventory_core.errors import Blocked, LoginRequired, NeedsRendering, NotFound, PageSignal, Unreadable
from inventory_core.outcomes import Outcome
from inventory_core.page import Page

_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
# Alone they prove nothing, a book may be called so; with next to no text around them they do.
_CHALLENGE_TITLES = re.compile(
    r"^\W{0,5}(just a moment|one moment, please|attention required|access denied|access to this page has been denied"
    r"|pardon our interruption|are you (a )?(human|robot)|robot or human|robot check|bot verification|human verification"
    r"|security check|vercel security checkpoint|client challenge|checking your browser|verif(y|ying) (that )?you are (a )?human"
    r"|ddos-guard|sucuri website firewall|request (unsuccessful|blocked|rejected)|(sorry, )?you have been blocked|captcha\b"
    r"|un momento|einen moment|ein moment|un instant|attendere prego|お待ちください|请稍候|잠시만 기다리)",
    re.IGNORECASE,
)
# Each stands only in the page that a protection service serves instead of the site's own.
_CHALLENGE_MARKS = (
    b"window._cf_chl_opt",
    b"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page",
    b"cf-error-details",
    b"captcha-delivery.com/captcha",
    b"captcha-delivery.com/interstitial",
    b"ct.captcha-delivery.com/c.js",
    b"captcha.px-cdn.net",
    b"captcha.px-cloud.net",
    b"captcha.perimeterx.net",
    b'id="px-captcha"',
    b"_Incapsula_Resource?SWUDNSAI",
    b"_Incapsula_Resource?CWUDNSAI",
    b"Incapsula incident ID",
    b"/_sec/cp_challenge/",
    b"/_sec/verify?provider=interstitial",
    b"errors.edgesuite.net",
    b'id="sec-if-cpt-container"',
    b"awsWafCookieDomainList",
    b"window.gokuProps",
    b"KPSDK.configure",
    b"/errors/validateCaptcha",
    b"Sucuri WebSite Firewall",
)
_CAPTCHAS = re.compile(
    rb"recaptcha|hcaptcha|cf-turnstile|turnstile/v0|arkoselabs|funcaptcha|geetest|px-captcha|captcha-delivery|_Incapsula_Resource"
    rb"|KPSDK|_pxAppId|AwsWafIntegration|unusual (traffic|activity)|automated (access|queries|requests)|are not a (ro)?bot"
    rb"|you are (a )?human",
    re.IGNORECASE,
)
_CHALLENGE_TEXT = 2_500
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
    r"\b(log ?in|sign ?in|anmelden|anmeldung|einloggen|se connecter|connexion|iniciar sesi[oó]n|accedi|entrar|inloggen"
    r"|zaloguj|logowanie|logga in|log ind|logg inn|kirjaudu|giriş yap|přihlášení)\b"
    r"|ログイン|登录|登入|로그인|войти|вход|تسجيل الدخول",
    re.IGNORECASE,
)
_LOGIN_PATHS = re.compile(
    r"/(log-?in|sign-?in|account/login|customer/account/login|user/login|oauth2?|sso)(/|\.\w+$|$)", re.IGNORECASE
)
_GONE_TITLES = re.compile(
    r"(^|[|:–—-] ?)((http )?(error|erreur|fehler|fout|błąd) )?(404|410)\b|not found|page (does not|doesn.t|no longer) exist"
    r"|no longer (available|exists)|(page|item|listing|product) (is )?unavailable|has been (removed|deleted)"
    r"|nicht gefunden|nicht mehr verf[üu]gbar|introuvable|n.existe plus|no encontrad[ao]|no existe|non trovat[ao]"
    r"|n[ãa]o encontrad[ao]|niet gevonden|nie znaleziono|hittades inte|ikke fundet|ikke funnet|bulunamad|не найден"
    r"|見つかりません|削除されました|找不到|未找到|찾을 수 없|غير موجود",
    re.IGNORECASE,
)
# In the text of a page it must be the page or the thing that is missing: a filter without matches is not found either.
_GONE_TEXT = re.compile(
    r"\b(page|item|listing|product|ad|offer)\b[^.!?]{0,40}(n[o.]t found|no longer|n[o.]t exist|been (removed|deleted|sold))"
    r"|\b(404|410)\W{1,5}(page |file )?(not found|gone|nicht gefunden|introuvable)|^\W*((error|fehler|erreur) )?(404|410)\W*$"
    r"|(can.t|couldn.t|cannot|could not) find (that|the|this) (page|item|listing|product)"
    r"|(seite|artikel)[^.!?]{0,30}nicht gefunden|page[^.!?]{0,20}introuvable|página[^.!?]{0,20}encontrad[ao]"
    r"|pagina[^.!?]{0,20}(trovata|gevonden)|страниц\w+ не найдена"
    r"|(ページ|商品)[はが]見つかりません|(商品|ページ)は?が?削除されました"
    r"|找不到[^。]{0,4}(页面|頁面|网页|商品)|페이지를 찾을 수 없",
    re.IGNORECASE,
)
_CONSENT_TITLES = re.compile(
    r"before you continue|bevor (sie|du) fortf|avant d.acc[ée]der|antes de continuar|prima di continuare"
    r"|voordat (je|u) verdergaat|cookie (consent|preferences|settings|wall)|we value your privacy|privacy (gate|settings)"
    r"|age verification"
    r"|confirm your age|are you (over )?(18|21)",
    re.IGNORECASE,
)
_CONSENT_PLACES = re.compile(
    r"^https?://(consent|guce|myprivacy|privacygate|cookiewall)\.|/(consent|cookie-?wall|privacy-?gate)(/|$|\?)"
)
_PASSWORD = re.compile(rb"""type\s{0,9}=\s{0,9}["']?password""")
_HIDDEN = re.compile(rb"(script|style|noscript|template|svg|title)\b", re.IGNORECASE)
# Tags with nothing between them, up to one whose text nobody sees.
_TAGS = re.compile(rb"(?:<(?!!--|(?i:script|style|noscript|template|svg|title)\b)[^>]*+>\s*+)++")
_CLOSING = {
    name: re.compile(rb"</" + name + rb"\b", re.IGNORECASE)
    for name in (b"script", b"style", b"noscript", b"template", b"svg", b"title")
}
_BODY = re.compile(rb"<body\b[^>]{0,5000}>", re.IGNORECASE)
# A script that runs: one of data (JSON-LD and the like) fills no page.
_PROGRAM = re.compile(rb"<script(?![^>]{0,300}json)", re.IGNORECASE)
# Attributes by which scripts fill a page in the browser, and what they are to replace.
_BOUND = re.compile(
    rb"""\s(?:data-)?(?:ng-(?:app|bind|cloak|if|model|repeat|show)|v-(?:cloak|for|if|model|show|text)|x-data)[\s=>"']"""
)
_UNFILLED = re.compile(r"\{\{\s?[$A-Za-z_][\w$.]{0,60}(?:\s?\|[^{}]{0,80})?\s?\}\}")
_UNFILLED_TEXT = 20_000
_SKELETON_TEXT = 400
_SHORT_TEXT = 1_500


def title_of(page: Page) -> str:
    """The text of the title element, unescaped; empty where there is none in the first 200,000 bytes."""
    found = _TITLE.search(page.body, 0, 200_000)
    return html.unescape(found[1].decode("utf-8", "replace")).strip() if found else ""


def certain_signal(page: Page) -> PageSignal | None:
    """What the page certainly is instead of what was asked for: by its status, its headers, or a protection service's mark."""
    return challenge_signal(page) or answer_signal(page)


def answer_signal(page: Page) -> PageSignal | None:
    """What the page certainly is that is no challenge: by its status, or because there is nothing or no text in it."""
    if page.status in _STATUS:
        signal, message = _STATUS[page.status]
        return signal(message)
    if not page.body or page.body.isspace():
        return Unreadable("the page is empty")
    if kind := _binary_kind(page.body):
        return Unreadable(f"this is {kind}, not a page")
    return None


def challenge_signal(page: Page) -> PageSignal | None:
    """Blocked where a protection service's challenge or refusal stands in place of the page, whatever its status."""
    for name in ("cf-mitigated", "x-amzn-waf-action"):
        if page.headers.get(name, "").lower() in {"challenge", "captcha", "block"}:
            return Blocked(f"a challenge page ({name})")
    title = title_of(page)
    if _CHALLENGE_TITLES.match(title) and len(visible_text(page, _CHALLENGE_TEXT)) < _CHALLENGE_TEXT:
        return Blocked(f"a challenge page: {title[:80]!r}")
    if len(page.body) > _SMALL:
        return None
    mark = next((mark for mark in _CHALLENGE_MARKS if mark in page.body), None)
    if mark and len(visible_text(page, _CHALLENGE_TEXT)) < _CHALLENGE_TEXT:
        return Blocked(f"a challenge page ({mark.decode()})")
    return None


def likely_signal(page: Page) -> PageSignal | None:
    """Why nothing could be read from a page, as far as its title, its address, its form and what little text it has tell."""
    title, text = title_of(page), visible_text(page, _SHORT_TEXT)
    if _GONE_TITLES.search(title):
        return NotFound(f"the page says that there is nothing here: {title[:80]!r}")
    if _CONSENT_TITLES.search(title) or _CONSENT_PLACES.search(page.url or ""):
        return Blocked(f"a consent page stands in front: {title[:80]!r}")
    if _is_login(page, title, text):
        return LoginRequired(f"a log-in page stands in front: {title[:80]!r}")
    if _went_home(page):
        return NotFound("the site led to its front page instead")
    if len(text) < _SHORT_TEXT and (gone := _GONE_TEXT.search(text)):
        return NotFound(f"the page says that there is nothing here: {gone[0]!r}")
    if len(text) < _CHALLENGE_TEXT // 2 and len(page.body) <= _SMALL and _CAPTCHAS.search(page.body):
        return Blocked("a page with a CAPTCHA and next to no text of its own")
    is_bare = len(text) < _SKELETON_TEXT and is_skeleton(page)
    if is_bare:
        return NeedsRendering("the page has scripts and next to no text of its own")
    if is_unfilled(page):
        return NeedsRendering("the page shows names of values, which its scripts put values in the place of")
    return None


def is_skeleton(page: Page) -> bool:
    """True where a page has scripts but hardly a sentence of text."""
    if page.rendered or not _PROGRAM.search(page.body):
        return False
    return _body_start(page.body) > 0 and len(visible_text(page, _SKELETON_TEXT)) < _SKELETON_TEXT


def is_unfilled(page: Page) -> bool:
    """True where a page whose elements scripts fill still shows the names of values: "{{ product.price }}"."""
    if page.rendered or b"{{" not in page.body or not _BOUND.search(page.body):
        return False
    return _UNFILLED.search(visible_text(page, _UNFILLED_TEXT)) is not None


def visible_text(page: Page, enough: int) -> str:
    """The text of the body outside scripts and styles, of its first 2,000,000 bytes; ends soon after `enough` characters.

    One pass: what opens and is never closed is read once, to the end.
    """
    body, length = page.body[:2_000_000], 0
    found: list[str] = []
    at = _body_start(body)
    while 0 <= at < len(body) and length < enough:
        opens = body.find(b"<", at)
        raw = body[at : opens if opens >= 0 else len(body)]
        if piece := " ".join(html.unescape(raw.decode("utf-8", "replace")).split()):
            found.append(piece)
            length += len(piece)
        at = _after_tag(body, opens) if opens >= 0 else -1
    return " ".join(found)


def _body_start(body: bytes) -> int:
    found = _BODY.search(body)
    return found.end() if found else 0


def _after_tag(body: bytes, opens: int) -> int:
    """The position behind tags, a comment, or an element whose text nobody sees; -1 where it does not end."""
    if tags := _TAGS.match(body, opens):
        return tags.end()
    if body.startswith(b"<!--", opens):
        ends = body.find(b"-->", opens + 4)
        return ends + 3 if ends >= 0 else -1
    if hidden := _HIDDEN.match(body, opens + 1):
        closing = _CLOSING[hidden[1].lower()].search(body, hidden.end())
        opens = closing.start() if closing else len(body)
    ends = body.find(b">", opens)
    return ends + 1 if ends >= 0 else -1


def _is_login(page: Page, title: str, text: str) -> bool:
    sent_here = page.request is not None and _path(page.url) != _path(page.request.url)
    at_login = bool(_LOGIN_PATHS.search(_path(page.url)))
    if at_login and sent_here:
        return True
    # Many a page has a log-in form in its header: it counts only where something else speaks for it.
    looks_so = at_login or len(text) < _SHORT_TEXT or bool(_LOGIN_TITLES.search(title))
    return looks_so and bool(_PASSWORD.search(page.body.lower()))


def _went_home(page: Page) -> bool:
    """True where a deep address was redirected to the front page of its host."""
    return page.request is not None and page.request.role == "detail" and _path(page.url) == "/" != _path(page.request.url)


def _path(url: str | None) -> str:
    return urlsplit(url or "").path or "/"


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
