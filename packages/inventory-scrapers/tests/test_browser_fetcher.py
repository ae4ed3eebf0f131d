"""Pages are rendered by a real Chromium that reaches nothing but what the rules allow."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from inventory_core import Crawl, FetchContext, Fetcher, FetchFailed, Outcome, Page, Request
from inventory_scrapers.fetch import Pace, PaceRules
from inventory_scrapers.fetch.browser import BrowserFetcher, BrowserSettings
from inventory_scrapers.fetch.chromium import BrowserMissing, find_chromium
from inventory_scrapers.fetch.polite import PoliteFetcher
from inventory_scrapers.fetch.robots import RobotsCache
from inventory_scrapers.fetch.settings import FetchSettings
from inventory_scrapers.generic import Generic

HTML = {"Content-Type": "text/html; charset=utf-8"}
SCRIPTED = b"""<!doctype html><html lang="en-US"><head><title>Shop</title></head><body><div id="root"></div><script>
const product = {"@context": "https://schema.org", "@type": "Product", name: "Reading lamp",
  offers: {"@type": "Offer", price: "31.50", priceCurrency: "USD", availability: "https://schema.org/InStock"}};
setTimeout(() => {
  document.title = product.name;
  document.head.insertAdjacentHTML("beforeend", `<script type="application/ld+json">${JSON.stringify(product)}<\\/script>`);
  document.getElementById("root").innerHTML = "<h1>" + product.name + "</h1><p>$31.50</p><button>Add to cart</button>";
}, 50);
</script></body></html>"""


def why_not() -> str:
    """Why there is no browser to test with; empty where there is one."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed (extra: browser): the browser fetcher was NOT tested"
    try:
        find_chromium()
    except BrowserMissing as error:
        return f"{error}: the browser fetcher was NOT tested"
    return ""


