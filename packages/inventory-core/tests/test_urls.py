"""Addresses are taken apart in one way, and hosts are never matched by substring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory_core import Page, Request, canonical_url
from inventory_core.urls import body_key, host_match, host_of, is_host_pattern, split_url, url_key


@pytest.mark.parametrize(
    "url",
    [
        "http://a\\@127.0.0.1/",
        "http://user:pw@a.example/",
        "http://a.example\t/",
        "http://a .example/",
        "ftp://a.example/",
        "//a.example/",
        "http://",
        "http://a.example:port/",
        "http://a.example:99999/",
        "",
        "http://[::1",
    ],
)
def test_what_parsers_could_differ_about_is_refused(url: str) -> None:
    """User names, backslashes, white space and control characters are no part of an address here."""
    with pytest.raises(ValueError):  # noqa: PT011 - the message differs by reason
        split_url(url)


@pytest.mark.parametrize(
    ("pattern", "host", "claimed"),
    [
        ("acme.example", "acme.example", True),
        ("acme.example", "www.acme.example", False),
        ("acme.example", "evil-acme.example", False),
        ("acme.example", "acme.example.evil.example", False),
        ("*.acme.example", "shop.acme.example", True),
        ("*.acme.example", "a.b.acme.example", True),
        ("*.acme.example", "acme.example", False),
        ("*.acme.example", "evilacme.example", False),
        ("*", "anything.example", True),
    ],
)
def test_hosts_match_whole_or_below_a_dot(pattern: str, host: str, claimed: bool) -> None:
    """Exactly, or as *.host where declared; never as a substring."""
    assert bool(host_match(pattern, host)) is claimed


def test_the_most_specific_host_wins() -> None:
    """An exact host beats a longer wildcard, which beats a shorter one, which beats every host."""
    ranks = [host_match(p, "a.b.example") for p in ("a.b.example", "*.b.example", "*.example", "*")]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 4


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://ACME.Example./x", "acme.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://[::1]:80/", "::1"),
    ],
)
def test_hosts_are_compared_as_they_are_looked_up(url: str, host: str) -> None:
    """Lower case, ASCII, no trailing dot."""
    assert host_of(url) == host


@pytest.mark.parametrize("pattern", ["Acme.example", "acme.example/x", "", "*acme.example", "a.*.example", "https://a.example"])
def test_what_is_no_host_pattern(pattern: str) -> None:
    """A declared host is lower case, with at most one star in front."""
    assert not is_host_pattern(pattern)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://A.example:80", "http://a.example/"),
        ("https://a.example/x?utm_source=m&b=2&a=1&gclid=z#f", "https://a.example/x?a=1&b=2"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://a.example/ä b".replace(" ", "%20"), "https://a.example/%C3%A4%20b"),
        ("https://a.example/?q=%FF&ref=x", "https://a.example/?q=%FF&ref=x"),
        ("https://[::1]:8080/", "https://[::1]:8080/"),
    ],
)
def test_canonical_form(url: str, canonical: str) -> None:
    """Version url1: what selects no page goes, the rest is written in one way."""
    assert canonical_url(url) == canonical


@given(st.text(max_size=60), st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), max_size=4))
def test_canonical_urls_are_stable(path: str, params: dict[str, str]) -> None:
    """The canonical form of a canonical form is itself."""
    from urllib.parse import quote, urlencode

    url = f"https://a.example/{quote(path)}?{urlencode(params)}"
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert url_key(once) == url_key(url)


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_a_value_error(text: str) -> None:
    """Nothing else is raised, whatever stands there."""
    for url in (text, f"http://{text}", f"https://a.example/{text}"):
        try:
            canonical_url(url)
            host_of(url)
        except ValueError:
            pass


def test_keys_name_their_version() -> None:
    """A later canonical form can be told from this one."""
    assert url_key("https://a.example/").startswith("url1:")
    assert body_key(b"x").startswith("body1:")


def test_requests_for_the_same_page_have_one_fingerprint() -> None:
    """Tracking, case and role do not make another page; method and body do."""
    one = Request(url="https://a.example/x?utm_source=q")
    assert one.fingerprint == Request(url="https://A.example/x", role="next").fingerprint
    assert one.fingerprint != Request(url="https://a.example/x", method="POST", body="q").fingerprint


def test_links_become_absolute_or_nothing() -> None:
    """Relative links resolve against the page; scripts, mail and broken links are no addresses."""
    page = Page(b"", url="https://a.example/shop/list?p=1")
    assert page.absolute("../item/7") == "https://a.example/item/7"
    assert page.absolute("//cdn.example/1.jpg") == "https://cdn.example/1.jpg"
    assert [page.absolute(link) for link in (None, "", "javascript:void(0)", "mailto:a@b.example", "http://[")] == [None] * 5
