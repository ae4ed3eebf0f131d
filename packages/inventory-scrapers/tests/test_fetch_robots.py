"""robots.txt is read as RFC 9309 says, and nothing is fetched without it."""

import socket
import threading

import pytest

from inventory_core import FetchContext, FetchFailed, Outcome, Request
from inventory_scrapers.fetch.robots import MAX_BYTES, Rules

ME = "User-agent: inventory-scrapers\n"
ALL = "User-agent: *\n"


def allows(text: str | bytes, path: str) -> bool:
    return Rules.parse(text.encode() if isinstance(text, str) else text).allows(f"https://shop.example{path}")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        # No file, no rule, no group: everything is allowed.
        ("", "/x", True),
        (ALL + "Disallow:\n", "/x", True),
        ("Disallow: /\n", "/x", True),
        # Plain prefixes.
        (ALL + "Disallow: /fish", "/fish.html", False),
        (ALL + "Disallow: /fish", "/Fish", True),
        (ALL + "Disallow: /fish/", "/fish", True),
        (ALL + "Disallow: /\n", "/robots.txt", True),
        # The longest match wins, in any order; allow wins a draw.
        (ALL + "Allow: /p\nDisallow: /", "/page", True),
        (ALL + "Disallow: /\nAllow: /p", "/page", True),
        (ALL + "Allow: /folder\nDisallow: /folder", "/folder/page", True),
        (ALL + "Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        (ALL + "Allow: /$\nDisallow: /", "/", True),
        (ALL + "Allow: /$\nDisallow: /", "/page.htm", False),
        (ALL + "Disallow: /example/page/\nAllow: /example/page/disallowed.gif", "/example/page/disallowed.gif", True),
        # Wildcards and the end of an address.
        (ALL + "Disallow: /*.php$", "/filename.php", False),
        (ALL + "Disallow: /*.php$", "/filename.php?x=1", True),
        (ALL + "Disallow: /fish*.php", "/fishheads/catfish.php?x", False),
        (ALL + "Disallow: /a*b*c", "/a-x-b-x-c", False),
        (ALL + "Disallow: /*?", "/x?y=1", False),
        # Percent-encoding is compared decoded alike.
        (ALL + "Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        (ALL + "Disallow: /foo/bar/%E3%83%84", "/foo/bar/ツ", False),
        (ALL + "Disallow: /foo/%62%61%7A", "/foo/baz", False),
        # Our own group, in any case, replaces that for all; groups of one name are merged.
        (ALL + "Disallow: /\n\n" + ME + "Allow: /\n", "/x", True),
        (ME + "Disallow: /\n\n" + ALL + "Allow: /\n", "/x", False),
        ("User-Agent: INVENTORY-Scrapers\nDisallow: /\n", "/x", False),
        ("User-Agent: inventory-scrapers/1.0\nDisallow: /\n", "/x", False),
        ("User-agent: other\n" + ME + "Disallow: /x\n", "/x", False),
        (ME + "Disallow: /a\n\n" + ALL + "Disallow: /c\n\n" + ME + "Disallow: /b\n", "/b", False),
        (ME + "Disallow: /a\n\n" + ALL + "Disallow: /c\n\n" + ME + "Disallow: /b\n", "/a", False),
        (ME + "Disallow: /a\n\n" + ALL + "Disallow: /c\n\n" + ME + "Disallow: /b\n", "/c", True),
        # The whole product token, never a part of it.
        ("User-agent: inventory\nAllow: /\n\n" + ALL + "Disallow: /\n", "/x", False),
        ("User-agent: inventory-scrapers-two\nAllow: /\n\n" + ALL + "Disallow: /\n", "/x", False),
        ("User-agent: scrapers\nDisallow: /\n\n" + ALL + "Allow: /\n", "/x", True),
        # Comments, spaces, other lines between, forms of line ends.
        ("# hi\nUser-agent : *   # all\n  Disallow :  /x # this\n", "/x", False),
        (ALL + "Sitemap: https://shop.example/s.xml\nDisallow: /x\n", "/x", False),
        (ALL + "Unknown: 1\nDisallow: /x\n", "/x", False),
        ("User-agent: *\r\nDisallow: /x\r\n", "/x", False),
        ("User-agent: *\rDisallow: /x\r", "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /x\n", "/x", False),
        ("<!DOCTYPE html><html><body>Not here</body></html>", "/x", True),
    ],
)
def test_rules_are_read_as_the_standard_says(text: str, path: str, allowed: bool) -> None:
    """Group merging, longest match, wildcards, percent-encoding, byte order mark and line ends, after RFC 9309, section 2.2."""
    assert allows(text, path) is allowed