real = [pytest.mark.browser, pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")]


def documents(**settings: Any) -> PoliteFetcher:
    """A fetcher without pauses; every name leads to the loopback address, and only those below .example may."""
    return PoliteFetcher(
        FetchSettings(**{"allow_private": ("*.example",), **settings}),
        pace=Pace(PaceRules(delay=0)),
        robots=RobotsCache(),
        resolver=lambda _host, _port: ["127.0.0.1"],
    )


@pytest.fixture
def make_browser() -> Iterator[Callable[..., BrowserFetcher]]:
    made: list[tuple[BrowserFetcher, PoliteFetcher]] = []

    def make(**settings: Any) -> BrowserFetcher:
        fetched_by = documents()
        made.append((BrowserFetcher(BrowserSettings(**{"total_seconds": 20.0, **settings}), documents=fetched_by), fetched_by))
        return made[-1][0]

    yield make
    for browser, fetched_by in made:
        browser.close()
        fetched_by.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[Callable[[], BrowserFetcher]]:
    """One browser for all tests that leave it as it was; its robots.txt are new each time."""
    fetched_by = documents()
    browser = BrowserFetcher(BrowserSettings(total_seconds=20.0), documents=fetched_by)

    def renewed() -> BrowserFetcher:
        fetched_by.robots = RobotsCache()
        return browser

    yield renewed
    browser.close()
    fetched_by.close()


def failure(browser: BrowserFetcher, url: str, context: FetchContext | None = None) -> tuple[Outcome, str]:
    with pytest.raises(FetchFailed) as raised:
        browser.fetch(Request(url=url), context or FetchContext())
    return raised.value.outcome, raised.value.rule


def html(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, HTML, f"<!doctype html><title>Page</title>{text}".encode()


def script(code: str) -> tuple[int, dict[str, str], bytes]:
    return html(f"<p id=p>as sent</p><script>{code}</script>")


class TestWithChromium:
    pytestmark = real

    def test_a_page_that_needs_its_scripts_is_read_through_the_renderer(self, site, shared) -> None:
        """The plain fetcher's page is a skeleton; the crawl asks the browser for it and gets the listing."""
        site.pages["/lamp"] = (200, HTML, SCRIPTED)
        plain = documents()
        batches = list(Crawl(Generic(), plain, [Request(url=site.url("/lamp"))], renderer=shared()))
        plain.close()
        (result,) = [batch.result for batch in batches]
        assert (result.outcome, result.listings[0].title, str(result.listings[0].price)) == ("ok", "Reading lamp", "31.50 USD")
        assert site.paths == ["/lamp", "/lamp"]

    def test_the_page_is_what_the_scripts_made_of_it(self, site, shared) -> None:
        """Tree in UTF-8, status, headers and address; what it asked for is counted, and every request says honestly who asks."""
        site.pages["/a"] = html("<p id=p></p><script src=/a.js></script><img src=/a.png>")
        fill = "p.textContent = '5 €';history.replaceState(0, '', '/a?x=1')"
        site.pages["/a.js"] = (200, {"Content-Type": "text/javascript; charset=utf-8"}, fill.encode())
        traffic: list[int] = []
        page = shared().fetch(Request(url=site.url("/a")), FetchContext(on_traffic=lambda count, _size: traffic.append(count)))
        assert (page.rendered, page.status, page.url) == (True, 200, site.url("/a?x=1"))
        assert '<p id="p">5 €</p>' in page.text
        assert page.text.startswith("<!DOCTYPE html>")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert sorted(site.paths) == ["/a", "/a.js"]  # no picture
        assert sum(traffic) == len(site.seen) == 3
        assert {headers["user-agent"].partition("/")[0] for _, _, headers, _ in site.seen} == {"inventory-scrapers"}
        assert not any("proxy-authorization" in headers for _, _, headers, _ in site.seen)

    def test_nothing_of_a_page_reaches_a_private_address(self, site, shared) -> None:
        """Whatever a page tries, by name, by number, over a redirect or past the proxy: the other servers see nothing."""
        inner = f"127.0.0.1:{site.port}"
        with Listener() as other:
            site.pages["/away"] = (302, {"Location": f"http://{inner}/redirected"}, b"")
            site.pages["/trap"] = html(
                TRAP.replace("INNER", inner).replace("OTHER", other.address).replace("PORT", str(site.port))
            )
            page = shared().fetch(Request(url=site.url("/trap")), FetchContext())
            assert b"as sent" in page.body
            assert b"reached: " not in page.body
            assert b">tried all<" in page.body
            assert other.seen() == 0
        assert {host for host, _, _, _ in site.seen} == {"shop.example"}
        assert set(site.paths) <= {"/trap", "/away", "/frame"}

    @pytest.mark.parametrize(
        "target",
        ["http://127.0.0.1:{port}/in", "http://intern.test:{port}/in", "http://2130706433:{port}/in", "http://[::1]:{port}/in"],
    )
    def test_scripts_lead_the_page_to_no_private_address(self, site, shared, target: str) -> None:
        """A navigation is refused by the same rules as a redirect, and the outcome names the rule."""
        site.pages["/go"] = script(f"location.href = '{target.format(port=site.port)}'")
        assert failure(shared(), site.url("/go")) == (Outcome.REFUSED, "private_address")
        assert site.paths == ["/go"]

    def test_scripts_lead_the_page_to_no_other_port(self, site, shared) -> None:
        """As a redirect may not."""
        with Listener() as other:
            site.pages["/go"] = script(f"location.href = 'http://shop.example:{other.address.rpartition(':')[2]}/'")
            assert failure(shared(), site.url("/go")) == (Outcome.REFUSED, "redirect_port")
            assert other.seen() == 0

    def test_scripts_lead_to_another_page_of_the_site(self, site, shared) -> None:
        """The page that is rendered in the end is the result, after redirects and with its own address."""
        site.pages["/1"] = script("location.replace('/2')")
        site.pages["/2"] = (302, {"Location": "/3"}, b"")
        site.pages["/3"] = script("p.textContent = 'the end'")
        page = shared().fetch(Request(url=site.url("/1")), FetchContext())
        assert (page.url, page.rendered) == (site.url("/3"), True)
        assert b"the end" in page.body
        assert site.paths == ["/1", "/2", "/3"]

    def test_scripts_that_lead_on_for_ever_end(self, site, shared) -> None:
        """After five further pages there are no more."""
        site.pages["/loop"] = script("location.reload()")
        assert failure(shared(), site.url("/loop")) == (Outcome.REFUSED, "redirects")
        assert len(site.paths) == 6

    def test_robots_hold_for_pages_and_for_what_they_need(self, site, shared) -> None:
        """What robots.txt disallows is asked for neither as page, nor by navigation, nor as a part of a page."""
        site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /no/\n")
        site.pages["/go"] = script("location.href = '/no/page'")
        site.pages["/a"] = html("<script src=/no/a.js></script><script src=/yes.js></script>")
        browser = shared()
        assert failure(browser, site.url("/no/page")) == (Outcome.ROBOTS_DISALLOWED, "robots")
        assert failure(browser, site.url("/go")) == (Outcome.ROBOTS_DISALLOWED, "robots")
        browser.fetch(Request(url=site.url("/a")), FetchContext())
        assert site.paths == ["/go", "/a", "/yes.js"]

    def test_what_is_no_page_for_everyone_is_not_rendered(self, site, shared) -> None:
        """Errors, challenges and data come as they are: the scripts of a challenge are not run, to pass it is not our aim."""
        challenge = b"<title>Just a moment...</title><script>window._cf_chl_opt = {};fetch('/answer')</script>"
        site.pages |= {
            "/403": (403, HTML, challenge),
            "/200": (200, HTML, challenge),
            "/404": (404, HTML, b"<script>fetch('/answer')</script>"),
            "/data": (200, {"Content-Type": "application/json"}, b"{}"),
        }
        pages = [shared().fetch(Request(url=site.url(path)), FetchContext()) for path in ("/403", "/200", "/404", "/data")]
        assert [page.status for page in pages] == [403, 200, 404, 200]
        assert not any(page.rendered for page in pages)
        assert "/answer" not in site.paths

    def test_pages_keep_nothing_for_each_other(self, site, shared) -> None:
        """Each page has a profile of its own, with no cookie or storage of an earlier one. Dialogs and downloads stop nothing."""
        code = "p.textContent = document.cookie + localStorage.a; document.cookie = 'a=1'; localStorage.a = 1; alert(1)"
        link = "const a = document.createElement('a'); a.href = '/f'; a.download = 'f'; a.click(); open('/x')"
        site.pages["/a"] = script(f"{code}; {link}")
        browser = shared()
        for _ in range(2):
            assert b">undefined<" in browser.fetch(Request(url=site.url("/a")), FetchContext()).body

    def test_a_page_that_never_rests_is_taken_as_it_stands(self, site, make_browser) -> None:
        """Endless changes end the wait, not the page."""
        from inventory_scrapers.fetch.tab import TabLimits

        site.pages["/a"] = script("setInterval(() => { p.textContent += ' on' }, 20)")
        page = make_browser(tab=TabLimits(wait_seconds=1.0)).fetch(Request(url=site.url("/a")), FetchContext())
        assert b" on on" in page.body

    def test_a_page_that_is_too_large_is_left(self, site, make_browser) -> None:
        """A tree too large, too many bytes: each its outcome and rule."""
        from inventory_scrapers.fetch.tab import TabLimits

        site.pages |= {
            "/tree": script("p.textContent = 'x'.repeat(200000)"),
            "/bytes": html("<script src=/big.js></script>"),
            "/big.js": (200, {"Content-Type": "text/javascript"}, b"/" * 900_000),
        }
        browser = make_browser(max_bytes=500_000, tab=TabLimits(tree_bytes=100_000))
        assert failure(browser, site.url("/tree")) == (Outcome.TOO_LARGE, "rendered_bytes")
        assert failure(browser, site.url("/bytes")) == (Outcome.TOO_LARGE, "received_bytes")

    def test_a_script_without_end_is_ended(self, site, make_browser) -> None:
        """It has its outcome and rule, and the next page is rendered."""
        site.pages |= {"/hang": script("while (true);"), "/good": script("p.textContent = 'good'")}
        browser = make_browser(total_seconds=8.0)
        assert failure(browser, site.url("/hang")) == (Outcome.TIMEOUT, "total_time")
        assert b"good" in browser.fetch(Request(url=site.url("/good")), FetchContext()).body

    def test_a_stopped_crawl_ends_its_page(self, site, shared) -> None:
        """The page of a cancelled crawl ends within the grace, long before its deadline."""
        context = FetchContext()
        over = threading.Event()

        def slow(_handler: object) -> None:
            context.cancelled.set()
            over.wait(20)

        site.pages |= {"/a": html("<script src=/slow.js></script>"), "/slow.js": slow}
        assert failure(shared(), site.url("/a"), context) == (Outcome.CANCELLED, "cancelled")
        over.set()

    def test_a_browser_that_was_killed_is_a_typed_error_and_starts_anew(self, site, make_browser) -> None:
        """The page that it was rendering is a network error at once, not at its deadline; the next one is rendered."""
        from inventory_scrapers.fetch.tab import TabLimits

        def kill(_handler: object) -> tuple[int, dict[str, str], bytes]:
            kill_browsers()
            return 404, {}, b""

        site.pages |= {"/a": html("<script src=/kill.js></script>"), "/kill.js": kill, "/b": script("p.textContent = 'well'")}
        browser = make_browser(total_seconds=100.0, tab=TabLimits(wait_seconds=100.0))
        began = time.monotonic()
        assert failure(browser, site.url("/a")) == (Outcome.NETWORK_ERROR, "browser_gone")
        assert time.monotonic() - began < 50
        assert b"well" in browser.fetch(Request(url=site.url("/b")), FetchContext()).body

    def test_threads_share_a_browser(self, site, shared) -> None:
        """Several threads get each their own page."""
        for number in range(4):
            site.pages[f"/{number}"] = script(f"p.textContent = 'page {number}'")
        browser = shared()
        with ThreadPoolExecutor(4) as pool:
            requests = [Request(url=site.url(f"/{number}", host=f"shop{number}.example")) for number in range(4)]
            pages: list[Page] = list(pool.map(lambda request: browser.fetch(request, FetchContext()), requests))
        assert [f"page {number}" in page.text for number, page in enumerate(pages)] == [True] * 4

    def test_a_browser_that_does_not_start_says_so(self, site, make_browser) -> None:
        """A program that is no browser is a typed failure with its name, each time anew."""
        site.pages["/a"] = script("")
        browser = make_browser(chromium=shutil.which("false"))
        assert failure(browser, site.url("/a")) == (Outcome.NEEDS_RENDERING, "browser_start")
        assert failure(browser, site.url("/a")) == (Outcome.NEEDS_RENDERING, "browser_start")


TRAP = """<p>as sent</p><script src="http://INNER/script"></script><link rel=stylesheet href="http://INNER/style">
<iframe src="http://INNER/frame"></iframe><iframe src="http://localhost:PORT/frame"></iframe><iframe src="/away"></iframe>
<iframe src="http://intern.test:PORT/frame"></iframe><img src="http://INNER/image"><object data="http://INNER/object"></object>
<link rel=preconnect href="http://OTHER/"><link rel=preload as=fetch href="http://INNER/preload">
<link rel=prefetch href="http://INNER/prefetch"><link rel=dns-prefetch href="//intern.test"><script src="/away"></script>
<script type=speculationrules>{"prerender": [{"source": "list", "urls": ["http://INNER/prerender"]}]}</script>
<form action="http://INNER/form" target=elsewhere method=post></form><p id=done></p><script>
const tell = text => { document.body.append("reached" + ": " + text) };
const tries = ["http://INNER/fetch", "http://localhost:PORT/fetch", "http://2130706433:PORT/fetch", "http://[::1]:PORT/fetch",
  "http://intern.test:PORT/fetch", "http://OTHER/fetch", "/away", "http://[::ffff:127.0.0.1]:PORT/fetch"]
  .map(to => fetch(to, {mode: "no-cors"}).then(() => tell(to), () => 0));
for (const to of ["ws://INNER/socket", "ws://OTHER/socket", "wss://OTHER/socket"]) {
  try { new WebSocket(to).onopen = () => tell(to); } catch {}
}
const worker = new Worker(URL.createObjectURL(new Blob(["fetch('http://INNER/worker', {mode: 'no-cors'})"])));
try { navigator.sendBeacon("http://INNER/beacon", "x"); new EventSource("http://INNER/events"); } catch {}
try { open("http://INNER/popup"); } catch {}
try { document.forms[0].submit(); } catch {}
try {
  const servers = {urls: ["stun:OTHER", "turn:OTHER", "turn:OTHER?transport=tcp"], username: "u", credential: "c"};
  const peer = new RTCPeerConnection({iceServers: [servers]});
  peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer));
} catch {}
try { new WebTransport("https://OTHER/").ready.catch(() => 0); } catch {}
try { navigator.serviceWorker.register("http://INNER/sw.js").catch(() => 0); } catch {}
Promise.all(tries).then(() => { done.textContent = "tried all"; });
</script>"""


class Listener:
    """A port of the loopback address that counts what arrives, over TCP and over UDP."""

    def __enter__(self) -> Listener:
        self._tcp, self._udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        self._tcp.bind(("127.0.0.1", 0))
        self._tcp.listen()
        self._udp.bind(self._tcp.getsockname())
        self.address = f"127.0.0.1:{self._tcp.getsockname()[1]}"
        return self

    def seen(self) -> int:
        count = 0
        for sock, take in ((self._tcp, self._tcp.accept), (self._udp, lambda: self._udp.recvfrom(1))):
            sock.setblocking(False)
            try:
                came = take()
            except BlockingIOError:
                continue
            count += 1
            if isinstance(came[0], socket.socket):
                came[0].close()
        return count

    def __exit__(self, *_: object) -> None:
        self._tcp.close()
        self._udp.close()


def kill_browsers() -> None:
    """Kill every Chromium that this process started, and no other."""
    lines = subprocess.run(["ps", "-eo", "pid,ppid,comm"], capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    rows = [(int(pid), int(parent), name) for pid, parent, name in (line.split(None, 2) for line in lines)]
    mine = {os.getpid()}
    for _ in range(6):
        mine |= {pid for pid, parent, _name in rows if parent in mine}
    for pid, _parent, name in rows:
        if pid in mine and "chrom" in name:
            os.kill(pid, signal.SIGKILL)


def test_a_missing_chromium_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the names that were looked for, and the variable that names another."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr("inventory_scrapers.fetch.chromium._PLACES", ())
    monkeypatch.delenv("INVENTORY_CHROMIUM", raising=False)
    with pytest.raises(BrowserMissing, match=r"chromium, .*INVENTORY_CHROMIUM"):
        find_chromium()
    monkeypatch.setenv("INVENTORY_CHROMIUM", "/no/such/file")
    with pytest.raises(BrowserMissing, match="/no/such/file"):
        find_chromium()


def test_a_missing_playwright_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name of the extra, when the fetcher is made."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(BrowserMissing, match=r"inventory-scrapers\[browser\]"):
        BrowserFetcher()


def test_it_is_a_fetcher_that_costs_nothing_before_its_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made and closed, it started no thread and no program."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object())
    before = threading.active_count()
    fetched_by = documents()
    browser = BrowserFetcher(BrowserSettings(chromium="/no/such/file"), documents=fetched_by)
    assert isinstance(browser, Fetcher)
    assert (browser.name, browser.renders, threading.active_count()) == ("browser", True, before)
    browser.close()
    with pytest.raises(FetchFailed, match="closed"):
        browser._running()
    fetched_by.close()
