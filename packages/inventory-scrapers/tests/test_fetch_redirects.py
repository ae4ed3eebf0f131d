"""Redirects are followed by hand: each hop is decided about like the first, and takes nothing along to another origin."""

import threading

import pytest

from inventory_core import FetchContext, FetchFailed, Outcome, Request


def refused(fetcher, url: str, **more: object) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetcher.fetch(Request(url=url, **more), FetchContext())
    return caught.value


@pytest.mark.parametrize(
    ("location", "rule"),
    [
        ("http://127.0.0.1/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://[::ffff:127.0.0.1]/", "private_address"),
        ("//10.0.0.1/", "private_address"),
        ("http://2130706433/", "ambiguous_host"),
        ("http://private.test/", "private_address"),
        ("file:///etc/passwd", "redirect_address"),
        ("data:text/html,x", "redirect_address"),
        ("ftp://shop.example/", "redirect_address"),
        ("javascript:alert(1)", "redirect_address"),
        ("http://user:pw@shop.example/", "redirect_address"),
        ("http://shop.example:22/", "redirect_port"),
        ("https://shop.example:8443/", "redirect_port"),
    ],
)
def test_redirects_that_lead_away_are_refused_by_name(make_fetcher, site, location: str, rule: str) -> None:
    """A redirect to a private host, another scheme or another port is refused, and the rule is named without what it hides."""
    site.pages["/"] = (302, {"Location": location}, b"internal banner 10.9.8.7")
    failed = refused(make_fetcher(), site.url())
    assert (failed.outcome, failed.rule) == (Outcome.REFUSED, rule)
    assert "banner" not in str(failed)
    assert "10.9.8.7" not in str(failed)
    assert site.paths == ["/"]


def test_a_public_host_cannot_lead_into_the_allow_list(make_fetcher) -> None:
    """What the user allowed for himself is not open to the redirects of strangers."""
    fetcher = make_fetcher(allow_private=("nas.example",))
    from inventory_scrapers.fetch.polite import _Hop

    with pytest.raises(FetchFailed) as caught:
        fetcher._next_hop(_Hop("GET", "http://public.test/", {}), 302, "http://nas.example/")
    assert caught.value.rule == "redirect_private"


def test_five_redirects_are_followed_and_the_last_address_is_the_pages(make_fetcher, site) -> None:
    """Five hops are followed; the page has the last address and the first request."""
    for step in range(5):
        site.pages[f"/{step}"] = (301, {"Location": f"/{step + 1}"}, b"")
    site.pages["/5"] = (200, {}, b"there")
    page = make_fetcher().fetch(Request(url=site.url("/0")), FetchContext())
    assert (page.body, page.url, page.request.url) == (b"there", site.url("/5"), site.url("/0"))


@pytest.mark.parametrize("location", ["/m\xc3\xbcg?q=\xe2\x82\xac", "/m%C3%BCg?q=%E2%82%AC"])
def test_a_redirect_may_be_written_in_utf_8(make_fetcher, site, location: str) -> None:
    """An address that a server sends in bare UTF-8 leads where it leads percent-encoded."""
    site.pages |= {"/": (302, {"Location": location}, b""), "/m%C3%BCg?q=%E2%82%AC": (200, {}, b"there")}
    assert make_fetcher().fetch(Request(url=site.url()), FetchContext()).body == b"there"


def test_the_sixth_redirect_and_a_loop_end(make_fetcher, site) -> None:
    """More than five redirects, or a loop of them, is refused after six requests."""
    site.pages["/"] = (302, {"Location": "/"}, b"")
    failed = refused(make_fetcher(), site.url())
    assert (failed.outcome, failed.rule, len(site.paths)) == (Outcome.REFUSED, "redirects", 6)