def test_half_a_mebibyte_is_read_and_what_follows_is_not() -> None:
    """Rules within the first 500 KiB count; a line that the cut goes through does not."""
    filler = b"# filler line\n" * (MAX_BYTES // 14)
    assert not allows(b"User-agent: *\nDisallow: /early\n" + filler, "/early")
    assert allows(ALL.encode() + filler + b"Disallow: /late\n", "/late")
    whole = ALL.encode() + b"#" * (MAX_BYTES - len(ALL) - 12) + b"\nDisallow: /cut-here"
    assert allows(whole, "/c")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("0.5", 0.5), ("10", 10.0), ("-1", 0.0), ("inf", 0.0), ("nan", 0.0), ("x", 0.0), ("", 0.0), ("1e3", 1000.0)],
)
def test_crawl_delay_is_a_fraction_of_seconds(value: str, seconds: float) -> None:
    """Crawl-delay may be a fraction; what is no positive number is none."""
    assert Rules.parse(f"{ALL}Crawl-delay: {value}\n".encode()).crawl_delay == seconds


def test_content_usage_is_recorded() -> None:
    """Content-Usage lines (AIPREF) of robots.txt are kept as they are."""
    assert Rules.parse(b"User-agent: *\nContent-Usage: train-ai=n # no\nAllow: /\n").content_usage == ("train-ai=n",)


def fetch(fetcher, url: str):
    return fetcher.fetch(Request(url=url), FetchContext())


def refusal(fetcher, url: str) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch(fetcher, url)
    return caught.value


def test_a_disallowed_page_is_not_asked_for(make_fetcher, site) -> None:
    """A disallowed page is never requested; one that is allowed is; robots.txt is asked for once."""
    site.pages |= {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /no"), "/yes": (200, {}, b"yes"), "/no": (200, {}, b"no")}
    fetcher = make_fetcher()
    failed = refusal(fetcher, site.url("/no"))
    assert (failed.outcome, failed.rule) == (Outcome.ROBOTS_DISALLOWED, "robots")
    assert fetch(fetcher, site.url("/yes")).body == b"yes"
    assert [path for _, path, _, _ in site.seen] == ["/robots.txt", "/yes"]


def test_a_redirect_asks_the_next_hosts_robots_too(make_fetcher, site) -> None:
    """A redirect into a disallowed page of another host is not followed."""
    site.pages |= {
        "/robots.txt": lambda handler: (
            200,
            {},
            b"User-agent: *\nDisallow: /to" if "b.example" in handler.headers["Host"] else b"",
        ),
        "/": (302, {"Location": site.url("/to", host="b.example")}, b""),
        "/to": (200, {}, b"secret"),
    }
    assert refusal(make_fetcher(), site.url()).rule == "robots"
    assert site.paths == ["/"]


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (200, True),
        (204, True),
        (400, True),
        (401, True),
        (403, True),
        (404, True),
        (410, True),
        (429, False),
        (500, False),
        (503, False),
    ],
)
def test_unavailable_allows_and_unreachable_does_not(make_fetcher, site, status: int, allowed: bool) -> None:
    """4xx means that there are no rules; 429 and 5xx that nothing may be fetched."""
    site.pages |= {"/robots.txt": (status, {}, b""), "/": (200, {}, b"page")}
    if allowed:
        assert fetch(make_fetcher(), site.url()).body == b"page"
    else:
        failed = refusal(make_fetcher(), site.url())
        assert (failed.outcome, failed.rule, site.paths) == (Outcome.ROBOTS_DISALLOWED, "robots_unreachable", [])
        assert str(failed).endswith(f": the answer was {status}")


