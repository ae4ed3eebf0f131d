"""Pages that stand where another page should be are recognised by what they are, and real pages are not taken for them."""

import time

import pytest

from inventory_core import Outcome, Page, Request
from inventory_core.recognise import certain_signal, challenge_signal, is_skeleton, likely_signal, visible_text

TEXT = "<p>" + "A warm jacket of wool, worn twice, from a home without pets. " * 60 + "</p>"
PRODUCT = f"<html><head><title>Wool jacket</title></head><body><h1>Wool jacket</h1>{TEXT}<script>var a;</script></body></html>"


def html(title: str = "", body: str = "", head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def likely(
    body: bytes, url: str = "https://acme.example/item/1", asked: str | None = None, role: str = "detail"
) -> Outcome | None:
    signal = likely_signal(Page(body, url=url, status=200, request=Request(url=asked or url, role=role)))
    return signal.outcome if signal else None


CHALLENGES = {
    "Cloudflare, by title": html("Just a moment...", "<noscript>Enable JavaScript and cookies</noscript>"),
    "Cloudflare, other language": html("Einen Moment…", "<p>Dies dauert nicht lang</p>"),
    "Cloudflare, by script": html("acme.example", "<script>window._cf_chl_opt={cvId:'3'}</script>"),
    "Cloudflare, refusal": html("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
    "Cloudflare, error page": html("Error 1020", '<div id="cf-error-details">Ray ID</div>'),
    "DataDome, page": html(
        "acme.example",
        "<script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>"
        '<script src="https://ct.captcha-delivery.com/c.js"></script>',
    ),
    "DataDome, JSON": b'{"url":"https://geo.captcha-delivery.com/captcha/?initialCid=1"}',
    "PerimeterX": html("Access to this page has been denied", '<div id="px-captcha"></div>'),
    "PerimeterX, own title": html(
        "Acme", '<div id="px-captcha"></div><script src="https://captcha.px-cdn.net/x/captcha.js"></script>'
    ),
    "Akamai, refusal": html("Access Denied", "<h1>Access Denied</h1> Reference #18.0 https://errors.edgesuite.net/18.0"),
    "Akamai, challenge": html("", '<div id="sec-if-cpt-container"></div><script src="/_sec/cp_challenge/x.js"></script>'),
    "Akamai, interstitial": html("", '<script>xhr.open("POST","/_sec/verify?provider=interstitial")</script>'),
    "Imperva": html("", '<iframe src="/_Incapsula_Resource?SWUDNSAI=31">Request unsuccessful. Incapsula incident ID: 1</iframe>'),
    "Imperva, interruption": html("Pardon Our Interruption", "<p>something about your browser</p>"),
    "AWS WAF": html("", "<script>window.awsWafCookieDomainList = []; window.gokuProps = {}</script>"),
    "AWS WAF, captcha": html("Human Verification", "<script>x</script>"),
    "Kasada": html("", "<script src='/ips.js'></script><script>KPSDK.configure([])</script>"),
    "Vercel": html("Vercel Security Checkpoint", "<p>We're verifying your browser</p>"),
    "Sucuri": html("Sucuri WebSite Firewall - Access Denied", "<p>Block details</p>"),
    "a shop's own": html("Robot or human?", "<p>Activate and hold the button</p>"),
    "robot check": html("Robot Check", '<form action="/errors/validateCaptcha">Type the characters</form>'),
}


@pytest.mark.parametrize("name", CHALLENGES)
@pytest.mark.parametrize("status", [200, 403, 503])
def test_challenges_are_blocked_whatever_their_status(name: str, status: int) -> None:
    """The challenge and refusal pages of protection services are recognised from their bodies, with status 200 too."""
    signal = certain_signal(Page(CHALLENGES[name], status=status))
    assert signal is not None
    assert signal.outcome is Outcome.BLOCKED


@pytest.mark.parametrize(
    "headers", [{"cf-mitigated": "challenge"}, {"x-amzn-waf-action": "captcha"}, {"x-amzn-waf-action": "challenge"}]
)
def test_headers_of_protection_services_say_so(headers: dict[str, str]) -> None:
    """Headers that only a challenge has are enough."""
    assert challenge_signal(Page(PRODUCT.encode(), status=200, headers=headers)) is not None


@pytest.mark.parametrize(
    "page",
    [
        PRODUCT.replace("<title>Wool jacket", "<title>Just a Moment: a novel"),
        PRODUCT.replace("<title>Wool jacket", "<title>Access Denied T-shirt"),
        PRODUCT.replace("</body>", "<script>window._pxAppId='PX1'</script></body>"),
        PRODUCT.replace("</body>", "<script src='/_Incapsula_Resource?SWJIYLWA=71'></script></body>"),
        PRODUCT.replace("</body>", "<script src='https://challenges.cloudflare.com/turnstile/v0/api.js'></script></body>"),
        PRODUCT.replace("</body>", "<script src='https://js.datadome.co/tags.js'></script></body>"),
        PRODUCT.replace("</body>", "<!-- errors.edgesuite.net --></body>"),
        PRODUCT.replace("</body>", "<form><input type=password></form><a href=/login>Sign in</a></body>"),
    ],
)
def test_pages_with_text_of_their_own_are_no_challenges(page: str) -> None:
    """A protection service's script, a challenge's words in a title, a log-in box: with text of their own, ordinary pages."""
    assert certain_signal(Page(page.encode(), status=200)) is None
    assert likely(page.encode()) is None


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (html("Sign in | Acme", "<form><input type='password'></form>"), "https://acme.example/x"),
        (html("Anmelden", "<input type=password>"), "https://acme.example/x"),
        (html("ログイン", '<input TYPE = "PASSWORD">'), "https://acme.example/x"),
        (html("Acme", "<form><input name=user><input type=password></form>"), "https://acme.example/x"),
        (html("Acme", "<form><input name=email></form>" + TEXT), "https://acme.example/account/login?next=/item/1"),
    ],
)
def test_log_in_pages_are_recognised(body: bytes, url: str) -> None:
    """By title and password field, by a password field with little else, or by the address that the site led to."""
    assert likely(body, url, "https://acme.example/item/1") is Outcome.LOGIN_REQUIRED


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Before you continue", ""),
        ("Bevor Sie fortfahren", ""),
        ("Cookie preferences", ""),
        ("Age verification", ""),
        ("Acme", "https://consent.acme.example/"),
        ("Acme", "https://acme.example/consent?to=/x"),
    ],
)
def test_consent_walls_are_recognised(title: str, url: str) -> None:
    """By title, or by the place that the site led to."""
    assert likely(html(title, TEXT), url or "https://acme.example/x") is Outcome.BLOCKED