def test_headers_of_the_user_stay_with_the_origin(make_fetcher, site) -> None:
    """Authorization, Cookie and other headers of the request are dropped when a redirect leaves the origin, and kept when not."""
    site.pages["/a"] = (302, {"Location": "/b"}, b"")
    site.pages["/b"] = (302, {"Location": site.url("/c", host="other.example")}, b"")
    site.pages["/c"] = (302, {"Location": site.url("/d")}, b"")
    site.pages["/d"] = (200, {}, b"")
    headers = {"Authorization": "Bearer secret", "Cookie": "a=b", "X-Api-Key": "secret", "Accept-Language": "de"}
    make_fetcher().fetch(Request(url=site.url("/a"), headers=headers), FetchContext())
    sent = {path: found for _, path, found, _ in site.seen}
    for path in ("/a", "/b"):
        assert (sent[path]["authorization"], sent[path]["cookie"], sent[path]["x-api-key"]) == ("Bearer secret", "a=b", "secret")
    for path in ("/c", "/d"):
        assert not {"authorization", "cookie", "x-api-key"} & set(sent[path])
        assert sent[path]["accept-language"] == "de"
    robots = [found for _, path, found, _ in site.seen if path == "/robots.txt"]
    assert not any({"authorization", "cookie", "x-api-key"} & set(found) for found in robots)


def test_a_post_becomes_a_get_and_its_body_stays_home(make_fetcher, site) -> None:
    """After 302 a POST is followed by GET without body; 307 to another origin is refused."""
    site.pages["/form"] = (302, {"Location": "/done"}, b"")
    site.pages["/done"] = lambda handler: (200, {}, handler.command.encode())
    assert make_fetcher().fetch(Request(url=site.url("/form"), method="POST", body="q=1"), FetchContext()).body == b"GET"
    site.pages["/again"] = (307, {"Location": site.url("/done", host="other.example")}, b"")
    assert refused(make_fetcher(), site.url("/again"), method="POST", body="q=1").rule == "redirect_body"


def test_no_cookie_is_ever_kept(make_fetcher, site) -> None:
    """A site's cookies come back to no request, not of this fetcher and not of another, and are no part of the page."""
    site.pages["/"] = (200, {"Set-Cookie": "session=1; Domain=example; Path=/"}, b"")
    fetcher = make_fetcher()
    pages = [fetcher.fetch(Request(url=site.url()), FetchContext()) for _ in range(2)]
    make_fetcher().fetch(Request(url=site.url(host="b.example")), FetchContext())
    assert all("cookie" not in headers for _, _, headers, _ in site.seen)
    assert all("set-cookie" not in page.headers for page in pages)


def test_headers_of_a_request_cannot_change_who_asks_or_whom(make_fetcher, site) -> None:
    """User-Agent, Host and the framing of the request are the fetcher's own; a line break in a header is refused."""
    site.pages["/"] = (200, {}, b"")
    own = {"User-Agent": "Mozilla/5.0 (Macintosh)", "Host": "evil.example", "Transfer-Encoding": "chunked", "X-Mine": "1"}
    make_fetcher().fetch(Request(url=site.url(), headers=own), FetchContext())
    host, _, headers, _ = site.seen[-1]
    assert host == "shop.example"
    assert headers["user-agent"].startswith("inventory-scrapers/")
    assert headers["x-mine"] == "1"
    assert "transfer-encoding" not in headers
    failed = refused(make_fetcher(), site.url(), headers={"X-Mine": "1\r\nX-Evil: 2"})
    assert (failed.outcome, failed.rule) == (Outcome.REFUSED, "request")


def test_connections_are_kept(make_fetcher, site) -> None:
    """Requests to one origin share a connection, and one that the server closed meanwhile is replaced without an error."""
    site.pages["/"] = (200, {}, b"x" * 100_000)
    threads = threading.active_count()  # those of other tests among them
    fetcher = make_fetcher()
    for _ in range(5):
        fetcher.fetch(Request(url=site.url()), FetchContext())
    assert site.connections == 1

    def last(handler):  # answers, then closes without saying so
        handler.close_connection = True
        return (200, {}, b"last")

    site.pages["/last"] = last
    for _ in range(3):
        assert fetcher.fetch(Request(url=site.url("/last")), FetchContext()).body == b"last"
    assert threading.active_count() < threads + 20