def test_a_host_without_an_address_is_named_as_such(make_fetcher, site) -> None:
    """A mistyped host is a network error of its name, not a matter of its robots.txt."""
    failed = refusal(make_fetcher(resolver=lambda _host, _port: []), site.url())
    assert (failed.outcome, failed.rule) == (Outcome.NETWORK_ERROR, "dns")
    assert "shop.example" in str(failed)


def test_no_answer_means_no(make_fetcher, site) -> None:
    """A connection that breaks on robots.txt disallows everything for now: nothing is asked for, and it is a network error."""
    site.pages |= {"/robots.txt": lambda handler: handler.connection.shutdown(socket.SHUT_RDWR), "/": (200, {}, b"page")}
    failed = refusal(make_fetcher(), site.url())
    assert (failed.outcome, failed.rule) == (Outcome.NETWORK_ERROR, "robots_unreachable")
    assert "ended the connection before its answer was whole" in str(failed)
    assert site.paths == []


def test_redirects_of_robots_are_followed_five_times(make_fetcher, site) -> None:
    """robots.txt may lie behind five redirects, on another host too; behind more it counts as unavailable."""
    site.pages["/robots.txt"] = (301, {"Location": site.url("/r1", host="b.example")}, b"")
    for step in range(1, 5):
        site.pages[f"/r{step}"] = (302, {"Location": f"/r{step + 1}"}, b"")
    site.pages |= {"/r5": (200, {}, b"User-agent: *\nDisallow: /"), "/": (200, {}, b"page")}
    assert refusal(make_fetcher(), site.url()).rule == "robots"
    site.pages["/r5"] = (302, {"Location": "/r6"}, b"")
    site.pages["/r6"] = (200, {}, b"User-agent: *\nDisallow: /")
    assert fetch(make_fetcher(), site.url()).body == b"page"


def test_robots_cannot_lead_to_a_private_host(make_fetcher, site) -> None:
    """The request for robots.txt goes through the same door: a redirect of it to a private address is refused."""
    site.pages |= {"/robots.txt": (302, {"Location": "http://169.254.169.254/robots.txt"}, b""), "/": (200, {}, b"page")}
    failed = refusal(make_fetcher(), site.url())
    assert (failed.outcome, failed.rule, site.paths) == (Outcome.REFUSED, "private_address", [])


def test_rules_are_kept_for_a_day_at_most(make_fetcher, site, clock) -> None:
    """Within a day robots.txt is not asked for again; after it, it is, and the new rules count."""
    site.pages |= {"/": (200, {}, b"page")}
    fetcher = make_fetcher()
    fetch(fetcher, site.url())
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /")
    clock.seconds += 86_400 - 100
    fetch(fetcher, site.url())
    clock.seconds += 200
    assert refusal(fetcher, site.url()).rule == "robots"
    assert [path for _, path, _, _ in site.seen].count("/robots.txt") == 2


def test_an_endless_robots_is_cut_and_obeyed(make_fetcher, site) -> None:
    """Of a robots.txt without end the first 500 KiB are obeyed, and no more is read."""

    def endless(handler) -> None:
        handler.send_response_only(200)
        handler.end_headers()
        handler.wfile.write(b"User-agent: *\nDisallow: /no\n")
        try:
            for _ in range(2_000):
                handler.wfile.write(b"# filler\n" * 4_000)
        except OSError:
            pass
        handler.close_connection = True

    site.pages |= {"/robots.txt": endless, "/no": (200, {}, b""), "/yes": (200, {}, b"yes")}
    fetcher = make_fetcher()
    assert refusal(fetcher, site.url("/no")).rule == "robots"
    assert fetch(fetcher, site.url("/yes")).body == b"yes"


def test_threads_ask_for_robots_once(make_fetcher, site) -> None:
    """Several threads that begin on one host at once ask for its robots.txt once."""
    site.pages |= {"/": (200, {}, b"page")}
    fetcher = make_fetcher()
    threads = [threading.Thread(target=fetch, args=(fetcher, site.url())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [path for _, path, _, _ in site.seen].count("/robots.txt") == 1
    assert len(site.paths) == 6