@pytest.mark.parametrize(
    "body",
    [
        html("404 Not Found", TEXT),
        html("Acme | 404", TEXT),
        html("Seite nicht gefunden – Acme", TEXT),
        html("ページが見つかりません", TEXT),
        html("Acme", "<h1>Sorry, this listing is no longer available</h1>"),
        html("Acme", "<h1>We couldn&#39;t find that page</h1>"),
        html("", "<p>お探しの商品が見つかりません</p>"),
        html("", "<h1>404 Not Found</h1>"),
        html("Acme", "<nav>Acme</nav><h1>Error 404 - Page not found</h1>"),
        html("", "<h1>Error 404</h1>"),
    ],
)
def test_soft_404s_are_recognised(body: bytes) -> None:
    """A page with status 200 that says in its title, or in its little text, that the thing is gone."""
    assert likely(body) is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    "body",
    [html("Peugeot 404 wheel", TEXT), html("Search", "<p>Brand: no options found. Size: 該当する項目が見つかりません</p>")],
)
def test_a_number_or_an_empty_filter_is_no_soft_404(body: bytes) -> None:
    """A model number in a title, or a filter without matches, does not say that the page is gone."""
    assert likely(body) is None


def test_a_detail_page_that_led_to_the_front_page_is_gone() -> None:
    """A redirect from a listing to the front page is a soft 404; asked for by the user it is the front page."""
    body = html("Acme", TEXT)
    assert likely(body, "https://acme.example/", "https://acme.example/item/1") is Outcome.NOT_FOUND
    assert likely(body, "https://acme.example/", "https://acme.example/", "start") is None


def test_a_captcha_with_little_else_is_blocked() -> None:
    """A page of no known service that has a CAPTCHA and next to no text."""
    assert (
        likely(html("Acme", '<div class="h-captcha"></div><script src="https://hcaptcha.com/1/api.js"></script>'))
        is Outcome.BLOCKED
    )


def test_an_unknown_page_is_nothing_in_particular() -> None:
    """A page with text that gives no such sign is left to be called a changed layout."""
    assert likely(PRODUCT.encode()) is None


def test_skeletons_need_rendering() -> None:
    """Scripts and hardly a sentence: the page wants a browser, unless it came from one."""
    body = html("Acme", '<div id="root"></div><script>' + "x" * 5_000 + "</script>")
    assert is_skeleton(Page(body))
    assert not is_skeleton(Page(body, rendered=True))
    assert not is_skeleton(Page(PRODUCT.encode()))


def test_a_page_that_scripts_have_not_filled() -> None:
    """Names of values in the place of values want a browser, where attributes for scripts say that they are to be replaced."""
    body = html("Blue Mug", f"<h1>Blue Mug</h1>{TEXT}<p ng-cloak>{{{{ product.price | currency }}}}</p>")
    assert likely(body) is Outcome.NEEDS_RENDERING
    assert likely_signal(Page(body, rendered=True)) is None
    assert likely(body.replace(b" ng-cloak", b"")) is None
    assert likely(body.replace(b"{{ product.price | currency }}", b"12.50")) is None


def test_text_is_what_people_see() -> None:
    """Scripts, styles, comments and attributes are no text; entities are."""
    body = "<body class=a>One <b>two</b><script>no</script><!-- no --><style>no</style> &amp; <i title='no'>three</i></body>"
    assert visible_text(Page(body.encode()), 1_000) == "One two & three"


@pytest.mark.parametrize(
    "unit",
    [
        "<script ",
        "<script>",
        "<!--",
        "<",
        "<svg>",
        "<style ",
        "<title>",
        "<body ",
        "<meta name=",
        'type =         "',
        "a ",
        "&amp;",
        "</",
        "page no page no ",
        "{",
        "404",
        "\t",
        "<p>page",
    ],
)
def test_time_is_linear_in_the_page(unit: str) -> None:
    """A megabyte of whatever opens and never closes is looked through in well under a second for each question."""
    page = Page(("<body><script>1</script>" + unit * (1_000_000 // len(unit))).encode(), url="https://acme.example/x", status=200)
    began = time.process_time()
    certain_signal(page)
    likely_signal(page)
    is_skeleton(page)
    assert time.process_time() - began < 2.0


def test_scripts_that_hold_only_data_make_no_skeleton() -> None:
    """A short page with JSON-LD has no program that could fill it."""
    data = b"<html><body><script type='application/ld+json'>{}</script><p>short</p></body></html>"
    assert not is_skeleton(Page(data))
    assert is_skeleton(Page(data.replace(b" type='application/ld+json'", b"")))
